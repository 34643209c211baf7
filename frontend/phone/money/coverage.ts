// Who pays for what at a visit, looked up in the rows the server has decided (docs/sync.md).
// No rule lives here: what is not in the rows is not known. What it all comes to is in bill.ts.

import type {
  Bundle,
  CoverageLine,
  CrewMember,
  Decimal,
  Instant,
  PriceList,
  TermsAhead,
  Uuid,
} from "../../wire/types";
import { bundle } from "../kept/state";
import type { OpenVisit } from "../world/visits";

export type LineKind = CoverageLine["kind"];
export type Band = Bundle["coverage"]["hours"][number][number];

/** What holds for one work order; those of one `agreement` are reckoned together. */
export interface Rows {
  terms: TermsAhead;
  hours: Band[];
  prices: PriceList;
  agreement: string;
}

export function rowsOf(work: Uuid): Rows | undefined {
  const world = bundle.value;
  const at = world?.coverage?.works?.find(({ work_order }) => work_order === work);
  const terms = at && world?.coverage.terms[at.terms];
  const hours = at && world?.coverage.hours[at.hours];
  const prices = terms && world?.prices[terms.prices];
  return terms && hours && prices
    ? { terms, hours, prices, agreement: at.agreement ?? "" }
    : undefined;
}

/** One line as it will be decided: `net` of one unit without VAT, undefined where nobody knows. */
export interface Looked {
  line: CoverageLine;
  net: Decimal | undefined;
}

export const isTime = (kind: LineKind): boolean => kind === "labour" || kind === "waiting";

export function bandAt(hours: Band[], at: Instant): Band | undefined {
  const moment = Date.parse(at);
  return hours.filter(([from]) => Date.parse(from) <= moment).at(-1);
}

/**
 * The rows of a kind that hold at a moment: of the work for time, of the arrival for the rest.
 * `code` is the number of a part, or whose rate class it is for time.
 */
export function lookUp(rows: Rows, kind: LineKind, at: Instant, code?: string): Looked[] {
  const band = bandAt(rows.hours, at);
  if (!band) return [];
  const [, in_hours, factor] = band;
  const held = rows.terms.lines.filter(
    (line) =>
      line.kind === kind &&
      (line.in_hours === null || line.in_hours === in_hours) &&
      line.factor === (isTime(kind) ? factor : null) &&
      (!isTime(kind) || code === undefined || line.code === code),
  );
  if (kind !== "part") return held.map((line) => ({ line, net: line.net ?? undefined }));
  const own = held.filter((line) => line.code !== "" && line.code === code);
  const net = rows.prices.parts[code ?? ""] ?? rows.prices.parts[""];
  return (own.length > 0 ? own : held.filter((line) => line.code === "")).map((line) => ({
    line,
    net,
  }));
}

/** Whether the client pays: cover and warranty cost nothing, another payer's lines nothing here. */
export const isCharged = ({ line }: Looked): boolean =>
  line.reason !== "other_payer" && line.verdict !== "covered" && line.verdict !== "warranty";

/** Who goes beside the owner of this phone. */
export const othersOf = ({ visit }: Pick<OpenVisit, "visit">): CrewMember[] =>
  (visit.crew ?? []).filter(({ is_me }) => !is_me);

/** At which class the time of this phone's owner is charged; a bundle of earlier does not say. */
export const myClass = ({ visit }: Pick<OpenVisit, "visit">): string | undefined =>
  visit.crew?.find(({ is_me }) => is_me)?.rate_class;
