// A file before it is applied: grey what is known, blue as it was read, red and dashed the file's own numbers.
import type { FeatureCollection } from "geojson";
import { LngLatBounds, type LayerSpecification } from "maplibre-gl";
import { outlineLayers } from "../map/layers";
import { isDark, loadFont } from "../map/begin";
import { drawn, systemOf } from "../map/system";
import { openMap } from "./base";

type Part = "known" | "read" | "raw";
const COLOURS = { read: "#2f74ad", raw: "#c22b2b" } as const;

function layersOf(part: "read" | "raw"): LayerSpecification[] {
  const line = part === "raw" ? { "line-dasharray": [2, 2] } : {};
  return [
    {
      id: `${part}-line`,
      type: "line",
      source: part,
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": COLOURS[part], "line-width": 1.5, ...line },
    },
    {
      id: `${part}-point`,
      type: "circle",
      source: part,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 3,
        "circle-color": part === "raw" ? "rgba(0,0,0,0)" : COLOURS[part],
        "circle-stroke-color": COLOURS[part],
        "circle-stroke-width": 1,
      },
    },
  ];
}

function extend(bounds: LngLatBounds, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") bounds.extend(coordinates as [number, number]);
  else coordinates.forEach((inner) => extend(bounds, inner));
}

export async function showPreview(element: HTMLElement): Promise<void> {
  const answer = await fetch(element.dataset.importMap ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    element.hidden = true;
    return;
  }
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const parts = (await answer.json()) as Record<Part, FeatureCollection>;
  await loadFont(parts.known.features.map(({ properties }) => String(properties?.name ?? "")).join(""));
  const map = await openMap(element);
  if (!map) return;
  const bounds = new LngLatBounds();
  for (const part of ["known", "raw", "read"] as const) {
    const shown = drawn(parts[part], system);
    const isFramed = part !== "known" || !parts.read.features.length;
    if (isFramed) shown.features.forEach(({ geometry }) => extend(bounds, "coordinates" in geometry ? geometry.coordinates : null));
    map.addSource(part === "known" ? "outlines" : part, { type: "geojson", data: shown });
  }
  [...outlineLayers(isDark()), ...layersOf("raw"), ...layersOf("read")].forEach((layer) => map.addLayer(layer));
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 32, maxZoom: 17, animate: false });
  element.dataset.ready = "";
}
