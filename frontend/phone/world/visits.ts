// The bundle's rows joined for the screens: a visit with its object, its equipment and what was
// recorded here.

import { computed } from "@preact/signals";
import type {
  ChecklistDefinition,
  Equipment,
  ServiceObject,
  Uuid,
  Visit,
  WorkOrder,
} from "../../wire/types";
import { bundle, entries } from "../kept/state";
import { isAbout } from "../work/about";
import type { Answers } from "../work/checklist";
import { answerKey, progressOf, type Progress } from "../work/progress";
import { addedWorks, bornVisits } from "./born";

export interface OpenVisit {
  visit: Visit;
  object: ServiceObject;
  zone: string;
  progress: Progress;
}

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of the engineer's day; each visit's times are said in its object's zone. */
export const engineerZone = computed(() => bundle.value?.engineer.time_zone ?? HERE);

export const openVisits = computed<OpenVisit[]>(() => {
  const world = bundle.value;
  if (!world) return [];
  const objects = new Map(world.objects.map((object) => [object.id, object]));
  const told = world.visits.flatMap((visit) => {
    const object = objects.get(visit.object);
    return object ? [{ visit, object }] : [];
  });
  return [...told, ...bornVisits(world, entries.value)].map(({ visit: known, object }) => {
    const work_orders = [...known.work_orders, ...addedWorks(known, entries.value)];
    const visit = { ...known, work_orders };
    const progress = progressOf(visit, entries.value, world.ack.last_seq);
    return { visit, object, zone: object.time_zone ?? engineerZone.value, progress };
  });
});

export const openVisit = (id: Uuid | undefined): OpenVisit | undefined =>
  openVisits.value.find(({ visit }) => id !== undefined && isAbout(visit, id));

export const equipmentOf = (work: WorkOrder): Equipment[] =>
  (bundle.value?.equipment ?? []).filter(({ id }) => work.equipment.includes(id));

/** A unit as it is chosen from a list. */
export type NamedUnit = Pick<Equipment, "id" | "name">;

/** The units of the visit's work orders first, then the others that stand at its object. */
export function unitsAt({ visit, object }: Pick<OpenVisit, "visit" | "object">): NamedUnit[] {
  const ofWork = visit.work_orders.flatMap(equipmentOf);
  const place = bundle.value?.places.find(({ id }) => id === object.id);
  const units = [...ofWork, ...(place?.equipment ?? [])];
  return units.filter(({ id }, at) => units.findIndex((unit) => unit.id === id) === at);
}

export const checklistOf = (hash: string): ChecklistDefinition | undefined =>
  bundle.value?.checklists.find((checklist) => checklist.hash === hash)?.definition;

/** The answers given so far to one checklist of one work order, by item. */
export function answersTo(
  progress: Progress,
  work: Uuid,
  hash: string,
  form: ChecklistDefinition,
): Answers {
  const items = form.sections.flatMap((section) => section.items);
  return new Map(
    items.flatMap(({ key }) => {
      const answer = progress.answers.get(answerKey(work, hash, key));
      return answer ? [[key, answer] as const] : [];
    }),
  );
}
