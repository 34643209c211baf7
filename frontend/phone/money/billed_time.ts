// Time as it is billed: cut where its price changes, and rounded once to the step of the list.
// The twin of backend/contracts/billed_time.py over the bundle's hours.

import type { Instant, Uuid } from "../../wire/types";
import { bandAt, type Band, type Rows } from "./coverage";
import { divided, sharesTo } from "./decimal";

export interface Spent {
  kind: "labour" | "waiting";
  work: Uuid;
  from: Instant;
  to: Instant;
  /** Whose time, and at which class; the owner of the phone where nothing is said. */
  engineer?: string;
  rate_class?: string | undefined;
}

/** Time of one engineer and kind, all at one price; `minutes` are those billed. */
export interface Piece {
  spent: Spent;
  at: Instant;
  minutes: bigint;
}

interface Cut {
  spent: Spent;
  at: Instant;
  band: Band | undefined;
  worked_ms: bigint;
}

/** The billed pieces of one work order, in the order each engineer began each kind. */
export function billedPieces(rows: Rows, spans: readonly Spent[]): Piece[] {
  const groups = new Map<string, Cut[]>();
  const inOrder = [...spans].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  for (const spent of inOrder) {
    const name = JSON.stringify([spent.kind, spent.engineer, spent.rate_class]);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    for (const cut of cuts(rows, spent)) {
      const alike = group.find(({ band }) => isAlike(band, cut.band));
      if (alike) alike.worked_ms += cut.worked_ms;
      else group.push(cut);
    }
  }
  return [...groups.values()].flatMap((group) => billed(group, rows));
}

const isAlike = (one: Band | undefined, other: Band | undefined): boolean =>
  one?.[1] === other?.[1] && one?.[2] === other?.[2];

function cuts({ terms, hours }: Rows, spent: Spent): Cut[] {
  const [start, end] = [Date.parse(spent.from), Date.parse(spent.to)];
  if (!(start < end)) return [];
  const edges = hours.map(([from]) => Date.parse(from)).filter((at) => start < at && at < end);
  const moments = [start, ...(terms.boundary === "split" ? edges : []), end];
  return moments.slice(1).map((until, index) => {
    const from = moments[index] ?? start;
    const at = new Date(from).toISOString();
    return { spent, at, band: bandAt(hours, at), worked_ms: BigInt(until - from) };
  });
}

/** What rounding adds or takes is shared between the pieces by their length, in whole minutes. */
function billed(group: Cut[], { prices }: Rows): Piece[] {
  const worked = group.map(({ worked_ms }) => worked_ms);
  const whole = worked.reduce((sum, ms) => sum + ms, 0n);
  const step = BigInt(prices.step_min);
  const total = divided(whole, step * 60_000n, prices.rounding) * step;
  const shares = sharesTo(total, worked.map((ms) => total * ms), whole);
  return group.map(({ spent, at }, index) => ({ spent, at, minutes: shares[index] ?? 0n }));
}
