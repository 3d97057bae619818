// An empty map in an element, with the base map below where one is configured; null where the machine cannot draw.
import "maplibre-gl/dist/maplibre-gl.css";
import "../map/map.css";
import { LngLatBounds, Map as Drawing, NavigationControl } from "maplibre-gl";
import { LABEL_FONT } from "../map/layers";
import { addTiles, blank, isDark } from "../map/map";
import type { System } from "../map/system";

export type Edges = [number, number, number, number];

export async function openMap(element: HTMLElement): Promise<Drawing | null> {
  let map: Drawing;
  try {
    map = new Drawing({
      container: element,
      style: blank(isDark()),
      localIdeographFontFamily: LABEL_FONT,
      attributionControl: element.dataset.attribution ? {} : false,
      fadeDuration: 0,
    });
  } catch {
    // No WebGL on this machine: the words and the list beside the map say the same.
    element.hidden = true;
    return null;
  }
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await map.once("load");
  addTiles(map, element);
  return map;
}

/** The box of our coordinates as the base map has it. */
export function boundsOf([west, south, east, north]: Edges, system: System): LngLatBounds {
  return new LngLatBounds(system.draw([west, south]), system.draw([east, north]));
}
