// Pull: the world is replaced whole; an ETag spares the bytes when nothing changed.

import { pageLanguage } from "../web/i18n";
import type { Bundle, Catalog, Config } from "../wire/types";
import { ask } from "./api";
import { keepSetting, setting } from "./db";
import { noteMedia } from "./verified";
import { stateWritten } from "./state";
import { followLanguage } from "./tongue";

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
    await keepSetting("bundle", { etag: etagOf(answer), language: pageLanguage, body, pulled_at });
    await noteMedia(body);
    followLanguage(body.engineer.language, kept === undefined);
  }
  await stateWritten();
  return answer.status !== 304;
}

/** Parts and reasons, and the server's limits and consent texts. */
export async function pullCatalog(): Promise<void> {
  const kept = await setting("catalog");
  const [answer, config] = await Promise.all([
    ask("/catalog", { headers: ifChanged(kept?.etag) }),
    ask("/config"),
  ]);
  if (answer.status !== 304) {
    await keepSetting("catalog", { etag: etagOf(answer), body: (await answer.json()) as Catalog });
  }
  await keepSetting("config", (await config.json()) as Config);
  await stateWritten();
}

const etagOf = (answer: Response): string => answer.headers.get("ETag") ?? "";

function ifChanged(etag: string | undefined): Record<string, string> {
  return etag ? { "If-None-Match": etag } : {};
}
