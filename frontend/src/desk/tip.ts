// What lies under the pointer: name, households, community.
import type { Model } from "./model";
import { FREE } from "./types";
import type { Tools } from "./tools";
import type { View } from "./view";
import type { Words } from "./words";

/** Show the tip beside the pointer; return how to learn which unit lies under it. */
export function showTip(
  root: HTMLElement,
  view: View,
  model: Model,
  words: Words,
  tools: Tools,
): () => number | null {
  const tip = root.querySelector<HTMLElement>("[data-desk-tip]");
  let under: number | null = null;
  view.map.on("mousemove", ({ point }) => {
    under = tools.unitAt([point.x, point.y]);
    if (!tip) return;
    tip.hidden = under === null;
    if (under === null) return;
    const label = model.labels[under] ?? FREE;
    const facts = [
      model.shapes[under]?.name,
      words.say("households", { n: model.households([under]) }),
      label === FREE ? words.say("free") : model.nameOf(label),
    ];
    tip.textContent = facts.join(" · ");
    const isRight = point.x > view.map.getCanvas().clientWidth / 2;
    tip.style.left = isRight ? "auto" : `${point.x + 14}px`;
    tip.style.right = isRight ? `${view.map.getCanvas().clientWidth - point.x + 14}px` : "auto";
    tip.style.top = `${point.y + 14}px`;
  });
  view.map.on("mouseout", () => {
    under = null;
    if (tip) tip.hidden = true;
  });
  return () => under;
}
