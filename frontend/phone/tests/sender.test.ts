import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Command, CommandResult, Push } from "../../wire/types";
import { database, keepSetting } from "../kept/db";
import { entries, loadState } from "../kept/state";
import { record, waiting } from "../outbox/outbox";
import { pushAll } from "../outbox/sender";
import { ApiProblem } from "../server/api";

const ENGINEER = "engineer-1";
const VISIT = { id: "visit-1", version: 1 };

/** The protocol's rules of order, as phone.md states them; `lose` drops the next answer. */
class ModelServer {
  lastSeq = 0;
  lose = false;
  applied: string[] = [];

  answer(push: Push): Response {
    const [first] = push.commands.filter(({ id }) => !this.applied.includes(id));
    if (first && first.seq <= this.lastSeq) {
      return this.json({ code: "sequence-fork", last_seq: this.lastSeq }, 409);
    }
    const results = push.commands.map((command) => this.resultOf(command));
    return this.json({ results, last_seq: this.lastSeq });
  }

  private resultOf({ id, seq }: Command): CommandResult {
    if (this.applied.includes(id)) {
      return { id, seq, status: "duplicate", original: { id, seq, status: "applied" } };
    }
    if (seq !== this.lastSeq + 1) {
      return { id, seq, status: "deferred", problem: { code: "sequence-gap" } };
    }
    this.lastSeq = seq;
    this.applied.push(id);
    return { id, seq, status: "applied" };
  }

  private json(body: object, status = 200): Response {
    if (this.lose) {
      this.lose = false;
      throw new TypeError("connection lost");
    }
    return new Response(JSON.stringify(body), { status });
  }
}

let server: ModelServer;

beforeEach(async () => {
  const db = await database();
  for (const store of ["settings", "outbox"] as const) await db.clear(store);
  const engineer = { id: ENGINEER, name: "Olena", language: "uk", time_zone: "Europe/Kyiv" };
  await keepSetting("session", { access_token: "t", device_id: "d", engineer });
  await loadState();
  server = new ModelServer();
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) =>
    server.answer(JSON.parse(String(init.body)) as Push),
  );
});

afterEach(() => vi.unstubAllGlobals());

async function recordSome(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const body = { note_id: `note-${at}`, text: "a" };
    const [entry] = await record(VISIT, [{ type: "note.add", body }]);
    if (entry) ids.push(entry.id);
  }
  return ids;
}

test("everything arrives once and in order", async () => {
  const ids = await recordSome(120);
  await pushAll(ENGINEER);
  expect(server.applied).toEqual(ids);
  expect(await waiting(ENGINEER)).toEqual([]);
});

test("a lost answer is asked again and nothing happens twice", async () => {
  const ids = await recordSome(3);
  server.lose = true;
  await expect(pushAll(ENGINEER)).rejects.toThrow(TypeError);
  await pushAll(ENGINEER);
  expect(server.applied).toEqual(ids);
  expect(entries.value.every(({ state }) => state === "applied")).toBe(true);
});

test("a server that counts from further on makes the phone number anew", async () => {
  server.lastSeq = 40;
  const ids = await recordSome(3);
  await pushAll(ENGINEER);
  expect(server.applied).toEqual(ids);
  expect(server.lastSeq).toBe(43);
});

test("a server that counts from further back does too", async () => {
  await keepSetting("last_seq", 400);
  const ids = await recordSome(2);
  await pushAll(ENGINEER);
  expect(server.applied).toEqual(ids);
  expect(server.lastSeq).toBe(2);
});

test("a fork with an answer lost in it ends with each command once", async () => {
  const ids = await recordSome(2);
  server.lose = true;
  await expect(pushAll(ENGINEER)).rejects.toThrow(TypeError);
  server.lastSeq = 9;
  ids.push(...(await recordSome(2)));
  await pushAll(ENGINEER);
  expect(server.applied).toEqual(ids);
  expect(await waiting(ENGINEER)).toEqual([]);
});

test("an answer that only defers is a failure to wait for, not a loop", async () => {
  await recordSome(1);
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    const { commands } = JSON.parse(String(init.body)) as Push;
    const results = commands.map(({ id, seq }) => ({ id, seq, status: "deferred" }));
    return new Response(JSON.stringify({ results, last_seq: 0 }), {
      headers: { "Retry-After": "7" },
    });
  });
  const refusal = await pushAll(ENGINEER).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiProblem);
  expect((refusal as ApiProblem).retryAfter).toBe(7);
  expect(await waiting(ENGINEER)).toHaveLength(1);
});
