import { t } from "../../../web/i18n";
import { bundle, changes, gone, sending } from "../../kept/state";
import { href } from "../../route";
import { Icon } from "../../ui/icons";
import { useNow } from "../../ui/moving";
import { Empty, Notice, Pill } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { LinkRow } from "../../ui/taps";
import {
  clockTime,
  dateAndTime,
  dayName,
  distance,
  duration,
  fromNow,
  statusName,
  withdrawalWords,
} from "../../ui/wording";
import { isOver, isUnderWay } from "../../work/lifecycle";
import { daysWith, localDay, nextOf, routeOf } from "../../world/day";
import { engineerZone, openVisit, openVisits, type OpenVisit } from "../../world/visits";
import { UpdateReady } from "../device/update";
import { Navigate } from "./navigate";
import { PromiseLine, StatusPill } from "./promise";
import { NextStep } from "./steps";

/** The day's route in order; the next stop large, with what to do about it at the thumb. */
export function Today({ day: chosen }: { day: string | undefined }) {
  const now = useNow();
  const zone = engineerZone.value;
  const today = localDay(new Date(now), zone);
  const day = chosen ?? today;
  const byId = new Map(openVisits.value.map((open) => [open.visit.id, open]));
  const visits = openVisits.value.map((open) => open.visit);
  const route = routeOf(visits, day, zone).flatMap((visit) => byId.get(visit.id) ?? []);
  const nextId = nextOf(
    route.map((open) => open.visit),
    (visit) => byId.get(visit.id)?.progress.status ?? visit.status,
  )?.id;
  const next = nextId ? byId.get(nextId) : undefined;
  const days = daysWith(visits, today, zone);
  const laterDay = days.find((one) => one > day);
  const done = route.filter((open) => isOver(open.progress.status)).length;

  return (
    <Screen
      title={day === today ? t("Today") : dayName(day)}
      subtitle={
        route.length > 0
          ? t("{done} of {all} visits done", { done, all: route.length })
          : dayName(day)
      }
      beside={next && <NextActions open={next} />}
    >
      <Days days={days} day={day} today={today} />
      {sending.value.problem && <Notice kind="warn">{sending.value.problem}</Notice>}
      <UpdateReady />
      <Withdrawn />
      {route.length === 0 && <NoVisits later={laterDay} />}
      <ol class="route">
        {route.map((open) => (
          <li key={open.visit.id}>
            <TravelTo open={open} />
            {open === next ? <NextCard open={open} now={now} /> : <Stop open={open} />}
          </li>
        ))}
      </ol>
      {route.length > 0 && (
        <LinkRow
          to={chosen ? ["map", chosen] : ["map"]}
          icon="map"
          title={t("Map of the day")}
        />
      )}
      <LinkRow to={["begin"]} icon="plus" title={t("Work without a visit")} />
    </Screen>
  );
}

function NoVisits({ later }: { later: string | undefined }) {
  return (
    <>
      <Empty icon="flag" title={t("No visits on this day")}>
        {t("New visits appear here as soon as the office publishes the day.")}
      </Empty>
      {later && (
        <a class="button" href={href("day", later)}>
          {t("Next visits: {day}", { day: dayName(later) })}
        </a>
      )}
    </>
  );
}

function NextActions({ open }: { open: OpenVisit }) {
  return (
    <>
      <Navigate object={open.object} square />
      <NextStep open={open} />
    </>
  );
}

function Days({ days, day, today }: { days: string[]; day: string; today: string }) {
  if (days.length < 2) return null;
  return (
    <nav class="days" aria-label={t("Days")}>
      {days.map((one) => (
        <a
          key={one}
          href={one === today ? href() : href("day", one)}
          aria-current={one === day ? "date" : undefined}
        >
          {one === today ? t("Today") : dayName(one)}
        </a>
      ))}
    </nav>
  );
}

function TravelTo({ open: { visit } }: { open: OpenVisit }) {
  if (!visit.travel_s) return null;
  return (
    <p class="travel">
      <Icon name="car" />
      {visit.travel_m
        ? t("{duration}, {distance} by road", {
            duration: duration(visit.travel_s),
            distance: distance(visit.travel_m),
          })
        : t("{duration} by road", { duration: duration(visit.travel_s) })}
    </p>
  );
}

function NextCard({ open, now }: { open: OpenVisit; now: number }) {
  const { visit, object, zone, progress } = open;
  return (
    <a class="next-card" href={href("visit", visit.id)}>
      <span class="next-head">
        <strong>{isUnderWay(progress.status) ? t("NOW") : t("NEXT")}</strong>
        <span class="next-time">
          {clockTime(visit.planned_from, zone)}–{clockTime(visit.planned_to, zone)}
        </span>
        {!isUnderWay(progress.status) && <span>{fromNow(visit.planned_from, now)}</span>}
      </span>
      <span class="next-name">{object.name}</span>
      <span class="next-place">
        {[object.client_code, visit.client.name, object.address].filter(Boolean).join(" · ")}
      </span>
      {visit.work_orders.map((work) => (
        <span class="next-work" key={work.id}>
          {work.words}
        </span>
      ))}
      <span class="pills">
        <StatusPill status={progress.status} />
        <PromiseLine open={open} now={now} />
        {changes.value[visit.id] && <Pill kind="warn">{t("Changed")}</Pill>}
      </span>
    </a>
  );
}

function Stop({ open: { visit, object, zone, progress } }: { open: OpenVisit }) {
  const over = isOver(progress.status);
  return (
    <a class={over ? "stop over" : "stop"} href={href("visit", visit.id)}>
      <span class="stop-time">
        {over ? <Icon name="check" /> : clockTime(visit.planned_from, zone)}
      </span>
      <span class="row-words">
        <strong>{object.name}</strong>
        <small>
          {over ? statusName(progress.status) : visit.work_orders.map((w) => w.words).join(", ")}
        </small>
        <span class="pills">
          {changes.value[visit.id] && <Pill kind="warn">{t("Changed")}</Pill>}
          {progress.waiting > 0 && (
            <Pill kind="info" icon="unsent">
              {progress.waiting}
            </Pill>
          )}
        </span>
      </span>
      <Icon name="forward" />
    </a>
  );
}

/** What was taken off the route; where there is work of one's own, its visit says it. */
function Withdrawn() {
  const recent = (bundle.value?.withdrawn ?? []).filter(
    ({ at, visit_id }) =>
      at !== null && Date.now() - Date.parse(at) < DAY_MS && !openVisit(visit_id),
  );
  return (
    <>
      {recent.map(({ visit_id, reason }) => (
        <Notice key={visit_id} kind="info" title={t("A visit was taken off your route")}>
          <p>{nameOfGone(visit_id)}</p>
          <p>{withdrawalWords(reason)}</p>
        </Notice>
      ))}
    </>
  );
}

const DAY_MS = 86_400_000;

function nameOfGone(visit: string): string {
  const known = gone.value[visit];
  return known ? `${known.name}, ${dateAndTime(known.planned_from, engineerZone.value)}` : "";
}
