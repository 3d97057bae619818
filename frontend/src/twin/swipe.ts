// One map above the other: a line that is dragged, or moved by the keys of its slider, parts them.

/** Let the reader choose how the maps lie, and move the line. */
export function letSwipe(root: HTMLElement): void {
  const maps = root.querySelector<HTMLElement>("[data-twin-maps]");
  const upper = root.querySelector<HTMLElement>('[data-twin-map="b"]');
  const line = root.querySelector<HTMLElement>("[data-twin-line]");
  const handle = root.querySelector<HTMLElement>("[data-twin-handle]");
  const slider = handle?.querySelector<HTMLInputElement>("input");
  if (!maps || !upper || !line || !handle || !slider) return;
  let isSwipe = false;

  function part(): void {
    const share = Number(slider!.value);
    upper!.style.clipPath = isSwipe ? `inset(0 0 0 ${share}%)` : "";
    line!.style.left = `${share}%`;
  }

  function lay(mode: string): void {
    isSwipe = mode === "swipe";
    maps!.classList.toggle("twin-swipe", isSwipe);
    handle!.hidden = !isSwipe;
    root.querySelectorAll<HTMLElement>("[data-twin-mode]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.twinMode === mode));
    });
    part();
  }

  root.querySelectorAll<HTMLElement>("[data-twin-mode]").forEach((button) => {
    button.addEventListener("click", () => lay(button.dataset.twinMode ?? "side"));
  });
  slider.addEventListener("input", part);
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = maps.getBoundingClientRect();
    slider.value = String(Math.round(((event.clientX - left) / width) * 100));
    part();
  });
  lay("side");
}
