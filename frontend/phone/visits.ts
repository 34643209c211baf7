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
} from "../wire/types";
import { answerKey, progressOf, type Progress } from "./progress";
import type { Answers } from "./checklist";
import { bundle, entries } from "./state";

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
  return world.visits.flatMap((visit) => {
    const object = objects.get(visit.object);
    if (!object) return [];
    const progress = progressOf(visit, entries.value, world.ack.last_seq);
    return [{ visit, object, zone: object.time_zone ?? engineerZone.value, progress }];
  });
});

export const openVisit = (id: Uuid | undefined): OpenVisit | undefined =>
  openVisits.value.find(({ visit }) => visit.id === id);

export const equipmentOf = (work: WorkOrder): Equipment[] =>
  (bundle.value?.equipment ?? []).filter(({ id }) => work.equipment.includes(id));

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
