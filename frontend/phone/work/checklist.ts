// checklist/1 on the phone: which items show, how an answer counts, what is still missing.
// The same rules as backend/fieldwork/checklist.py, proven on the same vectors.

import type {
  Answer,
  AnswerState,
  AnswerValue,
  ChecklistDefinition,
  ChecklistItem,
  ItemType,
} from "../../wire/types";
import { compareDecimals, decimalsOf } from "../money/decimal";
import { holds, type Known } from "./conditions";

export type Answers = ReadonlyMap<string, Answer>;

export interface Problem {
  item: string;
  code: "photos-missing" | "note-missing";
}

export interface Verdict {
  complete: boolean;
  /** Required items without an answer. */
  missing: string[];
  failed: string[];
  problems: Problem[];
  /** Items that ask for something and are shown now, and how many have their answer. */
  asked: number;
  answered: number;
}

const FILES: ItemType[] = ["photo", "file", "signature"];
export const takesFiles = (item: ChecklistItem): boolean => FILES.includes(item.type);

export const itemsOf = (form: ChecklistDefinition): ChecklistItem[] =>
  form.sections.flatMap((section) => section.items);

/** The items shown with these answers, in order; a hidden item's answer counts for nothing. */
export function visibleItems(form: ChecklistDefinition, answers: Answers): ChecklistItem[] {
  const known = new Map<string, Known>();
  return itemsOf(form).filter((item) => {
    if (item.visible_if && !holds(item.visible_if, known)) return false;
    const answer = answers.get(item.key);
    if (answer && isAnswered(item, answer)) {
      known.set(item.key, { item, value: answer.value, failed: isFailed(item, answer) });
    }
    return true;
  });
}

export function verdict(form: ChecklistDefinition, answers: Answers): Verdict {
  const asking = visibleItems(form, answers).filter((item) => item.type !== "info");
  const done = asking.filter((item) => isAnswered(item, answers.get(item.key)));
  const missing = asking.filter((item) => item.required && !done.includes(item));
  const problems = done.flatMap((item) => problemsOf(item, answers.get(item.key)));
  return {
    complete: missing.length === 0 && problems.length === 0,
    missing: missing.map((item) => item.key),
    failed: done.filter((item) => isFailed(item, answers.get(item.key))).map((item) => item.key),
    problems,
    asked: asking.length,
    answered: done.length,
  };
}

/** What a failed answer still lacks. */
export function problemsOf(item: ChecklistItem, answer: Answer | undefined): Problem[] {
  if (!answer || !isFailed(item, answer)) return [];
  const { photo_min = 0, note = false } = item.on_fail ?? {};
  const problems: Problem[] = [];
  if ((answer.media_ids?.length ?? 0) < photo_min) {
    problems.push({ item: item.key, code: "photos-missing" });
  }
  if (note && !answer.note?.trim()) problems.push({ item: item.key, code: "note-missing" });
  return problems;
}

/** Whether this counts as an answer to the item where it is required. */
export function isAnswered(item: ChecklistItem, answer: Answer | undefined): boolean {
  if (!answer || answer.state === "skipped") return false;
  if (answer.state === "na") return true;
  if (takesFiles(item)) return (answer.media_ids?.length ?? 0) >= (item.min_count ?? 1);
  if (item.type === "check" && item.required) return answer.value === true;
  const { value } = answer;
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== "";
}

/** Whether the item failed, by its answer's word or by its definition. */
export function isFailed(item: ChecklistItem, answer: Answer | undefined): boolean {
  if (!answer || answer.state === "na" || answer.state === "skipped") return false;
  return answer.state === "fail" || fails(item, answer.value);
}

/** The state an answer is sent with; a value taken away again leaves the item skipped. */
export function stateOf(item: ChecklistItem, value: AnswerValue): AnswerState {
  if (value === null) return "skipped";
  if (value === "na" && item.type === "passfail") return "na";
  return fails(item, value) ? "fail" : "ok";
}

function fails(item: ChecklistItem, value: AnswerValue): boolean {
  if (item.type === "passfail") return value === "fail";
  if ((item.type === "number" || item.type === "meter") && typeof value === "string") {
    return below(value, item.ok_min) || below(item.ok_max, value);
  }
  const chosen = Array.isArray(value) ? value : [value];
  return (item.options ?? []).some((option) => option.fails && chosen.includes(option.key));
}

export type NumberProblem = "not-a-number" | "too-low" | "too-high" | "too-many-decimals";

/** Why a typed number cannot be taken, or undefined when it can. */
export function numberProblem(item: ChecklistItem, typed: string): NumberProblem | undefined {
  const decimals = decimalsOf(typed);
  if (decimals === undefined || !WIRE_DECIMAL.test(typed)) return "not-a-number";
  if (decimals > (item.decimals ?? 6)) return "too-many-decimals";
  if (below(typed, item.min)) return "too-low";
  return below(item.max, typed) ? "too-high" : undefined;
}

const WIRE_DECIMAL = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/;

const below = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && right !== undefined && (compareDecimals(left, right) ?? 0) < 0;
