// Keys of the desk. They rest while somebody types, and where a reader has turned them off.
import { isTyping, keepChoice } from "../keys/keys";

export interface Handlers {
  take(tool: string): void;
  target(place: number): void;
  assign(): void;
  cancel(): unknown;
  undo(): void;
  redo(): void;
  lock(): void;
  next(): void;
  why(): void;
  hold(isHeld: boolean): void;
}

const TOOLS: Record<string, string> = { v: "pick", r: "rectangle", o: "lasso", b: "brush", d: "border" };

/** Let keys act. `root` holds the window that explains them; return how to open it. */
export function useKeys(root: HTMLElement, handlers: Handlers): () => void {
  const help = root.querySelector<HTMLDialogElement>("[data-desk-keys]");
  const choice = help?.querySelector<HTMLInputElement>("[data-keys-on]");
  if (choice) keepChoice(choice);
  const explain = () => help?.showModal();

  const single: Record<string, () => void> = {
    l: () => handlers.lock(),
    n: () => handlers.next(),
    i: () => handlers.why(),
    "?": explain,
  };

  /** Space and Enter belong to whatever control has the focus; only on the map and the page they are ours. */
  function isOnControl(target: EventTarget | null): boolean {
    return !!(target as Element | null)?.closest("a, button, input, summary, select, textarea");
  }

  function withControl(event: KeyboardEvent): (() => unknown) | undefined {
    const key = event.key.toLowerCase();
    if (key === "z") return event.shiftKey ? handlers.redo : handlers.undo;
    return key === "y" ? handlers.redo : undefined;
  }

  function plain({ key, target }: KeyboardEvent): (() => unknown) | undefined {
    if (key === "Escape") return handlers.cancel;
    if (key === "Enter" && !isOnControl(target)) return handlers.assign;
    if (key === " " && !isOnControl(target)) return () => handlers.hold(true);
    if (!choice?.checked) return undefined;
    if (/^[0-9]$/.test(key)) return () => handlers.target(Number(key));
    const tool = TOOLS[key.toLowerCase()];
    return tool ? () => handlers.take(tool) : single[key.toLowerCase()];
  }

  document.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || event.altKey || document.querySelector("dialog[open]")) return;
    const act = event.ctrlKey || event.metaKey ? withControl(event) : plain(event);
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    if (!event.repeat || event.key !== " ") act();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") handlers.hold(false);
  });
  window.addEventListener("blur", () => handlers.hold(false));
  return explain;
}
