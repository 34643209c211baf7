// The map apps a place can be handed over to.

import type { ServiceObject } from "../../wire/types";
import { keepSetting } from "../kept/db";
import { stateWritten } from "../kept/state";

export const MAP_APPS = ["phone", "google", "apple", "waze", "osm"] as const;
export type MapApp = (typeof MAP_APPS)[number];

type Place = Pick<ServiceObject, "name" | "address" | "lat" | "lon">;

/** The address that opens the app with the way to the place. */
export function wayTo(place: Place, app: MapApp): string {
  const known = place.lat !== null && place.lon !== null;
  const point = known
    ? `${place.lat},${place.lon}`
    : encodeURIComponent([place.name, place.address].filter(Boolean).join(", "));
  const links: Record<MapApp, string> = {
    phone: known
      ? `geo:${point}?q=${point}(${encodeURIComponent(place.name)})`
      : `geo:0,0?q=${point}`,
    google: `https://www.google.com/maps/dir/?api=1&destination=${point}&travelmode=driving`,
    apple: `https://maps.apple.com/?daddr=${point}&dirflg=d`,
    waze: `https://waze.com/ul?${known ? "ll" : "q"}=${point}&navigate=yes`,
    osm: `https://www.openstreetmap.org/directions?to=${point}`,
  };
  return links[app];
}

/** The choice is remembered; undefined asks again each time. */
export async function chooseMapApp(app: MapApp | undefined): Promise<void> {
  await keepSetting("navigator", app);
  await stateWritten();
}
