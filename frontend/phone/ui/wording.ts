// How the phone says names, times, distances and states.

import { language, locale, t } from "../../web/i18n";
import type {
  Impact,
  Instant,
  Restoration,
  TimeKind,
  VisitStatus,
  Whereabouts,
  Words,
} from "../../wire/types";
import { othersOf, type LineKind } from "../money/coverage";
import type { Step } from "../work/lifecycle";
import { localDay } from "../world/day";
import type { OpenVisit } from "../world/visits";

/** A name in this language, else English, else any there is. */
export function inLanguage(words: Words | undefined): string {
  if (words === undefined) return "";
  if (typeof words === "string") return words;
  return words[language] || words["en"] || Object.values(words).find(Boolean) || "";
}

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, options);

export const clockTime = (moment: Instant, zone?: string): string =>
  format({ timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

export const dayName = (day: string): string =>
  format({ timeZone: "UTC", weekday: "short", day: "numeric", month: "short" }).format(
    new Date(`${day}T12:00:00Z`),
  );

const WEEK_MS = 6 * 86_400_000;

/** As little as tells the moment: the time today, the weekday within a week, else the date. */
export function shortMoment(moment: Instant, zone: string, now: number): string {
  if (localDay(moment, zone) === localDay(new Date(now), zone)) return clockTime(moment, zone);
  if (Math.abs(Date.parse(moment) - now) > WEEK_MS) return dateAndTime(moment, zone);
  return format({ timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" }).format(
    new Date(moment),
  );
}

export const dateAndTime = (moment: Instant, zone?: string): string =>
  format({ timeZone: zone, dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));

const MOST_HOURS = 48;

/** "25 min", "1 h 20 min", "3 d". */
export function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return t("{minutes} min", { minutes });
  const values = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  if (values.hours >= MOST_HOURS) return t("{days} d", { days: Math.round(values.hours / 24) });
  if (values.hours >= 12) return t("{hours} h", values);
  return values.minutes === 0 ? t("{hours} h", values) : t("{hours} h {minutes} min", values);
}

/** "in 20 min", "25 min ago", "now". */
export function fromNow(moment: Instant, now: number): string {
  const seconds = Math.round((Date.parse(moment) - now) / 1000);
  if (Math.abs(seconds) < 60) return t("now");
  const long = { duration: duration(Math.abs(seconds)) };
  return seconds > 0 ? t("in {duration}", long) : t("{duration} ago", long);
}

/** "350 m", "2.4 km". */
export function distance(metres: number): string {
  if (metres < 1000) return t("{metres} m", { metres: Math.round(metres / 10) * 10 });
  const kilometres = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return t("{kilometres} km", { kilometres: kilometres.format(metres / 1000) });
}

/** What a unit of measure is called; one we do not know stands as it is. */
export function unitName(unit: string): string {
  const names: Record<string, string> = {
    pcs: t("pcs"),
    h: t("h"),
    min: t("min"),
    km: t("km"),
    m: t("m"),
    m2: t("m²"),
    m3: t("m³"),
    kg: t("kg"),
    g: t("g"),
    l: t("l"),
    set: t("set"),
    visit: t("visit"),
    trip: t("trip"),
    month: t("month"),
  };
  return names[unit] ?? unit;
}

export function statusName(status: VisitStatus): string {
  const names: Record<VisitStatus, string> = {
    published: t("New"),
    accepted: t("Accepted"),
    declined: t("Declined"),
    en_route: t("On the way"),
    on_site: t("On site"),
    working: t("Working"),
    paused: t("Paused"),
    completed: t("Done"),
    partially_completed: t("Partly done"),
    failed: t("Not possible"),
    cancelled: t("Cancelled"),
    withdrawn: t("Withdrawn"),
  };
  return names[status] ?? status;
}

export function stepName(step: Step): string {
  const names: Record<Step, string> = {
    accept: t("Accept visit"),
    decline: t("Decline visit"),
    travel_start: t("Set off"),
    arrive: t("I have arrived"),
    start: t("Start work"),
    pause: t("Pause"),
    resume: t("Resume work"),
    finish: t("Finish and sign"),
    cannot_complete: t("Work is not possible"),
  };
  return names[step];
}

/** Why a visit is not the engineer's any more: a known reason, else the office's own words. */
export function withdrawalWords(reason: string): string {
  const known: Record<string, string> = {
    withdrawn: t("The office took it back."),
    cancelled: t("It was cancelled."),
    reassigned: t("Another engineer goes there now."),
  };
  return known[reason] ?? reason;
}

/** How the client can work again. */
export function restorationName(how: Restoration): string {
  const names: Record<Restoration, string> = {
    fixed: t("Repaired"),
    temporary: t("For the time being"),
    loaner: t("With a loaner"),
    bypass: t("Without this unit"),
  };
  return names[how];
}

/** Where a unit is from now on. */
export function whereaboutsName(to: Whereabouts): string {
  const names: Record<Whereabouts, string> = {
    workshop: t("In the workshop"),
    van: t("In the van"),
    stock: t("In stock"),
    scrap: t("Scrapped"),
    object: t("Back in its place"),
  };
  return names[to];
}

/** How bad it is for the client, as in the office. */
export function impactName(impact: Impact): string {
  const names: Record<Impact, string> = {
    stopped: t("Trading stopped"),
    goods_at_risk: t("Goods at risk"),
    partly: t("Part of it works"),
    no_hurry: t("No hurry"),
  };
  return names[impact];
}

export function timeKindName(kind: TimeKind): string {
  const names: Record<TimeKind, string> = {
    travel: t("Travel"),
    work: t("Work"),
    wait: t("Waiting"),
    break: t("Break"),
  };
  return names[kind];
}

/** What a line of money is for. */
export function kindName(kind: LineKind): string {
  const names: Record<LineKind, string> = {
    call_out: t("Call-out"),
    travel: t("Travel"),
    labour: t("Work"),
    waiting: t("Waiting"),
    part: t("Part"),
    failed_visit: t("Failed visit"),
    fee: t("Fee"),
  };
  return names[kind];
}

/** A phone knows its owner's time alone. */
export const othersWords = (open: Pick<OpenVisit, "visit">): string =>
  t("The office adds the time of {names}.", {
    names: othersOf(open).map(({ name }) => name).join(", "),
  });

/** A decimal as it is written here, without needless zeros. */
export const decimalWords = (decimal: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(Number(decimal));

/** An amount of money as its currency is written here. */
export const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "code" }).format(
    amount,
  );
