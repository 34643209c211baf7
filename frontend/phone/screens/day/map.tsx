import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Places } from "../../../web/map-places";
import { position, watchPosition } from "../../device/gps";
import { href } from "../../route";
import { Empty, Notice } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { clockTime, dayName } from "../../ui/wording";
import { localDay, routeOf } from "../../world/day";
import { MAP_FILE } from "../../world/mapfile";
import { engineerZone, openVisits, type OpenVisit } from "../../world/visits";

const PLACES = "places-of-the-day";

type MapPane = HTMLElement & { refresh?: () => Promise<void> };

/** The day on the map: its stops in order, and where the engineer is. */
export function DayMap({ day: chosen }: { day: string | undefined }) {
  useEffect(watchPosition, []);
  const [state, setState] = useState<"loading" | "ready" | "missing">("loading");
  useEffect(() => {
    import("../../../web/map").then(
      () => setState("ready"),
      () => setState("missing"),
    );
  }, []);
  const zone = engineerZone.value;
  const day = chosen ?? localDay(new Date(), zone);
  const places = placesOf(day, zone);
  return (
    <Screen title={t("Map")} subtitle={dayName(day)} back={chosen ? ["day", chosen] : []}>
      {state === "missing" && (
        <Notice kind="warn" icon="warn">
          {t("The map is not on this phone yet. Open it once with a connection.")}
        </Notice>
      )}
      {places.features.length === 0 ? (
        <Empty icon="flag" title={t("No visits on this day")} />
      ) : (
        state === "ready" && <Pane places={places} />
      )}
    </Screen>
  );
}

function Pane({ places }: { places: Places }) {
  const pane = useRef<MapPane>(null);
  const json = JSON.stringify(places);
  useEffect(() => void pane.current?.refresh?.(), [json]);
  return (
    <>
      <script type="application/json" id={PLACES}>
        {json}
      </script>
      {h("callout-map", { ref: pane, class: "map", "data-json": PLACES, "data-tiles": MAP_FILE })}
    </>
  );
}

function placesOf(day: string, zone: string): Places {
  const byId = new Map(openVisits.value.map((open) => [open.visit.id, open]));
  const visits = openVisits.value.map(({ visit }) => visit);
  const route = routeOf(visits, day, zone).flatMap(({ id }) => byId.get(id) ?? []);
  const stops = route.filter(({ object }) => object.lat !== null && object.lon !== null);
  const line = stops.map(({ object }) => [object.lon ?? 0, object.lat ?? 0]);
  const here = position.value?.gps;
  return {
    type: "FeatureCollection",
    ...(line.length > 1 ? { words: t("Straight lines from stop to stop.") } : {}),
    features: [
      ...(line.length > 1
        ? [
            {
              type: "Feature" as const,
              properties: { kind: "route" as const, label: "", lane: 0 },
              geometry: { type: "LineString" as const, coordinates: line },
            },
          ]
        : []),
      ...stops.map((open) => stopOf(open, route.indexOf(open) + 1)),
      ...(here
        ? [
            {
              type: "Feature" as const,
              properties: { kind: "engineer" as const, label: t("You are here") },
              geometry: { type: "Point" as const, coordinates: [here.lon, here.lat] },
            },
          ]
        : []),
    ],
  };
}

function stopOf({ visit, object, zone }: OpenVisit, order: number): Places["features"][number] {
  const label = `${clockTime(visit.planned_from, zone)} ${object.name}`;
  return {
    type: "Feature",
    properties: { kind: "visit", label, order, lane: 0, id: visit.id, href: href("visit", visit.id) },
    geometry: { type: "Point", coordinates: [object.lon ?? 0, object.lat ?? 0] },
  };
}
