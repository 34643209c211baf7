import { expect, test } from "vitest";
import type { Bundle, Visit } from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { isTooOld } from "../world/reading";
import { isTakenAway, namesOfGone, withWorkUnderWay } from "../world/taken";

const WORK = { equipment: ["unit"], checklists: [{ hash: "form" }] };

function visit(id: string, status: string, instead_of: string | null = null): Visit {
  const planned_from = "2026-11-22T08:00:00Z";
  return { id, status, instead_of, planned_from, object: "o", work_orders: [WORK] } as unknown as Visit;
}

function world(visits: Visit[], withdrawn: string[] = []): Bundle {
  const rows = visits.length > 0;
  return {
    ack: { last_seq: 0 },
    visits,
    objects: rows ? [{ id: "o", name: "Hotel" }] : [],
    equipment: rows ? [{ id: "unit" }] : [],
    checklists: rows ? [{ hash: "form" }] : [],
    withdrawn: withdrawn.map((visit_id) => ({ visit_id, reason: "withdrawn", at: null })),
  } as unknown as Bundle;
}

const arrived = (seq: number) =>
  ({ visit_id: "v", seq, type: "visit.arrive", state: "waiting", body: {} }) as unknown as OutboxEntry;

test("a visit taken away while its engineer is on site stays with all it needs", () => {
  const after = withWorkUnderWay(world([visit("v", "accepted")]), world([], ["v"]), [arrived(1)]);
  expect(after.visits.map(({ id, status }) => [id, status])).toEqual([["v", "on_site"]]);
  expect(after.objects.map(({ id }) => id)).toEqual(["o"]);
  expect(after.equipment.map(({ id }) => id)).toEqual(["unit"]);
  expect(after.checklists.map(({ hash }) => hash)).toEqual(["form"]);
  expect(isTakenAway(visit("v", "on_site"), after)).toBe(true);
  // It is there after the next pull too, and gone once the office has a record of the work.
  expect(withWorkUnderWay(after, world([], ["v"]), []).visits).toHaveLength(1);
  const record = world([visit("own", "on_site", "v")], ["v"]);
  expect(withWorkUnderWay(after, record, []).visits.map(({ id }) => id)).toEqual(["own"]);
});

test("a visit nobody has come to is simply gone, and its name is kept for the notice", () => {
  const before = world([visit("v", "en_route")]);
  const after = world([], ["v"]);
  expect(withWorkUnderWay(before, after, []).visits).toEqual([]);
  const gone = { v: { name: "Hotel", planned_from: "2026-11-22T08:00:00Z" } };
  expect(namesOfGone(before, after, {})).toEqual(gone);
  expect(namesOfGone(after, after, gone)).toEqual(gone);
  expect(namesOfGone(after, world([]), gone)).toEqual({});
});

test("visits may be read for as many days as the server says", () => {
  const pulled = "2026-11-01T08:00:00Z";
  const at = (day: string) => Date.parse(day);
  expect(isTooOld(pulled, undefined, at("2026-11-15T07:59:59Z"))).toBe(false);
  expect(isTooOld(pulled, undefined, at("2026-11-15T08:00:00Z"))).toBe(true);
  const config = { limits: { offline_reading_days: 3 } } as never;
  expect(isTooOld(pulled, config, at("2026-11-04T08:00:00Z"))).toBe(true);
  expect(isTooOld(undefined, config, at("2026-11-04T08:00:00Z"))).toBe(false);
});
