// checklist/1 on the phone: which items show, how an answer counts, what is still missing.
// The same rules as backend/fieldwork/checklist.py, proven on the same vectors.

import type {
  Answer,
  AnswerState,
  AnswerValue,
  ChecklistDefinition,
  ChecklistItem,
  Condition,
} from "../wire/types";
import { compareDecimals, decimalsOf } from "./decimal";

export type Answers = ReadonlyMap<string, Answer>;

export interface Gap {
  item: string;
  why: "answer" | "photos" | "note";
}

export interface Verdict {
  /** Items that ask for something and are shown now. */
  asked: number;
  answered: number;
  gaps: Gap[];
  failed: string[];
}

export const itemsOf = (form: ChecklistDefinition): ChecklistItem[] =>
  form.sections.flatMap((section) => section.items);

/** The items shown with these answers, in order; a hidden item's answer counts for nothing. */
export function visibleItems(form: ChecklistDefinition, answers: Answers): ChecklistItem[] {
  const counted = new Map<string, Answer>();
  return itemsOf(form).filter((item) => {
    if (item.visible_if && !holds(item.visible_if, counted)) return false;
    const answer = answers.get(item.key);
    if (answer && isAnswered(answer)) counted.set(item.key, answer);
    return true;
  });
}

export function verdict(form: ChecklistDefinition, answers: Answers): Verdict {
  const asking = visibleItems(form, answers).filter((item) => item.type !== "info");
  const done = asking.filter((item) => gapsOf(item, answers.get(item.key)).length === 0);
  return {
    asked: asking.length,
    answered: done.filter((item) => isAnswered(answers.get(item.key))).length,
    gaps: asking.flatMap((item) => gapsOf(item, answers.get(item.key))),
    failed: asking.filter((i) => answers.get(i.key)?.state === "fail").map((i) => i.key),
  };
}

/** What this item still needs before the checklist can be handed in. */
export function gapsOf(item: ChecklistItem, answer: Answer | undefined): Gap[] {
  if (!isAnswered(answer)) return item.required ? [{ item: item.key, why: "answer" }] : [];
  const photos = answer.media_ids?.length ?? 0;
  const least = Math.max(photosAsked(item), answer.state === "fail" ? failPhotos(item) : 0);
  const gaps: Gap[] = photos < least && answer.state !== "na" ? [gap(item, "photos")] : [];
  const wantsNote = answer.state === "fail" && item.on_fail?.note;
  return wantsNote && !answer.note?.trim() ? [...gaps, gap(item, "note")] : gaps;
}

const gap = (item: ChecklistItem, why: Gap["why"]): Gap => ({ item: item.key, why });
const failPhotos = (item: ChecklistItem): number => item.on_fail?.photo_min ?? 0;
const photosAsked = (item: ChecklistItem): number =>
  item.type === "photo" ? (item.min_count ?? 1) : 0;

export function isAnswered(answer: Answer | undefined): answer is Answer {
  if (!answer) return false;
  if (answer.state === "na" || answer.state === "skipped") return true;
  const { value } = answer;
  if (Array.isArray(value)) return value.length > 0;
  return (value !== null && value !== "") || (answer.media_ids?.length ?? 0) > 0;
}

/** ok or fail, by the item's own limits; "na" only where the item offers it. */
export function stateOf(item: ChecklistItem, value: AnswerValue): AnswerState {
  if (value === "na" && item.type === "passfail") return "na";
  return fails(item, value) ? "fail" : "ok";
}

function fails(item: ChecklistItem, value: AnswerValue): boolean {
  if (item.type === "passfail") return value === "fail";
  if (item.type === "check") return value === false;
  if ((item.type === "number" || item.type === "meter") && typeof value === "string") {
    return below(value, item.ok_min) || below(item.ok_max, value);
  }
  const chosen = Array.isArray(value) ? value : [value];
  return (item.options ?? []).some((option) => option.fail && chosen.includes(option.value));
}

/** Why a typed number cannot be taken, or undefined when it can. */
export function numberProblem(
  item: ChecklistItem,
  typed: string,
): "not-a-number" | "too-low" | "too-high" | "too-many-decimals" | undefined {
  const decimals = decimalsOf(typed);
  if (decimals === undefined) return "not-a-number";
  if (item.decimals !== undefined && decimals > item.decimals) return "too-many-decimals";
  if (below(typed, item.min)) return "too-low";
  return below(item.max, typed) ? "too-high" : undefined;
}

const below = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && right !== undefined && (compareDecimals(left, right) ?? 0) < 0;

/** A closed tree; a missing answer makes every leaf false. */
export function holds(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  if ("not" in condition) return !holds(condition.not, answers);
  const answer = answers.get(condition.item);
  return answer !== undefined && leafHolds(condition, answer);
}

type Leaf = Extract<Condition, { item: string }>;

function leafHolds({ op, value: wanted }: Leaf, { state, value }: Answer): boolean {
  switch (op) {
    case "answered":
      return true;
    case "failed":
      return state === "fail";
    case "eq":
      return same(value, wanted);
    case "ne":
      return !same(value, wanted);
    case "in":
      return Array.isArray(wanted) && wanted.some((one) => same(value, one));
    case "contains":
      return Array.isArray(value) && typeof wanted === "string" && value.includes(wanted);
    default:
      return ordered(op, value, wanted);
  }
}

function same(left: AnswerValue | undefined, right: AnswerValue | undefined): boolean {
  if (typeof left === "string" && typeof right === "string") {
    return left === right || compareDecimals(left, right) === 0;
  }
  return JSON.stringify(left) === JSON.stringify(right);
}

function ordered(
  op: "gt" | "gte" | "lt" | "lte",
  left: AnswerValue | undefined,
  right: AnswerValue | undefined,
): boolean {
  if (typeof left !== "string" || typeof right !== "string") return false;
  const order = compareDecimals(left, right);
  if (order === undefined) return false;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}
