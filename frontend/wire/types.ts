// The wire of mobile/v1 as the phone speaks it. What the server answers is generated from
// mobile_api/openapi.json into mobile.ts; this file narrows its words (states, codes) to the ones
// docs/sync.md lists, and states the bodies of commands, which openapi.json leaves open.
// Times are RFC 3339, amounts are decimal strings, ids are UUIDv7 made by whoever creates.

import type { components } from "./mobile";

type Told = components["schemas"];

/** `Base` with some members told more narrowly. */
type Narrow<Base, Members> = Omit<Base, keyof Members> & Members;

export type Uuid = string;
export type Instant = string;
export type Decimal = string;
/** A name in the caller's language, or in several: {"en": "...", "uk": "..."}. */
export type Words = string | Record<string, string>;

export type Pairing = Required<Told["Pairing"]>;

export type Paired = Told["Paired"];

export type Engineer = Told["EngineerOut"];

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

export type Bundle = Narrow<
  Told["Bundle"],
  { visits: Visit[]; equipment: Equipment[]; checklists: PinnedChecklist[] }
>;

/**
 * `object` is the id of a row in `objects`; `order` the place in the day's route, from 1;
 * `travel_s` and `travel_m` lead here by road from the stop before, where the planner knew it.
 */
export type Visit = Narrow<
  Told["VisitOut"],
  { status: VisitStatus; work_orders: WorkOrder[]; media: NamedMedia[] }
>;

/** How far a file has come; the phone deletes its copy only after it has pulled `verified`. */
export type NamedMedia = Told["MediaOut"];

export type Party = Told["Party"];

export type Contact = Told["ContactOut"];

export type CrewMember = Told["CrewMember"];

/** Paid work offered at the visit, and what the client said to it. */
export type PaidWork = Told["PaidWorkOut"];
export type OfferedLine = Told["OfferedLineOut"];

/** `words` are the client's or the operator's; `equipment` holds ids of rows in `equipment`. */
export type WorkOrder = Narrow<
  Told["WorkOrderOut"],
  { checklists: WorkChecklist[]; sla: RunningPromise[] }
>;

/** A checklist of a work order: its version by hash, and the answers the office already holds. */
export type WorkChecklist = Narrow<Told["PinnedForm"], { answers: Answer[] }>;

export type Coverage = Told["Coverage"];

/** Rows of `coverage`: who will pay for what (docs/sync.md). */
export type CoverageLine = Told["CoverageLine"];
export type TermsAhead = Told["TermsAhead"];
export type PriceList = Told["PriceListOut"];

/** One running promise of the work order. */
export type RunningPromise = Narrow<
  Told["RunningPromise"],
  {
    target:
      | "response"
      | "arrival"
      | "restoration"
      | "resolution"
      | "next_update"
      | "maintenance_window";
    state: "running" | "paused" | "met" | "missed" | "cancelled";
  }
>;

export type ServiceObject = Told["ObjectOut"];

export type Equipment = Told["EquipmentOut"];

export type PinnedChecklist = Narrow<
  Told["ChecklistOut"],
  { definition: ChecklistDefinition }
>;

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
  on_fail?: {
    photo_min?: number;
    note?: boolean;
    defect?: { severity: string; code?: string };
    follow_up?: boolean;
    paid_work?: boolean;
  };
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

export type Catalog = Narrow<Told["Catalog"], { reasons: CatalogReason[] }>;

export type CatalogPart = Told["CatalogPart"];

export type ReasonUse =
  | "wait"
  | "hold"
  | "failed"
  | "declined"
  | "refused"
  | "skipped"
  | "void"
  | "outcome"
  | "pause";

export type CatalogReason = Narrow<Told["CatalogReason"], { used_for: ReasonUse[] }>;

export type Config = Told["Config"];

export type Consent = Told["Consent"];

/** When positions are taken. */
export type Duty = Told["Duty"];

/** Who of the office was shown where the phone is. */
export type PositionLooks = Told["PositionLooks"];

export type PhonePoint = Told["PositionIn"];

// Push

export type Gps = Narrow<Told["Gps"], { acc_m: number }>;

/** What each command carries. The names are the wire's. */
export interface CommandBodies {
  "visit.accept": Record<string, never>;
  "visit.decline": { reason: string };
  "visit.travel_start": Record<string, never>;
  "visit.arrive": Record<string, never>;
  "visit.start": Record<string, never>;
  "visit.pause": { reason: string };
  "visit.resume": Record<string, never>;
  "visit.complete": { outcomes: WorkOutcome[]; material_hash?: string };
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
  "time.log": {
    time_id: Uuid;
    kind: TimeKind;
    from: Instant;
    to: Instant;
    work_order_id?: Uuid;
    /** Why somebody waited. */
    reason?: string;
  };
  "time.void": { time_id: Uuid };
  "note.add": { note_id: Uuid; text: string; work_order_id?: Uuid };
  "media.attach": { media_id: Uuid; role: PhotoRole; work_order_id?: Uuid; item?: string };
  "signature.capture": {
    signature_id: Uuid;
    signer: { name: string; role: string; contact_id?: Uuid; email?: string };
    consent_sha256: string;
    shown_ms: number;
    strokes_media_id: Uuid;
    png_media_id: Uuid;
    reports: SignedReport[];
  };
  "paid_work.propose": {
    proposal_id: Uuid;
    work_order_id: Uuid;
    text: string;
    estimate_net: Decimal;
    currency: string;
    vat?: Decimal;
    lines?: OfferedLine[];
  };
  "paid_work.approve": {
    proposal_id: Uuid;
    name: string;
    role?: string;
    contact_id?: Uuid;
    /** Names the offer that was on the screen. */
    sha256?: string;
    drawn?: {
      signature_id: Uuid;
      strokes_media_id: Uuid;
      png_media_id: Uuid;
      shown_ms: number;
    };
  };
  "paid_work.refuse": { proposal_id: Uuid; reason?: string };
  "signature.refuse": { reason: string; note?: string; absent?: boolean };
  "signature.paper": {
    signature_id: Uuid;
    media_id: Uuid;
    signer: { name: string; role: string; contact_id?: Uuid; email?: string };
  };
  "visit.open": {
    request_id: Uuid;
    work_order_id: Uuid;
    object_id: Uuid;
    words: string;
    equipment_id?: Uuid;
    impact: Impact;
    reported_by?: string;
  };
  "work.add": { work_order_id: Uuid; words: string; equipment_id?: Uuid; request_id: Uuid };
  "service.restored": { work_order_id: Uuid; how: Restoration };
  "defect.report": {
    defect_id: Uuid;
    work_order_id: Uuid;
    text: string;
    severity: "low" | "normal" | "high";
    equipment_id?: Uuid;
    media_ids?: Uuid[];
  };
  "equipment.reading": {
    work_order_id: Uuid;
    equipment_id: Uuid;
    meter: string;
    value: Decimal;
    unit?: string;
  };
  "equipment.suggest": {
    work_order_id: Uuid;
    equipment_id?: Uuid;
    name?: string;
    serial?: string;
    note?: string;
  };
  "equipment.move": {
    work_order_id: Uuid;
    equipment_id: Uuid;
    to: Whereabouts;
    note?: string;
  };
  "part.request": {
    request_id: Uuid;
    work_order_id: Uuid;
    part_id: Uuid;
    quantity: Decimal;
    unit: string;
  };
  "part.recover": {
    recovery_id: Uuid;
    work_order_id: Uuid;
    text: string;
    quantity: Decimal;
    unit: string;
  };
}

/** How bad it is for the client. */
export type Impact = "stopped" | "goods_at_risk" | "partly" | "no_hurry";
/** How the client can work again. */
export type Restoration = "fixed" | "temporary" | "loaner" | "bypass";
/** Where a unit is from now on. */
export type Whereabouts = "object" | "workshop" | "van" | "stock" | "scrap";

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

export type Command<T extends CommandType = CommandType> = Narrow<
  Told["CommandIn"],
  { type: T; visit_id: Uuid; base_version: number; gps?: Gps; body: CommandBodies[T] }
>;

export type Push = Narrow<
  Required<Omit<Told["PushIn"], "unsent">> & { unsent?: Told["UnsentIn"] },
  { clock: Required<Told["Clock"]>; commands: Command[] }
>;

export type ResultStatus = Told["CommandResult"]["status"];

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
