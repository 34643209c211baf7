// Who pays for what at a visit, looked up in the rows the server has decided (docs/sync.md).
// No rule lives here: what is not in the rows is not known. The sum is what the work would cost
// if it ended now; the office bills after the visit.

import type {
  Bundle,
  CoverageLine,
  Decimal,
  Instant,
  PriceList,
  TermsAhead,
  Uuid,
} from "../wire/types";
import { tappedAt } from "./progress";
import { bundle, catalog } from "./state";
import type { OpenVisit } from "./visits";

export type LineKind = CoverageLine["kind"];
type Band = Bundle["coverage"]["hours"][number][number];

/** What holds for one work order. */
export interface Rows {
  terms: TermsAhead;
  hours: Band[];
  prices: PriceList;
}

export function rowsOf(work: Uuid): Rows | undefined {
  const world = bundle.value;
  const at = world?.coverage?.works?.find(({ work_order }) => work_order === work);
  const terms = at && world?.coverage.terms[at.terms];
  const hours = at && world?.coverage.hours[at.hours];
  const prices = terms && world?.prices[terms.prices];
  return terms && hours && prices ? { terms, hours, prices } : undefined;
}

/** One line as it will be decided: `net` of one unit without VAT, undefined where nobody knows. */
export interface Looked {
  line: CoverageLine;
  net: Decimal | undefined;
}

const isTime = (kind: LineKind): boolean => kind === "labour" || kind === "waiting";

function bandAt(hours: Band[], at: Instant): Band | undefined {
  const moment = Date.parse(at);
  return hours.filter(([from]) => Date.parse(from) <= moment).at(-1);
}

/** The rows of a kind that hold at a moment: of the work for time, of the arrival for the rest. */
export function lookUp(rows: Rows, kind: LineKind, at: Instant, part?: string): Looked[] {
  const band = bandAt(rows.hours, at);
  if (!band) return [];
  const [, in_hours, factor] = band;
  const held = rows.terms.lines.filter(
    (line) =>
      line.kind === kind &&
      (line.in_hours === null || line.in_hours === in_hours) &&
      line.factor === (isTime(kind) ? factor : null),
  );
  if (kind !== "part") return held.map((line) => ({ line, net: line.net ?? undefined }));
  const own = held.filter(({ code }) => code !== "" && code === part);
  const net = rows.prices.parts[part ?? ""] ?? rows.prices.parts[""];
  return (own.length > 0 ? own : held.filter(({ code }) => code === "")).map((line) => ({
    line,
    net,
  }));
}

/** Whether the client pays: cover and warranty cost nothing, another payer's lines nothing here. */
export const isCharged = ({ line }: Looked): boolean =>
  line.reason !== "other_payer" && line.verdict !== "covered" && line.verdict !== "warranty";

/** What somebody has to pay, by currency in whole cents. */
export interface Sum {
  cents: Map<string, number>;
  about: boolean;
  /** Some of it has no price yet. */
  unknown: boolean;
}

interface Spent {
  kind: "labour" | "waiting";
  work: Uuid;
  from: Instant;
  to: Instant;
}

/** What the visit comes to for its client, were it over now. */
export function sumOf(open: OpenVisit, spans: readonly Spent[], now: Instant): Sum {
  const bill = new Bill();
  const arrived = tappedAt(open.progress, "visit.arrive") ?? now;
  for (const work of open.visit.work_orders) {
    const rows = rowsOf(work.id);
    if (!rows) {
      bill.sum.unknown = true;
      continue;
    }
    for (const looked of [
      ...lookUp(rows, "call_out", arrived),
      ...lookUp(rows, "travel", arrived),
    ]) {
      bill.add(looked, Number(looked.line.quantity), rows);
    }
    for (const kind of ["labour", "waiting"] as const) {
      const mine = spans.filter((span) => span.work === work.id && span.kind === kind);
      billTime(bill, rows, kind, mine);
    }
    for (const use of open.progress.parts.filter((one) => one.work_order_id === work.id)) {
      const [looked] = lookUp(rows, "part", arrived, partNumber(use.part_id));
      if (looked) bill.add(looked, Number(use.quantity), rows);
      else bill.sum.unknown = true;
    }
  }
  bill.liftToMinimum();
  return bill.sum;
}

const partNumber = (id: Uuid): string | undefined =>
  catalog.value?.parts.find((part) => part.id === id)?.number;

class Bill {
  readonly sum: Sum = { cents: new Map(), about: false, unknown: false };
  private readonly left = new Map<string, number>();
  private labour_min = 0;
  private firstPaid: { looked: Looked; rows: Rows } | undefined;

  add(looked: Looked, quantity: number, rows: Rows): void {
    const charged = isCharged(looked) ? quantity : this.beyondQuota(looked, quantity, rows);
    if (charged <= 0 || looked.line.reason === "other_payer") return;
    this.sum.about ||= looked.line.about;
    if (looked.net === undefined) {
      this.sum.unknown = true;
      return;
    }
    const { currency } = rows.prices;
    const cents = Math.round(Number(looked.net) * charged * 100);
    this.sum.cents.set(currency, (this.sum.cents.get(currency) ?? 0) + cents);
  }

  addLabour(looked: Looked, minutes: number, rows: Rows): void {
    this.labour_min += minutes;
    if (isCharged(looked)) this.firstPaid ??= { looked, rows };
    this.add(looked, minutes / 60, rows);
  }

  /** Labour of a visit is charged for its least time, on the first line somebody pays. */
  liftToMinimum(): void {
    if (!this.firstPaid) return;
    const { looked, rows } = this.firstPaid;
    const lacking = rows.prices.minimum_min - this.labour_min;
    if (lacking > 0) this.add(looked, lacking / 60, rows);
  }

  /** Of covered hours those that the quota has not left. */
  private beyondQuota({ line }: Looked, quantity: number, { terms }: Rows): number {
    const quota = terms.quotas.find(({ code }) => code === line.quota);
    if (quota?.unit !== "hours" || !isTime(line.kind)) return 0;
    const left = this.left.get(quota.code) ?? Number(quota.left);
    this.left.set(quota.code, Math.max(left - quantity, 0));
    return Math.max(quantity - left, 0);
  }
}

/** Time of one work order, cut where prices change and rounded once to the step of the list. */
function billTime(bill: Bill, rows: Rows, kind: Spent["kind"], spans: Spent[]): void {
  const pieces = spans.flatMap((span) => cut(rows, span));
  const worked = pieces.reduce((sum, { minutes }) => sum + minutes, 0);
  if (worked === 0) return;
  const grown = rounded(worked, rows.prices) / worked;
  for (const { at, minutes } of pieces) {
    const [looked] = lookUp(rows, kind, at);
    if (!looked) bill.sum.unknown = true;
    else if (kind === "labour") bill.addLabour(looked, minutes * grown, rows);
    else bill.add(looked, (minutes * grown) / 60, rows);
  }
}

function cut({ terms, hours }: Rows, span: Spent): { at: Instant; minutes: number }[] {
  const [start, end] = [Date.parse(span.from), Date.parse(span.to)];
  const edges = hours.map(([from]) => Date.parse(from)).filter((at) => start < at && at < end);
  const moments = [start, ...(terms.boundary === "split" ? edges : []), end];
  return moments.slice(1).map((until, index) => {
    const at = moments[index] ?? start;
    return { at: new Date(at).toISOString(), minutes: (until - at) / 60_000 };
  });
}

function rounded(minutes: number, { step_min, rounding }: PriceList): number {
  const steps = minutes / step_min;
  if (rounding === "up") return Math.ceil(steps) * step_min;
  if (rounding === "down") return Math.floor(steps) * step_min;
  return Math.round(steps) * step_min;
}
