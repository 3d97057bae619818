// The panels stay what the server made of them: their forms go the quick way, and new HTML leaves the reader in place.
import type { Model } from "./model";
import type { Fields } from "./send";
import { FREE } from "./types";
import type { Words } from "./words";

const PAUSE = 400; // ms without a change before the list of units is read anew
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
  private known: string;
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
  ) {
    root.addEventListener("change", (event) => this.ticked(event.target as HTMLInputElement));
    root.addEventListener("click", (event) => this.follow(event));
    root.addEventListener("submit", (event) => this.filter(event));
    model.listen((what) => {
      if (what === "selection") this.tick();
      else if (what !== "target") this.house();
    });
    this.known = this.signature;
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
    if (this.known === this.signature) return;
    // The list of units names communities and locks; it is not sent along, because it knows its own filter.
    this.known = this.signature;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.reload(), PAUSE);
  }

  private async reload(): Promise<void> {
    const list = this.get("units");
    if (list) await this.load(list, new URL(location.href)).catch(() => null);
  }

  private get signature(): string {
    const { communities, locks } = this.model.state;
    return JSON.stringify([communities.map(({ number, name }) => [number, name]), locks]);
  }

  /** Say in the list at once where a unit belongs. */
  private house(): void {
    this.root.querySelectorAll<HTMLElement>("[data-home]").forEach((cell) => {
      const name = this.model.nameOf(this.model.labels[Number(cell.dataset.home)] ?? FREE) || this.words.say("free");
      if (cell.textContent !== name) cell.textContent = name;
    });
  }

  /** The ticks of the list are the selection of the map. */
  private tick(): void {
    this.root.querySelectorAll<HTMLInputElement>("input[name=units][type=checkbox]").forEach((box) => {
      box.checked = this.model.selection.has(Number(box.value));
    });
    this.root.querySelectorAll("form[data-rows]").forEach((form) => form.dispatchEvent(new Event("change")));
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
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname || url.origin !== location.origin || !url.search) return;
    const panel = document.getElementById(url.hash.slice(1))?.closest<HTMLElement>("[data-panel]") ?? link.closest<HTMLElement>("[data-panel]");
    if (!panel) return;
    event.preventDefault();
    void this.open(panel, url);
  }

  private filter(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.method !== "get" || !form.closest("[data-panel]")) return;
    event.preventDefault();
    const query = new URLSearchParams(fieldsOf(form, event.submitter)).toString();
    void this.open(form.closest<HTMLElement>("[data-panel]")!, new URL(`${location.pathname}?${query}`, location.href));
  }

  /** Show the panel as the page at this address has it. */
  private async open(panel: HTMLElement, url: URL): Promise<void> {
    try {
      await this.load(panel, url);
      history.replaceState(null, "", url);
      if (url.hash) panel.scrollIntoView({ block: "start" });
    } catch {
      location.assign(url);
    }
  }

  private async load(panel: HTMLElement, url: URL): Promise<void> {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const found = page.querySelector(`[data-panel="${panel.dataset.panel}"]`);
    if (!found) throw new Error("no such panel");
    renew(panel, found.innerHTML);
    this.tick();
    this.house();
  }
}
