// Ticking rows for a bulk act: one box for all, a live count, and buttons that wait for a choice.
export function tickRows(form: HTMLElement): void {
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>("input[data-row]")];
  const all = form.querySelector<HTMLInputElement>("input[data-all-rows]");
  const count = form.querySelector<HTMLElement>("[data-row-count]");

  function show(): void {
    const ticked = boxes().filter((box) => box.checked).length;
    if (count) count.textContent = String(ticked);
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && ticked < boxes().length;
    }
    boxes().forEach((box) => box.closest("tr")?.classList.toggle("row-ticked", box.checked));
    form.classList.toggle("has-ticked", ticked > 0);
  }

  all?.addEventListener("change", () => {
    boxes().forEach((box) => (box.checked = all.checked));
    show();
  });
  form.addEventListener("change", show);
  show();
}
