// What people type for a moment: "14:30", "tomorrow 9", "+2h", "mon 11", "24.12. 8:15".
import { instantOf, shifted, wallOf, type Wall } from "./walls";

const DAY_MIN = 1_440;
// A day without a time begins with the working morning.
const MORNING = { hour: 9, minute: 0 };

/** What a language calls moments, days and lengths of time. */
export interface DayWords {
  now: string;
  today: string;
  tomorrow: string;
  yesterday: string;
  /** Monday first; two or more first letters of the long or the short name are enough. */
  weekdays: string[][];
  /** January first, as beside a day; three or more first letters are enough. */
  months: string[][];
  hours: string;
  minutes: string;
  days: string;
}

/** The words of `locale` from the browser's own tables; lengths as the product shortens them. */
export function dayWords(locale: string, lengths: Pick<DayWords, "hours" | "minutes" | "days">): DayWords {
  const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  // 3 January 2000 was a Monday.
  const names = (part: "weekday" | "month", instants: number[]) =>
    instants.map((instant) => ["long", "short"].map((style) => named(locale, part, style as "long", instant)));
  return {
    ...lengths,
    now: near.format(0, "second"),
    today: near.format(0, "day"),
    tomorrow: near.format(1, "day"),
    yesterday: near.format(-1, "day"),
    weekdays: names("weekday", Array.from({ length: 7 }, (_, at) => Date.UTC(2000, 0, 3 + at))),
    months: names("month", Array.from({ length: 12 }, (_, at) => Date.UTC(2000, at, 1))),
  };
}

// A month beside a day stands in the case people write it in.
function named(locale: string, part: "weekday" | "month", style: "long" | "short", instant: number): string {
  const beside = part === "month" ? { day: "numeric" as const } : {};
  const format = new Intl.DateTimeFormat(locale, { ...beside, [part]: style, timeZone: "UTC" });
  return format.formatToParts(instant).find(({ type }) => type === part)?.value ?? "";
}

/** What may be typed for a moment or a day, as examples in the reader's language. */
export function examples(words: DayWords, locale: string, isDay = false): string {
  const monday = words.weekdays[0]?.[1] ?? "";
  const moments = ["14:30", `${words.tomorrow} 9`, `+2 ${words.hours}`, `${monday} 11`];
  const offered = isDay ? [words.tomorrow, monday, "24.12."] : moments;
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(offered);
}

/** The moment `typed` means on a wall that shows `now`; null where it means none. */
export function typedMoment(typed: string, now: Wall, words: DayWords): Wall | null {
  const text = plain(typed);
  if (text === "") return null;
  if (text === plain(words.now)) return now;
  const ahead = afterLength(text, now, words);
  if (ahead) return ahead;
  const { day, rest } = dayAndRest(text, now, words);
  const clock = rest === "" ? null : clockOf(rest);
  if (clock === undefined || (day === null && clock === null)) return null;
  const on = day ?? now;
  const { hour, minute } = clock ?? MORNING;
  return { year: on.year, month: on.month, day: on.day, hour, minute };
}

/** The day `typed` means, at midnight; null where it means none or says a time. */
export function typedDay(typed: string, now: Wall, words: DayWords): Wall | null {
  const { day, rest } = dayAndRest(plain(typed), now, words);
  return day && rest === "" ? { ...day, hour: 0, minute: 0 } : null;
}

function plain(words: string): string {
  return words.normalize("NFC").toLowerCase().replace(/[,\s]+/g, " ").trim();
}

// "+2h", "+1 h 30 min", "+45"; a bare number counts minutes.
function afterLength(text: string, now: Wall, words: DayWords): Wall | null {
  if (!text.startsWith("+")) return null;
  const per: [string, number][] = [
    ...[words.minutes, "min", "m"].map((name): [string, number] => [name, 1]),
    ...[words.hours, "h"].map((name): [string, number] => [name, 60]),
    ...[words.days, "d"].map((name): [string, number] => [name, DAY_MIN]),
  ];
  let minutes = 0;
  let rest = text.slice(1).trim();
  while (rest !== "") {
    const found = /^(\d{1,5})(?:[.,](\d))? ?(\p{L}*)\.? ?/u.exec(rest);
    if (!found) return null;
    const unit = found[3] === "" ? 1 : per.find(([name]) => plain(name) === found[3])?.[1];
    if (unit === undefined) return null;
    minutes += Math.round(Number(`${found[1]}.${found[2] ?? 0}`) * unit);
    rest = rest.slice(found[0].length);
  }
  return minutes > 0 ? shifted(now, minutes) : null;
}

function dayAndRest(text: string, now: Wall, words: DayWords): { day: Wall | null; rest: string } {
  const [first = "", ...others] = text.split(" ");
  const rest = others.join(" ");
  const near = [words.yesterday, words.today, words.tomorrow].findIndex((name) => first === plain(name));
  if (near >= 0) return { day: shifted(now, (near - 1) * DAY_MIN), rest };
  const weekday = beginning(words.weekdays, first, 2);
  if (weekday >= 0) return { day: shifted(now, daysUntil(weekday, now) * DAY_MIN), rest };
  return dateAndRest(text, now, words) ?? { day: null, rest: text };
}

interface Dated {
  day: Wall;
  rest: string;
}

// "24.12.", "24/12/2026", "2026-12-24", "24 dec 2026": day before month, as Europe writes.
function dateAndRest(text: string, now: Wall, words: DayWords): Dated | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: |t|$)/.exec(text);
  if (iso) return dated(iso[1], Number(iso[2]), Number(iso[3]), now, text.slice(iso[0].length));
  const figures = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)?(?: |$)/.exec(text);
  if (figures) {
    return dated(figures[3], Number(figures[2]), Number(figures[1]), now, text.slice(figures[0].length));
  }
  const named = /^(\d{1,2})\.? (\p{L}{3,})\.?(?: (\d{4}))?(?: |$)/u.exec(text);
  const month = beginning(words.months, named?.[2] ?? "", 3);
  if (!named || month < 0) return null;
  return dated(named[3], month + 1, Number(named[1]), now, text.slice(named[0].length));
}

// A date without a year is the next of its name, or one of the last month: reports look back.
function dated(year: string | undefined, month: number, day: number, now: Wall, rest: string): Dated | null {
  const wall = { year: Number(year ?? now.year), month, day, hour: 0, minute: 0 };
  const isLongAgo = instantOf(now) - instantOf(wall) > 31 * DAY_MIN * 60_000;
  if (!year && isLongAgo) wall.year += 1;
  // The 31st of a month of thirty days would slip into the next one.
  const kept = wallOf(instantOf(wall));
  return kept.day === day && kept.month === month ? { day: wall, rest } : null;
}

// "9", "9:30", "930", "14.30", "14h", "9 pm"; undefined where it is no time.
function clockOf(text: string): { hour: number; minute: number } | undefined {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?h? ?(am|pm)?$/.exec(text);
  if (!found) return undefined;
  const half = found[3];
  const hour = half ? (Number(found[1]) % 12) + (half === "pm" ? 12 : 0) : Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (hour > 23 || minute > 59 || (half && Number(found[1]) > 12)) return undefined;
  return { hour, minute };
}

function beginning(names: string[][], start: string, least: number): number {
  const wanted = start.replace(/\.$/, "");
  if (wanted.length < least) return -1;
  return names.findIndex((forms) => forms.some((name) => plain(name).startsWith(wanted)));
}

// Named on that very day, a weekday is the one of next week: for today there is "today".
function daysUntil(weekday: number, now: Wall): number {
  const today = (new Date(instantOf(now)).getUTCDay() + 6) % 7;
  return ((weekday - today + 6) % 7) + 1;
}
