import { t } from "../../web/i18n";
import type { CatalogPart, Contact, Instant, Uuid, WorkOrder } from "../../wire/types";
import { isCharged, lookUp, rowsOf, sumOf, type LineKind, type Looked, type Sum } from "../coverage";
import { isOver } from "../lifecycle";
import { tappedAt } from "../progress";
import { Notice, Pill, useNow } from "../ui";
import type { OpenVisit } from "../visits";
import { money, unitName } from "../wording";
import { proposedSpans } from "./time";
import { firstWork } from "./workchoice";

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

/** What each thing done now for a work order would be: shown before anybody does it. */
export function WhoPays({ open, work }: { open: OpenVisit; work: WorkOrder }) {
  const now = new Date(useNow()).toISOString();
  const rows = rowsOf(work.id);
  if (!rows || isOver(open.progress.status)) return null;
  const started = tappedAt(open.progress, "visit.arrive");
  const begun = now > open.visit.planned_from ? now : open.visit.planned_from;
  const arrived = started ?? begun;
  const names: [LineKind, string, Instant][] = [
    ["call_out", t("Call-out"), arrived],
    ["travel", t("Travel"), arrived],
    ["labour", t("Work"), started ? now : begun],
    ["part", t("Parts"), arrived],
  ];
  const { currency } = rows.prices;
  return (
    <dl class="who-pays">
      {names.map(([kind, name, at]) => {
        const [looked] = lookUp(rows, kind, at);
        if (!looked) return null;
        const fixed = kind === "call_out" || kind === "travel";
        const words =
          kind === "part" && isCharged(looked)
            ? t("Paid, each at its price")
            : payWords(looked, currency, fixed ? Number(looked.line.quantity) : undefined);
        return (
          <div key={kind} class={kindOf(looked)}>
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

const BILLED = { work: "labour", wait: "waiting" } as const;

/** What the visit has come to so far. */
export function sumSoFar(open: OpenVisit, now: Instant): Sum {
  const first = firstWork(open.visit);
  const logged = open.progress.times.map((time) => ({ ...time, work: time.work_order_id ?? first }));
  const proposed = proposedSpans(open, now).map((span) => ({ ...span, work: first }));
  const spans = [...logged, ...proposed].flatMap(({ kind, work, from, to }) =>
    kind === "work" || kind === "wait" ? [{ kind: BILLED[kind], work, from, to }] : [],
  );
  return sumOf(open, spans, now);
}

/** The client's part of it, for both to see; `signer` is warned beyond what they may agree to. */
export function PaidSoFar({ open, signer }: { open: OpenVisit; signer?: Contact | undefined }) {
  const now = new Date(useNow()).toISOString();
  if (!open.visit.work_orders.some(({ id }) => rowsOf(id))) return null;
  const sum = sumSoFar(open, now);
  const amounts = [...sum.cents].filter(([, cents]) => cents > 0);
  const said = amounts.map(([currency, cents]) => money(cents / 100, currency)).join(" + ");
  const limit = signer?.approves_up_to;
  const over = limit != null && amounts.some(([, cents]) => cents > Number(limit) * 100);
  return (
    <Notice kind={over ? "warn" : "quiet"} icon="shield" title={t("To pay for this visit")}>
      {amounts.length === 0
        ? !sum.unknown && t("Nothing: all of it is covered")
        : sum.about
          ? t("About {price}, without VAT", { price: said })
          : t("{price}, without VAT", { price: said })}
      {sum.unknown && <p>{t("Some prices are not known; the office sets them.")}</p>}
      {over && signer && (
        <p>
          {t("{name} may approve up to {limit}: the office will ask.", {
            name: signer.name,
            limit: money(Number(limit), amounts[0]?.[0] ?? "EUR"),
          })}
        </p>
      )}
    </Notice>
  );
}
