// Where units meet: every outline is cut into short pieces, and each piece is asked which unit lies across it.
// Units may touch, or a road may lie between them; then both sides of the road are drawn.
import type { Feature, FeatureCollection } from "geojson";
import { isInside, scaleAt, type Point, type Shape } from "./plane";

const PIECE = 25; // metres; no piece is longer
const TOUCH = 1; // metres across which two units count as touching
const REACHES = [TOUCH, 6, 14, 26];
const CELL = 0.002; // degrees of the index

class Index {
  private readonly cells = new Map<string, Shape[]>();

  constructor(shapes: Shape[]) {
    for (const shape of shapes) {
      const [west, south, east, north] = shape.box.map((edge) => Math.floor(edge / CELL)) as [number, number, number, number];
      for (let x = west; x <= east; x += 1) for (let y = south; y <= north; y += 1) this.cell(x, y).push(shape);
    }
  }

  private cell(x: number, y: number): Shape[] {
    const key = `${x},${y}`;
    let found = this.cells.get(key);
    if (!found) this.cells.set(key, (found = []));
    return found;
  }

  at([x, y]: Point, except: Shape): Shape | undefined {
    return this.cells
      .get(`${Math.floor(x / CELL)},${Math.floor(y / CELL)}`)
      ?.find((shape) => shape !== except && isInside([x, y], shape.rings));
  }
}

/** The unit across a piece, and whether it touches. */
function across(index: Index, shape: Shape, from: Point, to: Point): [Shape, boolean] | null {
  const [sx, sy] = scaleAt(from[1]);
  const [dx, dy] = [(to[0] - from[0]) * sx, (to[1] - from[1]) * sy];
  const long = Math.hypot(dx, dy);
  if (!long) return null;
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  for (const reach of REACHES) {
    for (const side of [1, -1]) {
      const probe: Point = [middle[0] + (side * reach * dy) / long / sx, middle[1] - (side * reach * dx) / long / sy];
      if (isInside(probe, shape.rings)) continue;
      const found = index.at(probe, shape);
      if (found) return [found, reach === TOUCH];
    }
  }
  return null;
}

function cut(from: Point, to: Point): [Point, Point][] {
  const [sx, sy] = scaleAt(from[1]);
  const count = Math.max(1, Math.ceil(Math.hypot((to[0] - from[0]) * sx, (to[1] - from[1]) * sy) / PIECE));
  const at = (share: number): Point => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  return Array.from({ length: count }, (_, piece) => [at(piece / count), at((piece + 1) / count)]);
}

/** Lines by the pair of units they part; `v` is -1 where nothing lies across. Where units touch, one side is enough. */
export function frontierOf(shapes: Shape[]): FeatureCollection {
  const index = new Index(shapes);
  const found = new Map<string, { u: number; v: number; touch: boolean; lines: Point[][] }>();
  const add = (u: number, v: number, touch: boolean, piece: [Point, Point]) => {
    const key = `${u},${v},${touch}`;
    const group = found.get(key) ?? { u, v, touch, lines: [] };
    found.set(key, group);
    const last = group.lines.at(-1);
    const end = last?.at(-1);
    if (last && end && end[0] === piece[0][0] && end[1] === piece[0][1]) last.push(piece[1]);
    else group.lines.push([...piece]);
  };
  for (const shape of shapes) {
    for (const ring of shape.rings) {
      for (let corner = 1; corner < ring.length; corner += 1) {
        for (const piece of cut(ring[corner - 1]!, ring[corner]!)) {
          const other = across(index, shape, ...piece);
          if (!other) add(shape.number, -1, false, piece);
          else if (!other[1] || shape.number < other[0].number) add(shape.number, other[0].number, other[1], piece);
        }
      }
    }
  }
  const features = [...found.values()].map(({ u, v, touch, lines }, id): Feature => {
    return { type: "Feature", id, properties: { u, v, touch }, geometry: { type: "MultiLineString", coordinates: lines } };
  });
  return { type: "FeatureCollection", features };
}
