// The map island. It only draws what a page hands it: outlines and points by URL, one point, or a pin to set.
import type { FeatureCollection, Point } from "geojson";
import { LngLatBounds, NavigationControl } from "maplibre-gl";
import { addTiles, begin, isDark, loadFont } from "./begin";
import { outlineLayers, pointLayers } from "./layers";
import { derivedLayers } from "../outline/layers";
import { letSetPin, showPin } from "./pin";
import { explainPoints } from "./points";
import { drawn, systemOf } from "./system";

type Collection = FeatureCollection;
const NOTHING: Collection = { type: "FeatureCollection", features: [] };

async function load(url: string | undefined): Promise<Collection> {
  if (!url) return NOTHING;
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as Collection) : NOTHING;
}

function extend(bounds: LngLatBounds, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") bounds.extend(coordinates as [number, number]);
  else coordinates.forEach((inner) => extend(bounds, inner));
}

function boundsOf(...collections: Collection[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { features } of collections) {
    features.forEach((feature) => extend(bounds, (feature.geometry as Point | null)?.coordinates));
  }
  return bounds;
}

/** Draw the island. `data-map` says what it is for: `list` (points by URL), `pick` (set a pin) or `point` (one pin). */
export async function showMap(element: HTMLElement): Promise<void> {
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const addresses = [element.dataset.outlines, element.dataset.points, element.dataset.derived];
  const loaded = await Promise.all(addresses.map(load));
  const [outlines, points, derived] = loaded.map((collection) => drawn(collection, system)) as [Collection, Collection, Collection];
  await loadFont([...outlines.features, ...derived.features].map((feature) => String(feature.properties?.name ?? "")).join(""));
  const dark = isDark();
  const map = begin(element, {
    center: [Number(element.dataset.longitude) || 116.4, Number(element.dataset.latitude) || 39.9],
    zoom: Number(element.dataset.zoom) || 13,
    cooperativeGestures: element.dataset.map !== "list",
  });
  if (!map) return;
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await map.once("load");
  addTiles(map, element);
  map.addSource("outlines", { type: "geojson", data: outlines });
  map.addSource("points", { type: "geojson", data: points });
  map.addSource("derived", { type: "geojson", data: derived });
  [...derivedLayers(dark), ...outlineLayers(dark), ...pointLayers(dark)].forEach((layer) => map.addLayer(layer));
  const around = points.features.length ? boundsOf(points) : boundsOf(outlines, derived);
  if (!around.isEmpty()) map.fitBounds(around, { padding: 40, maxZoom: 17, animate: false });
  if (element.dataset.map === "pick") letSetPin(map, element, system);
  else if (element.dataset.map === "point") showPin(map, element, system, !around.isEmpty());
  else explainPoints(map);
  element.dataset.ready = "";
}
