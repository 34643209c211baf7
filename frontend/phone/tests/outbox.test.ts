import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { CommandResult } from "../../wire/types";
import { database, keepSetting, type OutboxEntry } from "../kept/db";
import { entries, loadState, unsent } from "../kept/state";
import { pauseAfter } from "../outbox/backoff";
import { batchOf, hasGap, record, renumber, settle, waiting } from "../outbox/outbox";

const ENGINEER = "engineer-1";
const VISIT = { id: "visit-1", version: 17 };

beforeEach(async () => {
  const db = await database();
  const stores = ["settings", "outbox", "media", "blobs", "drafts"] as const;
  for (const store of stores) await db.clear(store);
  await keepSetting("session", {
    access_token: "token",
    device_id: "device-1",
    engineer: { id: ENGINEER, name: "Olena", language: "uk", time_zone: "Europe/Kyiv" },
  });
  await loadState();
});

const start = () => record(VISIT, [{ type: "visit.start", body: {} }]);
const answer = (entry: OutboxEntry, more: Partial<CommandResult>): CommandResult => ({
  id: entry.id,
  seq: entry.seq,
  status: "applied",
  ...more,
});

test("entries are numbered one after another and shown on the badge", async () => {
  await start();
  const [second, third] = await record(VISIT, [
    { type: "note.add", body: { note_id: "n", text: "a" } },
    { type: "visit.pause", body: { reason: "client" } },
  ]);
  expect([second?.seq, third?.seq]).toEqual([2, 3]);
  expect(second?.base_version).toBe(17);
  expect(unsent.value).toBe(3);
});

test("an entry and the draft it settles are written together", async () => {
  const db = await database();
  await db.put("drafts", "half a note", "note/visit-1");
  const body = { note_id: "n", text: "half a note" };
  await record(VISIT, [{ type: "note.add", body }], { settledDrafts: ["note/visit-1"] });
  expect(await db.get("drafts", "note/visit-1")).toBeUndefined();
  expect(await waiting(ENGINEER)).toHaveLength(1);
});

test("each status becomes what the engineer reads; deferred goes on waiting", async () => {
  for (let count = 0; count < 6; count += 1) await start();
  const all = await waiting(ENGINEER);
  const said: Partial<CommandResult>[] = [
    { status: "applied" },
    { status: "applied_with_review", review_id: "r" },
    { status: "parked", problem: { code: "job-reassigned" } },
    { status: "rejected", problem: { code: "not-assigned" } },
    { status: "duplicate", original: { id: all[4]?.id ?? "", seq: 5, status: "parked" } },
    { status: "deferred" },
  ];
  const results = all.map((entry, at) => answer(entry, said[at] ?? {}));
  await settle({ results, last_seq: 5 });
  expect(entries.value.map(({ state }) => state)).toEqual([
    "applied",
    "applied_with_review",
    "parked",
    "rejected",
    "parked",
    "waiting",
  ]);
  expect(unsent.value).toBe(1);
});

test("after a fork what waits is numbered anew, ids stay", async () => {
  const [first] = await start();
  const [second] = await start();
  await renumber(ENGINEER, 40);
  const kept = await waiting(ENGINEER);
  expect(kept.map(({ seq }) => seq)).toEqual([41, 42]);
  expect(kept.map(({ id }) => id)).toEqual([first?.id, second?.id]);
  const [third] = await start();
  expect(third?.seq).toBe(43);
});

test("a gap is seen only when the first number is further on", () => {
  expect(hasGap({ seq: 8 }, 6)).toBe(true);
  expect(hasGap({ seq: 7 }, 6)).toBe(false);
  expect(hasGap(undefined, 6)).toBe(false);
});

test("another engineer's entries are kept but not sent", async () => {
  await start();
  expect(await waiting("engineer-2")).toEqual([]);
  expect(await waiting(ENGINEER)).toHaveLength(1);
});

test("a batch holds at most a hundred entries and never nothing", async () => {
  const [entry] = await start();
  if (!entry) throw new Error("nothing recorded");
  const many = Array.from({ length: 130 }, () => entry);
  expect(batchOf(many)).toHaveLength(100);
  expect(batchOf(many, 100, 10)).toHaveLength(1);
});

test("pauses grow from a second to five minutes", () => {
  expect([1, 2, 3, 9, 30].map((failures) => pauseAfter(failures, 0))).toEqual([1, 2, 4, 256, 300]);
  expect(pauseAfter(1, 1)).toBeCloseTo(1.2);
});
