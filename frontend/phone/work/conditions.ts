// When an item of a checklist shows: a closed tree over the answers to the items before it.

import type { AnswerValue, ChecklistItem, Condition } from "../../wire/types";
import { compareDecimals } from "../money/decimal";

/** An answer that counts: of a visible item, and really answered. */
export interface Known {
  item: ChecklistItem;
  value: AnswerValue;
  failed: boolean;
}

type Leaf = Extract<Condition, { item: string }>;

/** A missing answer makes every leaf false. */
export function holds(condition: Condition, known: ReadonlyMap<string, Known>): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, known));
  if ("any" in condition) return condition.any.some((part) => holds(part, known));
  if ("not" in condition) return !holds(condition.not, known);
  const answer = known.get(condition.item);
  return answer !== undefined && leafHolds(condition, answer);
}

function leafHolds({ op, value: wanted }: Leaf, answer: Known): boolean {
  switch (op) {
    case "answered":
      return true;
    case "failed":
      return answer.failed;
    case "eq":
      return equal(answer, wanted);
    case "ne":
      return !equal(answer, wanted);
    case "in":
      return Array.isArray(wanted) && wanted.some((one) => equal(answer, one));
    case "contains":
      return contains(answer.value, String(wanted));
    default:
      return orders(op, compared(answer, wanted));
  }
}

const isNumeric = ({ item }: Known): boolean => item.type === "number" || item.type === "meter";

function equal(answer: Known, wanted: Leaf["value"]): boolean {
  return isNumeric(answer) ? compared(answer, wanted) === 0 : answer.value === wanted;
}

function contains(value: AnswerValue, wanted: string): boolean {
  return (Array.isArray(value) || typeof value === "string") && value.includes(wanted);
}

/** Negative, 0 or positive; undefined where the two have no order. ISO dates order as text. */
function compared(answer: Known, wanted: Leaf["value"]): number | undefined {
  const [left, right] = [String(answer.value), String(wanted)];
  if (isNumeric(answer)) return compareDecimals(left, right);
  return left === right ? 0 : left < right ? -1 : 1;
}

function orders(op: "gt" | "gte" | "lt" | "lte", order: number | undefined): boolean {
  if (order === undefined) return false;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}
