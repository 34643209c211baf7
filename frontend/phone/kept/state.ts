// What the screens show, read from the database. Screens never write these signals: they record
// commands, and every tab reads again when one of them has written.

import { computed, signal } from "@preact/signals";
import type { Bundle, Catalog, Config, Duty } from "../../wire/types";
import type { MapApp } from "../device/navigators";
import type { ChangesByVisit } from "../world/changes";
import type { GoneVisits } from "../world/taken";
import { database, setting, type OutboxEntry, type Session, type StoredMedia } from "./db";

export const session = signal<Session | undefined>(undefined);
export const bundle = signal<Bundle | undefined>(undefined);
export const pulledAt = signal<string | undefined>(undefined);
export const catalog = signal<Catalog | undefined>(undefined);
/** What the office changed, by visit, until it is read. */
export const changes = signal<ChangesByVisit>({});
/** How the visits that were taken away were called. */
export const gone = signal<GoneVisits>({});
export const mapApp = signal<MapApp | undefined>(undefined);
export const sharesPosition = signal(false);
export const shifts = signal<Duty["shifts"]>([]);
export const config = signal<Config | undefined>(undefined);
export const entries = signal<OutboxEntry[]>([]);
export const media = signal<StoredMedia[]>([]);

export interface Sending {
  state: "idle" | "sending" | "waiting";
  /** In words, when something stands in the way. */
  problem?: string;
  retryAt?: number;
  /** Id and share of the photo on its way. */
  upload?: { id: string; sent: number; size: number };
}
export const sending = signal<Sending>({ state: "idle" });

export const waitingEntries = computed(() => entries.value.filter((e) => e.state === "waiting"));
export const waitingMedia = computed(() =>
  media.value.filter((m) => m.state === "waiting" || m.state === "created"),
);
/** The number on the badge: everything the office does not have yet. */
export const unsent = computed(() => waitingEntries.value.length + waitingMedia.value.length);

const channel = new BroadcastChannel("callout-phone");
const listeners = new Set<() => void>();

channel.onmessage = () => {
  void loadState().then(wake);
};

/** Calls `listener` whenever this or another tab has written something. */
export function onWritten(listener: () => void): void {
  listeners.add(listener);
}

const wake = (): void => listeners.forEach((listener) => listener());

/** Reads everything the screens show. */
export async function loadState(): Promise<void> {
  const db = await database();
  const [kept, world, parts, rules, changed, shares, duty, lost, way, all, files] = await Promise.all([
    setting("session"),
    setting("bundle"),
    setting("catalog"),
    setting("config"),
    setting("changes"),
    setting("shares_position"),
    setting("shifts"),
    setting("gone"),
    setting("navigator"),
    db.getAllFromIndex("outbox", "seq"),
    db.getAll("media"),
  ]);
  session.value = kept;
  bundle.value = world?.body;
  pulledAt.value = world?.pulled_at;
  catalog.value = parts?.body;
  config.value = rules;
  changes.value = changed ?? {};
  sharesPosition.value = shares ?? false;
  shifts.value = duty ?? [];
  gone.value = lost ?? {};
  mapApp.value = way;
  entries.value = all;
  media.value = files;
}

/** To be called after every write: this tab reads again, the other tabs are told. */
export async function stateWritten(): Promise<void> {
  await loadState();
  channel.postMessage("written");
  wake();
}
