// Typing down a column of figures: Enter and the arrows move between the cells, as in a sheet; Enter never sends the form.
export function walkColumn(table: HTMLElement): void {
  const cells = () => [...table.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-cell]")];

  function step(from: Element, by: number): void {
    const all = cells();
    const next = all[all.indexOf(from as HTMLInputElement) + by];
    if (!next) {
      if (by > 0) table.closest("form")?.querySelector<HTMLElement>("[name=then]")?.focus();
      return;
    }
    next.focus();
    if (next instanceof HTMLInputElement) next.select();
    next.scrollIntoView({ block: "nearest" });
  }

  table.addEventListener("keydown", (event) => {
    const cell = (event.target as Element).closest("[data-cell]");
    const isEnter = event.key === "Enter" && !event.isComposing;
    if (!cell) {
      if (isEnter && event.target instanceof HTMLInputElement) event.preventDefault(); // a note sends nothing either
      return;
    }
    // In a list of choices the arrows choose.
    const isArrow = (event.key === "ArrowDown" || event.key === "ArrowUp") && cell instanceof HTMLInputElement;
    if (!isEnter && !isArrow) return;
    event.preventDefault();
    step(cell, event.key === "ArrowUp" || (isEnter && event.shiftKey) ? -1 : 1);
  });
}
