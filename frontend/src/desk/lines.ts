// The lines below the map: what happened, what was refused, what is selected, what is saved. They are read out too.
import type { Model } from "./model";
import type { Words } from "./words";

export class Lines {
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly model: Model,
  ) {
    model.listen((what) => what === "selection" && this.selected());
    this.selected();
  }

  private at(name: string): HTMLElement | null {
    return this.root.querySelector(`[data-desk-${name}]`);
  }

  readonly say = (text: string): void => {
    const said = this.at("said");
    const refused = this.at("refused");
    if (said) said.textContent = text;
    if (refused) refused.hidden = true;
  };

  readonly refuse = (text: string): void => {
    const refused = this.at("refused");
    if (!refused) return;
    refused.textContent = text || this.words.say("failed");
    refused.hidden = false;
  };

  readonly told = (waiting: number, isLost: boolean): void => {
    const saved = this.at("saved");
    if (!saved) return;
    const text = this.words.say(isLost ? "waiting" : waiting ? "saving" : "saved", { n: waiting });
    if (saved.textContent !== text) saved.textContent = text;
    saved.classList.toggle("desk-lost", isLost);
  };

  private selected(): void {
    const selected = this.at("selected");
    const { selection } = this.model;
    const values = { units: selection.size, households: this.model.households(selection) };
    if (selected) selected.textContent = selection.size ? this.words.say("selected", values) : this.words.say("nothing");
  }
}
