// The rows of a bundle and what the server decided of each line, made by
// tests/fieldwork/test_coverage_ahead.py: the phone looks up the same.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Bundle, Catalog } from "../../wire/types";
import { lookUp, sumOf, type LineKind, type Rows } from "../coverage";
import { bundle, catalog } from "../state";
import type { OpenVisit } from "../visits";

interface Ask {
  work_order: string;
  kind: LineKind;
  code: string;
  engineer: string;
  at: string;
  verdict: string;
  clause: string;
  net: string | null;
}

interface Vector {
  terms: Record<string, Rows["terms"]>;
  hours: Rows["hours"];
  prices: Rows["prices"];
  asks: Ask[];
}

const file = resolve(import.meta.dirname, "../../../tests/fieldwork/coverage_vectors.json");
const vectors = JSON.parse(readFileSync(file, "utf-8")) as Vector[];

test.each(vectors.map((vector, index) => [index, vector] as const))("contract %i", (_, vector) => {
  for (const ask of vector.asks) {
    const terms = vector.terms[ask.work_order];
    if (!terms) throw new Error("no terms");
    const rows = { terms, hours: vector.hours, prices: vector.prices };
    const looked = lookUp(rows, ask.kind, ask.at, ask.code).find(
      ({ line }) => ask.kind !== "travel" || line.engineer === ask.engineer,
    );
    expect(looked?.line.verdict).toBe(ask.verdict);
    expect(looked?.line.clause).toBe(ask.clause);
    expect(looked?.net ?? null).toBe(ask.net);
  }
});

const WORK = "01890000-0000-7000-8000-000000000001";
const FAN = "01890000-0000-7000-8000-000000000002";
const LINE = {
  code: "", in_hours: null, factor: null, verdict: "paid", reason: "no_contract", clause: "",
  words: "", presumed: false, quota: "", engineer: "", quantity: "1", vat: "20", about: false,
} as const;

function opened(labour: object): OpenVisit {
  const lines = [
    { ...LINE, kind: "call_out", unit: "visit", net: "60" },
    { ...LINE, kind: "travel", unit: "trip", net: "25" },
    { ...LINE, kind: "labour", unit: "h", net: "80", factor: "1", about: true, ...labour },
    { ...LINE, kind: "labour", unit: "h", net: "120", factor: "1.5", in_hours: false, about: true },
    { ...LINE, kind: "part", unit: "pcs", net: null },
  ];
  const quotas = [{ code: "hours", unit: "hours", left: "1" }];
  bundle.value = {
    coverage: {
      works: [{ work_order: WORK, terms: 0, hours: 0 }],
      terms: [{ prices: 0, boundary: "split", quotas, lines }],
      hours: [[["2026-11-16T07:00:00Z", true, "1"], ["2026-11-16T17:00:00Z", false, "1.5"]]],
    },
    prices: [
      {
        price_list: "Standard", currency: "EUR", includes_vat: false, step_min: 15, rounding: "up",
        minimum_min: 60, parts: { "FAN-120": "34.5" },
      },
    ],
  } as unknown as Bundle;
  catalog.value = { parts: [{ id: FAN, number: "FAN-120" }] } as unknown as Catalog;
  const parts = [{ work_order_id: WORK, part_id: FAN, quantity: "2" }];
  return {
    visit: { work_orders: [{ id: WORK }] },
    progress: { parts, taps: [] },
  } as unknown as OpenVisit;
}

const spent = (from: string, to: string) => [
  { kind: "labour" as const, work: WORK, from: `2026-11-16T${from}:00Z`, to: `2026-11-16T${to}:00Z` },
];
const NOW = "2026-11-16T10:00:00Z";

test("80 minutes are 1.5 h at 80.00, with 60.00, 25.00 and two fans at 34.50", () => {
  const sum = sumOf(opened({ in_hours: true }), spent("08:00", "09:20"), NOW);
  expect([sum.cents.get("EUR"), sum.about, sum.unknown]).toEqual([27_400, true, false]);
});

test("an hour over the edge is half at 80.00 and half at 120.00", () => {
  const sum = sumOf(opened({ in_hours: true }), spent("16:30", "17:30"), NOW);
  expect(sum.cents.get("EUR")).toBe(6000 + 2500 + 6900 + 4000 + 6000);
});

test("ten minutes are charged as the least hour", () => {
  const sum = sumOf(opened({ in_hours: true }), spent("08:00", "08:10"), NOW);
  expect(sum.cents.get("EUR")).toBe(6000 + 2500 + 6900 + 8000);
});

test("of 1.5 covered hours the half beyond the quota is charged", () => {
  const covered = { in_hours: true, verdict: "covered", quota: "hours" };
  const sum = sumOf(opened(covered), spent("08:00", "09:20"), NOW);
  expect(sum.cents.get("EUR")).toBe(6000 + 2500 + 6900 + 4000);
});
