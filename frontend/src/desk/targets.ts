// The legend is the picker: one button a community, and one for selecting only. Selects of the page follow it.
import { inkOf } from "./colours";
import { isDark } from "../map/begin";
import type { Model } from "./model";
import { placeOf } from "./scene";
import { FREE } from "./types";
import type { Words } from "./words";

/** Show the communities and let one be the target; `data-desk-targets` is where, `data-none` the word for no target. */
export function pickTargets(root: HTMLElement, model: Model, words: Words, say: (text: string) => void): void {
  const box = root.querySelector<HTMLElement>("[data-desk-targets]");
  if (!box) return;
  const { fills } = inkOf(isDark());
  let shown = "";

  function button(target: number | null, text: string, colour?: string): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn desk-target";
    made.setAttribute("role", "radio");
    made.dataset.target = target === null ? "" : String(target);
    if (colour) {
      const patch = document.createElement("span");
      patch.className = "desk-patch";
      patch.style.backgroundColor = colour === "none" ? "" : colour;
      made.append(patch);
    }
    made.append(text);
    made.addEventListener("click", () => choose(target));
    return made;
  }

  function choose(target: number | null): void {
    model.setTarget(target);
    say(target === null ? words.say("only") : words.say("target", { name: model.nameOf(target) || words.say("free") }));
  }

  const buttons = () => [...box.querySelectorAll<HTMLButtonElement>("button")];

  function fill(): void {
    const made = [button(null, box!.dataset.none ?? "")];
    for (const { number, name, colour } of model.state.communities) {
      const households = model.householdsOf(number);
      const text = `${placeOf(model, number)} ${name} ${households.toLocaleString(document.documentElement.lang)}`;
      made.push(button(number, text, fills[colour % fills.length]));
      made.at(-1)!.title = words.say("households", { n: households });
    }
    made.push(button(FREE, words.say("free"), "none"));
    const now = made.map((each) => each.textContent).join("|");
    if (now === shown) return;
    shown = now;
    const had = buttons().findIndex((each) => each === document.activeElement);
    box!.replaceChildren(...made);
    if (had >= 0) buttons()[had]?.focus();
  }

  function show(): void {
    const chosen = model.target === null ? "" : String(model.target);
    buttons().forEach((each) => {
      const isChosen = each.dataset.target === chosen;
      each.setAttribute("aria-checked", String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
    });
    root.querySelectorAll<HTMLSelectElement>("select[data-desk-target]").forEach((select) => {
      if (chosen || select.options[0]?.value === "") select.value = chosen;
    });
  }

  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = buttons();
    const next = all[(all.findIndex((each) => each === document.activeElement) + step + all.length) % all.length];
    next?.click();
    next?.focus();
  });
  root.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    if (!select.matches("select[data-desk-target]")) return;
    const target = select.value === "" ? null : Number(select.value);
    choose(target === FREE || (target !== null && model.community(target)) ? target : null);
  });
  model.listen((what) => {
    if (what === "state" || what === "labels") fill();
    if (what === "state" || what === "target") show();
  });
  box.hidden = !model.state.may_edit;
  fill();
  show();
}

/** Choose the target by its place in the list; 0 is none. */
export function targetAt(model: Model, place: number): number | null {
  return model.state.communities[place - 1]?.number ?? null;
}
