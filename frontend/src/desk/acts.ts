// What a reader can do to the plan, from whichever tool, key or form it comes.
import type { Model } from "./model";
import type { Queue } from "./queue";
import type { Fields } from "./send";
import { FREE } from "./types";
import type { Words } from "./words";

export class Acts {
  private problem = -1;

  constructor(
    private readonly model: Model,
    private readonly queue: Queue,
    private readonly words: Words,
    readonly say: (text: string) => void,
  ) {}

  /** Give units to a community: painted at once, sent after what is on its way already. */
  assign(units: Iterable<number>, to: number): void {
    const asked = [...units].filter((unit) => this.model.labels[unit] !== to);
    const free = asked.filter((unit) => !this.model.isFixed(unit));
    // Where every unit is locked the server says which rule keeps them.
    const moving = free.length ? free : asked;
    if (!moving.length || !this.model.state.may_edit) return;
    const said = [this.words.say("moved", { units: moving.length, name: this.model.nameOf(to) || this.words.say("free") })];
    if (moving.length < asked.length) said.push(this.words.say("skipped", { n: asked.length - moving.length }));
    const patch = new Map(moving.map((unit) => [unit, to]));
    this.model.select(asked, "drop");
    this.model.paint(patch);
    this.say(said.join(" "));
    const fields: Fields = [["act", "assign"], ["to", String(to)]];
    this.queue.push({ fields: [...fields, ...moving.map((unit): [string, string] => ["units", String(unit)])], patch });
  }

  assignSelection(): void {
    const { target, selection } = this.model;
    if (!selection.size) this.say(this.words.say("nothing"));
    else if (target === null) this.say(this.words.say("choose"));
    else this.assign(selection, target);
  }

  /** An act without a picture of its own: undo, merge, rename and the like. */
  do(fields: Fields): void {
    if (this.model.state.may_edit) this.queue.push({ fields });
  }

  undo(): void {
    this.do([["act", "undo"]]);
  }

  redo(): void {
    this.do([["act", "redo"]]);
  }

  /** Lock the selected units, or unlock them if all of them are locked. */
  lockSelection(): void {
    const { selection, state } = this.model;
    const locks = state.locks.filter(({ kind }) => kind === "unit");
    const open = [...selection].filter((unit) => !locks.some(({ first }) => first === unit));
    if (!selection.size) this.say(this.words.say("nothing"));
    const units = open.map((unit): [string, string] => ["units", String(unit)]);
    if (open.length) this.do([["act", "lock"], ["kind", "unit"], ...units]);
    else locks.forEach(({ id, first }) => selection.has(first) && this.do([["act", "unlock"], ["lock", String(id)]]));
  }

  /** Go on to the next finding, select its units, and return where it is. */
  nextProblem(): number[] {
    const { findings } = this.model.state;
    this.problem = findings.length ? (this.problem + 1) % findings.length : -1;
    const finding = findings[this.problem];
    this.say(finding ? `${this.problem + 1}/${findings.length} ${finding.text}` : this.words.say("noProblem"));
    if (finding?.units.length) this.model.select(finding.units, "only");
    return finding ? this.unitsOf(finding.units, finding.communities) : [];
  }

  /** The units meant by a list of units or, where it is empty, by communities. */
  unitsOf(units: number[], communities: number[]): number[] {
    if (units.length) return units;
    return this.model.labels.flatMap((label, unit) => (label !== FREE && communities.includes(label) ? [unit] : []));
  }
}
