// Keys of a list of cases: j and k walk the rows, Enter opens (the title is a link), a or x acts, / searches, ? explains.
const OFF = "linli-keys-off";

/** Whether keys pressed there are letters of a text. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

/** Keep on this device whether keys are wanted. */
export function keepChoice(box: HTMLInputElement): void {
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

/** Give a table of cases its keys; `data-keys` names the box that explains them and turns them off. */
export function walkRows(table: HTMLElement): void {
  const box = document.getElementById(table.dataset.keys ?? "") as HTMLDetailsElement | null;
  const choice = box?.querySelector<HTMLInputElement>("[data-keys-on]");
  if (!box || !choice) return;
  box.hidden = false;
  keepChoice(choice);

  const stops = () => [...table.querySelectorAll<HTMLElement>("[data-stop]")];
  const row = () => document.activeElement?.closest("tr");

  function step(by: number): void {
    const all = stops();
    const here = all.findIndex((stop) => stop.closest("tr") === row());
    const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const ACTS: Record<string, () => void> = {
    j: () => step(1),
    k: () => step(-1),
    a: () => row()?.querySelector<HTMLElement>("[data-next]")?.click(),
    x: () => row()?.querySelector<HTMLElement>("[data-row]")?.click(),
    "/": () => document.querySelector<HTMLElement>(".hall-search input")?.focus(),
    "?": () => (box.open = !box.open),
  };

  document.addEventListener("keydown", (event) => {
    const act = ACTS[event.key];
    if (!act || !choice.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    act();
    if (event.key === "?" && box.open) box.querySelector("summary")?.focus();
  });
}
