// How every map begins: blank ground or the configured base map, labels in the page's font, buttons in its words.
import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { Map as Drawing, setWorkerUrl, type MapOptions, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { LABEL_FONT } from "./layers";

setWorkerUrl(workerUrl);

/** Whether the page is dark, by choice or by the device. */
export function isDark(): boolean {
  const asked = document.documentElement.dataset.bsTheme;
  return asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Blank ground to draw on. */
function blank(dark: boolean): StyleSpecification {
  const ground = dark ? "#1a222b" : "#eef1f4";
  return {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": ground } }],
  };
}

/** What the map itself says, in the words of the page (web/base.html); its title is what the element is called. */
function words(element: HTMLElement): Record<string, string> {
  const { zoomIn = "", zoomOut = "", close = "", gestures = "", gesturesWheel = "" } = document.documentElement.dataset;
  return {
    "Map.Title": element.ariaLabel ?? "", // two maps on one page must not be called the same
    "NavigationControl.ZoomIn": zoomIn,
    "NavigationControl.ZoomOut": zoomOut,
    "Popup.Close": close,
    "CooperativeGesturesHandler.MobileHelpText": gestures,
    "CooperativeGesturesHandler.WindowsHelpText": gesturesWheel,
    "CooperativeGesturesHandler.MacHelpText": gesturesWheel,
  };
}

/** A map to work on: it does not turn, and dragging with Shift is left to the tools. */
export const TO_WORK_ON = { fitBoundsOptions: { padding: 24 }, dragRotate: false, pitchWithRotate: false, boxZoom: false };

/** Begin a map. Hides the element and returns null where this machine has no WebGL: the list beside it says the same. */
export function begin(element: HTMLElement, more: Partial<MapOptions> = {}): Drawing | null {
  try {
    return new Drawing({
      container: element,
      style: blank(isDark()),
      localIdeographFontFamily: LABEL_FONT,
      attributionControl: element.dataset.attribution ? {} : false,
      fadeDuration: 0,
      locale: words(element),
      ...more,
    });
  } catch {
    element.hidden = true;
    return null;
  }
}

/** Lay the base map below, where one is configured. */
export function addTiles(map: Drawing, element: HTMLElement): void {
  const { tiles, attribution } = element.dataset;
  if (!tiles) return;
  map.addSource("tiles", { type: "raster", tiles: [tiles], tileSize: 256, attribution: attribution ?? "" });
  map.addLayer({ id: "tiles", type: "raster", source: "tiles" });
}

/** Load the letters of the names first: a label drawn before its font is there keeps boxes for good. */
export async function loadFont(words: string): Promise<void> {
  const letters = new Set(words);
  await document.fonts.load(`16px ${LABEL_FONT}`, [...letters].join("")).catch(() => []);
}
