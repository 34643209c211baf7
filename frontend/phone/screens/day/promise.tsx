import { t } from "../../../web/i18n";
import type { RunningPromise, VisitStatus } from "../../../wire/types";
import type { IconName } from "../../ui/icons";
import { Pill, type Meaning } from "../../ui/parts";
import { fromNow, shortMoment, statusName } from "../../ui/wording";
import { isOnSite, isOver } from "../../work/lifecycle";
import type { OpenVisit } from "../../world/visits";

const LOOKS: Partial<Record<VisitStatus, [Meaning, IconName]>> = {
  published: ["info", "flag"],
  en_route: ["info", "navigate"],
  on_site: ["info", "flag"],
  working: ["info", "play"],
  paused: ["warn", "pause"],
  completed: ["good", "check"],
  partially_completed: ["warn", "warn"],
  failed: ["bad", "cross"],
  cancelled: ["bad", "cross"],
};

export function StatusPill({ status }: { status: VisitStatus }) {
  const [kind, icon] = LOOKS[status] ?? ["quiet", "clock"];
  return (
    <Pill kind={kind} icon={icon}>
      {statusName(status)}
    </Pill>
  );
}

/**
 * The running promise that falls due first. The answer to the client is the office's affair, and
 * an arrival this phone has just told is kept.
 */
export function PromiseLine({ open, now }: { open: OpenVisit; now: number }) {
  const { visit, zone, progress } = open;
  if (isOver(progress.status)) return null;
  const past = isOnSite(progress.status) ? ["response", "arrival"] : ["response"];
  const running = visit.work_orders
    .flatMap((work) => work.sla ?? [])
    .filter(({ state, due_at }) => state === "running" && due_at !== null)
    .filter(({ target }) => !past.includes(target))
    .sort((a, b) => Date.parse(a.due_at ?? "") - Date.parse(b.due_at ?? ""));
  const [first] = running;
  if (!first?.due_at) return null;
  const late = Date.parse(first.due_at) < now;
  return (
    <Pill kind={late ? "bad" : "quiet"} icon={late ? "warn" : "clock"}>
      {promiseWords(first, first.due_at, zone, now)}
    </Pill>
  );
}

function promiseWords(
  { target }: RunningPromise,
  due: string,
  zone: string,
  now: number,
): string {
  const values = { time: shortMoment(due, zone, now), when: fromNow(due, now) };
  const words = {
    response: t("Answer by {time}, {when}", values),
    arrival: t("Arrive by {time}, {when}", values),
    restoration: t("Working again by {time}, {when}", values),
    resolution: t("Solved by {time}, {when}", values),
    next_update: t("Next word to the client by {time}, {when}", values),
    maintenance_window: t("Maintenance done by {time}, {when}", values),
  };
  return words[target];
}
