import { useEffect } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Contact, Visit as VisitRow } from "../../../wire/types";
import { watchPosition } from "../../device/gps";
import type { OutboxEntry } from "../../kept/db";
import { entryName } from "../../outbox/entrywording";
import { go } from "../../route";
import { Icon } from "../../ui/icons";
import { useNow } from "../../ui/moving";
import { Notice, Pill, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { LinkRow } from "../../ui/taps";
import { clockTime, money } from "../../ui/wording";
import { isOnSite, isOver } from "../../work/lifecycle";
import type { OpenVisit } from "../../world/visits";
import { Navigate } from "../day/navigate";
import { PromiseLine, StatusPill } from "../day/promise";
import { NextStep } from "../day/steps";
import { OfferPill } from "../offer/offered";
import { ChangedMeanwhile } from "./changed";
import { PaidSoFar } from "./coverage";
import { isSaidAbove, TakenAway } from "./taken";
import { Work } from "./work";

/** Everything about one stop; the next step stays at the thumb. */
export function Visit({ open }: { open: OpenVisit }) {
  const now = useNow();
  useEffect(watchPosition, []);
  const { visit, object, zone, progress } = open;
  const over = isOver(progress.status);
  return (
    <Screen
      title={object.name}
      subtitle={t("{number} · {from}–{to}", {
        number: visit.number,
        from: clockTime(visit.planned_from, zone),
        to: clockTime(visit.planned_to, zone),
      })}
      back={[]}
      action={over ? { label: t("Back to today"), onTap: () => go() } : undefined}
      beside={over ? undefined : <NextStep open={open} more />}
    >
      <p class="pills">
        <StatusPill status={progress.status} />
        {visit.role === "helper" && <Pill kind="info">{t("You help here")}</Pill>}
        <PromiseLine open={open} now={now} />
      </p>
      <TakenAway open={open} />
      <ChangedMeanwhile open={open} />
      <Troubles open={open} />
      {visit.worked_by_others.length > 0 && (
        <Notice kind="warn" icon="info" title={t("Somebody was here before you")}>
          {t("{names} worked at this visit before it was yours.", {
            names: visit.worked_by_others.join(", "),
          })}
        </Notice>
      )}
      <Crew visit={visit} />
      {progress.signature && (
        <Notice kind="good" icon="pen">
          {t("Signed by {name} at {time}", {
            name: progress.signature.body.signer.name,
            time: clockTime(progress.signature.at, zone),
          })}
        </Notice>
      )}
      {progress.paper && (
        <Notice kind="good" icon="pen">
          {t("Signed on paper by {name}", { name: progress.paper.body.signer.name })}
        </Notice>
      )}
      <Place open={open} />
      {visit.work_orders.map((work) => (
        <Work key={work.id} open={open} work={work} />
      ))}
      <Offers open={open} />
      {!over && <PaidSoFar open={open} />}
      <Evidence open={open} />
    </Screen>
  );
}

/** Who else goes there, and who of all leads. */
function Crew({ visit: { crew } }: { visit: VisitRow }) {
  const others = crew.filter(({ is_me }) => !is_me);
  const lead = crew.find(({ role }) => role === "lead");
  if (others.length === 0) return null;
  return (
    <p class="row">
      <Icon name="people" />
      <span class="row-words">
        <span>{t("With {names}", { names: others.map(({ name }) => name).join(", ") })}</span>
        {lead && (
          <small>
            {lead.is_me ? t("You lead this visit") : t("{name} leads this visit", { name: lead.name })}
          </small>
        )}
      </span>
    </p>
  );
}

const isNews = (entry: OutboxEntry): boolean => !isSaidAbove(entry);

function Troubles({ open: { progress } }: { open: OpenVisit }) {
  return (
    <>
      {progress.reviewed.filter(isNews).map((entry) => (
        <Notice
          key={entry.id}
          kind="info"
          title={t("{what}: done, the office takes a look", { what: entryName(entry) })}
        >
          {entry.result?.problem?.detail ?? entry.result?.problem?.title}
        </Notice>
      ))}
      {progress.troubled.filter(isNews).map((entry) => (
        <Notice
          key={entry.id}
          kind={entry.state === "rejected" ? "bad" : "warn"}
          icon="warn"
          title={
            entry.state === "rejected"
              ? t("{what}: not taken by the office", { what: entryName(entry) })
              : t("{what}: the office is looking at it", { what: entryName(entry) })
          }
        >
          {entry.result?.problem?.detail ?? entry.result?.problem?.title}
        </Notice>
      ))}
    </>
  );
}

function Place({ open }: { open: OpenVisit }) {
  const { visit, object } = open;
  return (
    <section class="place">
      <p class="address">
        {[visit.client.name, object.client_code].filter(Boolean).join(" · ")}
        <br />
        {object.address}
      </p>
      {object.access_notes && (
        <Notice kind="info" icon="key" title={t("Getting in")}>
          {object.access_notes}
        </Notice>
      )}
      {object.parking_notes && (
        <Notice kind="quiet" icon="car" title={t("Parking")}>
          {object.parking_notes}
        </Notice>
      )}
      <div class="two">
        <Navigate object={object} />
        {object.phone && (
          <a class="button" href={`tel:${object.phone}`}>
            <Icon name="phone" />
            {t("Call")}
          </a>
        )}
      </div>
      {visit.contacts.map((contact) => (
        <ContactRow key={contact.id} contact={contact} />
      ))}
    </section>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const words = (
    <span class="row-words">
      <span>{contact.name}</span>
      <small>{[contact.role, contact.phone].filter(Boolean).join(" · ")}</small>
    </span>
  );
  if (!contact.phone) return <p class="row">{words}</p>;
  return (
    <a
      class="row"
      href={`tel:${contact.phone}`}
      aria-label={t("Call {name}", { name: contact.name })}
    >
      <Icon name="phone" />
      {words}
    </a>
  );
}

/** Paid work offered here, and the way to offer more while the visit runs. */
function Offers({ open: { visit, progress } }: { open: OpenVisit }) {
  const offers = [...progress.offers.values()];
  const mayOffer = isOnSite(progress.status);
  if (offers.length === 0 && !mayOffer) return null;
  return (
    <Section title={t("Paid work")}>
      {offers.map((offer) => (
        <LinkRow
          key={offer.proposal_id}
          to={["visit", visit.id, "offered", offer.proposal_id]}
          icon="shield"
          title={offer.text}
          hint={t("{price}, without VAT", { price: money(Number(offer.net), offer.currency) })}
          trailing={<OfferPill offer={offer} />}
        />
      ))}
      {mayOffer && (
        <LinkRow to={["visit", visit.id, "offer"]} icon="plus" title={t("Offer paid work")} />
      )}
    </Section>
  );
}

function Evidence({ open: { visit, progress } }: { open: OpenVisit }) {
  const count = (number: number) => number > 0 && <Pill kind="quiet">{number}</Pill>;
  return (
    <Section title={isOnSite(progress.status) ? t("While you are here") : t("Record")}>
      <LinkRow
        to={["visit", visit.id, "photos"]}
        icon="camera"
        title={t("Photos")}
        trailing={count(progress.photos.length)}
      />
      <LinkRow
        to={["visit", visit.id, "parts"]}
        icon="parts"
        title={t("Parts and time")}
        trailing={count(progress.parts.length + progress.times.length)}
      />
      <LinkRow
        to={["visit", visit.id, "notes"]}
        icon="note"
        title={t("Notes")}
        trailing={count(progress.notes.length)}
      />
      {(isOnSite(progress.status) || progress.found.length > 0) && (
        <LinkRow
          to={["visit", visit.id, "found"]}
          icon="plus"
          title={t("Found and done here")}
          trailing={count(progress.found.length)}
        />
      )}
    </Section>
  );
}
