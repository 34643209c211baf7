// The rows of a bundle and what the server decided of each line, made by
// tests/fieldwork/test_coverage_ahead.py: the phone looks up the same.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { billOf, type Facts } from "../money/bill";
import { lookUp, type LineKind, type Rows } from "../money/coverage";

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
  bills: Billed[];
}

/** A visit as it went, and what the server charges for it. */
interface Billed extends Omit<Facts, "works"> {
  lines: string[][];
  sums: string[];
  unknown: boolean;
}

const file = resolve(import.meta.dirname, "../../../tests/fieldwork/coverage_vectors.json");
const vectors = JSON.parse(readFileSync(file, "utf-8")) as Vector[];

test.each(vectors.map((vector, index) => [index, vector] as const))("contract %i", (_, vector) => {
  for (const ask of vector.asks) {
    const terms = vector.terms[ask.work_order];
    if (!terms) throw new Error("no terms");
    const rows = { terms, hours: vector.hours, prices: vector.prices, agreement: "" };
    const looked = lookUp(rows, ask.kind, ask.at, ask.code).find(
      ({ line }) => ask.kind !== "travel" || line.engineer === ask.engineer,
    );
    expect(looked?.line.verdict).toBe(ask.verdict);
    expect(looked?.line.clause).toBe(ask.clause);
    expect(looked?.net ?? null).toBe(ask.net);
  }
});

test.each(vectors.map((vector, index) => [index, vector] as const))("bills of contract %i", (_, vector) => {
  const { hours, prices } = vector;
  const works = Object.entries(vector.terms).map(([id, terms]) => ({
    id,
    rows: { terms, hours, prices, agreement: "" },
  }));
  for (const { lines, sums, unknown, ...facts } of vector.bills) {
    const bill = billOf({ ...facts, works });
    const total = bill.totals[0] ?? { lines: [], net: "0.00", vat: "0.00", gross: "0.00" };
    const said = total.lines.map(({ work, looked, verdict, quantity, net }) => [
      work, looked.line.kind, verdict, quantity, net,
    ]);
    expect(said.sort()).toEqual(lines);
    expect([total.net, total.vat, total.gross]).toEqual(sums);
    expect(bill.unknown).toBe(unknown);
  }
});

const WORK = "01890000-0000-7000-8000-000000000001";
const LINE = {
  code: "", in_hours: null, factor: null, verdict: "paid", reason: "no_contract", clause: "",
  words: "", presumed: false, quota: "", engineer: "", quantity: "1", vat: "20", tax: "S",
  about: false, price: null,
} as const;

function visit(labour: object, from: string, to: string): Facts {
  const lines = [
    { ...LINE, kind: "call_out", unit: "visit", net: "60" },
    { ...LINE, kind: "failed_visit", unit: "visit", net: "40" },
    { ...LINE, kind: "travel", unit: "trip", net: "25" },
    { ...LINE, kind: "labour", unit: "h", net: "80", factor: "1", about: true, ...labour },
    { ...LINE, kind: "labour", unit: "h", net: "120", factor: "1.5", in_hours: false, about: true },
    { ...LINE, kind: "part", unit: "pcs", net: null },
  ];
  const quotas = [{ code: "hours", unit: "hours", left: "1" }];
  const rows = {
    agreement: "",
    terms: { prices: 0, boundary: "split", discount: "0", rounding: "half_up", quotas, lines },
    hours: [["2026-11-16T07:00:00Z", true, "1"], ["2026-11-16T17:00:00Z", false, "1.5"]],
    prices: {
      price_list: "Standard", currency: "EUR", includes_vat: false, step_min: 15, rounding: "up",
      minimum_min: 60, parts: { "FAN-120": "34.5" }, listed: {},
    },
  } as unknown as Rows;
  const day = (time: string) => `2026-11-16T${time}:00Z`;
  return {
    arrived: day("10:00"),
    works: [{ id: WORK, rows }],
    spans: [{ kind: "labour", work: WORK, from: day(from), to: day(to) }],
    parts: [{ work: WORK, code: "FAN-120", quantity: "2" }],
  };
}

const net = (facts: Facts) => billOf(facts).totals[0]?.net;

test("80 minutes are 1.5 h at 80.00, with 60.00, 25.00 and two fans at 34.50", () => {
  const bill = billOf(visit({ in_hours: true }, "08:00", "09:20"));
  const [total] = bill.totals;
  expect([total?.net, total?.vat, total?.gross]).toEqual(["274.00", "54.80", "328.80"]);
  expect([bill.about, bill.unknown]).toEqual([true, false]);
});

test("an hour over the edge is half at 80.00 and half at 120.00", () => {
  expect(net(visit({ in_hours: true }, "16:30", "17:30"))).toBe("254.00");
});

test("ten minutes are charged as the least hour", () => {
  expect(net(visit({ in_hours: true }, "08:00", "08:10"))).toBe("234.00");
});

test("of 1.5 covered hours the half beyond the quota is charged", () => {
  const covered = { in_hours: true, verdict: "covered", quota: "hours" };
  expect(net(visit(covered, "08:00", "09:20"))).toBe("194.00");
});

test("a visit in vain costs its fee and nothing else", () => {
  expect(net({ ...visit({ in_hours: true }, "08:00", "09:20"), failed: true })).toBe("40.00");
});
