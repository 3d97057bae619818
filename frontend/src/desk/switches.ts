// Which layers are shown, kept for this visit; a page opened by a link of somebody else starts with the usual ones.
import type { View } from "./view";

const KEPT = "linli-desk-layers";

function read(): Record<string, boolean> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Record<string, boolean>;
  } catch {
    return {};
  }
}

/** Let the boxes with `data-layer` switch layers of the map. */
export function switchLayers(root: HTMLElement, view: View): void {
  const kept = read();
  root.querySelectorAll<HTMLInputElement>("input[data-layer]").forEach((box) => {
    const layer = box.dataset.layer ?? "";
    box.checked = kept[layer] ?? box.checked;
    view.show(layer, box.checked);
    box.addEventListener("change", () => {
      view.show(layer, box.checked);
      kept[layer] = box.checked;
      try {
        sessionStorage.setItem(KEPT, JSON.stringify(kept));
      } catch {
        // Without storage the choice lasts until the page is left.
      }
    });
  });
}
