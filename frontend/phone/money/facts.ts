// What a bill is reckoned from: the times, parts and arrival recorded on this phone.

import type { Instant } from "../../wire/types";
import { catalog } from "../kept/state";
import { inLanguage } from "../ui/wording";
import type { Progress } from "../work/progress";
import { tappedAt } from "../work/progress";
import { isBilled } from "../work/reasons";
import { proposedSpans } from "../work/spans";
import type { OpenVisit } from "../world/visits";
import type { Facts, UsedPart } from "./bill";
import type { Spent } from "./billed_time";
import { myClass, rowsOf } from "./coverage";

const BILLED = { work: "labour", wait: "waiting" } as const;

/** The visit as it would be billed, were it over at `now`. */
export function factsOf(open: OpenVisit, now: Instant): Facts {
  return {
    arrived: tappedAt(open.progress, "visit.arrive") ?? now,
    works: open.visit.work_orders.map(({ id }) => ({ id, rows: rowsOf(id) })),
    spans: spansOf(open, now),
    parts: open.progress.parts.map(usedPart),
  };
}

/** Time that names no work order counts for the first one. */
function spansOf(open: OpenVisit, now: Instant): Spent[] {
  const first = open.visit.work_orders[0]?.id ?? "";
  const rate_class = myClass(open);
  const logged = open.progress.times.map((time) => ({ ...time, work: time.work_order_id ?? first }));
  const proposed = proposedSpans(open, now).map((span) => ({ ...span, work: first }));
  return [...logged.filter(isBilled), ...proposed].flatMap(({ kind, work, from, to }) =>
    kind === "work" || kind === "wait" ? [{ kind: BILLED[kind], work, from, to, rate_class }] : [],
  );
}

export function usedPart(use: Progress["parts"][number]): UsedPart {
  const part = catalog.value?.parts.find(({ id }) => id === use.part_id);
  const { work_order_id: work, quantity, unit } = use;
  return { work, code: part?.number, name: inLanguage(part?.names ?? part?.name), quantity, unit };
}
