// Menus are <details>, so they open without scripts; this closes them as people expect.
export function closeMenus(): void {
  const opened = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  document.addEventListener("click", (event) => {
    opened().forEach((menu) => {
      if (!menu.contains(event.target as Node)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    opened().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
  });
}

/** On a phone the navigation scrolls sideways; the entry of this page is brought into view. */
export function showCurrent(): void {
  const row = document.querySelector<HTMLElement>(".hall-nav");
  const here = row?.querySelector<HTMLElement>("[aria-current]");
  if (row && here) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
