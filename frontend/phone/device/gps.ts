// The last known position, watched only while a visit or the map is open or a shift shares it, so
// that a tap never waits for it.

import { signal } from "@preact/signals";
import type { Gps } from "../../wire/types";

const FRESH_MS = 120_000;

export const position = signal<{ gps: Gps; at: number } | undefined>(undefined);
let watch: number | undefined;
let watchers = 0;

export function watchPosition(): () => void {
  if (!("geolocation" in navigator)) return () => undefined;
  watchers += 1;
  watch ??= navigator.geolocation.watchPosition(keep, () => undefined, { enableHighAccuracy: true });
  return () => {
    watchers -= 1;
    if (watchers > 0 || watch === undefined) return;
    navigator.geolocation.clearWatch(watch);
    watch = undefined;
  };
}

/** Asks once and waits; undefined when the person or the phone does not give a position. */
export function askPosition(): Promise<Gps | undefined> {
  if (!("geolocation" in navigator)) return Promise.resolve(undefined);
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      (found) => done(keep(found)),
      () => done(undefined),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  });
}

/** The position if it is at most two minutes old. */
export function lastPosition(now: number = Date.now()): Gps | undefined {
  const last = position.value;
  return last && now - last.at <= FRESH_MS ? last.gps : undefined;
}

function keep({ coords }: GeolocationPosition): Gps {
  const gps = {
    lat: Number(coords.latitude.toFixed(6)),
    lon: Number(coords.longitude.toFixed(6)),
    acc_m: Math.round(coords.accuracy),
  };
  position.value = { gps, at: Date.now() };
  return gps;
}
