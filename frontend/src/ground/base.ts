// An empty map in an element, with the base map below where one is configured; null where the machine cannot draw.
import { LngLatBounds, NavigationControl, type Map as Drawing } from "maplibre-gl";
import { addTiles, begin } from "../map/begin";
import type { System } from "../map/system";

export type Edges = [number, number, number, number];

export async function openMap(element: HTMLElement): Promise<Drawing | null> {
  const map = begin(element);
  if (!map) return null;
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await map.once("load");
  addTiles(map, element);
  return map;
}

/** The box of our coordinates as the base map has it. */
export function boundsOf([west, south, east, north]: Edges, system: System): LngLatBounds {
  return new LngLatBounds(system.draw([west, south]), system.draw([east, north]));
}
