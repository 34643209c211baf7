import { t } from "../../../web/i18n";
import type { OfferedLine, PaidWork } from "../../../wire/types";
import type { Offer } from "../../money/offers";
import { Notice } from "../../ui/parts";
import { decimalWords, money, unitName } from "../../ui/wording";

/** The lines of an offer and what they come to, in the currency of the agreement. */
export function OfferLines({ offer, about }: { offer: Offer; about: boolean }) {
  const { lines, currency, net, vat, gross } = offer;
  return (
    <div class="sums">
      {lines.map((line, place) => (
        <SumRow
          key={place}
          name={line.text}
          hint={lineHint(line)}
          amount={money(Number(line.net), currency)}
        />
      ))}
      <SumRow name={t("Total without VAT")} amount={money(Number(net), currency)} />
      {vat !== null && gross !== null && (
        <>
          <SumRow name={t("VAT")} amount={money(Number(vat), currency)} />
          <SumRow name={t("Total with VAT")} amount={money(Number(gross), currency)} strong />
        </>
      )}
      {about && (
        <Notice kind="quiet">
          {t("The time is an estimate; what is really worked is charged.")}
        </Notice>
      )}
    </div>
  );
}

interface SumRowProps {
  name: string;
  hint?: string;
  amount: string;
  strong?: boolean;
}

export function SumRow({ name, hint, amount, strong }: SumRowProps) {
  return (
    <p class={strong ? "paper-row strong" : "paper-row"}>
      <span>
        {name}
        {hint && <small>{hint}</small>}
      </span>
      <span class="amount">{amount}</span>
    </p>
  );
}

/** How much of it, and who pays by which clause. */
export function lineHint(line: Pick<OfferedLine, "quantity" | "unit" | "verdict" | "clause">): string {
  const words = {
    amount: t("{quantity} {unit}", {
      quantity: decimalWords(line.quantity),
      unit: unitName(line.unit),
    }),
    verdict: verdictWords(line.verdict),
    clause: line.clause,
  };
  return line.clause
    ? t("{amount} · {verdict}, clause {clause}", words)
    : t("{amount} · {verdict}", words);
}

export function offerState(state: PaidWork["state"]): string {
  if (state === "approved") return t("Approved");
  return state === "refused" ? t("Refused") : t("Waits for the client");
}

export function verdictWords(verdict: OfferedLine["verdict"]): string {
  const names: Record<OfferedLine["verdict"], string> = {
    covered: t("Covered by the contract"),
    warranty: t("Warranty"),
    paid: t("Paid"),
    quota_used: t("Included visits are used up"),
    excluded: t("Not in the contract"),
  };
  return names[verdict];
}
