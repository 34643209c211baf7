// Sends what waits, one tab at a time: the tab that holds the lock works, the others stand by
// and take over when it is closed. The order never changes; the first failure ends the round.

import { t } from "../../web/i18n";
import type { Push, PushAnswer, Uuid } from "../../wire/types";
import { keepSetting, setting, type OutboxEntry, type Session } from "../kept/db";
import { isFull } from "../kept/failures";
import { newId } from "../kept/ids";
import { onWritten, sending, stateWritten, waitingMedia } from "../kept/state";
import { APP_BUILD, ApiProblem, ask, retryAfterOf } from "../server/api";
import { clockNow } from "../server/clock";
import { keepMap } from "../world/mapfile";
import { pullBundle, pullCatalog } from "../world/world";
import { pauseAfter } from "./backoff";
import { batchOf, hasGap, renumber, settle, waiting } from "./outbox";
import { uploadNext } from "./uploads";

const PULL_EVERY_S = 60;
const CATALOG_EVERY_MS = 900_000;

let failures = 0;
let wakeUp: (() => void) | undefined;
let pullDueAt = 0;
let catalogDueAt = 0;

/** Starts sending and pulling for as long as this tab lives. */
export function startSender(): void {
  window.addEventListener("online", () => urge({ pull: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") urge({ pull: true });
  });
  onWritten(() => wakeUp?.());
  void navigator.locks.request("callout-sender", sendForEver);
}

/** Forgets the backoff and tries at once. */
export function urge({ pull = false } = {}): void {
  failures = 0;
  if (pull) pullDueAt = 0;
  wakeUp?.();
}

async function sendForEver(): Promise<never> {
  for (;;) {
    const pause = await round();
    sending.value = { ...sending.value, retryAt: Date.now() + pause * 1000 };
    if (pause > 0) await sleepOrWake(pause * 1000);
  }
}

/** One attempt at everything. Returns the seconds until the next one. */
async function round(): Promise<number> {
  const session = await setting("session");
  if (!session) return PULL_EVERY_S;
  if (session.ended) return handOver(session);
  try {
    await pushAll(session.engineer.id);
    await pullWhatIsDue();
    while (await uploadNext(session.engineer.id)) continue;
    failures = 0;
    sending.value = { state: "idle" };
    const isMore = (await waiting(session.engineer.id)).length > 0 || pullDueAt === 0;
    return isMore ? 0 : PULL_EVERY_S;
  } catch (error) {
    failures += 1;
    await noteEndedSession(error);
    sending.value = { state: "waiting", problem: inWords(error) };
    const asked = error instanceof ApiProblem ? error.retryAfter : undefined;
    return asked ?? pauseAfter(failures);
  }
}

let handsOver = false;

/** A signed-out phone tries once more when its engineer says so: the office may let it. */
export function tryHandingOver(): void {
  handsOver = true;
  urge();
}

async function handOver({ engineer }: Session): Promise<number> {
  if (!handsOver) return PULL_EVERY_S;
  handsOver = false;
  try {
    await pushAll(engineer.id);
    while (await uploadNext(engineer.id)) continue;
    sending.value = { state: "idle" };
  } catch (error) {
    sending.value = { state: "waiting", problem: inWords(error) };
  }
  return PULL_EVERY_S;
}

/** Pushes batch after batch until nothing waits; throws where the server cannot go on. */
export async function pushAll(engineer: Uuid): Promise<void> {
  for (;;) {
    const batch = batchOf(await waiting(engineer));
    if (batch.length === 0) return;
    sending.value = { state: "sending" };
    await pushBatch(engineer, batch);
    pullDueAt = 0;
  }
}

async function pushBatch(engineer: Uuid, batch: OutboxEntry[]): Promise<void> {
  const push: Push = {
    schema: 1,
    app_build: APP_BUILD,
    batch_id: newId(),
    clock: await clockNow(),
    commands: batch.map(onTheWire),
    unsent: await leftAfter(engineer, batch.length),
  };
  try {
    const response = await ask("/commands", { method: "POST", body: JSON.stringify(push) });
    const answer = (await response.json()) as PushAnswer;
    await settle(answer);
    const [first] = await waiting(engineer);
    if (first?.id === batch[0]?.id && hasGap(first, answer.last_seq)) {
      await renumber(engineer, answer.last_seq);
    } else if (answer.results.every((result) => result.status === "deferred")) {
      throw new ApiProblem(503, { code: "deferred" }, retryAfterOf(response));
    }
  } catch (error) {
    const fork = error instanceof ApiProblem && error.problem.code === "sequence-fork";
    if (!fork || error.problem.last_seq === undefined) throw error;
    await renumber(engineer, error.problem.last_seq);
  }
}

/** What stays on the phone after the first `sent` entries, for the office to see. */
async function leftAfter(engineer: Uuid, sent: number): Promise<Push["unsent"]> {
  const left = (await waiting(engineer)).slice(sent);
  const files = waitingMedia.value.filter((file) => file.engineer_id === engineer);
  const oldest = [...left, ...files].map(({ captured_at }) => captured_at).sort()[0];
  return { commands: left.length, media: files.length, oldest_at: oldest ?? null };
}

/** The entry without what only the phone knows of it. */
function onTheWire(entry: OutboxEntry): Push["commands"][number] {
  const { engineer_id: _owner, state: _state, result: _result, settled_at: _at, ...command } = entry;
  return command;
}

async function pullWhatIsDue(): Promise<void> {
  const now = Date.now();
  if (now >= pullDueAt) {
    // Set before the asking: who wishes for another pull meanwhile gets one.
    pullDueAt = now + PULL_EVERY_S * 1000;
    await pullBundle().catch((failed: unknown) => {
      pullDueAt = 0;
      throw failed;
    });
  }
  if (now >= catalogDueAt) {
    await pullCatalog();
    void keepMap();
    catalogDueAt = now + CATALOG_EVERY_MS;
  }
}

async function noteEndedSession(error: unknown): Promise<void> {
  const session = await setting("session");
  const ended = error instanceof ApiProblem && (error.status === 401 || error.status === 403);
  if (!session || !ended) return;
  await keepSetting("session", { ...session, ended: error.problem.code });
  await stateWritten();
}

function inWords(error: unknown): string {
  if (isFull(error)) return t("The phone's storage is full. Free some space; what was recorded is kept.");
  if (!(error instanceof ApiProblem)) {
    return t("No connection. Everything is kept here and goes out by itself.");
  }
  if (error.status === 426) return t("This app is too old for the server. Reload to update it.");
  if (error.status >= 500 && error.status !== 507) return t("The server is busy. Everything is kept here.");
  return error.message;
}

function sleepOrWake(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      clearTimeout(timer);
      wakeUp = undefined;
      done();
    };
    const timer = setTimeout(go, milliseconds);
    wakeUp = go;
  });
}
