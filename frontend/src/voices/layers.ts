// How the residents' map looks: the communities of the plan in colour, today's boundaries dashed, roads and water.
import type { LayerSpecification } from "maplibre-gl";

const WATER_OR_RAIL = 3;
const MAIN_ROAD = 2;

/** Layers from the ground up; `dark` for a dark page. */
export function planLayers(dark: boolean): LayerSpecification[] {
  const ink = dark ? "#e6edf4" : "#25313d";
  const paper = dark ? "#1a222b" : "#ffffff";
  return [
    {
      id: "community-fill",
      type: "fill",
      source: "communities",
      paint: { "fill-color": ["get", "colour"], "fill-opacity": dark ? 0.4 : 0.5 },
    },
    {
      id: "lines",
      type: "line",
      source: "lines",
      layout: { "line-cap": "round" },
      paint: {
        "line-color": ["match", ["get", "kind"], WATER_OR_RAIL, "#4a90c2", dark ? "#7c8996" : "#8b95a0"],
        "line-width": ["match", ["get", "kind"], WATER_OR_RAIL, 4, MAIN_ROAD, 3, 1.5],
      },
    },
    // Nothing to see, but it can be tapped.
    { id: "unit-fill", type: "fill", source: "units", paint: { "fill-color": paper, "fill-opacity": 0 } },
    {
      id: "unit-line",
      type: "line",
      source: "units",
      paint: { "line-color": dark ? "#9fb0c0" : "#5b6b7b", "line-width": 0.6, "line-opacity": 0.7 },
    },
    {
      id: "unit-point",
      type: "circle",
      source: "units",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 4, "circle-color": ink },
    },
    { id: "community-line", type: "line", source: "communities", paint: { "line-color": ink, "line-width": 2.5 } },
    {
      id: "present-line",
      type: "line",
      source: "present",
      paint: { "line-color": dark ? "#d9a5e8" : "#8e24aa", "line-width": 2.5, "line-dasharray": [2, 2] },
    },
    {
      id: "community-name",
      type: "symbol",
      source: "communities",
      layout: { "text-field": ["get", "label"], "text-size": 14, "text-variable-anchor": ["center", "top", "bottom"] },
      paint: { "text-color": ink, "text-halo-color": paper, "text-halo-width": 1.5 },
    },
  ];
}

/** What residents drew or pinned, on top of the plan. */
export function voiceLayers(): LayerSpecification[] {
  return [
    { id: "drawn-fill", type: "fill", source: "drawn", paint: { "fill-color": "#a51d1d", "fill-opacity": 0.15 } },
    { id: "drawn-line", type: "line", source: "drawn", paint: { "line-color": "#a51d1d", "line-width": 3 } },
    {
      id: "drawn-corner",
      type: "circle",
      source: "drawn",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 6, "circle-color": "#a51d1d", "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
    },
    {
      id: "pins",
      type: "circle",
      source: "pins",
      paint: { "circle-radius": 9, "circle-color": "#a51d1d", "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
    },
  ];
}
