import { expect, test } from "vitest";
import { t, tn, useCatalogue } from "./i18n";

test("an unknown text stays English and takes its values", () => {
  useCatalogue({}, "en");
  expect(t("Photo {name} is kept", { name: "a.jpg" })).toBe("Photo a.jpg is kept");
  expect(tn("{count} photo", "{count} photos", 1)).toBe("1 photo");
  expect(tn("{count} photo", "{count} photos", 2)).toBe("2 photos");
});

test("Ukrainian picks one of three forms", () => {
  useCatalogue({ "{count} visit": ["{count} виїзд", "{count} виїзди", "{count} виїздів"] }, "uk");
  const said = [1, 2, 5, 11, 21, 22].map((n) => tn("{count} visit", "{count} visits", n));
  expect(said).toEqual(["1 виїзд", "2 виїзди", "5 виїздів", "11 виїздів", "21 виїзд", "22 виїзди"]);
});

test("Bulgarian has two forms", () => {
  useCatalogue({ "{count} visit": ["{count} посещение", "{count} посещения"] }, "bg");
  expect(tn("{count} visit", "{count} visits", 21)).toBe("21 посещения");
});

test("Russian picks one of three forms", () => {
  useCatalogue({ "{count} visit": ["{count} выезд", "{count} выезда", "{count} выездов"] }, "ru");
  const said = [1, 2, 5, 11, 21, 22].map((n) => tn("{count} visit", "{count} visits", n));
  expect(said).toEqual(["1 выезд", "2 выезда", "5 выездов", "11 выездов", "21 выезд", "22 выезда"]);
});
