import { expect, test } from "vitest";
import { asDecimal, compareDecimals, stepped } from "../decimal";

test("decimals are compared exactly", () => {
  expect(compareDecimals("10", "9.999999")).toBeGreaterThan(0);
  expect(compareDecimals("1.50", "1.5")).toBe(0);
  expect(compareDecimals("-2", "-1")).toBeLessThan(0);
  expect(compareDecimals("9007199254740993", "9007199254740992")).toBeGreaterThan(0);
  expect(compareDecimals("1e3", "1")).toBeUndefined();
});

test("a comma is a point, a step is one and stops at the least", () => {
  expect(asDecimal(" 1,5 ")).toBe("1.5");
  expect(stepped("1.5", 1n, "1")).toBe("2.5");
  expect(stepped("1", -1n, "1")).toBe("1");
  expect(stepped("0.5", -1n, "0")).toBe("0");
});
