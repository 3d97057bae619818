// Work of the engine: asked for by a form, watched until it is done, its choices shown on the map as what would change.
import type { Model } from "./model";
import { fieldsOf, renew } from "./panels";
import type { Scene } from "./scene";
import { post, read, type Fields } from "./send";
import type { Choice, Run } from "./types";
import type { Words } from "./words";

const PAUSE = 700; // ms between two looks at the work
const AT_WORK = ["waiting", "running"];

export class Engine {
  private run: (Run & { url: string }) | null = null;
  private timer = 0;
  private shown = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly model: Model,
    private readonly scene: Scene | null,
    private readonly words: Words,
    private readonly say: (text: string) => void,
    private readonly refuse: (text: string) => void,
    private readonly refresh: () => void,
  ) {}

  private get slot(): HTMLElement | null {
    const panel = this.root.querySelector<HTMLElement>('[data-panel="engine"]');
    if (!panel) return null;
    let slot = panel.querySelector<HTMLElement>("[data-desk-run]");
    if (!slot) {
      slot = document.createElement("div");
      slot.dataset.deskRun = "";
      slot.tabIndex = -1;
      panel.append(slot);
    }
    return slot;
  }

  /** Ask for work; what is selected on the map goes along where the form asks for units. */
  async ask(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const fields = fieldsOf(form, submitter).filter(([name]) => name !== "units");
    const isNamed = fields.some(([name]) => name === "communities");
    const isHere = !isNamed && fields.some(([name, value]) => name === "kind" && value === "improve");
    const units = isHere ? [...this.model.selection].map((unit): [string, string] => ["units", String(unit)]) : [];
    await this.begin(form.action, [...fields, ...units]);
  }

  private async begin(url: string, fields: Fields): Promise<void> {
    try {
      const { status, body } = await post(url, [["head", String(this.model.state.head)], ...fields]);
      const told = body as { url?: string; refused?: { text?: string } };
      if (status === 409) this.refresh();
      if (status !== 200 || !told.url) return this.refuse(told.refused?.text ?? "");
      this.clear();
      await this.watch(told.url);
      this.slot?.scrollIntoView({ block: "nearest" });
    } catch {
      this.refuse("");
    }
  }

  /** Look at a run until it is done; the page may be left meanwhile, the work goes on. */
  async watch(url: string): Promise<void> {
    window.clearTimeout(this.timer);
    const was = this.run?.state;
    try {
      this.run = { ...(await read<Run>(url)), url };
    } catch {
      this.timer = window.setTimeout(() => void this.watch(url), PAUSE * 5);
      return;
    }
    const { state, html, text, choices } = this.run;
    const isAtWork = AT_WORK.includes(state);
    if (this.slot && html !== this.shown) renew(this.slot, html);
    this.shown = html;
    if (isAtWork) {
      if (state !== was) this.say(this.words.say("engine"));
      this.timer = window.setTimeout(() => void this.watch(url), PAUSE);
      return;
    }
    this.say(text);
    if (choices?.length) this.offer(choices);
  }

  /** Forms below a run: while it works the only one cancels it. Returns whether the form was taken. */
  takes(form: HTMLFormElement): boolean {
    if (!this.run || !AT_WORK.includes(this.run.state) || !this.slot?.contains(form)) return false;
    const { url } = this.run;
    void post(form.action, fieldsOf(form, null)).catch(() => null).then(() => this.watch(url));
    return true;
  }

  /** Forget the run that is shown. */
  clear(): void {
    window.clearTimeout(this.timer);
    this.run = null;
    this.shown = "";
    this.scene?.propose([]);
    if (this.slot) this.slot.replaceChildren();
  }

  /** Buttons to switch between the plan as it is and what the engine found. */
  private offer(choices: Choice[]): void {
    const bar = document.createElement("div");
    bar.className = "desk-choices";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", this.words.say("choices"));
    const add = (index: number | null, text: string) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
      button.dataset.show = String(index ?? "");
      button.addEventListener("click", () => this.show(index));
      bar.append(button);
    };
    add(null, this.words.say("asItIs"));
    choices.forEach(({ name }, index) => add(index, name));
    this.slot?.prepend(bar);
    this.show(0);
  }

  private show(index: number | null): void {
    const choice: Choice | undefined = index === null ? undefined : this.run?.choices[index];
    this.scene?.propose(choice?.moves ?? []);
    this.slot?.querySelectorAll<HTMLElement>("[data-show]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.show === String(index ?? "")));
    });
    this.slot?.querySelectorAll<HTMLElement>("[data-choice]").forEach((part) => {
      part.hidden = part.dataset.choice !== String(index ?? "");
    });
    if (!choice) return;
    const units = choice.moves.map(([unit]) => unit);
    const said = this.words.say("wouldMove", { units: units.length, households: this.model.households(units) });
    this.say(`${choice.name} ${said}`);
  }
}
