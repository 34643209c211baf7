// How long the engineer's visits may be read without the server: clients, codes and contacts are
// not to stand on a lost phone for ever. What was recorded here is never kept from anybody.

import type { Config, Instant } from "../../wire/types";

const DAY_MS = 86_400_000;
/** Until the server has said otherwise. */
const READING_DAYS = 14;

export const readingDays = (config: Config | undefined): number =>
  config?.limits["offline_reading_days"] ?? READING_DAYS;

/** Whole days since the phone last spoke to the server; a clock set back counts none. */
export const daysSince = (pulledAt: Instant, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(pulledAt)) / DAY_MS));

/** Whether the visits are too old to be shown before the server was spoken to. */
export const isTooOld = (
  pulledAt: Instant | undefined,
  config: Config | undefined,
  now: number,
): boolean => pulledAt !== undefined && daysSince(pulledAt, now) >= readingDays(config);
