// How outlines and points look. A light is a colour and a letter-free shape size; the pop-up and the list say it in words.
import type { LayerSpecification } from "maplibre-gl";

export const LABEL_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';

const LIGHTS = ["red", "#c22b2b", "yellow", "#c98a00", "blue", "#2f74ad", "green", "#2c8a4b"];

export function outlineLayers(dark: boolean): LayerSpecification[] {
  return [
    {
      id: "outline-fill",
      type: "fill",
      source: "outlines",
      paint: { "fill-color": dark ? "#2a3643" : "#ffffff", "fill-opacity": 0.55 },
    },
    {
      id: "outline-line",
      type: "line",
      source: "outlines",
      paint: { "line-color": dark ? "#9fb0c0" : "#5b6b7b", "line-width": 1.25 },
    },
    {
      id: "outline-name",
      type: "symbol",
      source: "outlines",
      layout: { "text-field": ["get", "name"], "text-size": 13, "text-max-width": 8 },
      paint: {
        "text-color": dark ? "#e6edf4" : "#25313d",
        "text-halo-color": dark ? "#1a222b" : "#ffffff",
        "text-halo-width": 1.5,
      },
    },
  ];
}

export function pointLayers(dark: boolean): LayerSpecification[] {
  return [
    {
      id: "points",
      type: "circle",
      source: "points",
      paint: {
        "circle-radius": ["match", ["get", "light"], "red", 8, "yellow", 7, 6],
        "circle-color": ["match", ["get", "light"], ...LIGHTS, "#6b7680"] as never,
        "circle-stroke-color": dark ? "#0d1217" : "#ffffff",
        "circle-stroke-width": 1.5,
      },
    },
  ];
}
