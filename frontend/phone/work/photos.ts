// A photo becomes a kept file, a command that names it, and later an upload; the bytes stay as
// the camera made them, because the original is the evidence.

import type { MediaRole, PhotoRole, Uuid, Visit } from "../../wire/types";
import { setting, type StoredMedia } from "../kept/db";
import { newId } from "../kept/ids";
import { record, type Happening } from "../outbox/outbox";
import { sha256 } from "../report/canonical";

export interface Place {
  role: MediaRole;
  work_order_id?: Uuid | undefined;
  item?: string | undefined;
}

export interface TakenFile {
  media: StoredMedia;
  blob: Blob;
}

/** Makes ready what is stored for a file of a visit; nothing is written yet. */
export async function takeFile(
  visit: Pick<Visit, "id">,
  blob: Blob,
  place: Place,
  filename: string,
): Promise<TakenFile> {
  const owner = (await setting("session"))?.engineer.id;
  if (!owner) throw new Error("Nobody is signed in on this phone");
  const media: StoredMedia = {
    id: newId(),
    engineer_id: owner,
    visit_id: visit.id,
    ...(place.work_order_id ? { work_order_id: place.work_order_id } : {}),
    ...(place.item ? { item: place.item } : {}),
    role: place.role,
    mime: blob.type || "application/octet-stream",
    filename,
    size: blob.size,
    sha256: await sha256(blob),
    captured_at: new Date().toISOString(),
    state: "waiting",
    sent: 0,
  };
  return { media, blob };
}

/** Takes photos for a visit: files and commands in one write. Returns their ids. */
export async function attachPhotos(
  visit: Pick<Visit, "id" | "version">,
  chosen: File[],
  place: Place & { role: PhotoRole },
): Promise<Uuid[]> {
  const files = await Promise.all(chosen.map((file) => takeFile(visit, file, place, file.name)));
  await record(
    visit,
    files.map(({ media }) => attachment(media.id, place)),
    { files },
  );
  return files.map(({ media }) => media.id);
}

export function attachment(media_id: Uuid, place: Place & { role: PhotoRole }): Happening {
  const { role, work_order_id, item } = place;
  return {
    type: "media.attach",
    body: {
      media_id,
      role,
      ...(work_order_id ? { work_order_id } : {}),
      ...(item ? { item } : {}),
    },
  };
}
