// `snapshot/2`: what the signer sees, built with the same keys as backend/fieldwork/snapshot.py.
// Every key is always there; what is not known is null. No JSON numbers: amounts are strings.

import type { OfferedLine, PaidWork } from "../../wire/types";
import { canonical, sha256, type Json } from "./canonical";

export interface PartyShown {
  name: string;
  registry_number?: string | null | undefined;
  vat_number?: string | null | undefined;
  address?: string | null | undefined;
}

export interface ItemShown {
  text: string;
  type: string;
  value?: string;
  unit?: string | undefined;
  state?: string | undefined;
  note?: string | undefined;
}

export interface WorkShown {
  number: string;
  words: string;
  outcome: "done" | "partial" | "not_done";
  equipment?: string | undefined;
  reason?: string | undefined;
  note?: string | undefined;
  checklists: { title: string; items: ItemShown[] }[];
  parts: { code: string; name: string; quantity: string; unit: string }[];
  time: { kind: string; minutes: number }[];
}

export interface PhotoShown {
  media_id: string;
  sha256: string;
  role: string;
  caption?: string | undefined;
}

export interface PriceLineShown {
  text: string;
  verdict: OfferedLine["verdict"];
  clause: string;
  quantity: string;
  unit: string;
  net: string;
}

/** One sum a currency; `note` says what is not in it yet. */
export interface PricesShown {
  currency: string;
  lines: PriceLineShown[];
  net: string;
  vat: string;
  gross: string;
  note: string;
}

export interface PaidWorkShown {
  text: string;
  state: PaidWork["state"];
  by: string;
  currency: string;
  net: string;
  vat: string | null;
  gross: string | null;
}

export interface ReportShown {
  language: string;
  issuer: PartyShown;
  client: PartyShown;
  object: { name: string; code?: string | undefined; address?: string | undefined; zone: string };
  visit: {
    number: string;
    arrived_at: string | undefined;
    started_at: string | undefined;
    completed_at: string | undefined;
    engineers: string[];
  };
  work_orders: WorkShown[];
  photos: PhotoShown[];
  prices: PricesShown[];
  paid_work: PaidWorkShown[];
  consent: { text: string; sha256: string };
}

export type Snapshot = { [key: string]: Json };

export function snapshotOf(report: ReportShown): Snapshot {
  return {
    format: "snapshot/2",
    number: null,
    language: report.language,
    issuer: party(report.issuer),
    client: party(report.client),
    object: {
      name: report.object.name,
      code: report.object.code || null,
      address: report.object.address || null,
      zone: report.object.zone,
    },
    visit: {
      number: report.visit.number,
      arrived_at: instant(report.visit.arrived_at),
      started_at: instant(report.visit.started_at),
      completed_at: instant(report.visit.completed_at),
      engineers: report.visit.engineers,
    },
    work_orders: report.work_orders.map(work),
    photos: report.photos.map((photo) => ({ ...photo, caption: photo.caption || null })),
    prices: report.prices.map(prices),
    paid_work: report.paid_work.map((shown) => ({ ...shown, by: shown.by || null })),
    consent: report.consent,
  };
}

/** The snapshot's name: SHA-256 of its RFC 8785 bytes. */
export const snapshotSha256 = (snapshot: Snapshot): Promise<string> => sha256(canonical(snapshot));

const party = (shown: PartyShown): Json => ({
  name: shown.name,
  registry_number: shown.registry_number || null,
  vat_number: shown.vat_number || null,
  address: shown.address || null,
});

const work = (shown: WorkShown): Json => ({
  number: shown.number,
  words: shown.words,
  equipment: shown.equipment || null,
  outcome: shown.outcome,
  reason: shown.reason || null,
  note: shown.note || null,
  checklists: shown.checklists.map(({ title, items }) => ({ title, items: items.map(item) })),
  parts: shown.parts.map((part) => ({ ...part, quantity: plain(part.quantity) })),
  time: shown.time.map(({ kind, minutes }) => ({ kind, minutes: String(minutes) })),
});

const prices = ({ lines, note, ...sums }: PricesShown): Json => ({
  ...sums,
  lines: lines.map(({ clause, quantity, ...line }) => ({
    ...line,
    clause: clause || null,
    quantity: plain(quantity),
  })),
  note: note || null,
});

const item = (shown: ItemShown): Json => ({
  text: shown.text,
  type: shown.type,
  value: shown.value || null,
  unit: shown.unit || null,
  state: shown.state || null,
  note: shown.note || null,
});

/** RFC 3339 in UTC with whole seconds, as the server writes it. */
const instant = (moment: string | undefined): string | null =>
  moment ? `${new Date(moment).toISOString().slice(0, 19)}Z` : null;

/** Plain digits without needless zeros: "2.500" is "2.5", "3.0" is "3". */
export function plain(decimal: string): string {
  if (!decimal.includes(".")) return decimal;
  return decimal.replace(/0+$/, "").replace(/\.$/, "");
}
