// How the desk is drawn. Colours come by feature-state, so that painting a unit needs no new data.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Ink } from "./colours";

export const PLACES = [
  "units", "frontier", "names", "marks", "ties", "lines", "present", "facilities", "reach", "neighbourhoods", "grid", "stroke",
] as const;

/** Layers that one box of the page switches. */
export const SWITCHED: Record<string, string[]> = {
  units: ["unit-fill", "unit-dots", "unit-point"],
  labels: ["name"],
  households: ["household"],
  lines: ["line", "line-name", "street-name"],
  present: ["present", "present-name"],
  facilities: ["reach", "facility", "facility-name"],
  neighbourhoods: ["neighbourhood", "neighbourhood-edge"],
  grid: ["grid", "grid-name"],
};

const state = (name: string, otherwise: unknown): ExpressionSpecification =>
  ["coalesce", ["feature-state", name], otherwise] as ExpressionSpecification;
const when = (name: string, yes: unknown, no: unknown): ExpressionSpecification =>
  ["case", ["boolean", ["feature-state", name], false], yes, no] as ExpressionSpecification;
/** Names shrink where communities are small on the screen. */
const GROWING: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 13, 11, 15, 15];
const isPoint: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
const isArea: ExpressionSpecification = ["!=", ["geometry-type"], "Point"];

function unitLayers(ink: Ink, opacity: number): LayerSpecification[] {
  const colour = state("colour", ink.free);
  const fade = when("faded", 0.2, opacity);
  return [
    { id: "unit-ground", type: "fill", source: "units", filter: isArea, paint: { "fill-color": ink.free, "fill-opacity": 0.5 } },
    { id: "unit-fill", type: "fill", source: "units", filter: isArea, paint: { "fill-color": colour, "fill-opacity": fade } },
    {
      id: "unit-dots", type: "fill", source: "units", filter: isArea,
      paint: { "fill-pattern": "dots", "fill-opacity": ["case", ["!", ["boolean", ["feature-state", "dots"], false]], 0, when("faded", 0.15, 0.5)] as never },
    },
    {
      id: "unit-free", type: "fill", source: "units", filter: isArea,
      paint: { "fill-pattern": "hatch", "fill-opacity": when("free", 0.55, 0) },
    },
    { id: "unit-line", type: "line", source: "units", filter: isArea, paint: { "line-color": ink.line, "line-width": 1 } },
    {
      id: "unit-point", type: "circle", source: "units", filter: isPoint,
      paint: { "circle-radius": 7, "circle-color": colour, "circle-opacity": fade, "circle-stroke-color": ink.frontier, "circle-stroke-width": 1 },
    },
  ];
}

function groundLayers(ink: Ink): LayerSpecification[] {
  const kind = (river: unknown, main: unknown, street: unknown, alley: unknown) =>
    ["match", ["get", "kind"], 3, river, 2, main, 1, street, alley] as never;
  return [
    { id: "grid", type: "line", source: "grid", paint: { "line-color": ink.text, "line-width": 1, "line-dasharray": [1, 2] } },
    {
      id: "line", type: "line", source: "lines", layout: { "line-cap": "round" },
      paint: { "line-color": kind(ink.water, ink.text, ink.text, ink.text), "line-width": kind(5, 3.5, 2, 1), "line-opacity": kind(0.75, 0.55, 0.45, 0.35) },
    },
    { id: "neighbourhood", type: "fill", source: "neighbourhoods", paint: { "fill-color": ink.moved, "fill-opacity": 0.12 } },
    {
      id: "neighbourhood-edge", type: "line", source: "neighbourhoods",
      paint: { "line-color": ink.moved, "line-width": 1.5, "line-dasharray": [3, 1] },
    },
    { id: "reach", type: "fill", source: "reach", paint: { "fill-color": ink.selected, "fill-opacity": 0.1, "fill-outline-color": ink.selected } },
  ];
}

function markLayers(ink: Ink): LayerSpecification[] {
  const edge = ["case", ["boolean", ["feature-state", "cut"], false], 4, ["get", "touch"], 0, 1.5] as never;
  return [
    { id: "frontier", type: "line", source: "frontier", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ink.frontier, "line-width": edge } },
    { id: "present", type: "line", source: "present", paint: { "line-color": ink.present, "line-width": 3, "line-dasharray": [4, 2] } },
    { id: "unit-wrong", type: "line", source: "units", paint: { "line-color": ink.wrong, "line-dasharray": [1, 1], "line-width": when("wrong", 5, 0) } },
    { id: "unit-moved", type: "line", source: "units", paint: { "line-color": ink.moved, "line-width": when("moved", 4, 0) } },
    { id: "unit-selected-edge", type: "line", source: "units", paint: { "line-color": ink.halo, "line-width": when("selected", 7, 0) } },
    { id: "unit-selected", type: "line", source: "units", paint: { "line-color": ink.selected, "line-width": when("selected", 4, 0) } },
    { id: "unit-selected-point", type: "circle", source: "units", filter: isPoint, paint: { "circle-radius": 12, "circle-color": ink.selected, "circle-opacity": 0, "circle-stroke-color": ink.selected, "circle-stroke-width": when("selected", 4, 0) } },
    { id: "tie", type: "line", source: "ties", paint: { "line-color": ink.moved, "line-width": 3, "line-dasharray": [2, 2] } },
    { id: "facility", type: "circle", source: "facilities", paint: { "circle-radius": ["match", ["get", "kind"], "seat", 8, 6], "circle-color": ["match", ["get", "kind"], "seat", ink.selected, ink.halo], "circle-stroke-color": ink.selected, "circle-stroke-width": 3 } },
    { id: "stroke-fill", type: "fill", source: "stroke", paint: { "fill-color": ink.selected, "fill-opacity": 0.15 } },
    { id: "stroke", type: "line", source: "stroke", paint: { "line-color": ink.selected, "line-width": 2, "line-dasharray": [2, 1] } },
  ];
}

function wordLayers(ink: Ink): LayerSpecification[] {
  const paint = { "text-color": ink.text, "text-halo-color": ink.halo, "text-halo-width": 1.75 };
  const named = (id: string, source: string, size: number | ExpressionSpecification, more: object = {}): LayerSpecification =>
    ({ id, type: "symbol", source, layout: { "text-field": ["get", "name"], "text-size": size, ...more }, paint }) as LayerSpecification;
  return [
    { ...named("line-name", "lines", 12, { "symbol-placement": "line" }), filter: [">=", ["get", "kind"], 2] } as LayerSpecification,
    { ...named("street-name", "lines", 11, { "symbol-placement": "line" }), filter: ["<", ["get", "kind"], 2], minzoom: 15.5 } as LayerSpecification,
    named("grid-name", "grid", 11),
    named("present-name", "present", 13),
    named("household", "marks", 11, { "text-field": ["step", ["zoom"], ["get", "households"], 15.5, ["get", "title"]] }),
    named("facility-name", "facilities", 11, { "text-anchor": "top", "text-offset": [0, 0.8] }),
    {
      id: "lock", type: "symbol", source: "marks", filter: ["==", ["get", "locked"], true],
      layout: { "icon-image": "lock", "icon-allow-overlap": true, "icon-offset": [0, -14] },
    },
    named("moved", "marks", 12, { "text-field": ["get", "moved"], "text-allow-overlap": true }),
    named("name", "names", GROWING, { "text-field": ["get", "text"], "text-allow-overlap": true, "text-line-height": 1.25}),
  ];
}

/** All layers from the ground up. */
export function deskLayers(ink: Ink, dark: boolean): LayerSpecification[] {
  return [...unitLayers(ink, dark ? 0.75 : 0.85), ...groundLayers(ink), ...markLayers(ink), ...wordLayers(ink)];
}
