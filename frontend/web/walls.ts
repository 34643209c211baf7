// A clock on the wall, without a zone: the server knows whose wall it is.

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const PARTS = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;

/** Walls are counted as if they hung in UTC: nobody's clock changes on them. */
export function instantOf(wall: Wall): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
}

export function wallOf(instant: number): Wall {
  const at = new Date(instant);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return { year, month, day, hour: at.getUTCHours(), minute: at.getUTCMinutes() };
}

/** So many minutes later, or earlier. */
export function shifted(wall: Wall, minutes: number): Wall {
  return wallOf(instantOf(wall) + minutes * 60_000);
}

/** What the wall of `zone` shows at `instant`. */
export function wallIn(zone: string, instant: Date): Wall {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...PARTS });
  const found = format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = Object.fromEntries(found) as Partial<Wall>;
  return { year, month, day, hour, minute };
}

/** As a datetime-local field holds it: "2026-11-23T14:30". */
export function fieldValue(wall: Wall): string {
  return new Date(instantOf(wall)).toISOString().slice(0, 16);
}

/** What a datetime-local or a date field holds; null where it holds nothing. */
export function wallFrom(value: string): Wall | null {
  const instant = Date.parse(value.includes("T") ? `${value}Z` : value);
  return Number.isNaN(instant) ? null : wallOf(instant);
}

const DAY = { weekday: "short", day: "numeric", month: "long", year: "numeric" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** "Mon, 23 November 2026 at 14:30", as the language orders it. */
export function momentInWords(wall: Wall, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...DAY, ...TIME }).format(instantOf(wall));
}

/** "Mon, 23 November 2026", as the language orders it. */
export function dayInWords(wall: Wall, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...DAY }).format(instantOf(wall));
}

/** "23.11.2026 14:30": short, and read back as the same moment in every language. */
export function momentInFigures(wall: Wall): string {
  return `${dayInFigures(wall)} ${two(wall.hour)}:${two(wall.minute)}`;
}

/** "23.11.2026". */
export function dayInFigures(wall: Wall): string {
  return `${two(wall.day)}.${two(wall.month)}.${wall.year}`;
}

function two(figure: number): string {
  return String(figure).padStart(2, "0");
}
