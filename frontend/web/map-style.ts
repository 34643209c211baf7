// How the ground under the pins looks: quiet, so that pins and routes speak. No text layers, so
// no glyphs are fetched; names are HTML markers.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

interface Palette {
  land: string;
  water: string;
  green: string;
  building: string;
  street: string;
  streetEdge: string;
  main: string;
  rail: string;
}

const LIGHT: Palette = {
  land: "#f4f3ef",
  water: "#c9dde8",
  green: "#dfe8d3",
  building: "#e4e1da",
  street: "#ffffff",
  streetEdge: "#d5d2c9",
  main: "#fbe3b0",
  rail: "#c4bfb4",
};
const DARK: Palette = {
  land: "#16191d",
  water: "#10222e",
  green: "#18231b",
  building: "#20242a",
  street: "#343a44",
  streetEdge: "#0e1013",
  main: "#57503a",
  rail: "#2d323a",
};

/** Colours of routes and pins by lane, as tokens.css has them. */
export const LANES = {
  light: ["#1d4fc4", "#b0431e", "#176639", "#8b2f97", "#0b5f73", "#8a4b00", "#a81e5c", "#4b5a00", "#5b3fd0", "#006d62", "#7a4a2c", "#45536b"],
  dark: ["#8fb0ff", "#ff9f78", "#72d39a", "#e29bee", "#7ccfe4", "#f1b760", "#ff93bf", "#c3d15e", "#b7a6ff", "#63d6c6", "#d9ab8b", "#a9b7d0"],
};

/** The ground's style; `tiles` is the address of a PMTiles file, null for a bare ground. */
export function groundStyle(tiles: string | null, dark: boolean): StyleSpecification {
  const palette = dark ? DARK : LIGHT;
  const background: LayerSpecification = {
    id: "land",
    type: "background",
    paint: { "background-color": palette.land },
  };
  if (!tiles) return { version: 8, sources: {}, layers: [background] };
  return {
    version: 8,
    sources: { ground: { type: "vector", url: `pmtiles://${tiles}` } },
    layers: [background, ...groundLayers(palette)],
  };
}

// The layers bin/steps/make_map.py writes, from the ground up; `kind` is OpenStreetMap's value.
function groundLayers(palette: Palette): LayerSpecification[] {
  const area = (id: string, layer: string, colour: string, minzoom = 0): LayerSpecification => ({
    id,
    type: "fill",
    source: "ground",
    "source-layer": layer,
    minzoom,
    paint: { "fill-color": colour },
  });
  const roads = (id: string, kinds: string[], colour: string, widths: number[], minzoom = 0): LayerSpecification => ({
    id,
    type: "line",
    source: "ground",
    "source-layer": "roads",
    minzoom,
    filter: ["in", ["get", "kind"], ["literal", kinds]],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": byZoom(widths) },
  });
  return [
    { ...area("green", "landuse", palette.green), filter: ["in", ["get", "kind"], ["literal", GREEN]] } as LayerSpecification,
    area("water", "water", palette.water),
    area("buildings", "buildings", palette.building, 13),
    {
      id: "rail",
      type: "line",
      source: "ground",
      "source-layer": "rail",
      filter: ["==", ["get", "kind"], "rail"],
      paint: { "line-color": palette.rail, "line-width": 1, "line-dasharray": [4, 2] },
    },
    roads("paths", PATHS, palette.streetEdge, [0, 0.5, 1], 15),
    roads("street-edges", [...STREETS, ...MAIN], palette.streetEdge, [1.5, 4.5, 11], 12),
    roads("streets", STREETS, palette.street, [0.8, 3, 9], 11),
    roads("main-streets", MAIN, palette.main, [1.5, 4, 11]),
  ];
}

const GREEN = ["park", "garden", "pitch", "wood", "forest", "scrub", "grassland", "grass", "meadow", "cemetery", "recreation_ground"];
const MAIN = ["motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"];
const STREETS = ["tertiary", "tertiary_link", "residential", "unclassified", "living_street", "service", "pedestrian"];
const PATHS = ["footway", "steps", "path", "cycleway", "track"];

/** Line widths at zoom 11, 14 and 17. */
function byZoom([far, mid, near]: number[]): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], 11, far!, 14, mid!, 17, near!];
}
