// Answering one item of a checklist. Changes are taken one after another, each on top of what
// was kept last: a note typed and a photo taken in one breath must not undo each other.

import type { Answer, Uuid } from "../../wire/types";
import { record } from "../outbox/outbox";
import { openVisit } from "../world/visits";
import { attachment, takeFile } from "./photos";
import { answerKey } from "./progress";

/** What changes about an answer; the rest of it, and its earlier photos, stay. */
export type AnswerChange = Partial<Pick<Answer, "value" | "state" | "note">>;
export type OnAnswer = (change: AnswerChange, files?: File[]) => Promise<void>;

export interface ChecklistPlace {
  visit: Uuid;
  work: Uuid;
  hash: string;
}

let before: Promise<unknown> = Promise.resolve();

/** Keeps a change and the photos taken with it in one write. */
export function keepAnswer(
  place: ChecklistPlace,
  item: string,
  change: AnswerChange,
  files: File[] = [],
): Promise<void> {
  const kept = before.then(() => keepNext(place, item, change, files));
  before = kept.catch(() => undefined);
  return kept;
}

async function keepNext(
  { visit: id, work, hash }: ChecklistPlace,
  item: string,
  change: AnswerChange,
  chosen: File[],
): Promise<void> {
  const open = openVisit(id);
  if (!open) return;
  const { visit, progress } = open;
  const place = { role: "checklist", work_order_id: work, item } as const;
  const files = await Promise.all(chosen.map((file) => takeFile(visit, file, place, file.name)));
  const ids = files.map(({ media }) => media.id);
  const known = progress.answers.get(answerKey(work, hash, item));
  const answer: Answer = { item, value: null, state: "ok", ...known, ...change };
  const media_ids = [...(answer.media_ids ?? []), ...ids];
  const body = { ...answer, media_ids, work_order_id: work, checklist_hash: hash };
  await record(
    visit,
    [...ids.map((media) => attachment(media, place)), { type: "checklist.answer", body }],
    { files },
  );
}
