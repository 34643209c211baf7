import { expect, test } from "vitest";
import type { CommandBodies, CommandType, Visit } from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { stepsFor } from "../work/lifecycle";
import { answerKey, progressOf, spansFromTaps } from "../work/progress";

const VISIT = { id: "v", status: "published", role: "lead", work_orders: [] } as unknown as Visit;

let seq = 0;
function entry<T extends CommandType>(
  type: T,
  body: CommandBodies[T],
  state: OutboxEntry["state"] = "waiting",
  minute = 0,
): OutboxEntry {
  seq += 1;
  const captured_at = `2026-11-21T10:${String(minute).padStart(2, "0")}:00.000Z`;
  const id = `e${seq}`;
  return { id, seq, type, body, state, captured_at, visit_id: "v" } as unknown as OutboxEntry;
}

test("what is not sent yet already counts", () => {
  const entries = [entry("visit.accept", {}), entry("visit.arrive", {})];
  expect(progressOf(VISIT, entries, 0).status).toBe("on_site");
});

test("what the bundle counts is not moved again, what the office holds moves nothing", () => {
  const done = entry("visit.start", {}, "applied");
  const later = { ...VISIT, status: "paused" } as Visit;
  expect(progressOf(later, [done], done.seq).status).toBe("paused");
  const parked = entry("visit.start", {}, "parked");
  const progress = progressOf(VISIT, [parked], 0);
  expect(progress.status).toBe("published");
  expect(progress.troubled).toHaveLength(1);
});

test("the last answer wins and a part taken back is gone", () => {
  const answer = { work_order_id: "w", checklist_hash: "h", item: "co", state: "ok" } as const;
  const use = { use_id: "u", work_order_id: "w", part_id: "p", quantity: "1", unit: "pc" };
  const entries = [
    entry("checklist.answer", { ...answer, value: "5" }),
    entry("checklist.answer", { ...answer, value: "7" }),
    entry("part.use", use),
    entry("part.void", { use_id: "u", work_order_id: "w" }),
  ];
  const progress = progressOf(VISIT, entries, 0);
  expect(progress.answers.get(answerKey("w", "h", "co"))?.value).toBe("7");
  expect(progress.parts).toEqual([]);
});

test("an outcome that is not done makes the visit partly done", () => {
  const outcomes: CommandBodies["visit.complete"]["outcomes"] = [
    { work_order_id: "a", outcome: "done" },
    { work_order_id: "b", outcome: "partial", reason: "parts" },
  ];
  expect(progressOf(VISIT, [entry("visit.complete", { outcomes })], 0).status).toBe(
    "partially_completed",
  );
});

test("taps tell travel and each stretch of work", () => {
  const taps = [
    entry("visit.travel_start", {}, "waiting", 0),
    entry("visit.arrive", {}, "waiting", 9),
    entry("visit.start", {}, "waiting", 12),
    entry("visit.pause", { reason: "parts" }, "waiting", 20),
    entry("visit.resume", {}, "waiting", 30),
  ];
  const spans = spansFromTaps(progressOf(VISIT, taps, 0), "2026-11-21T10:45:00.000Z");
  const minutes = spans.map(({ kind, from, to }) => [kind, from.slice(14, 16), to.slice(14, 16)]);
  expect(minutes).toEqual([
    ["travel", "00", "09"],
    ["work", "12", "20"],
    ["work", "30", "45"],
  ]);
});

test("only the lead finishes", () => {
  expect(stepsFor("working", "lead").next).toBe("finish");
  expect(stepsFor("working", "helper")).toEqual({ others: ["pause"] });
  expect(stepsFor("completed", "lead")).toEqual({ others: [] });
});
