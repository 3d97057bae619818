// How buildings look: one circle each, its size by households; or one for many, with their number in it.
import type { LayerSpecification } from "maplibre-gl";

const IS_HEAP = ["has", "count"] as never;

export function buildingLayers(dark: boolean): LayerSpecification[] {
  const ink = dark ? "#0d1217" : "#ffffff";
  return [
    {
      id: "building-points",
      type: "circle",
      source: "buildings",
      filter: ["!", IS_HEAP] as never,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2, 15, ["interpolate", ["linear"], ["get", "households"], 0, 4, 300, 9]],
        "circle-color": ["match", ["get", "use"], ["residential", "mixed"], "#2f74ad", ["commercial", "public", "industrial"], "#8a5a00", "#6b7680"],
        "circle-stroke-color": ink,
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 11, 0.3, 15, 1.2],
      },
    },
    {
      id: "building-heaps",
      type: "circle",
      source: "buildings",
      filter: IS_HEAP,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "count"], 1, 7, 500, 22],
        "circle-color": "#2f74ad",
        "circle-stroke-color": ink,
        "circle-stroke-width": 1.2,
      },
    },
    {
      id: "building-counts",
      type: "symbol",
      source: "buildings",
      filter: IS_HEAP,
      layout: { "text-field": ["to-string", ["get", "count"]], "text-size": 12, "text-allow-overlap": true },
      paint: { "text-color": "#ffffff" },
    },
  ];
}
