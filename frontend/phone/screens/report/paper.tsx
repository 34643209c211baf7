import { t } from "../../../web/i18n";
import type { Instant, TimeKind } from "../../../wire/types";
import {
  plain,
  type ItemShown,
  type PaidWorkShown,
  type PricesShown,
  type ReportShown,
  type WorkShown,
} from "../../report/snapshot";
import { Icon } from "../../ui/icons";
import { Pill } from "../../ui/parts";
import { clockTime, dateAndTime, duration, money, timeKindName, unitName } from "../../ui/wording";
import { localDay } from "../../world/day";
import { lineHint, offerState, SumRow } from "../offer/offerlines";
import { usePicture } from "../visit/pictures";

/** The report as the signer reads it: exactly what the snapshot says. */
export function ReportPaper({ shown, zone }: { shown: ReportShown; zone: string }) {
  const { visit, object, issuer, client } = shown;
  return (
    <article class="paper">
      <h2>{t("Service report, visit {number}", { number: visit.number })}</h2>
      <dl>
        <Line term={t("Performed by")}>{issuer.name}</Line>
        <Line term={t("Client")}>{client.name}</Line>
        <Line term={t("Object")}>
          {[object.name, object.code, object.address].filter(Boolean).join(", ")}
        </Line>
        <Line term={t("Engineer")}>{visit.engineers.join(", ")}</Line>
        <Line term={t("Arrived")}>{visit.arrived_at && dateAndTime(visit.arrived_at, zone)}</Line>
        <Line term={t("Work began")}>
          {visit.started_at && afterwards(visit.arrived_at, visit.started_at, zone)}
        </Line>
        <Line term={t("Finished")}>
          {visit.completed_at && afterwards(visit.arrived_at, visit.completed_at, zone)}
        </Line>
      </dl>
      {shown.work_orders.map((work) => (
        <WorkPaper key={work.number} work={work} />
      ))}
      {shown.paid_work.length > 0 && <OffersPaper offers={shown.paid_work} />}
      {shown.prices.map((prices) => (
        <PricesPaper key={prices.currency} prices={prices} />
      ))}
      {shown.photos.length > 0 && (
        <section>
          <h3>{t("Photos")}</h3>
          <ul class="thumbs">
            {shown.photos.map((photo) => (
              <li key={photo.media_id}>
                <Picture id={photo.media_id} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="consent">{shown.consent.text}</p>
    </article>
  );
}

/** The day is said once; what came later on it needs the time alone. */
function afterwards(arrived: Instant | undefined, moment: Instant, zone: string): string {
  const sameDay = arrived && localDay(arrived, zone) === localDay(moment, zone);
  return sameDay ? clockTime(moment, zone) : dateAndTime(moment, zone);
}

function Picture({ id }: { id: string }) {
  const address = usePicture(id);
  return address ? <img src={address} alt={t("Photo")} /> : <span class="no-picture" />;
}

function Line({ term, children }: { term: string; children: preact.ComponentChildren }) {
  if (!children) return null;
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function WorkPaper({ work }: { work: WorkShown }) {
  const outcomes = {
    done: t("Done"),
    partial: t("Partly done"),
    not_done: t("Not done"),
  };
  return (
    <section>
      <h3>{t("{number}: {words}", { number: work.number, words: work.words })}</h3>
      <p>
        <Pill kind={work.outcome === "done" ? "good" : "warn"}>{outcomes[work.outcome]}</Pill>{" "}
        {work.reason}
      </p>
      {work.equipment && <p>{work.equipment}</p>}
      {work.note && <p class="note">{work.note}</p>}
      {work.checklists.map(({ title, items }) => (
        <div key={title}>
          <h4>{title}</h4>
          <ul class="results">
            {items.map((item) => (
              <Result key={item.text} item={item} />
            ))}
          </ul>
        </div>
      ))}
      {work.parts.length > 0 && <h4>{t("Parts")}</h4>}
      {work.parts.map((part) => (
        <p class="paper-row" key={part.code + part.quantity}>
          <span>{[part.code, part.name].filter(Boolean).join(" ")}</span>
          <span>
            {plain(part.quantity)} {unitName(part.unit)}
          </span>
        </p>
      ))}
      {work.time.length > 0 && <h4>{t("Time")}</h4>}
      {work.time.map(({ kind, minutes }, at) => (
        <p class="paper-row" key={at}>
          <span>{timeKindName(kind as TimeKind)}</span>
          <span>{duration(minutes * 60)}</span>
        </p>
      ))}
    </section>
  );
}

/** Work outside the contract that was offered, and what the client said to it. */
function OffersPaper({ offers }: { offers: PaidWorkShown[] }) {
  return (
    <section>
      <h3>{t("Paid work")}</h3>
      {offers.map((offer, place) => (
        <SumRow
          key={place}
          name={offer.text}
          hint={offer.by ? t("Approved by {name}", { name: offer.by }) : offerState(offer.state)}
          amount={money(Number(offer.net), offer.currency)}
        />
      ))}
    </section>
  );
}

/** Every line with who pays it, and what they come to. */
function PricesPaper({ prices }: { prices: PricesShown }) {
  const { currency } = prices;
  const amount = (sum: string): string => money(Number(sum), currency);
  return (
    <section>
      <h3>{t("Prices")}</h3>
      {prices.lines.map((line, place) => (
        <SumRow key={place} name={line.text} hint={lineHint(line)} amount={amount(line.net)} />
      ))}
      <SumRow name={t("Total without VAT")} amount={amount(prices.net)} />
      <SumRow name={t("VAT")} amount={amount(prices.vat)} />
      <SumRow name={t("Total with VAT")} amount={amount(prices.gross)} strong />
      {prices.note && <p class="note">{prices.note}</p>}
    </section>
  );
}

function Result({ item }: { item: ItemShown }) {
  const failed = item.state === "fail";
  return (
    <li class={failed ? "failed" : ""}>
      <span>
        {item.text}
        {item.note && <small>{item.note}</small>}
      </span>
      <strong>
        {item.state && <Icon name={failed ? "cross" : "check"} />}
        {resultWords(item)}
      </strong>
    </li>
  );
}

function resultWords({ type, value = "", unit = "", state }: ItemShown): string {
  if (!state) return t("Not answered");
  if (state === "na") return t("Not applicable");
  if (type === "check") return value === "true" ? t("Done") : t("No");
  if (type === "passfail") return value === "fail" ? t("Fail") : t("Pass");
  if (type === "datetime" && value) return dateAndTime(value);
  if (type === "photo" || type === "file") return t("Attached: {count}", { count: value });
  return `${value} ${unit}`.trim();
}
