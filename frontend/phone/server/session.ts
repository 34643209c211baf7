// Pairing and sign-out. Neither ever touches the outbox, drafts or photos.

import type { Paired, Pairing } from "../../wire/types";
import { database, keepSetting, setting, STRICT, type Session } from "../kept/db";
import { newId } from "../kept/ids";
import { session, stateWritten } from "../kept/state";
import { urge } from "../outbox/sender";
import { APP_BUILD, ApiProblem, ask, send } from "./api";

/**
 * Exchanges the code shown by the office for this phone's token; without a code, whoever is signed
 * in to Callout in this browser pairs it. Throws ApiProblem.
 */
export async function pair(code: string): Promise<void> {
  const wish: Pairing = {
    code: code.trim(),
    installation_id: await installationId(),
    name: phoneName(),
    platform: navigator.userAgent.slice(0, 200),
    app_build: APP_BUILD,
  };
  const { device, access_token } = await send<Paired>("POST", "/devices/pair", wish, {
    credentials: wish.code ? "omit" : "same-origin",
  });
  await forgetWorldOfAnother(device.engineer.id);
  await keepSetting("session", { access_token, device_id: device.id, engineer: device.engineer });
  void navigator.storage?.persist?.();
  await stateWritten();
  urge({ pull: true });
}

/** Tells the server and forgets the token; what waits stays and goes out after the next pairing. */
export async function signOut(): Promise<void> {
  try {
    await ask("/devices/me", { method: "DELETE" });
  } catch (error) {
    // A phone without network must still be able to leave; the office can revoke it.
    if (error instanceof ApiProblem && error.status >= 500) throw error;
  }
  const tx = (await database()).transaction("settings", "readwrite", STRICT);
  await Promise.all([tx.store.delete("session"), tx.store.delete("bundle"), tx.done]);
  session.value = undefined;
  await stateWritten();
}

/** The office took this phone out of use: what it holds is not shown any more, and still kept. */
export const isRevoked = ({ ended }: Session): boolean => ended === "device-revoked";

async function installationId(): Promise<string> {
  const kept = (await setting("installation_id")) ?? newId();
  await keepSetting("installation_id", kept);
  return kept;
}

async function forgetWorldOfAnother(engineer: string): Promise<void> {
  const world = await setting("bundle");
  if (world && world.body.engineer.id !== engineer) {
    await (await database()).delete("settings", "bundle");
  }
}

function phoneName(): string {
  const kind = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0];
  return kind ?? "Phone";
}
