// The plan editor: loads the ground and the plan, and ties map, panels, keys and engine together.
import "./desk.css";
import { Acts } from "./acts";
import { Engine } from "./engine";
import { sendForms } from "./forms";
import { useKeys } from "./keys";
import { Lines } from "./lines";
import { Model } from "./model";
import { Panels } from "./panels";
import { shapeOf } from "./plane";
import { Queue, type Listeners } from "./queue";
import { Scene } from "./scene";
import { letSearch } from "./search";
import { read } from "./send";
import { switchLayers } from "./switches";
import { pickTargets, targetAt } from "./targets";
import { showTip } from "./tip";
import { pressButtons } from "./toolbar";
import { Tools } from "./tools";
import type { Ground, State } from "./types";
import { laidOver, View } from "./view";
import { letAsk } from "./why";
import { Words } from "./words";

/** What the queue tells goes to the model, the panels and the lines. */
function listeners(root: HTMLElement, model: Model, panels: Panels, lines: Lines, engine: Engine): Listeners {
  return {
    taken(state, patches, done) {
      model.take(state, patches);
      if (state.panels) panels.renew(state.panels);
      if (done && !done.patch && state.message) lines.say(state.message);
      if (done?.fields.some(([name, value]) => name === "act" && value === "apply")) engine.clear();
    },
    refused: lines.refuse,
    conflict(html) {
      const dialog = root.querySelector<HTMLDialogElement>("[data-desk-conflict]");
      const body = dialog?.querySelector<HTMLElement>("[data-desk-conflict-body]");
      if (!dialog || !body) return;
      body.innerHTML = html;
      dialog.showModal();
    },
    told: lines.told,
  };
}

/** The letters that stand on the map, so that their font is there first. */
function letters({ present, facilities, lines }: Ground, { communities }: State, words: Words): string {
  const features = [...present.features, ...facilities.features, ...lines.features];
  const names = [...communities.map(({ name }) => name), ...features.map(({ properties }) => String(properties?.name ?? ""))];
  return names.join("") + words.say("households");
}

async function drawMap(root: HTMLElement, frame: HTMLElement, ground: Ground, model: Model, words: Words): Promise<View | null> {
  frame.dataset.started = "";
  root.querySelector<HTMLElement>("[data-desk-live]")?.removeAttribute("hidden");
  const view = await View.open(frame, ground, model.shapes, letters(ground, model.state, words));
  root.classList.toggle("desk-no-map", !view);
  if (view) switchLayers(root, view);
  else root.querySelector<HTMLElement>("[data-desk-no-map]")?.removeAttribute("hidden");
  return view;
}

/** Start the desk on its root element; where loading fails its forms work as they stand. */
export async function openDesk(root: HTMLElement): Promise<void> {
  const frame = root.querySelector<HTMLElement>("[data-desk-map]");
  const { ground: address = "", state: stateUrl = "", edit = "" } = root.dataset;
  if (!frame) return;
  const [loaded, state] = await Promise.all([read<Ground>(address), read<State>(stateUrl)]);
  const ground = laidOver(loaded, frame);
  const shapes = ground.units.features.map(shapeOf).sort((one, two) => one.number - two.number);
  const words = new Words(root.querySelector("[data-desk-words]"));
  const model = new Model(shapes, state);
  const lines = new Lines(root, words, model);
  const view = await drawMap(root, frame, ground, model, words);
  const scene = view && new Scene(view, model, words);
  const panels = new Panels(root, model, words);
  const engine = new Engine(root, model, scene, words, lines.say, lines.refuse, () => void queue.refresh());
  const queue: Queue = new Queue({ edit, state: stateUrl }, state, listeners(root, model, panels, lines, engine));
  const acts = new Acts(model, queue, words, lines.say);
  const ask = letAsk(root, panels, lines.refuse);
  const tools = view && scene && new Tools(root, view, model, scene, acts, words, ask);
  const under = view && tools ? showTip(root, view, model, words, tools) : () => null;
  const look = (units: number[]) => {
    if (!units.length) return;
    view?.look(units);
    frame.scrollIntoView({ block: "nearest" });
  };
  const common = {
    assign: () => acts.assignSelection(),
    undo: () => acts.undo(),
    redo: () => acts.redo(),
    lock: () => acts.lockSelection(),
    next: () => look(acts.nextProblem()),
    clear: () => model.select([], "only"),
  };
  const explain = useKeys(root, {
    ...common,
    take: (tool) => tools?.take(tool),
    target: (place) => model.setTarget(targetAt(model, place)),
    cancel: () => tools?.cancel() || common.clear(),
    hold: (isHeld) => tools?.hold(isHeld),
    why: () => {
      const unit = under() ?? [...model.selection][0];
      if (unit !== undefined) ask(`unit=${unit}`);
    },
  });
  const show = (units: number[], communities: number[] = []) => {
    if (units.length) model.select(units, "only");
    look(acts.unitsOf(units, communities));
  };
  pressButtons(root, model, { ...common, keys: explain, whole: () => view?.look() }, view && show);
  pickTargets(root, model, words, lines.say);
  letSearch(root, shapes, words, (unit) => show([unit]));
  sendForms(root, model, acts, queue, engine);
  lines.told(0, false);
  root.dataset.ready = "";
  queue.resume();
}
