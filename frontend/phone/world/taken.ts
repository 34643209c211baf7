// Visits the office took away: what they were called, and, where the engineer was at work, all that
// is needed to finish it, until the office has opened a record of that work.

import type { Bundle, Instant, Uuid, Visit } from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { isOnSite } from "../work/lifecycle";
import { progressOf } from "../work/progress";

/** How a visit that is gone was known to its engineer. */
export interface Gone {
  name: string;
  planned_from: Instant;
}

export type GoneVisits = Record<Uuid, Gone>;

/** Whether the office took the visit away while its engineer was at work on it. */
export const isTakenAway = (visit: Visit, { withdrawn }: Bundle): boolean =>
  visit.instead_of !== null || withdrawn.some(({ visit_id }) => visit_id === visit.id);

/** The names of what is withdrawn now, from the world before and from what was known of it. */
export function namesOfGone(before: Bundle, after: Bundle, known: GoneVisits): GoneVisits {
  const objects = new Map(before.objects.map(({ id, name }) => [id, name]));
  const named = after.withdrawn.flatMap(({ visit_id }) => {
    const visit = before.visits.find(({ id }) => id === visit_id);
    const gone = visit
      ? { name: objects.get(visit.object) ?? visit.number, planned_from: visit.planned_from }
      : known[visit_id];
    return gone ? [[visit_id, gone] as const] : [];
  });
  return Object.fromEntries(named);
}

/**
 * The new world, and in it what it lacks of the visits this engineer is on site at: taken away
 * between a push and a pull they would be gone from under their hands.
 */
export function withWorkUnderWay(
  before: Bundle,
  after: Bundle,
  entries: readonly OutboxEntry[],
): Bundle {
  const left = before.visits.flatMap((visit): Visit[] => {
    if (after.visits.some((one) => one.id === visit.id || one.instead_of === visit.id)) return [];
    const { status } = progressOf(visit, entries, before.ack.last_seq);
    return isOnSite(status) ? [{ ...visit, status }] : [];
  });
  if (left.length === 0) return after;
  const works = left.flatMap(({ work_orders }) => work_orders);
  const units = new Set(works.flatMap(({ equipment }) => equipment));
  const forms = new Set(works.flatMap(({ checklists }) => checklists.map(({ hash }) => hash)));
  const places = new Set(left.map(({ object }) => object));
  return {
    ...after,
    visits: [...after.visits, ...left],
    objects: joined(after.objects, before.objects, ({ id }) => id, places),
    equipment: joined(after.equipment, before.equipment, ({ id }) => id, units),
    checklists: joined(after.checklists, before.checklists, ({ hash }) => hash, forms),
  };
}

/** The new rows, and of the old ones those that are needed and not among them. */
function joined<Row>(
  after: Row[],
  before: Row[],
  keyOf: (row: Row) => string,
  needed: Set<string>,
): Row[] {
  const known = new Set(after.map(keyOf));
  const lacking = before.filter((row) => needed.has(keyOf(row)) && !known.has(keyOf(row)));
  return [...after, ...lacking];
}
