import { t } from "../../web/i18n";
import type { RunningPromise, VisitStatus, WorkOrder } from "../../wire/types";
import type { IconName } from "../icons";
import { Pill, type Meaning } from "../ui";
import { clockTime, dateAndTime, fromNow, statusName } from "../wording";

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

interface PromiseProps {
  works: WorkOrder[];
  zone: string;
  now: number;
}

/** The running promise that falls due first. */
export function PromiseLine({ works, zone, now }: PromiseProps) {
  const running = works
    .flatMap((work) => work.sla ?? [])
    .filter((promise) => promise.state === "running" && promise.due_at !== null)
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
  const today = Math.abs(Date.parse(due) - now) < 18 * 3_600_000;
  const values = {
    time: today ? clockTime(due, zone) : dateAndTime(due, zone),
    when: fromNow(due, now),
  };
  const words = {
    response: t("Answer by {time}, {when}", values),
    arrival: t("Arrive by {time}, {when}", values),
    restoration: t("Working again by {time}, {when}", values),
    resolution: t("Solved by {time}, {when}", values),
  };
  return words[target];
}
