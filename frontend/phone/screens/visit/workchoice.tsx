import { t } from "../../../web/i18n";
import type { Uuid, Visit } from "../../../wire/types";
import { Choice } from "../../ui/taps";

interface WorkChoiceProps {
  visit: Visit;
  value: Uuid;
  onChoose: (id: Uuid) => void;
}

/** Which work order it belongs to; not asked where there is only one. */
export function WorkChoice({ visit, value, onChoose }: WorkChoiceProps) {
  if (visit.work_orders.length < 2) return null;
  return (
    <Choice
      label={t("Work order")}
      stacked
      options={visit.work_orders.map(({ id, number, words }) => ({
        value: id,
        label: t("{number}: {words}", { number, words }),
      }))}
      value={value}
      onChoose={onChoose}
    />
  );
}

export const firstWork = (visit: Visit): Uuid => visit.work_orders[0]?.id ?? "";
