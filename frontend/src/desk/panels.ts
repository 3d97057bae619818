// The panels stay what the server made of them: their forms go the quick way, and new HTML leaves the reader in place.
import type { Model } from "./model";
import type { Fields } from "./send";

const CONTROLS = "a[href], button, input, select, textarea, summary";

export function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null): Fields {
  const data = new FormData(form, submitter instanceof HTMLButtonElement ? submitter : null);
  const fields = [...data.entries()].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return fields.filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "head");
}

/** Put new HTML into a panel; focus, what was opened, typed and scrolled stays. */
export function renew(panel: HTMLElement, html: string): void {
  const active = panel.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const controls = () => [...panel.querySelectorAll<HTMLElement>(CONTROLS)];
  const index = active ? controls().indexOf(active) : -1;
  const key = active?.id ?? "";
  const scrolled = [panel, ...panel.querySelectorAll<HTMLElement>(".scroll-y")].map((each) => each.scrollTop);
  const opened = [...panel.querySelectorAll("details")].map((each) => each.open);
  panel.innerHTML = html;
  panel.querySelectorAll("details").forEach((each, place) => (each.open ||= opened[place] ?? false));
  [panel, ...panel.querySelectorAll<HTMLElement>(".scroll-y")].forEach((each, place) => (each.scrollTop = scrolled[place] ?? 0));
  if (active) {
    const all = controls();
    const again = (key && document.getElementById(key)) || all[Math.min(index, all.length - 1)];
    if (again) again.focus({ preventScroll: true });
    else panel.focus({ preventScroll: true });
  }
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle"));
}

export class Panels {
  constructor(
    private readonly root: HTMLElement,
    private readonly model: Model,
  ) {
    root.addEventListener("change", (event) => this.ticked(event.target as HTMLInputElement));
    root.addEventListener("click", (event) => this.follow(event));
    root.addEventListener("submit", (event) => this.filter(event));
    model.listen((what) => {
      if (what === "selection") this.tick();
    });
    this.root.querySelectorAll<HTMLInputElement>("input[name=units]:checked").forEach((box) => model.selection.add(Number(box.value)));
    this.tick();
  }

  get(name: string): HTMLElement | null {
    return this.root.querySelector(`[data-panel="${name}"]`);
  }

  /** Put in what the server sent; every form then knows the newest step. */
  renew(panels: Record<string, string>): void {
    Object.entries(panels).forEach(([name, html]) => {
      const panel = this.get(name);
      if (panel) renew(panel, html);
    });
    this.root.querySelectorAll<HTMLInputElement>("input[name=head]").forEach((input) => (input.value = String(this.model.state.head)));
    this.tick();
  }

  /** The ticks of the list are the selection of the map. */
  private tick(): void {
    this.root.querySelectorAll<HTMLInputElement>("input[name=units][type=checkbox]").forEach((box) => {
      box.checked = this.model.selection.has(Number(box.value));
    });
  }

  private ticked(box: HTMLInputElement): void {
    if (box.matches("input[name=units][type=checkbox]")) {
      this.model.select([Number(box.value)], box.checked ? "add" : "drop");
    } else if (box.matches("[data-all-rows]")) {
      const rows = [...(box.closest("form")?.querySelectorAll<HTMLInputElement>("input[name=units]") ?? [])];
      this.model.select(rows.map((row) => Number(row.value)), box.checked ? "add" : "drop");
    }
  }

  /** A link that only filters or pages a list changes that list alone. */
  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-panel] a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname || url.origin !== location.origin || !url.search) return;
    event.preventDefault();
    void this.load(link, url);
  }

  private filter(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.method !== "get" || !form.closest("[data-panel]")) return;
    event.preventDefault();
    const query = new URLSearchParams(fieldsOf(form, event.submitter)).toString();
    void this.load(form, new URL(`${location.pathname}?${query}`, location.href));
  }

  private async load(from: HTMLElement, url: URL): Promise<void> {
    const panel = from.closest<HTMLElement>("[data-panel]");
    if (!panel) return;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
      const found = page.querySelector(`[data-panel="${panel.dataset.panel}"]`);
      if (!found) throw new Error("no such panel");
      renew(panel, found.innerHTML);
      history.replaceState(null, "", url);
      this.tick();
    } catch {
      location.assign(url);
    }
  }
}
