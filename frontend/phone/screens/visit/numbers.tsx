import { t } from "../../../web/i18n";
import type { ChecklistItem } from "../../../wire/types";
import { asDecimal } from "../../money/decimal";
import { useTyped } from "../../ui/moving";
import { isFailed, numberProblem, type NumberProblem } from "../../work/checklist";
import { describedBy, type ValueProps } from "./fields";

/** A measured value with its unit; what cannot be taken is said under it and not kept. */
export function NumberField({ item, answer, onValue }: ValueProps) {
  const given = typeof answer?.value === "string" ? answer.value : "";
  const [typed, setTyped] = useTyped(given);
  const value = asDecimal(typed);
  const problem = value ? numberProblem(item, value) : undefined;
  const keep = (): void => {
    if (value && !problem && value !== given) onValue(value);
  };
  return (
    <>
      <span class="with-unit">
        <input
          inputmode="decimal"
          value={typed}
          aria-labelledby={describedBy(item)}
          aria-invalid={problem !== undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onChange={keep}
        />
        {item.unit && <span>{item.unit}</span>}
      </span>
      {problem && <p class="field-problem">{problemWords(problem, item)}</p>}
      <OkRange item={item} failed={isFailed(item, answer)} />
    </>
  );
}

function problemWords(problem: NumberProblem, item: ChecklistItem): string {
  const values = { min: item.min ?? "", max: item.max ?? "", decimals: item.decimals ?? 6 };
  const words = {
    "not-a-number": t("This is not a number."),
    "too-low": t("The lowest possible value is {min}.", values),
    "too-high": t("The highest possible value is {max}.", values),
    "too-many-decimals": t("Digits after the point: at most {decimals}.", values),
  };
  return words[problem];
}

function OkRange({ item, failed }: { item: ChecklistItem; failed: boolean }) {
  const { ok_min: low, ok_max: high, unit = "" } = item;
  if (low === undefined && high === undefined) return null;
  const values = { low: low ?? "", high: high ?? "", unit };
  const words =
    low === undefined
      ? t("Good up to {high} {unit}", values)
      : high === undefined
        ? t("Good from {low} {unit}", values)
        : t("Good from {low} to {high} {unit}", values);
  return <p class={failed ? "field-problem" : "help"}>{words}</p>;
}
