// The map of the plan: it draws what the model says and tells which unit lies under a point. It changes nothing itself.
import type { Feature, FeatureCollection, Geometry, Point as GeoPoint } from "geojson";
import { NavigationControl, ScaleControl, type GeoJSONSource, type MapGeoJSONFeature, type PointLike, type Map as Drawing } from "maplibre-gl";
import { addTiles, begin, isDark, loadFont, TO_WORK_ON } from "../map/begin";
import { drawn, systemOf } from "../map/system";
import { hasDots, inkOf, type Ink } from "./colours";
import { frontierOf } from "./frontier";
import { addImages } from "./images";
import { deskLayers, PLACES, SWITCHED } from "./layers";
import { circle, type Point, type Shape } from "./plane";
import type { Ground } from "./types";

const REACH = 300; // metres to an office that count as near

export function collect(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

export function feature(geometry: Geometry, properties: Record<string, unknown> = {}): Feature {
  return { type: "Feature", properties, geometry };
}

/** The ground as it is drawn over the base map. */
export function laidOver(ground: Ground, element: HTMLElement): Ground {
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const parts = ["units", "lines", "present", "facilities", "neighbourhoods", "grid"] as const;
  const [west, south, east, north] = ground.bounds;
  const moved = { ...ground, bounds: [...system.draw([west, south]), ...system.draw([east, north])] } as Ground;
  parts.forEach((part) => (moved[part] = drawn(ground[part], system)));
  return moved;
}

export class View {
  readonly ink: Ink;
  private readonly frontier: FeatureCollection;

  private constructor(
    readonly map: Drawing,
    private readonly ground: Ground,
    readonly shapes: Shape[],
    dark: boolean,
  ) {
    this.ink = inkOf(dark);
    this.frontier = frontierOf(shapes);
  }

  /** Draw the ground. Returns null where this machine has no WebGL. */
  static async open(element: HTMLElement, ground: Ground, shapes: Shape[], words: string): Promise<View | null> {
    const dark = isDark();
    await loadFont(words + shapes.map((shape) => shape.name).join("") + "0123456789→");
    const map = begin(element, { ...TO_WORK_ON, bounds: ground.bounds });
    if (!map) return null;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    map.addControl(new ScaleControl(), "bottom-left");
    await map.once("load");
    addTiles(map, element);
    const view = new View(map, ground, shapes, dark);
    view.lay(dark);
    return view;
  }

  private lay(dark: boolean): void {
    const { map, ground } = this;
    const empty = collect([]);
    const reach = ground.facilities.features.map(({ geometry }) =>
      feature(circle((geometry as GeoPoint).coordinates as Point, REACH)),
    );
    const { bounds: _, ...parts } = ground;
    const data: Partial<Record<string, FeatureCollection>> = { ...parts, frontier: this.frontier, reach: collect(reach) };
    addImages(map, this.ink.text, this.ink.halo);
    PLACES.forEach((name) => map.addSource(name, { type: "geojson", data: data[name] ?? empty }));
    deskLayers(this.ink, dark).forEach((layer) => map.addLayer(layer));
  }

  /** Paint every unit in the colour of its community; -1 is free. */
  paint(labels: number[], colourOf: (community: number) => number): void {
    this.shapes.forEach(({ number }) => this.paintUnit(number, labels[number] ?? -1, colourOf));
    this.frontier.features.forEach(({ id, properties }) => {
      const { u, v } = properties as { u: number; v: number };
      this.map.setFeatureState({ source: "frontier", id }, { cut: v >= 0 && labels[u] !== labels[v] });
    });
  }

  paintUnit(unit: number, label: number, colourOf: (community: number) => number): void {
    const colour = label < 0 ? -1 : colourOf(label);
    const fill = colour < 0 ? this.ink.free : this.ink.fills[colour % this.ink.fills.length];
    this.mark(unit, { colour: fill, free: label < 0, dots: colour >= 0 && hasDots(colour) });
  }

  mark(unit: number, state: Record<string, unknown>): void {
    this.map.setFeatureState({ source: "units", id: unit }, state);
  }

  /** Set one mark on these units and take it from all others. */
  markOnly(name: string, units: Set<number>): void {
    this.shapes.forEach(({ number }) => this.mark(number, { [name]: units.has(number) }));
  }

  put(source: (typeof PLACES)[number], features: Feature[]): void {
    (this.map.getSource(source) as GeoJSONSource).setData(collect(features));
  }

  show(layer: string, isShown: boolean): void {
    SWITCHED[layer]?.forEach((id) => this.map.setLayoutProperty(id, "visibility", isShown ? "visible" : "none"));
  }

  under(at: PointLike | [PointLike, PointLike], ...layers: string[]): MapGeoJSONFeature[] {
    return this.map.queryRenderedFeatures(at, { layers });
  }

  /** Bring units into view; none: the whole area. */
  look(units: Iterable<number> = []): void {
    const bounds = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
    for (const unit of units) {
      const box = this.shapes[unit]?.box;
      if (!box) continue;
      bounds[0] = Math.min(bounds[0], box[0]);
      bounds[1] = Math.min(bounds[1], box[1]);
      bounds[2] = Math.max(bounds[2], box[2]);
      bounds[3] = Math.max(bounds[3], box[3]);
    }
    const isEmpty = bounds[0] > bounds[2];
    const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.fitBounds(isEmpty ? this.ground.bounds : bounds, { padding: isEmpty ? 24 : 90, maxZoom: 16, animate });
  }
}
