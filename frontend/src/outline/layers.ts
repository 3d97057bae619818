// How outlines look while they are drawn or inspected. Derived cells are dashed: nobody drew or measured them.
import type { LayerSpecification } from "maplibre-gl";

const RED = "#c22b2b";
const DASHED = [2, 2];

function names(dark: boolean, source: string): LayerSpecification {
  const [ink, paper] = dark ? ["#e6edf4", "#1a222b"] : ["#25313d", "#ffffff"];
  return {
    id: `${source}-name`,
    type: "symbol",
    source,
    layout: { "text-field": ["get", "name"], "text-size": 13, "text-max-width": 8 },
    paint: { "text-color": ink, "text-halo-color": paper, "text-halo-width": 1.5 },
  };
}

export function derivedLayers(dark: boolean): LayerSpecification[] {
  const ink = dark ? "#d9a5e8" : "#8e24aa";
  return [
    { id: "derived-fill", type: "fill", source: "derived", paint: { "fill-color": ink, "fill-opacity": 0.06 } },
    { id: "derived-line", type: "line", source: "derived", paint: { "line-color": ink, "line-width": 1.5, "line-dasharray": DASHED } },
    names(dark, "derived"),
  ];
}

/** Layers of the drawing table: what stands fast, the neighbours, the area itself, its corners. */
export function boardLayers(dark: boolean): LayerSpecification[] {
  const ink = dark ? "#e6edf4" : "#25313d";
  const calm = dark ? "#9fb0c0" : "#5b6b7b";
  const accent = dark ? "#7fb8e6" : "#1f5a8c";
  const white = "#ffffff";
  return [
    { id: "fixed-line", type: "line", source: "fixed", paint: { "line-color": calm, "line-width": 2, "line-opacity": 0.6 } },
    { id: "area-fill", type: "fill", source: "areas", paint: { "fill-color": ["case", ["get", "own"], accent, calm], "fill-opacity": ["case", ["get", "own"], 0.18, 0.06] } },
    { id: "area-line", type: "line", source: "areas", filter: ["!", ["get", "own"]], paint: { "line-color": calm, "line-width": 1.25 } },
    { id: "own-line", type: "line", source: "areas", filter: ["get", "own"], paint: { "line-color": accent, "line-width": 2.5 } },
    { id: "draft-line", type: "line", source: "draft", paint: { "line-color": accent, "line-width": 2.5, "line-dasharray": DASHED } },
    { id: "middles", type: "circle", source: "middles", minzoom: 12, paint: { "circle-radius": 4, "circle-color": white, "circle-stroke-color": accent, "circle-stroke-width": 1, "circle-opacity": 0.8 } },
    {
      id: "corners",
      type: "circle",
      source: "corners",
      paint: {
        "circle-radius": ["case", ["get", "chosen"], 9, 6],
        "circle-color": ["case", ["get", "chosen"], RED, accent],
        "circle-stroke-color": white,
        "circle-stroke-width": 2,
      },
    },
    { ...names(dark, "areas"), paint: { "text-color": ink, "text-halo-color": dark ? "#1a222b" : white, "text-halo-width": 1.5 } } as LayerSpecification,
  ];
}

/** Layers of an inspection: the area above, its parts, what was mended, the problems and the one looked at. */
export function inspectLayers(dark: boolean): LayerSpecification[] {
  const calm = dark ? "#9fb0c0" : "#5b6b7b";
  const of = (kind: string) => ["==", ["get", "kind"], kind] as never;
  return [
    { id: "part-fill", type: "fill", source: "shapes", filter: of("part"), paint: { "fill-color": calm, "fill-opacity": 0.08 } },
    { id: "part-line", type: "line", source: "shapes", filter: of("part"), paint: { "line-color": calm, "line-width": 1.25 } },
    { id: "parent-line", type: "line", source: "shapes", filter: of("parent"), paint: { "line-color": calm, "line-width": 3, "line-opacity": 0.6 } },
    { id: "mended-line", type: "line", source: "shapes", filter: of("mended"), paint: { "line-color": dark ? "#7fb8e6" : "#1f5a8c", "line-width": 2 } },
    { id: "problem-fill", type: "fill", source: "shapes", filter: of("problem"), paint: { "fill-color": RED, "fill-opacity": 0.35 } },
    { id: "problem-line", type: "line", source: "shapes", filter: of("problem"), paint: { "line-color": RED, "line-width": 1.5 } },
    { id: "current-line", type: "line", source: "current", paint: { "line-color": RED, "line-width": 5, "line-opacity": 0.8 } },
    { id: "current-point", type: "circle", source: "current", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 9, "circle-color": RED, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } },
    { ...names(dark, "shapes"), filter: of("part") } as LayerSpecification,
  ];
}
