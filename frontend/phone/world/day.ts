// The day's route: which visits belong to a local day, in which order, and which one is next.

import type { Visit, VisitStatus } from "../../wire/types";
import { isOver, isUnderWay } from "../work/lifecycle";

/** The calendar day of a moment in a zone, as "2026-11-21". */
export function localDay(moment: string | Date, zone: string | undefined): string {
  const form = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const parts = form.formatToParts(new Date(moment));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The visits of a day in the order of its route; those without a place in it by their time. */
export function routeOf(visits: Visit[], day: string, zone: string | undefined): Visit[] {
  return visits
    .filter((visit) => localDay(visit.planned_from, zone) === day)
    .sort(
      (a, b) =>
        (a.order ?? Infinity) - (b.order ?? Infinity) || compare(a.planned_from, b.planned_from),
    );
}

function compare(left: string, right: string): number {
  return Date.parse(left) - Date.parse(right);
}

/** The visit under way, else the first of the route that is not over. */
export function nextOf(
  route: Visit[],
  statusOf: (visit: Visit) => VisitStatus,
): Visit | undefined {
  return (
    route.find((visit) => isUnderWay(statusOf(visit))) ??
    route.find((visit) => !isOver(statusOf(visit)))
  );
}

/** The days that hold a visit, and today, in order. */
export function daysWith(visits: Visit[], today: string, zone: string | undefined): string[] {
  const days = new Set([today, ...visits.map((visit) => localDay(visit.planned_from, zone))]);
  return [...days].sort();
}
