import { expect, test } from "vitest";
import { asDecimal, compareDecimals, divided, fromUnits, sharesTo, stepped, unitsOf } from "../money/decimal";

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

test("halves go up or to even, as they are told", () => {
  expect([divided(5n, 2n), divided(5n, 2n, "half_even"), divided(7n, 2n, "half_even")]).toEqual([3n, 2n, 4n]);
  expect([divided(9n, 4n, "up"), divided(11n, 4n, "down"), divided(8n, 4n, "up")]).toEqual([3n, 2n, 2n]);
});

test("units and back", () => {
  expect([unitsOf("34.5", 2), unitsOf("1.0055", 3), fromUnits(6900n, 2)]).toEqual([3450n, 1006n, "69.00"]);
});

test("3 x 33.33 at 20 % is VAT of 20.00: 6.67 + 6.67 + 6.66", () => {
  expect(sharesTo(2000n, [66660n, 66660n, 66660n], 100n)).toEqual([667n, 667n, 666n]);
});
