// A file's copy leaves the phone only after the server has said `verified` of it and the visit
// is over; until then it is what the screens show and what could be sent again.

import type { Bundle, NamedMedia, Uuid } from "../../wire/types";
import { database, STRICT } from "../kept/db";
import { ask } from "../server/api";
import { isOver } from "../work/lifecycle";

/** Takes over what the bundle says of this phone's files. */
export async function noteMedia({ visits }: Bundle): Promise<void> {
  for (const { status, media = [] } of visits) {
    for (const named of media) await noteOne(named, isOver(status));
  }
}

async function noteOne({ media_id, state, problem }: NamedMedia, over: boolean): Promise<void> {
  if (state !== "refused" && !(state === "verified" && over)) return;
  const tx = (await database()).transaction(["media", "blobs"], "readwrite", STRICT);
  const kept = await tx.objectStore("media").get(media_id);
  if (kept?.state === "received" && state === "refused") {
    await tx.objectStore("media").put({ ...kept, state, problem: problem ?? "refused" });
  } else if (kept?.state === "received") {
    await tx.objectStore("blobs").delete(media_id);
  }
  await tx.done;
}

/** The kept bytes, else the server's small picture; undefined where neither can be had. */
export async function pictureBytes(id: Uuid): Promise<Blob | undefined> {
  const kept = await (await database()).get("blobs", id);
  if (kept) return kept;
  try {
    return await (await ask(`/media/${id}?variant=thumb`)).blob();
  } catch {
    return undefined;
  }
}
