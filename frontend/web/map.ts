// The map pane: <callout-map data-src="places.json" data-tiles="/maps/monaco.pmtiles">.
// MapLibre draws the ground and the routes; pins are HTML, so they have words, focus and links.
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { addProtocol, type LngLatBoundsLike, MapLibreMap, Marker, setWorkerUrl } from "maplibre-gl";
import { PMTiles, Protocol } from "pmtiles";
import { t } from "./i18n";
import { pinElement } from "./map-pins";
import { boxOf, type Pin, type Places, pinsOf } from "./map-places";
import { groundStyle, LANES } from "./map-style";

setWorkerUrl(workerUrl);
const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

const NOWHERE: Places = { type: "FeatureCollection", features: [] };
const dark = matchMedia("(prefers-color-scheme: dark)");

class CalloutMap extends HTMLElement {
  private map: MapLibreMap | null = null;
  private tiles: string | null = null;
  private places: Places = NOWHERE;
  private hasGround = false;
  private pins = new Map<Pin, HTMLElement>();

  connectedCallback(): void {
    this.append(credit());
    void this.start();
    dark.addEventListener("change", this.redraw);
    document.addEventListener("callout:select", this.onSelect);
  }

  disconnectedCallback(): void {
    dark.removeEventListener("change", this.redraw);
    document.removeEventListener("callout:select", this.onSelect);
    this.map?.remove();
  }

  /** Reads the places again, for pages that change without loading. */
  async refresh(): Promise<void> {
    this.places = await this.readPlaces();
    if (this.hasGround) this.show();
  }

  private async start(): Promise<void> {
    // A city's places take seconds to gather: the ground is drawn without waiting for them.
    const reading = this.readPlaces();
    const tiles = await this.readTiles();
    try {
      this.map = this.draw(tiles);
    } catch {
      this.places = await reading;
      this.explain(t("This browser cannot draw maps (no WebGL). The places are listed instead."));
      this.listPlaces();
      return;
    }
    if (!tiles) this.explain(t("The map's ground is not there; pins and routes are."));
    this.map.on("style.load", () => {
      this.hasGround = true;
      this.show();
    });
    this.places = await reading;
    const { words } = this.places;
    if (words) this.querySelector(".map-credit")?.prepend(`${words} `);
    const box = boxOf(this.places);
    if (box) this.map.fitBounds(box, { ...AROUND, animate: false });
    if (this.hasGround) this.show();
  }

  private async readPlaces(): Promise<Places> {
    const inPage = document.getElementById(this.dataset.json ?? "");
    if (inPage) return JSON.parse(inPage.textContent ?? "") as Places;
    if (!this.dataset.src) return NOWHERE;
    try {
      const response = await fetch(this.dataset.src, { headers: { Accept: "application/json" } });
      if (response.ok) return (await response.json()) as Places;
    } catch {
      // A lost connection and a refusal read the same to the person looking.
    }
    this.explain(t("The places could not be loaded. Load the page again."));
    return NOWHERE;
  }

  // The header is read first: a missing file is told in words instead of an empty pane.
  private async readTiles(): Promise<string | null> {
    if (!this.dataset.tiles) return null;
    const address = new URL(this.dataset.tiles, location.href).href;
    const archive = new PMTiles(address);
    try {
      await archive.getHeader();
    } catch {
      return null;
    }
    protocol.add(archive);
    return address;
  }

  private draw(tiles: string | null): MapLibreMap {
    const container = document.createElement("div");
    container.className = "map-canvas";
    this.prepend(container);
    this.tiles = tiles;
    return new MapLibreMap({
      container,
      style: groundStyle(tiles, isDark()),
      bounds: MONACO as LngLatBoundsLike,
      maxZoom: 19,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      cooperativeGestures: false,
      fadeDuration: 0,
    });
  }

  private redraw = (): void => {
    this.map?.setStyle(groundStyle(this.tiles, isDark()));
  };

  private show(): void {
    this.showRoutes();
    for (const element of this.pins.values()) element.remove();
    this.pins.clear();
    for (const pin of pinsOf(this.places)) {
      const element = pinElement(pin);
      const [lon, lat] = pin.geometry.coordinates as [number, number];
      new Marker({ element }).setLngLat([lon, lat]).addTo(this.map!);
      this.pins.set(pin, element);
    }
  }

  private showRoutes(): void {
    const map = this.map!;
    const lines = this.places.features.filter((feature) => feature.geometry.type === "LineString");
    const data = { type: "FeatureCollection" as const, features: lines };
    const known = map.getSource("routes");
    if (known && "setData" in known) {
      (known as { setData(data: unknown): void }).setData(data);
      return;
    }
    const colours = isDark() ? LANES.dark : LANES.light;
    const colour = ["match", ["get", "lane"], ...colours.flatMap((value, lane) => [lane, value]), colours[11]];
    const line = { "line-cap": "round", "line-join": "round" } as const;
    map.addSource("routes", { type: "geojson", data });
    map.addLayer({
      id: "route-edges",
      type: "line",
      source: "routes",
      layout: line,
      paint: { "line-color": isDark() ? "#0f1216" : "#ffffff", "line-width": 6 },
    });
    map.addLayer({
      id: "routes",
      type: "line",
      source: "routes",
      layout: line,
      paint: { "line-color": colour as never, "line-width": 3.5 },
    });
  }

  private onSelect = (event: Event): void => {
    const { id } = (event as CustomEvent<{ id: string }>).detail;
    for (const [pin, element] of this.pins) element.classList.toggle("here", pin.properties.id === id);
  };

  private explain(words: string): void {
    const note = document.createElement("p");
    note.className = "map-note";
    note.setAttribute("role", "status");
    note.textContent = words;
    this.append(note);
  }

  private listPlaces(): void {
    const list = document.createElement("ol");
    list.className = "map-list";
    for (const { properties } of pinsOf(this.places)) {
      const item = document.createElement("li");
      item.textContent = properties.label;
      list.append(item);
    }
    this.append(list);
  }
}

const AROUND = { padding: 48, maxZoom: 16 };
const MONACO = [7.405, 43.722, 7.442, 43.753];

function isDark(): boolean {
  const forced = document.documentElement.dataset.theme;
  return forced ? forced === "dark" : dark.matches;
}

function credit(): HTMLElement {
  const credit = document.createElement("div");
  credit.className = "map-credit";
  const link = document.createElement("a");
  link.href = "https://www.openstreetmap.org/copyright";
  link.rel = "noopener";
  link.textContent = "© OpenStreetMap contributors";
  credit.append(link);
  return credit;
}

customElements.define("callout-map", CalloutMap);
