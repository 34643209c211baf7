// The cases that Python answers too, word for word: one verdict, one snapshot on both sides.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Answer, ChecklistItem } from "../../wire/types";
import { canonical, sha256 } from "../report/canonical";
import { snapshotOf, snapshotSha256, type ReportShown, type Snapshot } from "../report/snapshot";
import { verdict } from "../work/checklist";

const read = <T>(name: string): T =>
  JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../../../tests/fieldwork", name), "utf-8"),
  ) as T;

interface ChecklistVector {
  name: string;
  items: ChecklistItem[];
  answers: Answer[];
  missing: string[];
  failed: string[];
  problems: { item: string; code: string }[];
}

test.each(read<ChecklistVector[]>("checklist_vectors.json"))("$name", (vector) => {
  const sections = [{ key: "all", title: { en: "All" }, items: vector.items }];
  const answers = new Map(vector.answers.map((answer) => [answer.item, answer]));
  const found = verdict(
    { format: "checklist/1", key: "k", version: 1, title: { en: "K" }, sections },
    answers,
  );
  expect(found.missing).toEqual(vector.missing);
  expect(found.failed).toEqual(vector.failed);
  expect(found.problems).toEqual(vector.problems);
  expect(found.complete).toBe(vector.missing.length === 0 && vector.problems.length === 0);
});

interface SnapshotVector {
  snapshot: Snapshot;
  canonical: string;
  sha256: string;
}

const SNAPSHOTS = ["snapshot_vector.json", "snapshot_vector_2.json"];

test.each(SNAPSHOTS)("%s has the same bytes and the same name here and on the server", async (file) => {
  const { snapshot, canonical: bytes, sha256: name } = read<SnapshotVector>(file);
  expect(canonical(snapshot)).toBe(bytes);
  expect(await snapshotSha256(snapshot)).toBe(name);
});

test("the phone builds the vector's snapshot from what it shows", async () => {
  const { snapshot } = read<SnapshotVector>("snapshot_vector_2.json");
  const [work] = snapshot["work_orders"] as { words: string }[];
  const consent = { text: "I agree", sha256: await sha256("I agree") };
  const shown: ReportShown = {
    language: "uk",
    issuer: { name: "Callout SARL", registry_number: "12S05566" },
    client: { name: "Готель «Ґанок»" },
    object: { name: "Bar", code: "SHOP-17", zone: "Europe/Monaco" },
    visit: {
      number: "VIS-311",
      arrived_at: "2026-03-02T08:00:05.700+01:00",
      started_at: "2026-03-02T07:00:05Z",
      completed_at: undefined,
      engineers: ["Olena"],
    },
    work_orders: [
      {
        number: "WO-2041",
        words: work?.words ?? "",
        equipment: "Ice machine #A-113",
        outcome: "done",
        checklists: [
          {
            title: "Yearly",
            items: [{ text: "CO", type: "number", value: "12", unit: "ppm", state: "ok" }],
          },
        ],
        parts: [{ code: "FLT-7", name: "Filter", quantity: "1.500", unit: "pcs" }],
        time: [{ kind: "work", minutes: 85 }],
      },
    ],
    photos: [{ media_id: "0192", sha256: "0".repeat(64), role: "before" }],
    prices: [
      {
        currency: "EUR",
        lines: [
          { text: "Repair", verdict: "covered", clause: "3.2", quantity: "1.417", unit: "h", net: "0.00" },
          { text: "Fan 120 mm", verdict: "paid", clause: "", quantity: "2.000", unit: "pcs", net: "69.00" },
        ],
        net: "69.00",
        vat: "13.80",
        gross: "82.80",
        note: "Час Бориса додасть офіс.",
      },
    ],
    paid_work: [
      {
        text: "Два вентилятори", state: "approved", by: "Софія Лоран",
        currency: "EUR", net: "69.00", vat: "13.80", gross: "82.80",
      },
      { text: "New door", state: "refused", by: "", currency: "EUR", net: "120.00", vat: null, gross: null },
    ],
    consent,
  };
  expect(snapshotOf(shown)).toEqual(snapshot);
});
