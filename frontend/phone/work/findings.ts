// What else is found or done on site, as the forms of screens/found/found.tsx fill it in, and the
// commands it becomes.

import { t } from "../../web/i18n";
import type { Restoration, Uuid, Whereabouts } from "../../wire/types";
import { newId } from "../kept/ids";
import { asDecimal } from "../money/decimal";
import type { Happening } from "../outbox/outbox";
import type { IconName } from "../ui/icons";

/** One form's fields; every form uses some of them. */
export interface Finding {
  work: Uuid;
  unit: Uuid;
  text: string;
  how?: Restoration;
  to?: Whereabouts;
  severity: "low" | "normal" | "high";
  name: string;
  serial: string;
  value: string;
  measure: string;
  photos: Uuid[];
}

export type FindingField =
  | "how"
  | "unit"
  | "to"
  | "text"
  | "severity"
  | "name"
  | "serial"
  | "value"
  | "photos";

export interface FindingForm {
  icon: IconName;
  title: () => string;
  fields: FindingField[];
  /** Label of the words asked for. */
  words?: () => string;
  /** Label of the name asked for. */
  naming?: () => string;
  /** What is still needed, in words. */
  lacks: (found: Finding) => string | undefined;
  happenings: (found: Finding) => Happening[];
}

export const emptyFinding = (work: Uuid): Finding => ({
  work,
  unit: "",
  text: "",
  severity: "normal",
  name: "",
  serial: "",
  value: "",
  measure: "",
  photos: [],
});

const words = ({ text }: Finding): string => text.trim();
const ofUnit = ({ unit }: Finding) => (unit ? { equipment_id: unit } : {});
const noUnit = ({ unit }: Finding): string | undefined => (unit ? undefined : t("Choose the unit"));
const noWords = (found: Finding): string | undefined =>
  words(found) ? undefined : t("Write something first");

export const FINDING_FORMS: Record<string, FindingForm> = {
  restored: {
    icon: "check",
    title: () => t("It works again"),
    fields: ["how"],
    lacks: ({ how }) => (how ? undefined : t("Choose how")),
    happenings: ({ work, how }) =>
      how ? [{ type: "service.restored", body: { work_order_id: work, how } }] : [],
  },
  defect: {
    icon: "warn",
    title: () => t("Report a defect"),
    fields: ["text", "severity", "unit", "photos"],
    words: () => t("What is wrong?"),
    lacks: noWords,
    happenings: (found) => [
      {
        type: "defect.report",
        body: {
          defect_id: newId(),
          work_order_id: found.work,
          text: words(found),
          severity: found.severity,
          ...ofUnit(found),
          ...(found.photos.length > 0 ? { media_ids: found.photos } : {}),
        },
      },
    ],
  },
  move: {
    icon: "car",
    title: () => t("Move equipment"),
    fields: ["unit", "to", "text"],
    words: () => t("Note for the office"),
    lacks: (found) => noUnit(found) ?? (found.to ? undefined : t("Choose where it is now")),
    happenings: (found) =>
      found.to
        ? [
            {
              type: "equipment.move",
              body: {
                work_order_id: found.work,
                equipment_id: found.unit,
                to: found.to,
                ...(words(found) ? { note: words(found) } : {}),
              },
            },
          ]
        : [],
  },
  loaner: {
    icon: "sync",
    title: () => t("Leave a loaner"),
    fields: ["unit", "to", "name", "serial", "text"],
    naming: () => t("Loaner"),
    words: () => t("Note for the office"),
    lacks: (found) =>
      noUnit(found) ??
      (!found.to
        ? t("Choose where it is now")
        : found.name.trim()
          ? undefined
          : t("Enter the name of the loaner")),
    happenings: (found) =>
      found.to
        ? [
            { type: "service.restored", body: { work_order_id: found.work, how: "loaner" } },
            {
              type: "equipment.move",
              body: {
                work_order_id: found.work,
                equipment_id: found.unit,
                to: found.to,
                note: words(found),
              },
            },
            {
              type: "equipment.suggest",
              body: {
                work_order_id: found.work,
                name: found.name.trim(),
                serial: found.serial.trim(),
                note: t("A loaner left in place of this unit"),
              },
            },
          ]
        : [],
  },
  reading: {
    icon: "clock",
    title: () => t("Read a meter"),
    fields: ["unit", "name", "value"],
    naming: () => t("Meter"),
    lacks: (found) =>
      noUnit(found) ??
      (!found.name.trim()
        ? t("Enter the name of the meter")
        : asDecimal(found.value)
          ? undefined
          : t("Enter the reading")),
    happenings: (found) => [
      {
        type: "equipment.reading",
        body: {
          work_order_id: found.work,
          equipment_id: found.unit,
          meter: found.name.trim().slice(0, 60),
          value: asDecimal(found.value) ?? "0",
          unit: found.measure.trim().slice(0, 10),
        },
      },
    ],
  },
  suggest: {
    icon: "pen",
    title: () => t("Correct the equipment list"),
    fields: ["unit", "name", "serial", "text"],
    words: () => t("What differs?"),
    lacks: (found) =>
      found.name.trim() || found.serial.trim() || words(found)
        ? undefined
        : t("Write something first"),
    happenings: (found) => [
      {
        type: "equipment.suggest",
        body: {
          work_order_id: found.work,
          ...ofUnit(found),
          name: found.name.trim(),
          serial: found.serial.trim(),
          note: words(found),
        },
      },
    ],
  },
  recover: {
    icon: "parts",
    title: () => t("Take an old part back"),
    fields: ["text"],
    words: () => t("Which part?"),
    lacks: noWords,
    happenings: (found) => [
      {
        type: "part.recover",
        body: {
          recovery_id: newId(),
          work_order_id: found.work,
          text: words(found),
          quantity: "1",
          unit: "pcs",
        },
      },
    ],
  },
  work: {
    icon: "plus",
    title: () => t("Add work here"),
    fields: ["text", "unit"],
    words: () => t("What is to be done?"),
    lacks: noWords,
    happenings: (found) => [
      {
        type: "work.add",
        body: {
          work_order_id: newId(),
          request_id: newId(),
          words: words(found),
          ...ofUnit(found),
        },
      },
    ],
  },
};
