import { expect, test } from "vitest";
import type { Catalog } from "../../wire/types";
import { catalog } from "../kept/state";
import { isBilled } from "../work/reasons";

const reason = (code: string, billable: boolean) => ({ code, used_for: ["wait"], billable });

test("waiting is billed unless its reason is not", () => {
  const reasons = [reason("access", true), reason("parts", false)];
  catalog.value = { reasons } as unknown as Catalog;
  expect(isBilled({ kind: "wait", reason: "access" })).toBe(true);
  expect(isBilled({ kind: "wait", reason: "parts" })).toBe(false);
  expect(isBilled({ kind: "wait" })).toBe(true);
  expect(isBilled({ kind: "work", reason: "parts" })).toBe(true);
});
