// Work that began on this phone before the office knew of it: shown as any other from the first
// tap on, until a bundle brings what the server made of it.

import { t } from "../../web/i18n";
import type { Bundle, CommandBodies, ServiceObject, Visit, WorkOrder } from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { is } from "../work/progress";

export interface BornVisit {
  visit: Visit;
  object: ServiceObject;
}

const isAlive = ({ state }: OutboxEntry): boolean => state !== "parked" && state !== "rejected";

/** Visits opened here that the bundle does not hold yet. */
export function bornVisits(world: Bundle, all: readonly OutboxEntry[]): BornVisit[] {
  const known = new Set(world.visits.map(({ id }) => id));
  const gone = new Set((world.withdrawn ?? []).map(({ visit_id }) => visit_id));
  return all.flatMap((entry) => {
    if (!is(entry, "visit.open") || !isAlive(entry)) return [];
    if (known.has(entry.visit_id) || gone.has(entry.visit_id)) return [];
    return [bornVisit(world, entry)];
  });
}

/** Work orders added here that the bundle's visit does not hold yet. */
export function addedWorks(visit: Visit, all: readonly OutboxEntry[]): WorkOrder[] {
  const known = new Set(visit.work_orders.map(({ id }) => id));
  return all.flatMap((entry) => {
    const added = is(entry, "work.add") && entry.visit_id === visit.id && isAlive(entry);
    return added && !known.has(entry.body.work_order_id) ? [newWork(entry.body)] : [];
  });
}

type OpenEntry = OutboxEntry & { body: CommandBodies["visit.open"] };

function bornVisit(world: Bundle, { visit_id, captured_at, body }: OpenEntry): BornVisit {
  const place = world.places.find(({ id }) => id === body.object_id);
  const object = world.objects.find(({ id }) => id === body.object_id) ?? {
    id: body.object_id,
    name: place?.name ?? "",
    client_code: place?.client_code ?? "",
    kind: "",
    address: "",
    lat: null,
    lon: null,
    time_zone: world.engineer.time_zone,
    phone: "",
    access_notes: "",
    parking_notes: "",
    access_min: 0,
  };
  const { name } = world.engineer;
  const visit: Visit = {
    id: visit_id,
    number: t("New"),
    version: 1,
    status: "published",
    planned_from: captured_at,
    planned_to: captured_at,
    window: null,
    locked: false,
    order: null,
    role: "lead",
    object: object.id,
    language: "",
    contacts: [],
    engineers: [name],
    crew: [{ name, role: "lead", rate_class: "", is_me: true }],
    travel_s: null,
    travel_m: null,
    issuer: null,
    client: { name: object.name },
    media: [],
    paid_work: [],
    work_orders: [newWork(body)],
    material_hash: "",
    instead_of: null,
    worked_by_others: [],
  };
  return { visit, object };
}

type NewWork = Pick<CommandBodies["work.add"], "work_order_id" | "words" | "equipment_id">;

const newWork = ({ work_order_id, words, equipment_id }: NewWork): WorkOrder => ({
  id: work_order_id,
  number: t("New"),
  version: 1,
  words,
  request_number: null,
  request_words: null,
  request_media: [],
  work_type: "",
  equipment: equipment_id ? [equipment_id] : [],
  minutes: 0,
  outcome: null,
  checklists: [],
  coverage: null,
  sla: [],
});
