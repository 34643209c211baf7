// The state of a visit as this phone knows it: what the bundle says, and on top of it what was
// recorded here. Nothing is stored twice; the outbox is the phone's own history of the visit.

import type {
  Answer,
  CommandBodies,
  CommandType,
  Instant,
  PaidWork,
  Uuid,
  Visit,
  VisitStatus,
} from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { fromUnits, unitsOf } from "../money/decimal";
import { isAbout } from "./about";
import { STATE_AFTER } from "./lifecycle";

export interface Timed<T> {
  at: Instant;
  body: T;
}

export interface Progress {
  status: VisitStatus;
  /** By answerKey(). */
  answers: Map<string, Answer>;
  submitted: Set<string>;
  parts: CommandBodies["part.use"][];
  times: CommandBodies["time.log"][];
  notes: Timed<CommandBodies["note.add"]>[];
  photos: Timed<CommandBodies["media.attach"]>[];
  /** Paid work offered here, with what the client said to it, by its id. */
  offers: Map<Uuid, PaidWork>;
  signature?: Timed<CommandBodies["signature.capture"]>;
  /** Signed by hand on paper; the photo of it is the proof. */
  paper?: Timed<CommandBodies["signature.paper"]>;
  /** What else was found or done here, oldest first. */
  found: OutboxEntry[];
  /** The taps that moved the visit, oldest first. */
  taps: { type: CommandType; at: Instant }[];
  waiting: number;
  /** What is done and is looked at by the office all the same. */
  reviewed: OutboxEntry[];
  /** What the office looks at or could not take. */
  troubled: OutboxEntry[];
}

export const answerKey = (workOrder: Uuid, hash: string, item: string): string =>
  `${workOrder}/${hash}/${item}`;

export const checklistKey = (workOrder: Uuid, hash: string): string => `${workOrder}/${hash}`;

/**
 * What was told of a visit that was taken away counts for the one the office keeps in its place.
 * `ack` is the last number the bundle already counts in its status.
 */
export function progressOf(visit: Visit, all: readonly OutboxEntry[], ack: number): Progress {
  const progress = fromBundle(visit);
  for (const entry of all) {
    if (!isAbout(visit, entry.visit_id)) continue;
    if (entry.state === "waiting") progress.waiting += 1;
    if (entry.state === "parked" || entry.state === "rejected") {
      progress.troubled.push(entry);
      continue;
    }
    if (entry.state === "applied_with_review") progress.reviewed.push(entry);
    note(progress, entry);
    if (entry.state === "waiting" || entry.seq > ack) move(progress, entry);
  }
  return progress;
}

function fromBundle(visit: Visit): Progress {
  const answers = new Map<string, Answer>();
  const submitted = new Set<string>();
  for (const work of visit.work_orders) {
    for (const checklist of work.checklists) {
      if (checklist.submitted) submitted.add(checklistKey(work.id, checklist.hash));
      for (const answer of checklist.answers ?? []) {
        answers.set(answerKey(work.id, checklist.hash, answer.item), answer);
      }
    }
  }
  return {
    status: visit.status,
    answers,
    submitted,
    parts: [],
    times: [],
    notes: [],
    photos: [],
    offers: new Map((visit.paid_work ?? []).map((offer) => [offer.proposal_id, offer])),
    found: [],
    taps: [],
    waiting: 0,
    reviewed: [],
    troubled: [],
  };
}

/** Keeps the facts of an entry; the last answer to an item wins, a voided use disappears. */
function note(progress: Progress, entry: OutboxEntry): void {
  const at = entry.captured_at;
  if (is(entry, "checklist.answer")) {
    const { work_order_id, checklist_hash, ...answer } = entry.body;
    progress.answers.set(answerKey(work_order_id, checklist_hash, answer.item), answer);
  } else if (is(entry, "checklist.submit")) {
    progress.submitted.add(checklistKey(entry.body.work_order_id, entry.body.checklist_hash));
  } else if (is(entry, "part.use")) {
    progress.parts.push(entry.body);
  } else if (is(entry, "part.void")) {
    const gone = entry.body.use_id;
    progress.parts = progress.parts.filter((use) => use.use_id !== gone);
  } else if (is(entry, "time.log")) {
    progress.times.push(entry.body);
  } else if (is(entry, "time.void")) {
    const gone = entry.body.time_id;
    progress.times = progress.times.filter((time) => time.time_id !== gone);
  } else if (is(entry, "note.add")) {
    progress.notes.push({ at, body: entry.body });
  } else if (is(entry, "media.attach")) {
    progress.photos.push({ at, body: entry.body });
  } else if (entry.type.startsWith("paid_work.")) {
    noteOffer(progress.offers, entry);
  } else if (is(entry, "signature.capture")) {
    progress.signature = { at, body: entry.body };
  } else if (is(entry, "signature.paper")) {
    progress.paper = { at, body: entry.body };
  } else if (isFinding(entry)) {
    progress.found.push(entry);
  } else if (entry.type.startsWith("visit.")) {
    progress.taps.push({ type: entry.type, at });
  }
}

const isFinding = ({ type }: OutboxEntry): boolean =>
  /^(service|defect|equipment|work)\.|^part\.(request|recover)$/.test(type);

/** What the office has answered already stands; the phone adds what it does not have yet. */
function noteOffer(offers: Progress["offers"], entry: OutboxEntry): void {
  if (is(entry, "paid_work.propose")) {
    const { proposal_id, estimate_net: net, vat = null, lines = [], ...rest } = entry.body;
    const gross = vat === null ? null : fromUnits(unitsOf(net, 2) + unitsOf(vat, 2), 2);
    const said = { state: "proposed", by: "", refusal: "", answered_at: null } as const;
    if (!offers.has(proposal_id)) {
      offers.set(proposal_id, { ...rest, ...said, proposal_id, lines, net, vat, gross });
    }
    return;
  }
  if (!is(entry, "paid_work.approve") && !is(entry, "paid_work.refuse")) return;
  const offer = offers.get(entry.body.proposal_id);
  if (!offer || offer.state === "approved") return;
  const said = is(entry, "paid_work.approve")
    ? ({ state: "approved", by: entry.body.name } as const)
    : ({ state: "refused", by: "", refusal: entry.body.reason ?? "" } as const);
  offers.set(offer.proposal_id, { ...offer, ...said, answered_at: entry.captured_at });
}

function move(progress: Progress, entry: OutboxEntry): void {
  const after = is(entry, "visit.complete")
    ? completedState(entry.body)
    : STATE_AFTER[entry.type];
  if (after) progress.status = after;
}

const completedState = ({ outcomes }: CommandBodies["visit.complete"]): VisitStatus =>
  outcomes.every(({ outcome }) => outcome === "done") ? "completed" : "partially_completed";

type EntryOf<T extends CommandType> = OutboxEntry & { type: T; body: CommandBodies[T] };

export const is = <T extends CommandType>(entry: OutboxEntry, type: T): entry is EntryOf<T> =>
  entry.type === type;

/** When the phone's owner first tapped this step, if it happened on this phone. */
export const tappedAt = (progress: Progress, type: CommandType): Instant | undefined =>
  progress.taps.find((tap) => tap.type === type)?.at;

/** Travel and work as the taps tell them: set off to arrival, each stretch between start and stop. */
export function spansFromTaps(
  progress: Progress,
  until: Instant,
): { kind: "travel" | "work"; from: Instant; to: Instant }[] {
  const spans: { kind: "travel" | "work"; from: Instant; to: Instant }[] = [];
  let open: { kind: "travel" | "work"; from: Instant } | undefined;
  const close = (to: Instant): void => {
    if (open && open.from < to) spans.push({ ...open, to });
    open = undefined;
  };
  for (const { type, at } of progress.taps) {
    close(at);
    if (type === "visit.travel_start") open = { kind: "travel", from: at };
    const begins = type === "visit.start" || type === "visit.resume" || type === "visit.open";
    if (begins) open = { kind: "work", from: at };
  }
  if (open?.kind === "work") close(until);
  return spans;
}
