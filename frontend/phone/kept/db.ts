// What the phone keeps. Stores are only ever added: an upgrade never drops one, because the
// outbox, drafts and photos in them may be the only copy of a day's work.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type {
  Bundle,
  Catalog,
  Command,
  CommandResult,
  Config,
  Duty,
  Engineer,
  Instant,
  MediaRole,
  ResultStatus,
  Uuid,
} from "../../wire/types";
import type { MapApp } from "../device/navigators";
import type { ChangesByVisit } from "../world/changes";
import type { GoneVisits } from "../world/taken";

/** A command as the phone keeps it: first waiting, then with what the server said of it. */
export interface OutboxEntry extends Command {
  engineer_id: Uuid;
  state: "waiting" | Exclude<ResultStatus, "duplicate" | "deferred">;
  result?: CommandResult;
  settled_at?: Instant;
}

/** A photo or signature file; its bytes lie under the same id in `blobs`. */
export interface StoredMedia {
  id: Uuid;
  engineer_id: Uuid;
  visit_id: Uuid;
  work_order_id?: Uuid;
  item?: string;
  role: MediaRole;
  mime: string;
  filename: string;
  size: number;
  sha256: string;
  captured_at: Instant;
  /** `created`: the server knows the upload and holds `sent` bytes of it. */
  state: "waiting" | "created" | "received" | "refused";
  sent: number;
  problem?: string;
}

export interface Session {
  access_token: string;
  device_id: Uuid;
  engineer: Engineer;
  /** Set when the server no longer accepts the token; what waits stays. */
  ended?: string;
}

export interface Clock {
  offset_ms: number;
  measured_at: Instant;
}

export interface Settings {
  installation_id: Uuid;
  session: Session;
  last_seq: number;
  clock: Clock;
  bundle: { etag: string; language: string; body: Bundle; pulled_at: Instant };
  catalog: { etag: string; body: Catalog };
  config: Config;
  /** The map app the engineer finds the way with. */
  navigator: MapApp | undefined;
  changes: ChangesByVisit;
  /** What is withdrawn, by visit, as it was called here. */
  gone: GoneVisits;
  /** Whether the person lets this phone say where it is during a shift. */
  shares_position: boolean;
  shifts: Duty["shifts"];
}

interface PhoneSchema extends DBSchema {
  settings: { key: keyof Settings; value: Settings[keyof Settings] };
  outbox: { key: Uuid; value: OutboxEntry; indexes: { seq: number } };
  media: { key: Uuid; value: StoredMedia };
  blobs: { key: Uuid; value: Blob };
  drafts: { key: string; value: unknown };
}

export type PhoneDatabase = IDBPDatabase<PhoneSchema>;

let opened: Promise<PhoneDatabase> | undefined;

/** The phone's one database, opened on first use. */
export function database(): Promise<PhoneDatabase> {
  opened ??= openDB<PhoneSchema>("callout-phone", 1, {
    upgrade(db) {
      db.createObjectStore("settings");
      db.createObjectStore("outbox", { keyPath: "id" }).createIndex("seq", "seq");
      db.createObjectStore("media", { keyPath: "id" });
      db.createObjectStore("blobs");
      db.createObjectStore("drafts");
    },
  });
  return opened;
}

export async function setting<K extends keyof Settings>(key: K): Promise<Settings[K] | undefined> {
  return (await (await database()).get("settings", key)) as Settings[K] | undefined;
}

export async function keepSetting<K extends keyof Settings>(
  key: K,
  value: Settings[K],
): Promise<void> {
  await (await database()).put("settings", value, key);
}

/** Strict: the promise settles only when the bytes have reached the disk. */
export const STRICT: IDBTransactionOptions = { durability: "strict" };
