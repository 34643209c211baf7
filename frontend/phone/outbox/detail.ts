// What an outbox entry is about, in a few words: the question answered, the part, the note.

import { language, t } from "../../web/i18n";
import type { CommandBodies } from "../../wire/types";
import type { OutboxEntry } from "../kept/db";
import { catalog } from "../kept/state";
import { plain } from "../report/snapshot";
import {
  decimalWords,
  duration,
  inLanguage,
  restorationName,
  timeKindName,
  unitName,
  whereaboutsName,
} from "../ui/wording";
import { itemsOf } from "../work/checklist";
import { is } from "../work/progress";
import { checklistOf } from "../world/visits";

export function entryDetail(entry: OutboxEntry): string {
  if (is(entry, "checklist.answer")) return questionOf(entry.body.checklist_hash, entry.body.item);
  if (is(entry, "checklist.submit")) {
    return inLanguage(checklistOf(entry.body.checklist_hash)?.title);
  }
  if (is(entry, "note.add")) return entry.body.text;
  if (is(entry, "paid_work.propose")) return entry.body.text;
  if (is(entry, "paid_work.approve")) return entry.body.name;
  if (is(entry, "visit.open") || is(entry, "work.add")) return entry.body.words;
  if (is(entry, "defect.report") || is(entry, "part.recover")) return entry.body.text;
  if (is(entry, "service.restored")) return restorationName(entry.body.how);
  if (is(entry, "equipment.move")) return whereaboutsName(entry.body.to);
  if (is(entry, "equipment.reading")) return readingWords(entry.body);
  if (is(entry, "equipment.suggest")) {
    const { name, serial, note } = entry.body;
    return [name, serial, note].filter(Boolean).join(", ");
  }
  if (is(entry, "signature.paper")) return entry.body.signer.name;
  if (is(entry, "part.use") || is(entry, "part.request")) return partWords(entry.body);
  if (is(entry, "signature.capture")) return entry.body.signer.name;
  if (is(entry, "time.log")) {
    const { kind, from, to } = entry.body;
    const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
    return t("{kind}, {duration}", { kind: timeKindName(kind), duration: duration(seconds) });
  }
  return "";
}

function readingWords({ meter, value, unit = "" }: CommandBodies["equipment.reading"]): string {
  return t("{name}, {quantity} {unit}", { name: meter, quantity: decimalWords(value), unit });
}

function questionOf(hash: string, item: string): string {
  const form = checklistOf(hash);
  const asked = form && itemsOf(form).find(({ key }) => key === item);
  return inLanguage(asked?.title);
}

function partWords(use: { part_id: string; quantity: string; unit: string }): string {
  const part = catalog.value?.parts.find(({ id }) => id === use.part_id);
  const quantity = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  return t("{name}, {quantity} {unit}", {
    name: inLanguage(part?.names ?? part?.name) || t("Part"),
    quantity: quantity.format(Number(plain(use.quantity))),
    unit: unitName(use.unit),
  });
}
