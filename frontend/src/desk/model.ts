// The plan as the reader sees it: what the server holds, with the changes on their way already painted on top.
import { FREE, type Community, type State } from "./types";
import type { Shape } from "./plane";

export type Change = "state" | "labels" | "selection" | "target";
type Listener = (what: Change) => void;

export class Model {
  readonly selection = new Set<number>();
  labels: number[];
  target: number | null = null;
  private readonly listeners: Listener[] = [];

  constructor(
    readonly shapes: Shape[],
    public state: State,
  ) {
    this.labels = [...state.labels];
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  tell(what: Change): void {
    this.listeners.forEach((listener) => listener(what));
  }

  /** Take over what the server says and paint the changes that it has not seen yet. */
  take(state: State, patches: Map<number, number>[]): void {
    this.state = state;
    this.labels = [...state.labels];
    patches.forEach((patch) => patch.forEach((to, unit) => (this.labels[unit] = to)));
    if (this.target !== null && this.target !== FREE && !this.community(this.target)) this.target = null;
    this.tell("state");
  }

  paint(patch: Map<number, number>): void {
    patch.forEach((to, unit) => (this.labels[unit] = to));
    this.tell("labels");
  }

  community(number: number): Community | undefined {
    return this.state.communities.find((each) => each.number === number);
  }

  nameOf(number: number): string {
    return number === FREE ? "" : (this.community(number)?.name ?? String(number + 1));
  }

  households(units: Iterable<number>): number {
    let sum = 0;
    for (const unit of units) sum += this.shapes[unit]?.households ?? 0;
    return sum;
  }

  householdsOf(community: number): number {
    return this.shapes.reduce((sum, shape) => sum + (this.labels[shape.number] === community ? shape.households : 0), 0);
  }

  setTarget(target: number | null): void {
    this.target = target;
    this.tell("target");
  }

  select(units: Iterable<number>, how: "add" | "toggle" | "only" | "drop"): void {
    if (how === "only") this.selection.clear();
    for (const unit of units) {
      if (how === "drop" || (how === "toggle" && this.selection.has(unit))) this.selection.delete(unit);
      else this.selection.add(unit);
    }
    this.tell("selection");
  }

  /** Whether a lock keeps the unit where it is. */
  isFixed(unit: number): boolean {
    return this.state.locks.some(
      ({ kind, first }) =>
        ((kind === "unit" || kind === "seat") && first === unit) || (kind === "community" && first === this.labels[unit]),
    );
  }
}
