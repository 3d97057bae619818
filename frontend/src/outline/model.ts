// Outlines as rings of corners. Areas that share a border share its corners: one corner moved moves them all.
// Every function returns a new state and leaves the old one as it was, so undoing is keeping the old one.
import type { FeatureCollection } from "geojson";
import type { Position } from "../map/system";

export type Polygons = Position[][][];

export interface Sent {
  key: string;
  name: string;
  seen: number | null;
  polygons: Polygons;
}

export interface Ground {
  bounds: [number, number, number, number];
  areas: Sent[];
  fixed: FeatureCollection;
  starts: { label: string; polygons: Polygons }[];
}

/** A ring of an area's polygon, not closed; the first ring of a polygon is its outer one. */
export interface Ring {
  area: number;
  polygon: number;
  nodes: number[];
}

export interface State {
  at: Position[];
  rings: Ring[];
}

const DIGITS = 7;
export const rounded = ([x, y]: Position): Position => [Number(x.toFixed(DIGITS)), Number(y.toFixed(DIGITS))];
const nameOf = ([x, y]: Position): string => `${x.toFixed(DIGITS)} ${y.toFixed(DIGITS)}`;

/** Put polygons onto the table as those of an area; corners that stand where others stand become theirs. */
export function lay(state: State, area: number, polygons: Polygons): State {
  const at = [...state.at];
  const known = new Map(at.map((place, node) => [nameOf(place), node]));
  const nodeAt = (place: Position): number => {
    const found = known.get(nameOf(place));
    if (found !== undefined) return found;
    known.set(nameOf(place), at.length);
    return at.push(rounded(place)) - 1;
  };
  const last = Math.max(-1, ...state.rings.filter((ring) => ring.area === area).map((ring) => ring.polygon));
  const rings = polygons.flatMap((polygon, number) =>
    polygon.map((ring) => ({ area, polygon: last + 1 + number, nodes: ring.slice(0, -1).map(nodeAt) })),
  );
  return { at, rings: [...state.rings, ...rings] };
}

export function begin(ground: Ground): State {
  return ground.areas.reduce<State>((state, sent, area) => lay(state, area, sent.polygons), { at: [], rings: [] });
}

/** Return an area's polygons as they are kept: rings closed, outer ones first. */
export function polygonsOf(state: State, area: number): Polygons {
  const polygons = new Map<number, Position[][]>();
  for (const ring of state.rings) {
    if (ring.area !== area) continue;
    const places = [...ring.nodes, ring.nodes[0] as number].map((node) => state.at[node] as Position);
    polygons.set(ring.polygon, [...(polygons.get(ring.polygon) ?? []), places]);
  }
  return [...polygons.values()];
}

export function move(state: State, node: number, to: Position): State {
  const at = [...state.at];
  at[node] = rounded(to);
  return { ...state, at };
}

function each(state: State, change: (nodes: number[]) => number[]): State {
  const rings = state.rings.map((ring) => {
    const nodes = change(ring.nodes);
    return nodes === ring.nodes ? ring : { ...ring, nodes };
  });
  return { ...state, rings };
}

/** Set a node between two neighbouring ones, in every ring that runs along there. */
function between(state: State, node: number, [a, b]: [number, number]): State {
  return each(state, (nodes) => {
    const place = nodes.findIndex((one, number) => {
      const next = nodes[(number + 1) % nodes.length];
      return (one === a && next === b) || (one === b && next === a);
    });
    return place < 0 || nodes.includes(node) ? nodes : [...nodes.slice(0, place + 1), node, ...nodes.slice(place + 1)];
  });
}

/** Add a corner to a border; returns the state and the new corner. */
export function add(state: State, border: [number, number], to: Position): [State, number] {
  const node = state.at.length;
  return [between({ ...state, at: [...state.at, rounded(to)] }, node, border), node];
}

/** Move a corner onto a border of others, which then has it, too. */
export function join(state: State, node: number, border: [number, number], to: Position): State {
  return between(move(state, node, to), node, border);
}

/** Make one corner of two: `node` becomes `other`. Returns null where a ring would touch itself or vanish. */
export function weld(state: State, node: number, other: number): State | null {
  const made = each(state, (nodes) => {
    if (!nodes.includes(node)) return nodes;
    const named = nodes.map((one) => (one === node ? other : one));
    return named.filter((one, number) => one !== named[(number + 1) % named.length]);
  });
  const isSound = made.rings.every(({ nodes }) => nodes.length > 2 && new Set(nodes).size === nodes.length);
  return isSound ? made : null;
}

/** Return the corners beside a corner, in all rings that have it. */
export function beside(state: State, node: number): Set<number> {
  const found = new Set<number>();
  for (const { nodes } of state.rings) {
    const place = nodes.indexOf(node);
    if (place < 0) continue;
    found.add(nodes[(place + 1) % nodes.length] as number);
    found.add(nodes[(place + nodes.length - 1) % nodes.length] as number);
  }
  return found;
}

/** Take a corner away. Returns null where three borders meet, or where too few corners would be left. */
export function remove(state: State, node: number): State | null {
  if (beside(state, node).size > 2) return null;
  const made = each(state, (nodes) => (nodes.includes(node) ? nodes.filter((one) => one !== node) : nodes));
  return made.rings.every(({ nodes }) => nodes.length > 2) ? made : null;
}

/** Take a ring away; with an outer ring go its holes. */
export function drop(state: State, number: number): State {
  const gone = state.rings[number];
  const first = state.rings.findIndex((ring) => ring.area === gone?.area && ring.polygon === gone.polygon);
  const goes = (ring: Ring, place: number) =>
    place === number || (first === number && ring.area === gone?.area && ring.polygon === gone.polygon);
  return { ...state, rings: state.rings.filter((ring, place) => !goes(ring, place)) };
}

/** Take all rings of an area away. */
export function clear(state: State, area: number): State {
  return { ...state, rings: state.rings.filter((ring) => ring.area !== area) };
}

/** Return the areas that have a corner. */
export function areasAt(state: State, node: number): number[] {
  return state.rings.filter(({ nodes }) => nodes.includes(node)).map(({ area }) => area);
}

/** Return the shorter way along one ring from a corner to another, without the first; null if none has both. */
export function follow(state: State, from: number, to: number): number[] | null {
  const ways = state.rings.flatMap(({ nodes }) => {
    const [start, end] = [nodes.indexOf(from), nodes.indexOf(to)];
    if (start < 0 || end < 0 || start === end) return [];
    const turned = [...nodes.slice(start + 1), ...nodes.slice(0, start)];
    const place = turned.indexOf(to);
    return [turned.slice(0, place + 1), turned.slice(place).reverse()];
  });
  const length = (way: number[]) =>
    [from, ...way].slice(1).reduce((sum, node, number) => {
      const [a, b] = [state.at[[from, ...way][number] as number], state.at[node]] as [Position, Position];
      return sum + Math.hypot(a[0] - b[0], a[1] - b[1]);
    }, 0);
  return ways.sort((a, b) => length(a) - length(b))[0] ?? null;
}
