import { t } from "../../../web/i18n";
import type { CatalogPart, Contact, Decimal, Instant, Uuid, WorkOrder } from "../../../wire/types";
import { billOf, paidOf } from "../../money/bill";
import { isCharged, lookUp, myClass, othersOf, rowsOf, type LineKind, type Looked } from "../../money/coverage";
import { compareDecimals } from "../../money/decimal";
import { factsOf } from "../../money/facts";
import { useNow } from "../../ui/moving";
import { Notice, Pill } from "../../ui/parts";
import { kindName, money, othersWords, unitName } from "../../ui/wording";
import { isOver as isEnded } from "../../work/lifecycle";
import { tappedAt } from "../../work/progress";
import type { OpenVisit } from "../../world/visits";

/** Who pays for one line and how much, in a few words. */
export function payWords({ line, net }: Looked, currency: string, quantity?: number): string {
  if (line.reason === "other_payer") return line.words;
  if (line.presumed) return t("Covered, if the office confirms");
  if (line.verdict === "covered") return t("Covered, {words}", { words: line.words });
  if (line.verdict === "warranty") return t("Warranty, {words}", { words: line.words });
  if (net === undefined) return t("Paid, the price is not known");
  const one = Number(net);
  const price =
    quantity === undefined
      ? t("{price} / {unit}", { price: money(one, currency), unit: unitName(line.unit) })
      : money(one * quantity, currency);
  if (line.verdict === "quota_used") return t("What is included is used up; {price}", { price });
  return quantity !== undefined && line.about
    ? t("Paid, about {price}", { price })
    : t("Paid, {price}", { price });
}

const kindOf = (looked: Looked): "good" | "warn" =>
  isCharged(looked) || looked.line.presumed ? "warn" : "good";

/** One line, before it is done. */
export function PayPill({ looked, currency, quantity }: {
  looked: Looked;
  currency: string;
  quantity?: number;
}) {
  return (
    <Pill kind={kindOf(looked)} icon="shield">
      {payWords(looked, currency, quantity)}
    </Pill>
  );
}

type Named = [kind: LineKind, name: string, at: Instant, rateClass?: string | undefined];

/** What each thing done now for a work order would be: shown before anybody does it. */
export function WhoPays({ open, work }: { open: OpenVisit; work: WorkOrder }) {
  const now = new Date(useNow()).toISOString();
  const rows = rowsOf(work.id);
  if (!rows || isEnded(open.progress.status)) return null;
  const started = tappedAt(open.progress, "visit.arrive");
  const begun = now > open.visit.planned_from ? now : open.visit.planned_from;
  const arrived = started ?? begun;
  const helpers = othersOf(open).map(({ name, rate_class }): Named => {
    return ["labour", t("Work, {name}", { name }), started ? now : begun, rate_class];
  });
  const names: Named[] = [
    ["call_out", kindName("call_out"), arrived],
    ["travel", kindName("travel"), arrived],
    ["labour", kindName("labour"), started ? now : begun, myClass(open)],
    ...helpers,
    ["part", t("Parts"), arrived],
  ];
  const { currency } = rows.prices;
  return (
    <dl class="who-pays">
      {names.map(([kind, name, at, code]) => {
        const [looked] = lookUp(rows, kind, at, code);
        if (!looked) return null;
        const fixed = kind === "call_out" || kind === "travel";
        const words =
          kind === "part" && isCharged(looked)
            ? t("Paid, each at its price")
            : payWords(looked, currency, fixed ? Number(looked.line.quantity) : undefined);
        return (
          <div key={name} class={kindOf(looked)}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        );
      })}
      {rows.terms.quotas.map(({ code, unit, left }) => (
        <div key={code}>
          <dt>{t("Included")}</dt>
          <dd>
            {unit === "hours"
              ? t("{left} h left", { left })
              : t("{left} visits left", { left })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The price of a part in a list of parts, or of so many of it. */
export function partPay(open: OpenVisit, work: Uuid, part: CatalogPart): Looked | undefined {
  const rows = rowsOf(work);
  const at = tappedAt(open.progress, "visit.arrive") ?? new Date().toISOString();
  return rows && lookUp(rows, "part", at, part.number)[0];
}

/** The client's part of it, for both to see; `signer` is warned beyond what they may agree to. */
export function PaidSoFar({ open, signer }: { open: OpenVisit; signer?: Contact | undefined }) {
  const now = new Date(useNow()).toISOString();
  if (!open.visit.work_orders.some(({ id }) => rowsOf(id))) return null;
  const bill = billOf(factsOf(open, now));
  const paid = paidOf(bill);
  const said = paid.map(({ net, currency }) => money(Number(net), currency)).join(" + ");
  const over = paid.find((total) => signer && isOver(total.net, signer));
  return (
    <Notice kind={over ? "warn" : "quiet"} icon="shield" title={t("To pay for this visit")}>
      {paid.length === 0
        ? !bill.unknown && t("Nothing: all of it is covered")
        : bill.about
          ? t("About {price}, without VAT", { price: said })
          : t("{price}, without VAT", { price: said })}
      {bill.unknown && <p>{t("Some prices are not known; the office sets them.")}</p>}
      {othersOf(open).length > 0 && <p>{othersWords(open)}</p>}
      {over && signer && <p>{overWords(signer, over.currency)}</p>}
    </Notice>
  );
}

export const isOver = (net: Decimal, { approves_up_to }: Contact): boolean =>
  approves_up_to != null && (compareDecimals(net, approves_up_to) ?? 0) > 0;

export const overWords = ({ name, approves_up_to }: Contact, currency: string): string =>
  t("{name} may approve up to {limit}: the office will ask.", {
    name,
    limit: money(Number(approves_up_to), currency),
  });
