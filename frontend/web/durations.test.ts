import { expect, test } from "vitest";
import { distanceInWords, lengthInWords, urgency } from "./durations";

const at = (clock: string) => new Date(`2026-11-23T${clock}:00Z`);

test("a length keeps its two largest units", () => {
  expect([0, 9, 60, 80, 1440, 1500, 4399].map(lengthInWords)).toEqual([
    "0 min",
    "9 min",
    "1 h",
    "1 h 20 min",
    "1 d",
    "1 d 1 h",
    "3 d 1 h",
  ]);
});

test("a distance says its direction", () => {
  expect(distanceInWords(at("14:10"), at("12:50"))).toBe("in 1 h 20 min");
  expect(distanceInWords(at("12:41"), at("12:50"))).toBe("9 min ago");
  expect(distanceInWords(at("12:50"), at("12:50"))).toBe("now");
});

test("a deadline is amber from a quarter left, red from its moment", () => {
  const judged = ["10:59", "11:00", "11:59", "12:00"].map((clock) =>
    urgency(at("08:00"), at("12:00"), at(clock)),
  );
  expect(judged).toEqual(["calm", "soon", "soon", "late"]);
});
