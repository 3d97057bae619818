// What a corner snaps to: a corner of its own or another area, a border, or something that stands fast.
import type { FeatureCollection } from "geojson";
import type { Position } from "../map/system";
import type { State } from "./model";

const DEGREE = 111195; // metres of a degree of latitude

export interface Snap {
  at: Position;
  node?: number;
  border?: [number, number];
}

export const narrowing = (latitude: number): number => Math.max(Math.cos((latitude * Math.PI) / 180), 1e-6);

/** Return a place so many metres east and north of another. */
export function stepped([x, y]: Position, east: number, north: number): Position {
  return [x + east / (DEGREE * narrowing(y)), y + north / DEGREE];
}

function flat([x, y]: Position, from: Position): Position {
  return [(x - from[0]) * DEGREE * narrowing(from[1]), (y - from[1]) * DEGREE];
}

/** Return the nearest place of a side and how far it is; the point itself lies at the origin. */
function foot(a: Position, b: Position): { share: number; away: number } {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const share = square ? Math.min(1, Math.max(0, -(a[0] * dx + a[1] * dy) / square)) : 0;
  return { share, away: Math.hypot(a[0] + share * dx, a[1] + share * dy) };
}

const mixed = (a: Position, b: Position, share: number): Position => [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];

/** The lines of shapes that stand fast, each a list of places. */
export function linesOf(fixed: FeatureCollection): Position[][] {
  const found: Position[][] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (Array.isArray(part[0]) && typeof part[0][0] === "number") found.push(part as Position[]);
    else part.forEach(walk);
  };
  fixed.features.forEach(({ geometry }) => walk((geometry as { coordinates?: unknown }).coordinates));
  return found;
}

interface Best {
  away: number;
  snap: Snap;
}

/** Whatever is nearer than `reach` metres: corners go before borders. `skip`: the corner that moves, if one does. */
export function snapTo(state: State, fixed: Position[][], to: Position, reach: number, skip: number[] = []): Snap | null {
  let corner: Best | null = null;
  let border: Best | null = null;
  const offerCorner = (at: Position, node?: number): void => {
    const away = Math.hypot(...flat(at, to));
    if (away <= (corner?.away ?? reach)) corner = { away, snap: { at, node } };
  };
  const offerBorder = (a: Position, b: Position, nodes?: [number, number]): void => {
    const { share, away } = foot(flat(a, to), flat(b, to));
    if (away <= (border?.away ?? reach)) border = { away, snap: { at: mixed(a, b, share), border: nodes } };
  };
  for (const { nodes } of state.rings) {
    nodes.forEach((node, number) => {
      const next = nodes[(number + 1) % nodes.length] as number;
      if (skip.includes(node)) return;
      offerCorner(state.at[node] as Position, node);
      if (!skip.includes(next)) offerBorder(state.at[node] as Position, state.at[next] as Position, [node, next]);
    });
  }
  for (const line of fixed) {
    line.forEach((place, number) => {
      offerCorner(place);
      const next = line[number + 1];
      if (next) offerBorder(place, next);
    });
  }
  return ((corner ?? border) as Best | null)?.snap ?? null;
}

/** Whether one of the two sides at a corner crosses another side of its rings. */
export function crosses(state: State, node: number): boolean {
  const turn = (a: Position, b: Position, c: Position) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]));
  return state.rings.some(({ nodes }) => {
    const place = nodes.indexOf(node);
    if (place < 0) return false;
    const at = (number: number): Position => state.at[nodes[(number + nodes.length) % nodes.length] as number] as Position;
    return [place - 1, place].some((side) =>
      nodes.some((_, other) => {
        const apart = (other - side + nodes.length) % nodes.length;
        if (apart < 2 || apart > nodes.length - 2) return false;
        const [a, b, c, d] = [at(side), at(side + 1), at(other), at(other + 1)];
        return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
      }),
    );
  });
}
