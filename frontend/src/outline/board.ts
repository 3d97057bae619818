// The drawing table: what is drawn, which corner is chosen, and every act on it, whoever asks: map, keys or table.
import type { Words } from "../desk/words";
import type { Position } from "../map/system";
import * as model from "./model";
import { crosses, linesOf, snapTo, stepped, type Snap } from "./snap";

const SNAP_BY_KEY = 20; // metres
const UNDO_MOST = 300;

export class Board {
  state: model.State;
  chosen: number | null = null;
  ring: number;
  draft: number[] | null = null;
  snaps = true;
  message = "";
  private readonly base: string[];
  private readonly lines: Position[][];
  private past: model.State[] = [];
  private future: model.State[] = [];
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly ground: model.Ground,
    private readonly words: Words,
  ) {
    this.state = model.begin(ground);
    this.base = ground.areas.map((_, area) => JSON.stringify(model.polygonsOf(this.state, area)));
    this.lines = linesOf(ground.fixed);
    this.ring = this.rings[0] ?? -1;
    this.message = words.say(this.ring < 0 ? "empty" : "start");
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  tell(key: string, values: Record<string, string | number> = {}): void {
    this.message = this.words.say(key, values);
    this.listeners.forEach((listener) => listener());
  }

  /** The rings of the area itself, by number. */
  get rings(): number[] {
    return this.state.rings.flatMap((ring, number) => (ring.area === 0 ? [number] : []));
  }

  /** The corners of the ring looked at. */
  get corners(): number[] {
    return this.draft ?? this.state.rings[this.ring]?.nodes ?? [];
  }

  /** The areas that are no longer as they came. */
  get changed(): number[] {
    return this.base.flatMap((before, area) =>
      JSON.stringify(model.polygonsOf(this.state, area)) === before ? [] : [area],
    );
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Take a state over as one step. `before`: what undoing it brings back. */
  keep(state: model.State, before = this.state): void {
    this.past = [...this.past, before].slice(-UNDO_MOST);
    this.future = [];
    this.state = state;
    this.settle();
  }

  /** See to it that what is chosen still exists. */
  private settle(): void {
    if (this.state.rings[this.ring]?.area !== 0) this.ring = this.rings[0] ?? -1;
    if (this.chosen !== null && !this.corners.includes(this.chosen)) this.chosen = null;
  }

  undo(): void {
    if (this.draft?.length) {
      this.draft = this.draft.slice(0, -1);
      return this.tell("drawing", { n: this.draft.length });
    }
    const state = this.past.pop();
    if (!state) return;
    this.future.push(this.state);
    this.state = state;
    this.settle();
    this.tell("undone");
  }

  redo(): void {
    const state = this.future.pop();
    if (!state) return;
    this.past.push(this.state);
    this.state = state;
    this.settle();
    this.tell("redone");
  }

  choose(node: number): void {
    const own = this.rings.find((number) => this.state.rings[number]?.nodes.includes(node));
    if (own === undefined && !this.draft) return;
    if (own !== undefined && !this.corners.includes(node)) this.ring = own;
    this.chosen = node;
    this.tell("chosen", this.told(node));
  }

  /** Choose the corner before or after. */
  walk(by: number): void {
    const place = this.chosen === null ? -1 : this.corners.indexOf(this.chosen);
    const count = this.corners.length;
    if (count) this.choose(this.corners[(place + by + count) % count] as number);
  }

  /** What is said of a corner. */
  private told(node: number): Record<string, string | number> {
    const [x, y] = this.state.at[node] as Position;
    const others = [...new Set(model.areasAt(this.state, node))].filter((area) => area !== 0);
    const names = others.map((area) => this.ground.areas[area]?.name).join("、");
    const shared = names ? `（${this.words.say("shared", { names })}）` : "";
    return { n: this.corners.indexOf(node) + 1, all: this.corners.length, x: x.toFixed(7), y: y.toFixed(7) + shared };
  }

  find(to: Position, reach: number, skip: number[] = []): Snap | null {
    return this.snaps ? snapTo(this.state, this.lines, to, reach, skip) : null;
  }

  /** Move a corner, snapped to what is near. */
  moveTo(node: number, to: Position, snap: Snap | null): void {
    let made: model.State | null = model.move(this.state, node, snap?.at ?? to);
    if (snap?.node !== undefined) made = model.weld(this.state, node, snap.node);
    else if (snap?.border) made = model.join(this.state, node, snap.border, snap.at);
    if (!made) return this.tell("pinched");
    this.keep(made);
    this.chosen = snap?.node ?? node;
    if (crosses(this.state, this.chosen)) return this.tell("crossing");
    this.tell(snap ? (snap.node === undefined ? "edge" : "snapped") : "moved", this.told(this.chosen));
  }

  step(east: number, north: number): void {
    if (this.chosen === null) return this.tell("start");
    this.moveTo(this.chosen, stepped(this.state.at[this.chosen] as Position, east, north), null);
  }

  snap(): void {
    if (this.chosen === null) return this.tell("start");
    const others = { ...this.state, rings: this.state.rings.filter(({ area }) => area !== 0) };
    const skip = [this.chosen, ...model.beside(this.state, this.chosen)];
    const found = snapTo(others, this.lines, this.state.at[this.chosen] as Position, SNAP_BY_KEY, skip);
    if (!found) return this.tell("nothing");
    this.moveTo(this.chosen, found.at, found);
  }

  /** Add a corner on a border, or in the middle behind the chosen one. */
  add(border?: [number, number], to?: Position): void {
    const place = this.corners.indexOf(this.chosen ?? -1);
    const next = this.corners[(place + 1) % this.corners.length];
    const pair = border ?? (place < 0 || next === undefined ? null : ([this.chosen, next] as [number, number]));
    if (!pair || this.draft) return this.tell("start");
    const [a, b] = pair.map((node) => this.state.at[node]) as [Position, Position];
    const [state, node] = model.add(this.state, pair, to ?? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    this.keep(state);
    this.choose(node);
  }

  remove(): void {
    if (this.chosen === null || this.draft) return this.tell("start");
    const next = this.corners[(this.corners.indexOf(this.chosen) + 1) % this.corners.length] as number;
    const made = model.remove(this.state, this.chosen);
    if (!made) return this.tell("refused");
    this.keep(made);
    this.choose(next);
  }

  clear(): void {
    if (this.ring >= 0) this.keep(model.drop(this.state, this.ring));
    this.draft = null;
    this.tell(this.ring < 0 ? "empty" : "start");
  }
}
