// Find a unit by its name or address and go there.
import type { Shape } from "./plane";
import type { Words } from "./words";

const MOST = 8;

/** Let the box find units; `go` brings one into view. */
export function letSearch(root: HTMLElement, shapes: Shape[], words: Words, go: (unit: number) => void): void {
  const input = root.querySelector<HTMLInputElement>("[data-desk-search]");
  const list = root.querySelector<HTMLElement>("[data-desk-hits]");
  if (!input || !list) return;

  function find(): Shape[] {
    const asked = input!.value.normalize("NFKC").trim().toLowerCase();
    if (!asked) return [];
    const says = (text: string | undefined) => !!text && text.normalize("NFKC").toLowerCase().includes(asked);
    return shapes.filter(({ name, address }) => says(name) || says(address));
  }

  function close(): void {
    list!.hidden = true;
    list!.replaceChildren();
  }

  function row(shape: Shape): HTMLElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = [shape.name, shape.address, words.say("households", { n: shape.households })].filter(Boolean).join(" · ");
    button.addEventListener("click", () => {
      close();
      go(shape.number);
    });
    item.append(button);
    return item;
  }

  function show(): void {
    const found = find().slice(0, MOST);
    if (!input!.value.trim()) return close();
    if (found.length) list!.replaceChildren(...found.map(row));
    else list!.replaceChildren(Object.assign(document.createElement("li"), { textContent: words.say("noneFound") }));
    list!.hidden = false;
  }

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    if (event.key === "Escape" || !step) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    all[all.findIndex((each) => each === document.activeElement) + step]?.focus();
  });
}
