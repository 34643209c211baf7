// How the phone says what was recorded and what became of it.

import { t } from "../../web/i18n";
import type { OutboxEntry } from "../kept/db";

export function entryName(entry: Pick<OutboxEntry, "type">): string {
  const names: Record<string, string> = {
    "visit.accept": t("Visit accepted"),
    "visit.decline": t("Visit declined"),
    "visit.travel_start": t("On the way"),
    "visit.arrive": t("Arrived"),
    "visit.start": t("Work started"),
    "visit.pause": t("Work paused"),
    "visit.resume": t("Work resumed"),
    "visit.complete": t("Visit finished"),
    "visit.cannot_complete": t("Work was not possible"),
    "checklist.answer": t("Checklist answer"),
    "checklist.submit": t("Checklist handed in"),
    "part.use": t("Part used"),
    "part.void": t("Part taken back"),
    "time.log": t("Time logged"),
    "time.void": t("Time taken back"),
    "note.add": t("Note"),
    "media.attach": t("Photo"),
    "paid_work.propose": t("Paid work offered"),
    "paid_work.approve": t("Paid work approved"),
    "paid_work.refuse": t("Paid work refused"),
    "signature.capture": t("Signature"),
    "signature.refuse": t("Signature refused"),
    "signature.paper": t("Signed on paper"),
    "visit.open": t("Work begun without a visit"),
    "work.add": t("More work added"),
    "service.restored": t("Works again"),
    "defect.report": t("Defect"),
    "equipment.reading": t("Meter reading"),
    "equipment.suggest": t("Correction to the register"),
    "equipment.move": t("Equipment moved"),
    "part.request": t("Part asked for"),
    "part.recover": t("Old part taken back"),
  };
  return names[entry.type] ?? entry.type;
}

/** What became of an entry, in the engineer's words. */
export function entryState(entry: OutboxEntry): string {
  switch (entry.state) {
    case "waiting":
      return t("Kept on this phone, not sent yet");
    case "applied":
      return entry.result?.status === "duplicate"
        ? t("Done, the office already had it")
        : t("Done, the office has it");
    case "applied_with_review":
      return t("Done, the office takes a look");
    case "parked":
      return t("The office is looking at it");
    case "rejected":
      return t("Not taken by the office");
  }
}
