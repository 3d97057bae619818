// New pieces of an outline: drawn corner by corner, along borders of neighbours where there are some, or begun from an offer.
import type { Position } from "../map/system";
import type { Board } from "./board";
import * as model from "./model";

const DETOUR = 4; // how much longer than straight a border may be to be followed

let before: model.State | null = null;

export function startPiece(board: Board): void {
  before = board.state;
  board.draft = [];
  board.chosen = null;
  board.tell("drawing", { n: 0 });
}

export function stopPiece(board: Board): void {
  if (before) board.state = before;
  before = board.draft = null;
  board.tell("start");
}

const straight = ({ at }: model.State, way: number[]): number =>
  way.slice(1).reduce((sum, node, number) => {
    const [a, b] = [at[way[number] as number], at[node]] as [Position, Position];
    return sum + Math.hypot(a[0] - b[0], a[1] - b[1]);
  }, 0);

/** Return the way from a corner to the next: along a border that has both, else straight. */
function way(state: model.State, from: number | undefined, to: number): number[] {
  const along = from === undefined ? null : model.follow(state, from, to);
  if (from === undefined || !along) return [to];
  return straight(state, [from, ...along]) <= DETOUR * straight(state, [from, to]) ? along : [to];
}

/** Set the next corner of the piece; on the first one the piece is closed. */
export function setCorner(board: Board, to: Position, reach: number): void {
  const draft = board.draft ?? [];
  const snap = board.find(to, reach);
  let node = snap?.node;
  const first = draft[0] === undefined ? null : (board.state.at[draft[0]] as Position);
  const isOnFirst = first && draft.length > 2 && Math.abs(first[0] - to[0]) + Math.abs(first[1] - to[1]) < reach / 90000;
  if (isOnFirst || (node !== undefined && node === draft[0])) return finishPiece(board);
  if (node === undefined && snap?.border) [board.state, node] = model.add(board.state, snap.border, snap.at);
  if (node === undefined) {
    node = board.state.at.length;
    board.state = { ...board.state, at: [...board.state.at, model.rounded(snap?.at ?? to)] };
  }
  const added = way(board.state, draft.at(-1), node).filter((one) => !draft.includes(one));
  board.draft = [...draft, ...added];
  board.tell("drawing", { n: board.draft.length });
}

export function finishPiece(board: Board): void {
  const draft = board.draft;
  if (!draft || draft.length < 3) return board.tell("drawing", { n: draft?.length ?? 0 });
  const back = way(board.state, draft.at(-1), draft[0] as number).slice(0, -1);
  const nodes = [...draft, ...back.filter((one) => !draft.includes(one))];
  const own = board.state.rings.filter(({ area }) => area === 0);
  const polygon = Math.max(-1, ...own.map((ring) => ring.polygon)) + 1;
  const made = { ...board.state, rings: [...board.state.rings, { area: 0, polygon, nodes }] };
  board.draft = null;
  board.keep(made, before ?? board.state);
  before = null;
  board.ring = made.rings.length - 1;
  board.tell("drawn");
}

/** Make these polygons the outline of an area: an offer, typed corners, or what came back with a form. */
export function replace(board: Board, polygons: model.Polygons, area = 0): void {
  board.draft = null;
  board.keep(model.lay(model.clear(board.state, area), area, polygons));
  board.tell("drawn");
}

/** Read corners typed as text, as the server does; null where they cannot be read. */
export function read(text: string): model.Polygons | null {
  const polygons: model.Polygons = [];
  for (const block of text.trim().split(/\n\s*\n/)) {
    const lines = block.split("\n").map((line) => line.trim()).filter(Boolean);
    const isHole = lines[0] === "-" && polygons.length > 0;
    const ring = lines.slice(isHole ? 1 : 0).map((line) => line.split(/[\s,]+/).map(Number) as Position);
    if (ring.length < 3 || ring.some((place) => place.length !== 2 || place.some(Number.isNaN))) return null;
    const closed = [...ring, ring[0] as Position];
    if (isHole) polygons.at(-1)?.push(closed);
    else polygons.push([closed]);
  }
  return polygons.length ? polygons : null;
}

export function write(polygons: model.Polygons): string {
  const ring = (places: Position[]) => places.slice(0, -1).map((place) => place.map((number) => number.toFixed(7)).join(" "));
  return polygons.flatMap((rings) => rings.map((one, number) => [...(number ? ["-"] : []), ...ring(one)].join("\n"))).join("\n\n");
}
