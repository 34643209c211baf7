import { describe, expect, it } from "vitest";
import { dayWords, examples, typedMoment } from "./typed-moments";
import { fieldValue, momentInFigures, momentInWords, wallFrom, wallIn } from "./walls";

const ENGLISH = dayWords("en-GB", { hours: "h", minutes: "min", days: "d" });
const UKRAINIAN = dayWords("uk", { hours: "год", minutes: "хв", days: "дн" });
// A Sunday.
const NOW = { year: 2026, month: 11, day: 22, hour: 8, minute: 50 };

const read = (typed: string, words = ENGLISH) => {
  const wall = typedMoment(typed, NOW, words);
  return wall && fieldValue(wall);
};

describe("a moment that is typed", () => {
  it.each([
    ["14:30", "2026-11-22T14:30"],
    ["1430", "2026-11-22T14:30"],
    ["14.30", "2026-11-22T14:30"],
    ["9", "2026-11-22T09:00"],
    ["9 pm", "2026-11-22T21:00"],
    ["12 am", "2026-11-22T00:00"],
    ["now", "2026-11-22T08:50"],
    ["today 17", "2026-11-22T17:00"],
    ["Tomorrow 9", "2026-11-23T09:00"],
    ["tomorrow, 9:15", "2026-11-23T09:15"],
    ["tomorrow", "2026-11-23T09:00"],
    ["yesterday 23:10", "2026-11-21T23:10"],
    ["+2h", "2026-11-22T10:50"],
    ["+1 h 30 min", "2026-11-22T10:20"],
    ["+1.5h", "2026-11-22T10:20"],
    ["+45", "2026-11-22T09:35"],
    ["+3d", "2026-11-25T08:50"],
    ["mon 11", "2026-11-23T11:00"],
    ["Saturday 11", "2026-11-28T11:00"],
    ["24.12. 8:15", "2026-12-24T08:15"],
    ["24/12 8", "2026-12-24T08:00"],
    ["24 dec 8", "2026-12-24T08:00"],
    ["2 march 2027 16:05", "2027-03-02T16:05"],
    ["2027-03-02 16:05", "2027-03-02T16:05"],
    ["2027-03-02T16:05", "2027-03-02T16:05"],
  ])("%s", (typed, wanted) => expect(read(typed)).toBe(wanted));

  it("takes the next of a weekday's name, a week ahead on the day itself", () => {
    expect(read("sun 11")).toBe("2026-11-29T11:00");
  });

  it("looks back a month for a date without a year, else ahead", () => {
    expect(read("1.11. 10")).toBe("2026-11-01T10:00");
    expect(read("1.2. 10")).toBe("2027-02-01T10:00");
  });

  it.each(["", "soon", "25:00", "9:60", "13 pm", "31.11. 9", "24.13. 8", "+", "+2x", "m 11", "tomorrow soon"])(
    "means nothing: %s",
    (typed) => expect(read(typed)).toBeNull(),
  );

  it("speaks the reader's language", () => {
    expect(read("завтра 9", UKRAINIAN)).toBe("2026-11-23T09:00");
    expect(read("пн 11", UKRAINIAN)).toBe("2026-11-23T11:00");
    expect(read("пон 11", UKRAINIAN)).toBe("2026-11-23T11:00");
    expect(read("24 груд 8", UKRAINIAN)).toBe("2026-12-24T08:00");
    expect(read("+2 год", UKRAINIAN)).toBe("2026-11-22T10:50");
  });
});

it("is told in words on the wall it was typed for", () => {
  expect(momentInWords({ ...NOW, day: 23, hour: 14, minute: 30 }, "en-GB")).toBe("Mon, 23 November 2026 at 14:30");
});

it("counts from the clock of the object's zone", () => {
  const instant = new Date("2026-11-22T23:30:00Z");
  expect(fieldValue(wallIn("Europe/Monaco", instant))).toBe("2026-11-23T00:30");
  expect(fieldValue(wallIn("Europe/Kyiv", instant))).toBe("2026-11-23T01:30");
});

it("in figures is read back as itself", () => {
  const wall = wallFrom("2026-03-09T07:05")!;
  expect(momentInFigures(wall)).toBe("09.03.2026 07:05");
  for (const words of [ENGLISH, UKRAINIAN]) expect(typedMoment("09.03.2026 07:05", NOW, words)).toEqual(wall);
  expect(wallFrom("")).toBeNull();
});

it("says what may be typed", () => {
  expect(examples(ENGLISH, "en-GB")).toBe("14:30, tomorrow 9, +2 h or Mon 11");
  expect(examples(UKRAINIAN, "uk")).toBe("14:30, завтра 9, +2 год або пн 11");
});
