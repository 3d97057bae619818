// Outlines and buildings of an area: the screen asks for what it shows, again whenever it has moved.
import type { Feature, FeatureCollection } from "geojson";
import { Popup, type GeoJSONSource, type Map as Drawing } from "maplibre-gl";
import { outlineLayers } from "../map/layers";
import { isDark, loadFont } from "../map/begin";
import { drawn, systemOf, type Position, type System } from "../map/system";
import { boundsOf, openMap, type Edges } from "./base";
import { buildingLayers } from "./layers";

type PointRow = [number, number, string, string, number | null, string | null];
type HeapRow = [number, number, number, number];

interface Screen {
  points: PointRow[];
  heaps: HeapRow[];
  outlines: FeatureCollection;
}

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const BEYOND = 0.15; // of the screen, asked for around it, so that a small move shows no gap

function askedBox(map: Drawing, system: System): string {
  const seen = map.getBounds();
  const [west, south] = system.read([seen.getWest(), seen.getSouth()]);
  const [east, north] = system.read([seen.getEast(), seen.getNorth()]);
  const [wide, high] = [(east - west) * BEYOND, (north - south) * BEYOND];
  const box = [Math.max(-180, west - wide), Math.max(-90, south - high), Math.min(180, east + wide), Math.min(90, north + high)];
  return box.map((edge) => edge.toFixed(6)).join(",");
}

function feature(at: Position, properties: Record<string, unknown>): Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: at } };
}

function buildingsOf({ points, heaps }: Screen): FeatureCollection {
  const each = points.map(([east, north, key, name, households, use]) =>
    feature([east, north], { key, name, households: households ?? 0, use: use ?? "" }),
  );
  const together = heaps.map(([east, north, count, households]) => feature([east, north], { count, households }));
  return { type: "FeatureCollection", features: [...each, ...together] };
}

/** A key as addresses have it; databases give it with dashes or without. */
function dashed(key: string): string {
  return key.replaceAll("-", "").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Keeps one request under way: a newer screen gives the older one up. */
class Loader {
  private current: AbortController | null = null;

  constructor(
    private readonly map: Drawing,
    private readonly element: HTMLElement,
    private readonly system: System,
  ) {}

  async load(): Promise<void> {
    const { groundMap = "", tier = "" } = this.element.dataset;
    this.current?.abort();
    const mine = (this.current = new AbortController());
    const asked = new URLSearchParams({ box: askedBox(this.map, this.system), zoom: String(Math.round(this.map.getZoom())), tier });
    try {
      const answer = await fetch(`${groundMap}?${asked}`, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (answer.ok) await this.show((await answer.json()) as Screen);
    } catch (error) {
      if (!mine.signal.aborted) throw error;
    }
  }

  private async show(screen: Screen): Promise<void> {
    const { outlines, heaps, points } = screen;
    await loadFont(outlines.features.map(({ properties }) => String(properties?.name ?? "")).join(""));
    this.map.getSource<GeoJSONSource>("outlines")?.setData(drawn(outlines, this.system));
    this.map.getSource<GeoJSONSource>("buildings")?.setData(drawn(buildingsOf(screen), this.system));
    const count = heaps.reduce((sum, [, , each]) => sum + each, points.length);
    const said = document.querySelector<HTMLElement>("[data-ground-said]");
    const words = (heaps.length ? said?.dataset.heaps : said?.dataset.points) ?? "";
    if (said) said.textContent = words.replace("{n}", String(count));
    this.element.dataset.ready = "";
  }
}

/** A tap on a building says what it is, with the way to its page. */
function explain(map: Drawing, element: HTMLElement): void {
  map.on("click", "building-points", (event) => {
    const said = event.features?.[0]?.properties;
    if (!said?.key) return;
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = `${element.dataset.page}${dashed(String(said.key))}/`;
    link.textContent = String(said.name);
    const facts = document.createElement("div");
    facts.textContent = `${element.dataset.households}: ${said.households}`;
    box.append(link, facts);
    new Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(box).addTo(map);
  });
  map.on("mouseenter", "building-points", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "building-points", () => (map.getCanvas().style.cursor = ""));
}

export async function showGround(element: HTMLElement): Promise<void> {
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const map = await openMap(element);
  if (!map) return;
  const box = (element.dataset.box ?? "").split(",").map(Number) as Edges;
  map.fitBounds(boundsOf(box, system), { padding: 24, maxZoom: 17, animate: false });
  for (const name of ["outlines", "buildings"]) map.addSource(name, { type: "geojson", data: NOTHING });
  [...outlineLayers(isDark()), ...buildingLayers(isDark())].forEach((layer) => map.addLayer(layer));
  explain(map, element);
  const loader = new Loader(map, element, system);
  map.on("moveend", () => void loader.load());
  await loader.load();
}
