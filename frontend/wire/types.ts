// The wire of mobile/v1 as docs/sync.md states it, in one file, so that types generated from
// mobile_api/openapi.json can take its place. Times are RFC 3339, amounts are decimal strings,
// ids are UUIDv7 made by whoever creates the object.

export type Uuid = string;
export type Instant = string;
export type Decimal = string;
/** A name in the caller's language, or in several: {"en": "...", "uk": "..."}. */
export type Words = string | Record<string, string>;

export interface Pairing {
  code: string;
  installation_id: Uuid;
  name: string;
  platform: string;
  app_build: string;
}

export interface Paired {
  device: { id: Uuid; engineer: Engineer };
  access_token: string;
}

export interface Engineer {
  id: Uuid;
  name: string;
  language?: string;
  time_zone?: string;
}

export type VisitStatus =
  | "published"
  | "accepted"
  | "declined"
  | "en_route"
  | "on_site"
  | "working"
  | "paused"
  | "completed"
  | "partially_completed"
  | "failed"
  | "cancelled"
  | "withdrawn";

export interface Bundle {
  schema: number;
  server_time: Instant;
  ack: { last_seq: number };
  engineer: Engineer;
  visits: Visit[];
  places?: Place[];
  objects: ServiceObject[];
  equipment: Equipment[];
  checklists: PinnedChecklist[];
  van_stock?: StockLine[];
  withdrawn: Withdrawal[];
}

export interface Visit {
  id: Uuid;
  number: string;
  version: number;
  status: VisitStatus;
  planned_from: Instant;
  planned_to: Instant;
  /** What was agreed with the client, when something was. */
  window?: { from: Instant; to: Instant } | null;
  /** The stop's place in the day's route, from 1. */
  order: number | null;
  role: "lead" | "helper";
  /** Id of a row in `objects`. */
  object: Uuid;
  contacts: Contact[];
  work_orders: WorkOrder[];
  /** Who serves and who is served, as the service report names them. */
  issuer?: Party | null;
  client?: Party | null;
  engineers?: string[];
  /** By road from the stop before (or the base), when the planner knew it. */
  travel_s?: number | null;
  travel_m?: number | null;
  material_hash?: string;
  /** How far the files named for this visit have come. */
  media?: NamedMedia[];
}

export interface NamedMedia {
  media_id: Uuid;
  role: string;
  /** The phone deletes its copy only after it has pulled `verified`. */
  state: "named" | "received" | "verified" | "refused";
  problem?: string | null;
}

export interface Party {
  name: string;
  registry_number?: string | null;
  vat_number?: string | null;
  address?: string | null;
}

export interface Contact {
  id: Uuid;
  name: string;
  role?: string;
  phone?: string;
  email?: string;
}

export interface WorkOrder {
  id: Uuid;
  number: string;
  version: number;
  /** The work in the client's or the operator's words. */
  words: string;
  request_number?: string | null;
  work_type?: Words;
  /** Ids of rows in `equipment`. */
  equipment: Uuid[];
  checklists: WorkChecklist[];
  coverage?: Coverage | null;
  sla?: RunningPromise[];
  minutes?: number;
}

/** A checklist of a work order: its version by hash, and the answers the office already holds. */
export interface WorkChecklist {
  hash: string;
  required?: boolean;
  submitted?: boolean;
  answers?: Answer[];
}

export interface Coverage {
  verdict: string;
  clause?: string;
  presumed?: boolean;
}

/** One running promise of the work order. */
export interface RunningPromise {
  target: "response" | "arrival" | "restoration" | "resolution";
  due_at: Instant | null;
  state: "running" | "paused" | "met" | "missed" | "cancelled";
}

export interface ServiceObject {
  id: Uuid;
  name: string;
  client?: string;
  client_code?: string;
  kind?: string;
  address?: string;
  lat: number | null;
  lon: number | null;
  time_zone?: string;
  phone?: string;
  access_notes?: string;
  parking_notes?: string;
  access_min?: number;
}

export interface Place {
  id: Uuid;
  name: string;
  client_code?: string;
}

export interface Equipment {
  id: Uuid;
  name: string;
  type?: Words;
  serial?: string;
  inventory_number?: string;
  history?: PastVisit[];
}

export interface PastVisit {
  number: string;
  at: Instant;
  words: string;
  engineer?: string;
  outcome?: string;
}

export interface StockLine {
  part_id: Uuid;
  quantity: Decimal;
}

export interface Withdrawal {
  visit_id: Uuid;
  /** withdrawn, cancelled, reassigned, or the office's own words. */
  reason: string;
  at: Instant | null;
}

export interface PinnedChecklist {
  hash: string;
  definition: ChecklistDefinition;
}

// checklist/1

export interface ChecklistDefinition {
  format: "checklist/1";
  key: string;
  version: number;
  title: Words;
  sections: ChecklistSection[];
}

export interface ChecklistSection {
  key: string;
  title: Words;
  items: ChecklistItem[];
}

export type ItemType =
  | "check"
  | "passfail"
  | "number"
  | "meter"
  | "choice"
  | "multi"
  | "text"
  | "date"
  | "datetime"
  | "photo"
  | "file"
  | "scan"
  | "signature"
  | "geo"
  | "info";

export interface ChecklistItem {
  key: string;
  type: ItemType;
  title: Words;
  help?: Words;
  required?: boolean;
  /** "Does not apply" may be answered; passfail always takes it. */
  allow_na?: boolean;
  max_length?: number;
  unit?: string;
  decimals?: number;
  min?: Decimal;
  max?: Decimal;
  ok_min?: Decimal;
  ok_max?: Decimal;
  min_count?: number;
  max_count?: number;
  options?: { key: string; title: Words; fails?: boolean }[];
  on_fail?: { photo_min?: number; note?: boolean; defect?: { severity: string; code: string } };
  visible_if?: Condition;
}

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | {
      item: string;
      op: "eq" | "ne" | "in" | "gt" | "gte" | "lt" | "lte" | "answered" | "failed" | "contains";
      value?: string | boolean | string[];
    };

export type AnswerValue = string | boolean | string[] | { lat: string; lon: string } | null;
export type AnswerState = "ok" | "fail" | "na" | "skipped";

export interface Answer {
  item: string;
  value: AnswerValue;
  state: AnswerState;
  note?: string;
  media_ids?: Uuid[];
}

// Catalog and config

export interface Catalog {
  parts: CatalogPart[];
  reasons: CatalogReason[];
}

export interface CatalogPart {
  id: Uuid;
  number: string;
  name: Words;
  unit: string;
}

export type ReasonUse =
  | "wait"
  | "hold"
  | "failed"
  | "refused"
  | "skipped"
  | "void"
  | "outcome"
  | "pause";

export interface CatalogReason {
  code: string;
  used_for: ReasonUse[];
  name: Words;
  needs_photo?: boolean;
  needs_note?: boolean;
}

export interface Config {
  min_app_build: string;
  consents: Consent[];
  limits?: Record<string, number>;
  flags?: Record<string, boolean>;
}

export interface Consent {
  sha256: string;
  lang: string;
  text: string;
}

// Push

export interface Gps {
  lat: number;
  lon: number;
  acc_m: number;
}

/** What each command carries. The names are the wire's. */
export interface CommandBodies {
  "visit.accept": Record<string, never>;
  "visit.decline": { reason: string };
  "visit.travel_start": Record<string, never>;
  "visit.arrive": Record<string, never>;
  "visit.start": Record<string, never>;
  "visit.pause": { reason: string };
  "visit.resume": Record<string, never>;
  "visit.complete": { outcomes: WorkOutcome[] };
  "visit.cannot_complete": {
    reason: string;
    note?: string;
    media_ids?: Uuid[];
    call?: { number: string; at: Instant; answered: boolean };
  };
  "checklist.answer": Answer & { work_order_id: Uuid; checklist_hash: string };
  "checklist.submit": { work_order_id: Uuid; checklist_hash: string };
  "part.use": {
    use_id: Uuid;
    work_order_id: Uuid;
    part_id: Uuid;
    quantity: Decimal;
    unit: string;
  };
  "part.void": { use_id: Uuid; work_order_id: Uuid };
  "time.log": { time_id: Uuid; kind: TimeKind; from: Instant; to: Instant; work_order_id?: Uuid };
  "time.void": { time_id: Uuid };
  "note.add": { note_id: Uuid; text: string; work_order_id?: Uuid };
  "media.attach": { media_id: Uuid; role: PhotoRole; work_order_id?: Uuid; item?: string };
  "signature.capture": {
    signature_id: Uuid;
    signer: { name: string; role: string; contact_id?: Uuid };
    consent_sha256: string;
    shown_ms: number;
    strokes_media_id: Uuid;
    png_media_id: Uuid;
    reports: SignedReport[];
  };
  "signature.refuse": { reason: string; note?: string; absent?: boolean };
}

export type CommandType = keyof CommandBodies;
export type TimeKind = "travel" | "work" | "wait" | "break";
export type Outcome = "done" | "partial" | "not_done";
export type PhotoRole = "before" | "during" | "after" | "checklist" | "document";
export type MediaRole = PhotoRole | "signature_png" | "signature_strokes";

export interface WorkOutcome {
  work_order_id: Uuid;
  outcome: Outcome;
  reason?: string;
}

export interface SignedReport {
  work_order_ids: Uuid[];
  snapshot: object;
  sha256: string;
}

export interface Command<T extends CommandType = CommandType> {
  id: Uuid;
  seq: number;
  type: T;
  visit_id: Uuid;
  base_version: number;
  captured_at: Instant;
  gps?: Gps;
  body: CommandBodies[T];
}

export interface Push {
  schema: 1;
  app_build: string;
  batch_id: Uuid;
  clock: { device_now: Instant; offset_ms: number; offset_age_s: number };
  commands: Command[];
}

export type ResultStatus =
  | "applied"
  | "applied_with_review"
  | "parked"
  | "rejected"
  | "duplicate"
  | "deferred";

export interface CommandResult {
  id: Uuid;
  seq: number;
  status: ResultStatus;
  original?: CommandResult;
  versions?: Record<string, number>;
  warnings?: { code: string; message?: string }[];
  problem?: Problem;
  review_id?: Uuid;
}

export interface PushAnswer {
  results: CommandResult[];
  last_seq: number;
}

/** RFC 9457; `code` never changes, the sentences are in the caller's language. */
export interface Problem {
  code: string;
  title?: string;
  detail?: string;
  status?: number;
  request_id?: string;
  errors?: { pointer: string; code: string; message: string }[];
  last_seq?: number;
}
