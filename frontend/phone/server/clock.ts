// How far the phone's clock is from the server's, measured with every answer. The phone never
// rewrites its own times with it: the server gets both and decides.

import type { Push } from "../../wire/types";
import { keepSetting, setting, type Clock } from "../kept/db";

let measured: Clock | undefined;

/** Takes the server's time out of an answer; half the round trip is taken off. */
export function measureClock(serverTime: string | null, askedAt: number, answeredAt: number): void {
  const server = serverTime ? Date.parse(serverTime) : Number.NaN;
  if (Number.isNaN(server)) return;
  const offset_ms = Math.round(server - (askedAt + answeredAt) / 2);
  measured = { offset_ms, measured_at: new Date(answeredAt).toISOString() };
  // On a full phone the measurement holds as long as the page does.
  keepSetting("clock", measured).catch(() => undefined);
}

/** The clock as a push states it; an offset never measured is 0 and as old as can be. */
export async function clockNow(now: Date = new Date()): Promise<Push["clock"]> {
  const clock = measured ?? (await setting("clock"));
  const age = clock ? now.getTime() - Date.parse(clock.measured_at) : NEVER_MS;
  return {
    device_now: now.toISOString(),
    offset_ms: clock?.offset_ms ?? 0,
    offset_age_s: Math.max(0, Math.round(age / 1000)),
  };
}

const NEVER_MS = 10 * 365 * 86_400_000;
