// Lengths of time in words, the same as backend/web/shared/durations.py writes on the server.
import { t } from "./i18n";

const DAY_MIN = 24 * 60;

/** `80` -> "1 h 20 min"; the two largest units only. */
export function lengthInWords(minutes: number): string {
  const whole = Math.abs(minutes);
  const days = Math.floor(whole / DAY_MIN);
  const hours = Math.floor((whole % DAY_MIN) / 60);
  const mins = whole % 60;
  if (days > 0) return hours > 0 ? t("{days} d {hours} h", { days, hours }) : t("{days} d", { days });
  if (hours > 0 && mins > 0) return t("{hours} h {minutes} min", { hours, minutes: mins });
  return hours > 0 ? t("{hours} h", { hours }) : t("{minutes} min", { minutes: mins });
}

/** How far `instant` is from `now`: "in 1 h 20 min", "9 min ago", "now". */
export function distanceInWords(instant: Date, now: Date): string {
  const minutes = Math.round((instant.getTime() - now.getTime()) / 60_000);
  if (minutes === 0) return t("now");
  const length = lengthInWords(minutes);
  return minutes > 0 ? t("in {length}", { length }) : t("{length} ago", { length });
}

export type Urgency = "calm" | "soon" | "late";

/** `calm` with over a quarter of the time left, then `soon`, and `late` past due. */
export function urgency(start: Date, due: Date, now: Date): Urgency {
  const left = due.getTime() - now.getTime();
  if (left <= 0) return "late";
  return left * 4 <= due.getTime() - start.getTime() ? "soon" : "calm";
}
