// What a visit comes to for its client, to the cent: the lines the office will draft from the same
// facts, and their VAT once a treatment. The twin of backend/contracts/pricing.py and vat.py over
// the bundle's rows; tests/fieldwork/test_coverage_ahead.py holds the two equal.

import type { Decimal, Instant, Uuid } from "../../wire/types";
import { billedPieces, type Spent } from "./billed_time";
import { isTime, lookUp, type LineKind, type Looked, type Rows } from "./coverage";
import { divided, fromUnits, sharesTo, unitsOf } from "./decimal";

export interface UsedPart {
  work: Uuid;
  code: string | undefined;
  name?: string | undefined;
  quantity: Decimal;
  unit?: string;
}

/** What happened, or will have happened, at a visit. */
export interface Facts {
  arrived: Instant;
  works: { id: Uuid; rows: Rows | undefined }[];
  spans: readonly Spent[];
  parts: readonly UsedPart[];
  /** Nobody could work: a fee instead of everything else. */
  failed?: boolean;
}

/** One line; `net` is what the client pays of it, "0.00" where it is covered. */
export interface BillLine {
  work: Uuid;
  looked: Looked;
  verdict: Looked["line"]["verdict"];
  quantity: Decimal;
  unit: string;
  net: Decimal;
  /** Time it is charged for. */
  spent?: Spent | undefined;
  /** It has to be paid, and nobody knows the price yet. */
  unknown: boolean;
  part?: UsedPart | undefined;
}

export interface Total {
  currency: string;
  lines: BillLine[];
  net: Decimal;
  vat: Decimal;
  gross: Decimal;
}

export interface Bill {
  /** By currency; none where nothing can be said. */
  totals: Total[];
  about: boolean;
  /** Some of it has no price yet. */
  unknown: boolean;
}

/**
 * The bill of a visit for its client; lines another payer is asked for are not in it. With
 * `wanted` it is the bill of these lines alone, as they stand among the others.
 */
export function billOf(facts: Facts, wanted: (line: BillLine) => boolean = () => true): Bill {
  const works = [...facts.works].sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = works.filter((work): work is WorkRows => work.rows !== undefined);
  const agreements = [...new Set(known.map(({ rows }) => rows.agreement))];
  const parts = agreements.map((agreement, place) => {
    const mine = known.filter(({ rows }) => rows.agreement === agreement);
    return new Drafting(facts, mine, place === 0);
  });
  const drafts = parts.flatMap((part) => part.drafts()).filter(({ line }) => wanted(line));
  const unsaid = known.length < works.length || parts.some((part) => part.unsaid);
  const currencies = [...new Set(drafts.map(({ rows }) => rows.prices.currency))];
  return {
    totals: currencies.map((currency) =>
      taxed(currency, drafts.filter(({ rows }) => rows.prices.currency === currency)),
    ),
    about: drafts.some(({ line }) => isCharged(line) && line.looked.line.about),
    unknown: unsaid || drafts.some(({ line }) => line.unknown),
  };
}

/** The currencies anything has to be paid in. */
export const paidOf = ({ totals }: Bill): Total[] => totals.filter(({ net }) => net !== "0.00");

interface WorkRows {
  id: Uuid;
  rows: Rows;
}

/** A line with the quantity it is charged for, in 60,000ths, so that hours stay exact. */
interface Draft {
  rows: Rows;
  line: BillLine;
  exact: bigint;
  amount: bigint;
}

const QUANTITY = 60_000n;
const THOUSANDTH = QUANTITY / 1000n;
/** Hours are counted to the thousandth where a quota is asked. */
const inThousandths = (exact: bigint): bigint => divided(exact, THOUSANDTH) * THOUSANDTH;
const isCharged = ({ verdict }: BillLine): boolean =>
  verdict !== "covered" && verdict !== "warranty";

/** The part of a bill one agreement decides. */
class Drafting {
  /** Something happened that its rows do not speak of. */
  unsaid = false;
  private readonly left = new Map<string, bigint>();
  private readonly found: Draft[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly works: WorkRows[],
    private readonly paysTrip: boolean,
  ) {}

  drafts(): Draft[] {
    const { arrived, failed, spans, parts } = this.facts;
    // The fee and each trip of all work orders come before their time and parts, as on the paper.
    for (const kind of failed ? (["failed_visit"] as const) : (["call_out", "travel"] as const)) {
      for (const { id, rows } of this.works) this.fixed(id, rows, kind, arrived);
    }
    for (const { id, rows } of failed ? [] : this.works) {
      for (const piece of billedPieces(rows, spans.filter(({ work }) => work === id))) {
        const { kind, rate_class } = piece.spent;
        const [looked] = lookUp(rows, kind, piece.at, rate_class);
        this.add(id, rows, kind, looked, piece.minutes * 1000n, { spent: piece.spent });
      }
      for (const part of parts.filter(({ work }) => work === id)) {
        const [looked] = lookUp(rows, "part", arrived, part.code);
        this.add(id, rows, "part", looked, unitsOf(part.quantity, 3) * THOUSANDTH, { part });
      }
    }
    if (this.paysTrip) this.liftToMinimum();
    for (const draft of this.found) price(draft);
    return this.found;
  }

  private fixed(work: Uuid, rows: Rows, kind: LineKind, at: Instant): void {
    for (const looked of lookUp(rows, kind, at)) {
      this.add(work, rows, kind, looked, unitsOf(looked.line.quantity, 3) * THOUSANDTH);
    }
  }

  private add(
    work: Uuid,
    rows: Rows,
    kind: LineKind,
    looked: Looked | undefined,
    exact: bigint,
    of: Pick<BillLine, "part" | "spent"> = {},
  ): void {
    if (!looked) this.unsaid = true;
    if (!looked || looked.line.reason === "other_payer") return;
    const unit = of.part?.unit ?? looked.line.unit;
    const keep = (verdict: BillLine["verdict"], asked: bigint): void => {
      const line = { work, looked, verdict, quantity: "", unit, net: "0.00", unknown: false, ...of };
      this.found.push({ rows, line, exact: asked, amount: 0n });
    };
    const included = this.included(looked, rows, isTime(kind) ? exact : 0n);
    if (included === undefined) keep(looked.line.verdict, exact);
    else if (included === 0n) keep("quota_used", exact);
    else if (included >= exact) keep("covered", exact);
    else {
      keep("covered", included);
      keep("quota_used", inThousandths(exact) - included);
    }
  }

  /** Of so much covered time what a quota of hours still holds; undefined where none is asked. */
  private included({ line }: Looked, rows: Rows, time: bigint): bigint | undefined {
    const quota = rows.terms.quotas.find(({ code }) => code === line.quota);
    if (!quota || line.verdict !== "covered" || quota.unit !== "hours") return undefined;
    const left = this.left.get(quota.code) ?? unitsOf(quota.left, 3) * THOUSANDTH;
    if (time === 0n) return left > 0n ? undefined : 0n;
    const hours = inThousandths(time);
    this.left.set(quota.code, left > hours ? left - hours : 0n);
    return left >= hours ? time : left;
  }

  /** Labour of a visit is charged for its least time, on the first line somebody pays. */
  private liftToMinimum(): void {
    const labour = this.found.filter(({ line }) => line.looked.line.kind === "labour");
    const paid = labour.find(({ line }) => isCharged(line));
    const asked = labour.reduce((sum, { exact }) => sum + exact, 0n);
    const least = BigInt(this.works[0]?.rows.prices.minimum_min ?? 0) * 1000n;
    if (paid && asked < least) paid.exact += least - asked;
  }
}

/** Quantity x list price less the discount, to the cent; VAT is in it where the list has it in. */
function price(draft: Draft): void {
  const { rows, line, exact } = draft;
  const thousandths = divided(exact, THOUSANDTH);
  line.quantity = fromUnits(thousandths, 3);
  if (!isCharged(line)) return;
  const listed = listPrice(draft);
  line.unknown = listed === undefined;
  if (listed === undefined) return;
  const { discount, discounts } = rows.terms;
  const percent = discounts?.[line.looked.line.kind] ?? discount ?? "0";
  const kept = 10_000n - unitsOf(percent, 2);
  const product = thousandths * unitsOf(listed, 4) * kept;
  draft.amount = divided(product, 10n ** 9n, rows.terms.rounding ?? "half_up");
}

function listPrice({ rows: { prices }, line: { looked, part } }: Draft): Decimal | undefined {
  if (!part) return looked.line.price ?? looked.net;
  const code = part.code !== undefined && part.code in prices.parts ? part.code : "";
  return prices.listed?.[code] ?? prices.parts[code];
}

/** Net, VAT and gross of one currency; VAT once a treatment, shown per line by largest remainder. */
function taxed(currency: string, drafts: Draft[]): Total {
  let [net, vat] = [0n, 0n];
  const treatments = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const { tax, vat: rate } = draft.line.looked.line;
    const name = `${tax ?? rate} ${draft.rows.prices.includes_vat}`;
    treatments.set(name, [...(treatments.get(name) ?? []), draft]);
  }
  for (const group of treatments.values()) {
    const rate = unitsOf(group[0]?.line.looked.line.vat ?? "0", 3);
    const amounts = group.map(({ amount }) => amount);
    const sum = amounts.reduce((all, amount) => all + amount, 0n);
    const whole = 100_000n;
    const inside = group[0]?.rows.prices.includes_vat ?? false;
    const nets = inside ? withoutVat(amounts, sum, whole, whole + rate) : amounts;
    nets.forEach((each, at) => {
      const line = group[at]?.line;
      if (line) line.net = fromUnits(each, 2);
    });
    const ofGroup = nets.reduce((all, each) => all + each, 0n);
    net += ofGroup;
    vat += inside ? sum - ofGroup : divided(sum * rate, whole);
  }
  const sums = { net: fromUnits(net, 2), vat: fromUnits(vat, 2), gross: fromUnits(net + vat, 2) };
  return { currency, lines: drafts.map(({ line }) => line), ...sums };
}

function withoutVat(amounts: bigint[], sum: bigint, whole: bigint, divisor: bigint): bigint[] {
  const total = divided(sum * whole, divisor);
  return sharesTo(total, amounts.map((amount) => amount * whole), divisor);
}
