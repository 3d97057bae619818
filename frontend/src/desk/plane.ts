// Plain geometry of units in degrees: where they are, what lies in what, how far. Areas are a few kilometres wide.
import type { Feature, Polygon, Position } from "geojson";
import type { UnitFacts } from "./types";

export type Point = [number, number];
export type Box = [number, number, number, number];
const METRES = 111_320;

/** One unit with its outer and inner rings; a unit known only as a point has none. */
export interface Shape extends UnitFacts {
  rings: Point[][];
  box: Box;
  centre: Point;
}

function ringsOf(feature: Feature): Point[][] {
  const { geometry } = feature;
  if (geometry?.type === "Polygon") return geometry.coordinates as Point[][];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.flat() as Point[][];
  return [];
}

/** The smallest box around points. */
export function boxOf(points: Position[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** Whether a point lies inside of rings (even-odd, so holes count as outside). */
export function isInside([x, y]: Point, rings: Point[][]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let one = 0, two = ring.length - 1; one < ring.length; two = one, one += 1) {
      const [ax, ay] = ring[one]!;
      const [bx, by] = ring[two]!;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** A point well inside: the middle of the widest stretch that the middle latitude cuts out of the rings. */
function innerPoint(rings: Point[][], [west, south, east, north]: Box): Point {
  const y = (south + north) / 2 + (north - south) * 1e-4;
  const cuts: number[] = [];
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at += 1) {
      const [ax, ay] = ring[at - 1]!;
      const [bx, by] = ring[at]!;
      if (ay > y !== by > y) cuts.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
    }
  }
  cuts.sort((a, b) => a - b);
  let best: Point = [(west + east) / 2, y];
  let widest = 0;
  for (let at = 1; at < cuts.length; at += 2) {
    const width = cuts[at]! - cuts[at - 1]!;
    if (width > widest) [widest, best] = [width, [(cuts[at]! + cuts[at - 1]!) / 2, y]];
  }
  return best;
}

export function shapeOf(feature: Feature): Shape {
  const facts = feature.properties as unknown as UnitFacts;
  const rings = ringsOf(feature);
  const point = feature.geometry?.type === "Point" ? (feature.geometry.coordinates as Point) : null;
  const box = boxOf(point ? [point] : rings.flat());
  return { ...facts, rings, box, centre: point ?? innerPoint(rings, box) };
}

/** Metres of one degree eastwards and northwards at a latitude. */
export function scaleAt(latitude: number): Point {
  return [METRES * Math.cos((latitude * Math.PI) / 180), METRES];
}

/** Metres between a point and a stretch. */
function toStretch(at: Point, from: Point, to: Point, [sx, sy]: Point): number {
  const [px, py] = [(at[0] - from[0]) * sx, (at[1] - from[1]) * sy];
  const [dx, dy] = [(to[0] - from[0]) * sx, (to[1] - from[1]) * sy];
  const share = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - share * dx, py - share * dy);
}

/** Whether a unit lies within so many metres of a point. */
export function isNear(shape: Shape, at: Point, metres: number): boolean {
  const scale = scaleAt(at[1]);
  const [west, south, east, north] = shape.box;
  const [wide, high] = [metres / scale[0], metres / scale[1]];
  if (at[0] < west - wide || at[0] > east + wide || at[1] < south - high || at[1] > north + high) return false;
  if (!shape.rings.length) return toStretch(at, shape.centre, shape.centre, scale) <= metres;
  if (isInside(at, shape.rings)) return true;
  return shape.rings.some((ring) =>
    ring.some((to, index) => index > 0 && toStretch(at, ring[index - 1]!, to, scale) <= metres),
  );
}

/** A circle of so many metres, as drawn on the map. */
export function circle(at: Point, metres: number, corners = 48): Polygon {
  const [sx, sy] = scaleAt(at[1]);
  const ring = Array.from({ length: corners + 1 }, (_, corner): Point => {
    const angle = ((corner % corners) * 2 * Math.PI) / corners;
    return [at[0] + (Math.cos(angle) * metres) / sx, at[1] + (Math.sin(angle) * metres) / sy];
  });
  return { type: "Polygon", coordinates: [ring] };
}
