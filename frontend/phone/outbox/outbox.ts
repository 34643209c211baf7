// The outbox: what happened, in order, each entry kept until the server has said what became
// of it. One strict transaction writes the entry together with everything that belongs to it.

import type {
  CommandBodies,
  CommandResult,
  CommandType,
  PushAnswer,
  Uuid,
  Visit,
} from "../../wire/types";
import { lastPosition } from "../device/gps";
import { database, setting, STRICT, type OutboxEntry, type StoredMedia } from "../kept/db";
import { newId } from "../kept/ids";
import { stateWritten } from "../kept/state";

/** Something that happened at a visit and is to be told to the server. */
export type Happening = { [T in CommandType]: { type: T; body: CommandBodies[T] } }[CommandType];

export interface Belongings {
  /** Files taken with it. */
  files?: { media: StoredMedia; blob: Blob }[];
  /** Drafts that are now told and may go. */
  settledDrafts?: string[];
}

/** Records one or more happenings at a visit, with their files, all or none. */
export async function record(
  visit: Pick<Visit, "id" | "version">,
  happenings: Happening[],
  { files = [], settledDrafts = [] }: Belongings = {},
): Promise<OutboxEntry[]> {
  const owner = (await setting("session"))?.engineer.id;
  if (!owner) throw new Error("Nobody is signed in on this phone");
  const captured_at = new Date().toISOString();
  const gps = lastPosition();
  const db = await database();
  const tx = db.transaction(["settings", "outbox", "media", "blobs", "drafts"], "readwrite", STRICT);
  let seq = ((await tx.objectStore("settings").get("last_seq")) as number | undefined) ?? 0;
  const written = happenings.map(
    (happening): OutboxEntry => ({
      id: newId(),
      seq: ++seq,
      visit_id: visit.id,
      base_version: visit.version,
      captured_at,
      ...(gps ? { gps } : {}),
      ...happening,
      engineer_id: owner,
      state: "waiting",
    }),
  );
  await Promise.all([
    tx.objectStore("settings").put(seq, "last_seq"),
    ...written.map((entry) => tx.objectStore("outbox").put(entry)),
    ...files.flatMap(({ media, blob }) => [
      tx.objectStore("media").put(media),
      tx.objectStore("blobs").put(blob, media.id),
    ]),
    ...settledDrafts.map((key) => tx.objectStore("drafts").delete(key)),
    tx.done,
  ]);
  await stateWritten();
  return written;
}

/** What waits for the server, oldest first, as far as the person now signed in made it. */
export async function waiting(engineer: Uuid): Promise<OutboxEntry[]> {
  const all = await (await database()).getAllFromIndex("outbox", "seq");
  return all.filter((entry) => entry.state === "waiting" && entry.engineer_id === engineer);
}

/** Writes down what the server said; a deferred entry goes on waiting. */
export async function settle(answer: PushAnswer): Promise<void> {
  const tx = (await database()).transaction("outbox", "readwrite", STRICT);
  const settled_at = new Date().toISOString();
  for (const result of answer.results) {
    const entry = await tx.store.get(result.id);
    const state = settledState(result);
    if (entry && state) await tx.store.put({ ...entry, state, result, settled_at });
  }
  await tx.done;
  await stateWritten();
}

function settledState(result: CommandResult): Exclude<OutboxEntry["state"], "waiting"> | undefined {
  if (result.status === "deferred") return undefined;
  if (result.status !== "duplicate") return result.status;
  return (result.original && settledState(result.original)) ?? "applied";
}

/**
 * Numbers what waits anew from `lastSeq` + 1; ids stay, so nothing can happen twice.
 * Needed after a restored phone or a new pairing, when the server counts from elsewhere.
 */
export async function renumber(engineer: Uuid, lastSeq: number): Promise<void> {
  const tx = (await database()).transaction(["settings", "outbox"], "readwrite", STRICT);
  const outbox = tx.objectStore("outbox");
  const all = await outbox.index("seq").getAll();
  const mine = all.filter((e) => e.state === "waiting" && e.engineer_id === engineer);
  let seq = lastSeq;
  for (const entry of mine) await outbox.put({ ...entry, seq: ++seq });
  await tx.objectStore("settings").put(seq, "last_seq");
  await tx.done;
  await stateWritten();
}

/** True when the first entry that waits is further on than the server's next number. */
export function hasGap(first: Pick<OutboxEntry, "seq"> | undefined, lastSeq: number): boolean {
  return first !== undefined && first.seq > lastSeq + 1;
}

/** As many from the front as one push may carry: 100 entries or 1 MiB. */
export function batchOf(queue: OutboxEntry[], limit = 100, bytes = 1_000_000): OutboxEntry[] {
  const batch: OutboxEntry[] = [];
  let size = 0;
  for (const entry of queue.slice(0, limit)) {
    size += new TextEncoder().encode(JSON.stringify(entry)).length;
    if (batch.length > 0 && size > bytes) break;
    batch.push(entry);
  }
  return batch;
}
