// What the service report shows of a visit, gathered from the bundle and the recorded facts.
// The twin of backend/fieldwork/shown.py, with the phone as its source.

import { t } from "../../web/i18n";
import type {
  Answer,
  ChecklistDefinition,
  ChecklistItem,
  Consent,
  PaidWork,
  Party,
  Visit,
  WorkOrder,
  WorkOutcome,
} from "../../wire/types";
import type { StoredMedia } from "../kept/db";
import { bundle, catalog, media } from "../kept/state";
import { billOf, type BillLine } from "../money/bill";
import { othersOf } from "../money/coverage";
import { factsOf } from "../money/facts";
import { inLanguage, kindName, othersWords } from "../ui/wording";
import { isAbout } from "../work/about";
import { isAnswered, isFailed, takesFiles, visibleItems, type Answers } from "../work/checklist";
import { tappedAt } from "../work/progress";
import { answersTo, checklistOf, equipmentOf, type OpenVisit } from "../world/visits";
import type {
  ItemShown,
  PaidWorkShown,
  PriceLineShown,
  PricesShown,
  ReportShown,
  WorkShown,
} from "./snapshot";

/** Everything the signer reads, at the moment `completed_at`. */
export function reportShown(
  open: OpenVisit,
  outcomes: WorkOutcome[],
  consent: Consent,
  language: string,
  completed_at: string,
): ReportShown {
  const { visit, object, zone, progress } = open;
  return {
    language,
    issuer: visit.issuer ?? nameless(bundle.value?.engineer.name ?? visit.number),
    client: visit.client,
    object: { name: object.name, code: object.client_code, address: object.address, zone },
    visit: {
      number: visit.number,
      arrived_at: tappedAt(progress, "visit.arrive"),
      started_at: tappedAt(progress, "visit.start"),
      completed_at,
      engineers: visit.engineers ?? [bundle.value?.engineer.name ?? ""],
    },
    work_orders: visit.work_orders.map((work) => workShown(open, work, outcomes)),
    prices: pricesShown(open, completed_at),
    paid_work: [...progress.offers.values()].map(paidWorkShown),
    photos: media.value.filter((file) => isPhotoOf(file, visit)).map(photoShown),
    consent: { text: consent.text, sha256: consent.sha256 },
  };
}

/** The lines and sums of the visit as the office will draft them from what was recorded. */
function pricesShown(open: OpenVisit, at: string): PricesShown[] {
  const bill = billOf(factsOf(open, at));
  const note = [
    bill.unknown ? t("Some prices are not known; the office sets them.") : "",
    othersOf(open).length > 0 ? othersWords(open) : "",
  ];
  return bill.totals.map(({ currency, lines, net, vat, gross }) => ({
    currency,
    lines: lines.map(priceLineShown),
    net,
    vat,
    gross,
    note: note.filter(Boolean).join("\n"),
  }));
}

function priceLineShown({ looked, part, verdict, quantity, unit, net }: BillLine): PriceLineShown {
  const { kind, clause } = looked.line;
  const text = part ? part.name || part.code || t("Part") : kindName(kind);
  return { text, verdict, clause, quantity, unit, net };
}

const paidWorkShown = ({ text, state, by, currency, net, vat, gross }: PaidWork): PaidWorkShown => ({
  text,
  state,
  by,
  currency,
  net,
  vat,
  gross,
});

const nameless = (name: string): Party => ({ name });

const isPhotoOf = (file: StoredMedia, visit: Visit): boolean =>
  isAbout(visit, file.visit_id) && file.mime.startsWith("image/") && !file.role.startsWith("signature");

const photoShown = ({ id, sha256, role }: StoredMedia) => ({ media_id: id, sha256, role });

function workShown(open: OpenVisit, work: WorkOrder, outcomes: WorkOutcome[]): WorkShown {
  const { progress } = open;
  const said = outcomes.find(({ work_order_id }) => work_order_id === work.id);
  const notes = progress.notes.filter(({ body }) => isOf(body, work, open));
  return {
    number: work.number,
    words: work.words,
    equipment: equipmentOf(work).map(unitWords).join(", "),
    outcome: said?.outcome ?? "not_done",
    reason: reasonWords(said?.reason),
    note: notes.map(({ body }) => body.text).join("\n"),
    checklists: work.checklists.flatMap(({ hash }) => {
      const form = checklistOf(hash);
      return form ? [checklistShown(form, answersTo(progress, work.id, hash, form))] : [];
    }),
    parts: progress.parts
      .filter(({ work_order_id }) => work_order_id === work.id)
      .map(({ part_id, quantity, unit }) => ({ ...partWords(part_id), quantity, unit })),
    time: progress.times
      .filter((time) => isOf(time, work, open))
      .map(({ kind, from, to }) => ({ kind, minutes: minutesBetween(from, to) })),
  };
}

/** What names no work order is told with the visit's first one. */
const isOf = (fact: { work_order_id?: string }, work: WorkOrder, { visit }: OpenVisit): boolean =>
  (fact.work_order_id ?? visit.work_orders[0]?.id) === work.id;

const minutesBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 60_000);

const unitWords = ({ name, serial }: { name: string; serial?: string }): string =>
  serial ? `${name} (${serial})` : name;

function reasonWords(code: string | undefined): string | undefined {
  const known = catalog.value?.reasons.find((reason) => reason.code === code);
  return code && (inLanguage(known?.names ?? known?.name) || code);
}

function partWords(id: string): { code: string; name: string } {
  const part = catalog.value?.parts.find((one) => one.id === id);
  return { code: part?.number ?? "", name: inLanguage(part?.names ?? part?.name) || id };
}

/** The visible items with their answers. */
export function checklistShown(form: ChecklistDefinition, answers: Answers) {
  const items = visibleItems(form, answers).filter((item) => item.type !== "info");
  return {
    title: inLanguage(form.title),
    items: items.map((item) => itemShown(item, answers.get(item.key))),
  };
}

function itemShown(item: ChecklistItem, answer: Answer | undefined): ItemShown {
  const asked = { text: inLanguage(item.title), type: item.type };
  if (!answer || !(isAnswered(item, answer) || answer.state === "skipped")) return asked;
  return {
    ...asked,
    value: valueShown(item, answer),
    unit: item.unit,
    state: isFailed(item, answer) ? "fail" : answer.state,
    note: answer.note,
  };
}

/** A code where the type has codes, else ready words. */
function valueShown(item: ChecklistItem, { value, media_ids = [] }: Answer): string {
  if (takesFiles(item)) return String(media_ids.length);
  if (item.options && value !== null) {
    const chosen = Array.isArray(value) ? value : [value];
    const options = item.options.filter(({ key }) => chosen.includes(key));
    return options.map(({ title }) => inLanguage(title)).join(", ");
  }
  if (value !== null && typeof value === "object" && "lat" in value) {
    return `${value.lat}, ${value.lon}`;
  }
  return value === null ? "" : String(value);
}
