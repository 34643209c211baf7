import { expect, test } from "vitest";
import type { Bundle } from "../../wire/types";
import { noteChanges } from "../world/changes";

const AT = "2026-11-22T10:00:00Z";

function world(words: string[], from = "2026-11-22T08:00:00Z"): Bundle {
  const visit = {
    id: "v",
    object: "o",
    planned_from: from,
    planned_to: "2026-11-22T12:00:00Z",
    engineers: ["Olena"],
    work_orders: words.map((one) => ({ words: one, equipment: [], checklists: [] })),
  };
  const object = { id: "o", name: "Hotel", address: "Rue 1", access_notes: "" };
  return { visits: [visit], objects: [object], equipment: [], checklists: [] } as unknown as Bundle;
}

test("nothing differs, nothing is told", () => {
  expect(noteChanges(world(["Fan"]), world(["Fan"]), {}, AT)).toEqual({});
});

test("work that came and went is named, and the time from the first to the last", () => {
  const first = noteChanges(world(["Fan"]), world(["Seal"], "2026-11-22T09:00:00Z"), {}, AT);
  expect(first["v"]?.changes.map(({ what }) => what)).toEqual(["time", "work", "work"]);
  expect(first["v"]?.changes.slice(1)).toEqual([
    { what: "work", before: "Fan", after: "" },
    { what: "work", before: "", after: "Seal" },
  ]);
  const again = noteChanges(
    world(["Seal"], "2026-11-22T09:00:00Z"),
    world(["Seal"], "2026-11-22T10:00:00Z"),
    first,
    AT,
  );
  expect(again["v"]?.changes[0]).toEqual({
    what: "time",
    before: "2026-11-22T08:00:00Z/2026-11-22T12:00:00Z",
    after: "2026-11-22T10:00:00Z/2026-11-22T12:00:00Z",
  });
});

test("what was changed and changed back is no news", () => {
  const moved = noteChanges(world([]), world([], "2026-11-22T09:00:00Z"), {}, AT);
  expect(noteChanges(world([], "2026-11-22T09:00:00Z"), world([]), moved, AT)).toEqual({});
});
