// The way out when nothing else works: everything unsent and half typed in one file the engineer can hand over.

import { database, setting, type PhoneDatabase } from "../kept/db";
import { APP_BUILD } from "../server/api";

/** A JSON file with what waits: entries as recorded, files in base64. */
export async function rescueFile(): Promise<File> {
  const db = await database();
  const [installation, outbox, media] = await Promise.all([
    setting("installation_id"),
    db.getAllFromIndex("outbox", "seq"),
    db.getAll("media"),
  ]);
  const drafts = await keptDrafts(db);
  const kept = await Promise.all(
    media
      .filter((file) => file.state !== "received")
      .map(async (file) => ({ ...file, bytes: await inBase64(await db.get("blobs", file.id)) })),
  );
  const content = {
    format: "callout-rescue/1",
    app_build: APP_BUILD,
    saved_at: new Date().toISOString(),
    installation_id: installation,
    commands: outbox.filter((entry) => entry.state === "waiting"),
    files: kept,
    drafts,
  };
  const name = `callout-rescue-${content.saved_at.slice(0, 10)}.json`;
  return new File([JSON.stringify(content)], name, { type: "application/json" });
}

/** What is half typed, by what it belongs to. */
async function keptDrafts(db: PhoneDatabase): Promise<Record<string, unknown>> {
  const [keys, values] = await Promise.all([db.getAllKeys("drafts"), db.getAll("drafts")]);
  return Object.fromEntries(keys.map((key, at) => [key, values[at]]));
}

/** Hands the file to the system's share sheet, or saves it where there is none. */
export async function shareRescueFile(): Promise<void> {
  const file = await rescueFile();
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] });
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function inBase64(blob: Blob | undefined): Promise<string> {
  if (!blob) return Promise.resolve("");
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => fail(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
