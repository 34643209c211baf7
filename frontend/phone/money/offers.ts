// An offer of paid work: what it adds to the visit by the agreement, reckoned on the phone, and the
// name of what the client saw (`offer/1`, the twin of backend/fieldwork/offer.py).

import { t } from "../../web/i18n";
import type { OfferedLine, PaidWork, Uuid } from "../../wire/types";
import { canonical, sha256 } from "../report/canonical";
import { plain } from "../report/snapshot";
import type { OpenVisit } from "../world/visits";
import { billOf, type BillLine, type Total, type UsedPart } from "./bill";
import { myClass } from "./coverage";
import { factsOf } from "./facts";

/** What the engineer would do: words, minutes of work, and parts. */
export interface OfferDraft {
  proposal_id: Uuid;
  work: Uuid;
  text: string;
  minutes: number;
  parts: { part_id: Uuid; code: string; name: string; quantity: string; unit: string }[];
}

export type Offer = Omit<PaidWork, "state" | "by" | "refusal" | "answered_at">;

export interface Reckoned {
  offer: Offer | undefined;
  /** How much work it takes is an estimate. */
  about: boolean;
  /** Some of it has no price, so nobody can agree to one. */
  unknown: boolean;
}

const TIME_OF_OFFER = "offer";

/** What the offer adds to the bill of the visit, were its work done from `now` on. */
export function reckon(open: OpenVisit, draft: OfferDraft, now: string): Reckoned {
  const facts = factsOf(open, now);
  const to = new Date(Date.parse(now) + draft.minutes * 60_000).toISOString();
  const time = { kind: "labour", work: draft.work, from: now, to } as const;
  const rate_class = myClass(open);
  const parts = draft.parts.map((part): UsedPart => ({ ...part, work: draft.work }));
  const bill = billOf(
    {
      ...facts,
      spans: [...facts.spans, { ...time, engineer: TIME_OF_OFFER, rate_class }],
      parts: [...facts.parts, ...parts],
    },
    ({ part, spent }) =>
      spent?.engineer === TIME_OF_OFFER || (part !== undefined && parts.includes(part)),
  );
  const [total] = bill.totals;
  const offer = total && total.lines.length > 0 ? offerOf(draft, total) : undefined;
  return { offer, about: bill.about, unknown: total ? hasUnknown(total) : bill.unknown };
}

const hasUnknown = ({ lines }: Total): boolean => lines.some(({ unknown }) => unknown);

function offerOf(draft: OfferDraft, { currency, lines, net, vat, gross }: Total): Offer {
  return {
    proposal_id: draft.proposal_id,
    work_order_id: draft.work,
    text: draft.text.trim(),
    currency,
    lines: lines.map(offeredLine),
    net,
    vat,
    gross,
  };
}

function offeredLine({ looked, part, quantity, unit, verdict, net }: BillLine): OfferedLine {
  return {
    kind: part ? "part" : "labour",
    code: part?.code ?? "",
    text: part ? part.name || part.code || t("Part") : t("Work"),
    verdict,
    clause: looked.line.clause,
    quantity: plain(quantity),
    unit,
    net,
  };
}

/** The SHA-256 an approval names the offer by. */
export function offerSha256({ proposal_id, work_order_id, text, currency, lines, net, vat, gross }: Offer) {
  const said = { proposal_id, work_order_id, text, currency, net, vat, gross };
  return sha256(canonical({ format: "offer/1", ...said, lines: lines.map((line) => ({ ...line })) }));
}

/** The command that makes the offer known to the office and, in the portal, to the client. */
export function proposing({ proposal_id, work_order_id, text, currency, lines, net, vat }: Offer) {
  const body = { proposal_id, work_order_id, text, currency, lines, estimate_net: net };
  return { type: "paid_work.propose" as const, body: { ...body, ...(vat === null ? {} : { vat }) } };
}
