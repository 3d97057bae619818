// Buttons with `data-do`, and links of the panels with `data-look` that bring units into view.
import type { Model } from "./model";

const numbers = (text: string | undefined): number[] => (text ? text.split(",").filter(Boolean).map(Number) : []);

/** Let buttons act; `look` is told what a link with `data-look`, `data-look-communities` means, null where no map is. */
export function pressButtons(
  root: HTMLElement,
  model: Model,
  acts: Record<string, () => void>,
  look: ((units: number[], communities: number[]) => void) | null,
): void {
  // Before the panels: they follow what is still a link.
  const press = (event: MouseEvent) => {
    const element = (event.target as Element).closest<HTMLElement>("[data-do], [data-look], [data-look-communities]");
    if (!element) return;
    const act = acts[element.dataset.do ?? ""];
    if (act) act();
    else if (look && element.dataset.do === undefined) {
      event.preventDefault();
      look(numbers(element.dataset.look), numbers(element.dataset.lookCommunities));
    }
  };
  root.addEventListener("click", press, true);

  function settle(): void {
    const { selection, state, target } = model;
    const can: Record<string, boolean> = {
      assign: selection.size > 0 && target !== null,
      lock: selection.size > 0,
      clear: selection.size > 0,
      undo: state.can_undo,
      redo: state.can_redo,
      next: state.findings.length > 0,
    };
    root.querySelectorAll<HTMLButtonElement>("button[data-do]").forEach((button) => {
      const isAble = can[button.dataset.do ?? ""] ?? true;
      if (isAble !== button.disabled) return;
      button.disabled = !isAble;
    });
  }
  model.listen(settle);
  settle();
}
