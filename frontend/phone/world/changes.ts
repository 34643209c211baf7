// What the office changed about a visit since this phone last had it: told once, kept until the
// engineer has read it.

import type { Bundle, Visit } from "../../wire/types";
import { inLanguage } from "../ui/wording";

export type Changed = "time" | "place" | "access" | "work" | "equipment" | "checklist" | "crew";

/** One difference; the words are the visit's own, "" where there were or are none. */
export interface Change {
  what: Changed;
  before: string;
  after: string;
}

export interface VisitChanges {
  at: string;
  changes: Change[];
}

export type ChangesByVisit = Record<string, VisitChanges>;

/** The differences of every visit both worlds know, added to those not read yet. */
export function noteChanges(
  before: Bundle,
  after: Bundle,
  unread: ChangesByVisit,
  at: string,
): ChangesByVisit {
  const known = new Map(before.visits.map((visit) => [visit.id, visit]));
  const noted: ChangesByVisit = {};
  for (const visit of after.visits) {
    const old = known.get(visit.id);
    const changes = old ? changesOf([before, old], [after, visit]) : [];
    const earlier = unread[visit.id]?.changes ?? [];
    const all = merged(earlier, changes);
    if (all.length > 0) {
      noted[visit.id] = { at: changes.length > 0 ? at : (unread[visit.id]?.at ?? at), changes: all };
    }
  }
  return noted;
}

/** What changed twice is told once, from the first to the last. */
function merged(earlier: Change[], later: Change[]): Change[] {
  const all = [...earlier];
  for (const change of later) {
    const same = all.findIndex((one) => goesOn(one, change));
    const first = all[same];
    if (first) all[same] = { ...first, after: change.after };
    else all.push(change);
  }
  return all.filter(({ before, after }) => before !== after);
}

/** Whether a later change begins where the earlier ended; entries of a list come and go alone. */
const goesOn = (earlier: Change, { what, before, after }: Change): boolean =>
  earlier.what === what && earlier.after === before && (before !== "" || earlier.before === after);

type Side = [Bundle, Visit];

export function changesOf(before: Side, after: Side): Change[] {
  return [
    ...ofOne("time", timeOf(before[1]), timeOf(after[1])),
    ...ofOne("place", placeOf(before), placeOf(after)),
    ...ofOne("access", accessOf(before), accessOf(after)),
    ...ofList("crew", before[1].engineers, after[1].engineers),
    ...ofList("work", worksOf(before[1]), worksOf(after[1])),
    ...ofList("equipment", unitsOf(before), unitsOf(after)),
    ...ofList("checklist", checklistsOf(before), checklistsOf(after)),
  ];
}

const ofOne = (what: Changed, before: string, after: string): Change[] =>
  before === after ? [] : [{ what, before, after }];

/** What is gone, then what is new. */
function ofList(what: Changed, before: string[], after: string[]): Change[] {
  const gone = before.filter((one) => !after.includes(one));
  const come = after.filter((one) => !before.includes(one));
  return [
    ...gone.map((words) => ({ what, before: words, after: "" })),
    ...come.map((words) => ({ what, before: "", after: words })),
  ];
}

const timeOf = ({ planned_from, planned_to }: Visit): string => `${planned_from}/${planned_to}`;

const objectOf = ([world, visit]: Side) => world.objects.find(({ id }) => id === visit.object);

function placeOf(side: Side): string {
  const object = objectOf(side);
  return object ? [object.name, object.address].filter(Boolean).join(", ") : "";
}

const accessOf = (side: Side): string => objectOf(side)?.access_notes ?? "";

const worksOf = ({ work_orders }: Visit): string[] => work_orders.map(({ words }) => words);

function unitsOf([world, visit]: Side): string[] {
  const ids = visit.work_orders.flatMap(({ equipment }) => equipment);
  return world.equipment.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
}

function checklistsOf([world, visit]: Side): string[] {
  const hashes = visit.work_orders.flatMap(({ checklists }) => checklists.map(({ hash }) => hash));
  return world.checklists
    .filter(({ hash }) => hashes.includes(hash))
    .map(({ definition }) => inLanguage(definition.title));
}
