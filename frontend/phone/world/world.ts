// Pull: the world is replaced whole; an ETag spares the bytes when nothing changed.

import { pageLanguage } from "../../web/i18n";
import type { Bundle, Catalog, Config, Duty } from "../../wire/types";
import { followLanguage } from "../device/tongue";
import { database, keepSetting, setting, STRICT, type Settings } from "../kept/db";
import { stateWritten } from "../kept/state";
import { ask } from "../server/api";
import { noteChanges } from "./changes";
import { namesOfGone, withWorkUnderWay } from "./taken";
import { noteMedia } from "./verified";

/** Fetches the bundle unless it is unchanged. True when a new one was kept. */
export async function pullBundle(): Promise<boolean> {
  const kept = await setting("bundle");
  const known = kept?.language === pageLanguage ? kept : undefined;
  const answer = await ask("/bundle", { headers: ifChanged(known?.etag) });
  const pulled_at = new Date().toISOString();
  if (answer.status === 304 && known) {
    const last_seq = Number(answer.headers.get("X-Last-Seq") ?? known.body.ack.last_seq);
    const body = { ...known.body, ack: { last_seq } };
    await keepSetting("bundle", { ...known, body, pulled_at });
  } else {
    const body = (await answer.json()) as Bundle;
    await keepWorld({ etag: etagOf(answer), language: pageLanguage, body, pulled_at });
    await noteMedia(body);
    followLanguage(body.engineer.language, kept === undefined);
  }
  await stateWritten();
  return answer.status !== 304;
}

/** The new world and what differs in it from the one before, both or neither. */
async function keepWorld(pulled: Settings["bundle"]): Promise<void> {
  const tx = (await database()).transaction(["settings", "outbox"], "readwrite", STRICT);
  const settings = tx.objectStore("settings");
  const before = (await settings.get("bundle")) as Settings["bundle"] | undefined;
  const unread = ((await settings.get("changes")) as Settings["changes"] | undefined) ?? {};
  const known = ((await settings.get("gone")) as Settings["gone"] | undefined) ?? {};
  const told = await tx.objectStore("outbox").index("seq").getAll();
  const body = before ? withWorkUnderWay(before.body, pulled.body, told) : pulled.body;
  const world = { ...pulled, body };
  // In another language every word differs, and nothing has changed.
  const comparable = before?.language === world.language;
  const changes = comparable ? noteChanges(before.body, body, unread, world.pulled_at) : unread;
  const gone = before ? namesOfGone(before.body, body, known) : known;
  await Promise.all([
    settings.put(world, "bundle"),
    settings.put(changes, "changes"),
    settings.put(gone, "gone"),
    tx.done,
  ]);
}

/** The engineer has read what changed about a visit. */
export async function changesRead(visit: string): Promise<void> {
  const tx = (await database()).transaction("settings", "readwrite", STRICT);
  const unread = ((await tx.store.get("changes")) as Settings["changes"] | undefined) ?? {};
  const { [visit]: _read, ...others } = unread;
  await Promise.all([tx.store.put(others, "changes"), tx.done]);
  await stateWritten();
}

/** Parts and reasons, the server's limits and consent texts, and the shifts ahead. */
export async function pullCatalog(): Promise<void> {
  const kept = await setting("catalog");
  const [answer, config, duty] = await Promise.all([
    ask("/catalog", { headers: ifChanged(kept?.etag) }),
    ask("/config"),
    ask("/positions"),
  ]);
  if (answer.status !== 304) {
    await keepSetting("catalog", { etag: etagOf(answer), body: (await answer.json()) as Catalog });
  }
  await keepSetting("config", (await config.json()) as Config);
  await keepSetting("shifts", ((await duty.json()) as Duty).shifts);
  await stateWritten();
}

const etagOf = (answer: Response): string => answer.headers.get("ETag") ?? "";

function ifChanged(etag: string | undefined): Record<string, string> {
  return etag ? { "If-None-Match": etag } : {};
}
