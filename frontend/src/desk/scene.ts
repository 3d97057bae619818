// Keeps the map in step with the model: colours, names, locks, findings, selection.
import type { Feature } from "geojson";
import type { Model } from "./model";
import type { Point } from "./plane";
import { FREE } from "./types";
import { feature, type View } from "./view";
import type { Words } from "./words";

/** Place of a community in the list, counted from one: its number on the map and its key. */
export function placeOf(model: Model, community: number): number {
  return model.state.communities.findIndex((each) => each.number === community) + 1;
}

/** Where the name of a community stands: the unit nearest to the middle of its households. */
function middleOf(model: Model, community: number): Point | null {
  const own = model.shapes.filter((shape) => model.labels[shape.number] === community);
  if (!own.length) return null;
  const weight = own.reduce((sum, shape) => sum + shape.households + 1, 0);
  const mean = (axis: 0 | 1) => own.reduce((sum, shape) => sum + shape.centre[axis] * (shape.households + 1), 0) / weight;
  const [x, y] = [mean(0), mean(1)];
  const far = ({ centre }: { centre: Point }) => (centre[0] - x) ** 2 + (centre[1] - y) ** 2;
  return own.reduce((best, shape) => (far(shape) < far(best) ? shape : best)).centre;
}

/** The names of the communities with their households, numbered as their keys are or not. */
export function namesOf(model: Model, words: Words, isNumbered: boolean): Feature[] {
  return model.state.communities.flatMap(({ number, name }): Feature[] => {
    const at = middleOf(model, number);
    if (!at) return [];
    const title = isNumbered ? `${placeOf(model, number)} ${name}` : name;
    const text = `${title}\n${words.say("households", { n: model.householdsOf(number) })}`;
    return [feature({ type: "Point", coordinates: at }, { community: number, text })];
  });
}

export class Scene {
  private moves: [number, number, number][] = [];

  constructor(
    private readonly view: View,
    private readonly model: Model,
    private readonly words: Words,
  ) {
    model.listen((what) => {
      if (what === "state" || what === "labels") this.paint();
      if (what === "state") this.marks();
      if (what === "selection") this.select();
    });
    this.paint();
    this.marks();
    this.select();
  }

  /** A community that the engine would only make has a colour that no other has. */
  readonly colourOf = (community: number): number => {
    if (community === FREE) return FREE;
    const known = this.model.community(community);
    if (known) return known.colour;
    const used = this.model.state.communities.map(({ colour }) => colour);
    const spare = this.view.ink.fills.flatMap((_, colour) => (used.includes(colour) ? [] : [colour]));
    return spare[community % spare.length] ?? community;
  };

  paint(): void {
    const labels = [...this.model.labels];
    this.moves.forEach(([unit, , after]) => (labels[unit] = after));
    this.view.paint(labels, this.colourOf);
    this.view.put("names", namesOf(this.model, this.words, true));
  }

  select(): void {
    this.view.markOnly("selected", this.model.selection);
  }

  /** Show units that would move, each with its old and new community; nothing: as it was. */
  propose(moves: [number, number, number][]): void {
    const units = new Set(moves.map(([unit]) => unit));
    this.moves = moves;
    this.paint();
    this.view.markOnly("moved", units);
    this.view.shapes.forEach(({ number }) => this.view.mark(number, { faded: moves.length > 0 && !units.has(number) }));
    this.marks();
    if (moves.length) this.view.look(units);
  }

  private short(community: number): string {
    return community === FREE ? "–" : String(placeOf(this.model, community) || community + 1);
  }

  private marks(): void {
    const { state, shapes } = this.model;
    const moved = new Map(this.moves.map(([unit, before, after]) => [unit, `${this.short(before)}→${this.short(after)}`]));
    const features = shapes.map(({ number, name, households, centre }) =>
      feature(
        { type: "Point", coordinates: centre },
        { households: String(households), title: `${name}\n${households}`, locked: this.model.isFixed(number), moved: moved.get(number) ?? "" },
      ),
    );
    this.view.put("marks", features);
    const ties = state.locks.flatMap(({ kind, first, second }): Feature[] => {
      const [one, two] = [shapes[first], second === null ? undefined : shapes[second]];
      if (!one || !two) return [];
      return [feature({ type: "LineString", coordinates: [one.centre, two.centre] }, { kind })];
    });
    this.view.put("ties", ties);
    this.view.markOnly("wrong", new Set(state.findings.flatMap((finding) => (finding.wrong ? finding.units : []))));
  }
}
