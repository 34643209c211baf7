// What a page gives its map: a GeoJSON collection whose properties say what each place is.
import type { Feature, FeatureCollection, LineString, Point } from "geojson";

export interface PlaceProperties {
  kind: "base" | "home" | "visit" | "unassigned" | "object" | "engineer" | "route";
  label: string;
  order?: number | null;
  lane?: number | null;
  state?: string;
  href?: string;
  id?: string;
}

/** `words` say where lines and times come from; they stand beside the credit. */
export type Places = FeatureCollection<Point | LineString, PlaceProperties> & { words?: string };
export type Pin = Feature<Point, PlaceProperties>;

/** The pins of a collection, most important last, so that they lie on top. */
export function pinsOf(places: Places): Pin[] {
  const weight = ["object", "home", "base", "visit", "unassigned", "engineer"];
  const pins = places.features.filter((feature): feature is Pin => feature.geometry.type === "Point");
  return pins.sort((a, b) => weight.indexOf(a.properties.kind) - weight.indexOf(b.properties.kind));
}

/** The smallest box around everything: [west, south, east, north]; null when there is nothing. */
export function boxOf(places: Places): [number, number, number, number] | null {
  const spots = places.features.flatMap(({ geometry }) =>
    geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates,
  );
  if (spots.length === 0) return null;
  const lons = spots.map((spot) => spot[0]!);
  const lats = spots.map((spot) => spot[1]!);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
