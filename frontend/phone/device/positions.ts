// Where the engineer is during a shift, for the dispatcher who sends the nearest one: only while
// the engineer lets it, the app is open and a shift is under way. Lossy; never in the outbox.

import { computed, effect, signal } from "@preact/signals";
import type { PhonePoint } from "../../wire/types";
import { keepSetting } from "../kept/db";
import { session, sharesPosition, shifts, stateWritten } from "../kept/state";
import { ask } from "../server/api";
import { position, watchPosition } from "./gps";

const POINT_EVERY_MS = 60_000;
const SEND_EVERY_MS = 300_000;
const MOST_POINTS = 200;

const now = signal(Date.now());
let points: PhonePoint[] = [];

export const onShift = computed(() =>
  shifts.value.some(({ from, to }) => Date.parse(from) <= now.value && now.value < Date.parse(to)),
);

/** Whether this phone says where it is at this moment; the bar shows it. */
export const isSharing = computed(
  () => sharesPosition.value && onShift.value && Boolean(session.value && !session.value.ended),
);

/** Starts and ends the watch as shifts and the engineer's wish go. */
export function sharePositions(): void {
  setInterval(() => (now.value = Date.now()), POINT_EVERY_MS);
  effect(() => (isSharing.value ? watchPosition() : undefined));
  effect(() => {
    const known = position.value;
    if (known && isSharing.value) keepPoint(known);
  });
  setInterval(() => void sendPoints(), SEND_EVERY_MS);
}

/** The engineer's wish; what was not sent yet is forgotten with it. */
export async function letPositions(wanted: boolean): Promise<void> {
  if (!wanted) points = [];
  await keepSetting("shares_position", wanted);
  await stateWritten();
}

function keepPoint({ gps, at }: NonNullable<typeof position.value>): void {
  const last = points.at(-1);
  if (last && at - Date.parse(last.at) < POINT_EVERY_MS) return;
  points = [...points, { ...gps, at: new Date(at).toISOString() }].slice(-MOST_POINTS);
  if (points.length === 1) void sendPoints();
}

async function sendPoints(): Promise<void> {
  if (points.length === 0 || !isSharing.value) return;
  const sent = points;
  points = [];
  try {
    await ask("/positions", { method: "POST", body: JSON.stringify({ points: sent }) });
  } catch {
    // Where somebody was is worth nothing later.
  }
}
