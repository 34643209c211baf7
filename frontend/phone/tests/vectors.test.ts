// The cases kept beside the server's tests, which the server answers too: one format, two readers.

import { describe, expect, test } from "vitest";
import checklists from "../../../tests/fieldwork/checklist_vectors.json";
import signed from "../../../tests/fieldwork/snapshot_vector.json";
import type { Answer, ChecklistDefinition, ChecklistItem } from "../../wire/types";
import { canonical } from "../canonical";
import { verdict } from "../checklist";
import { snapshotSha256 } from "../snapshot";

interface Vector {
  name: string;
  items: ChecklistItem[];
  answers: Answer[];
  missing: string[];
  failed: string[];
  problems: { item: string; code: string }[];
}

const form = (items: ChecklistItem[]): ChecklistDefinition => ({
  format: "checklist/1",
  key: "vectors",
  version: 1,
  title: { en: "Vectors" },
  sections: [{ key: "all", title: { en: "All" }, items }],
});

describe("checklist/1", () => {
  test.each(checklists as unknown as Vector[])("$name", ({ items, answers, ...expected }) => {
    const given = new Map(answers.map((answer) => [answer.item, answer]));
    const { missing, failed, problems } = verdict(form(items), given);
    expect({ missing, failed, problems }).toMatchObject({
      missing: expected.missing,
      failed: expected.failed,
      problems: expected.problems,
    });
  });
});

test("snapshot/1 has the server's bytes and the server's hash", async () => {
  expect(canonical(signed.snapshot)).toBe(signed.canonical);
  expect(await snapshotSha256(signed.snapshot)).toBe(signed.sha256);
});
