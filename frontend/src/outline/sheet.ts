// A map to draw on: blank ground or the configured base map, no turning, sources by name. Null where there is no WebGL.
import type { FeatureCollection } from "geojson";
import { NavigationControl, ScaleControl, type GeoJSONSource, type LayerSpecification, type Map as Drawing } from "maplibre-gl";
import { addTiles, begin, isDark, loadFont, TO_WORK_ON } from "../map/begin";

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
export type Bounds = [number, number, number, number];

export async function openSheet(
  element: HTMLElement,
  bounds: Bounds,
  words: string,
  sources: string[],
  layersOf: (dark: boolean) => LayerSpecification[],
): Promise<Drawing | null> {
  await loadFont(words);
  const map = begin(element, { ...TO_WORK_ON, bounds, maxZoom: 22 });
  if (!map) return null;
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new ScaleControl(), "bottom-left");
  await map.once("load");
  addTiles(map, element);
  sources.forEach((name) => map.addSource(name, { type: "geojson", data: NOTHING }));
  layersOf(isDark()).forEach((layer) => map.addLayer(layer));
  return map;
}

export function put(map: Drawing, source: string, data: FeatureCollection): void {
  (map.getSource(source) as GeoJSONSource).setData(data);
}

/** Look at a box: the whole of it with some ground around, without flying there where motion is unwanted. */
export function look(map: Drawing, bounds: Bounds, maxZoom = 20): void {
  const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(bounds, { padding: 80, maxZoom, animate, duration: 400 });
}

/** Return the smallest box around features. */
export function boundsOf({ features }: FeatureCollection): Bounds {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== "number") return part.forEach(walk);
    const [x, y] = part as [number, number];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  features.forEach(({ geometry }) => walk((geometry as { coordinates?: unknown } | null)?.coordinates));
  return box;
}
