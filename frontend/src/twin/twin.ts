// Two plans on two maps that move together, or one above the other with a line between, and what changes.
import "./twin.css";
import { Model } from "../desk/model";
import { shapeOf, type Shape } from "../desk/plane";
import { namesOf } from "../desk/scene";
import { read } from "../desk/send";
import { FREE, type Ground, type State } from "../desk/types";
import { laidOver, View } from "../desk/view";
import { Words } from "../desk/words";
import { letSwipe } from "./swipe";

type Colours = Map<number, number>;

/** Colours of the first plan by its communities. */
function coloursOf({ communities }: State): Colours {
  return new Map(communities.map(({ number, colour }) => [number, colour]));
}

/** A community of the second plan has the colour of the one it continues: where a unit stays, both are the same. */
function coloursAlike(one: State, other: State, changed: Set<number>): Colours {
  const known = coloursOf(one);
  const alike: Colours = new Map();
  other.labels.forEach((label, unit) => {
    const colour = known.get(one.labels[unit] ?? FREE);
    if (label !== FREE && !changed.has(unit) && colour !== undefined) alike.set(label, colour);
  });
  const rest = Array.from({ length: 12 }, (_, colour) => colour).filter((colour) => ![...known.values()].includes(colour));
  for (const { number, colour } of other.communities) {
    if (!alike.has(number)) alike.set(number, rest.shift() ?? colour);
  }
  return alike;
}

async function draw(element: HTMLElement, ground: Ground, shapes: Shape[], state: State, colours: Colours, words: Words): Promise<View | null> {
  element.dataset.started = "";
  const model = new Model(shapes, state);
  const letters = state.communities.map(({ name }) => name).join("") + words.say("households");
  const view = await View.open(element, ground, shapes, letters);
  if (!view) return null;
  view.paint(state.labels, (community) => colours.get(community) ?? FREE);
  view.put("names", namesOf(model, words, false));
  ["households", "present", "facilities", "neighbourhoods", "grid"].forEach((layer) => view.show(layer, false));
  element.dataset.ready = "";
  return view;
}

function moveTogether(one: View, other: View): void {
  let isLed = false;
  const lead = (from: View, to: View) =>
    from.map.on("move", () => {
      if (isLed) return;
      isLed = true;
      to.map.jumpTo({ center: from.map.getCenter(), zoom: from.map.getZoom() });
      isLed = false;
    });
  lead(one, other);
  lead(other, one);
}

/** Draw both plans. Where this machine cannot, the list below says what changes. */
export async function showTwin(root: HTMLElement): Promise<void> {
  const { ground: address = "", stateA = "", stateB = "" } = root.dataset;
  const [first, second] = ["a", "b"].map((side) => root.querySelector<HTMLElement>(`[data-twin-map="${side}"]`));
  if (!first || !second) return;
  const loaded = Promise.all([read<Ground>(address), read<State>(stateA), read<State>(stateB)]);
  const [raw, one, other] = await loaded;
  const ground = laidOver(raw, first);
  const shapes = ground.units.features.map(shapeOf).sort((a, b) => a.number - b.number);
  const changed = new Set((root.dataset.changed ?? "").split(",").filter(Boolean).map(Number));
  const words = new Words(root);
  root.hidden = false;
  const views = [
    await draw(first, ground, shapes, one, coloursOf(one), words),
    await draw(second, ground, shapes, other, coloursAlike(one, other, changed), words),
  ];
  const [left, right] = views;
  if (!left || !right) {
    root.hidden = true;
    return;
  }
  moveTogether(left, right);
  letSwipe(root);
  const box = root.querySelector<HTMLInputElement>("[data-twin-difference]");
  const mark = () => {
    const isOn = !!box?.checked;
    for (const view of [left, right]) {
      view.markOnly("moved", isOn ? changed : new Set());
      shapes.forEach(({ number }) => view.mark(number, { faded: isOn && changed.size > 0 && !changed.has(number) }));
    }
  };
  box?.addEventListener("change", mark);
  mark();
  root.dataset.ready = "";
}
