import { expect, test } from "vitest";
import { boxOf, type Places, pinsOf } from "./map-places";

const places: Places = {
  type: "FeatureCollection",
  features: [
    pin("visit", [7.42, 43.73]),
    pin("base", [7.41, 43.74]),
    {
      type: "Feature",
      properties: { kind: "route", label: "Olena" },
      geometry: { type: "LineString", coordinates: [[7.43, 43.72], [7.42, 43.73]] },
    },
  ],
};

function pin(kind: "visit" | "base", coordinates: number[]): Places["features"][number] {
  return { type: "Feature", properties: { kind, label: kind }, geometry: { type: "Point", coordinates } };
}

test("the box holds pins and routes", () => {
  expect(boxOf(places)).toEqual([7.41, 43.72, 7.43, 43.74]);
  expect(boxOf({ type: "FeatureCollection", features: [] })).toBeNull();
});

test("visits lie above bases, routes are no pins", () => {
  expect(pinsOf(places).map((found) => found.properties.kind)).toEqual(["base", "visit"]);
});
