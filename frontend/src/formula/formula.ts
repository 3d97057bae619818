// Completion of names while a formula is typed. Without this script the list of names stands beside the form.
import "./formula.css";

type Name = { name: string; label: string; unit: string };

const WORD = /[A-Za-z_][\w.]*$/;
const MOST = 8;
let count = 0;

function known(): Name[] {
  const text = document.getElementById("formula-names")?.textContent;
  const functions = ["coalesce(", "min(", "max(", "abs(", "round("].map((name) => ({ name, label: "", unit: "" }));
  return [...(JSON.parse(text ?? "[]") as Name[]), ...functions];
}

function fitting(names: Name[], word: string): Name[] {
  const sought = word.toLowerCase();
  const starts = names.filter((each) => each.name.toLowerCase().startsWith(sought));
  const holds = names.filter((each) => !starts.includes(each) && each.name.toLowerCase().includes(sought));
  return [...starts, ...holds].slice(0, MOST);
}

class Completion {
  private readonly list: HTMLUListElement;
  private found: Name[] = [];
  private at = 0;

  constructor(
    private readonly field: HTMLTextAreaElement,
    private readonly names: Name[],
    label: string,
  ) {
    count += 1;
    this.list = document.createElement("ul");
    this.list.id = `formula-list-${count}`;
    this.list.className = "formula-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    field.after(this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.show());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
  }

  private word(): string {
    return WORD.exec(this.field.value.slice(0, this.field.selectionStart))?.[0] ?? "";
  }

  private show(): void {
    const word = this.word();
    this.found = word ? fitting(this.names, word) : [];
    if (this.found.length === 1 && this.found[0].name === word) this.found = [];
    this.at = 0;
    this.list.replaceChildren(...this.found.map((each, place) => this.option(each, place)));
    this.list.hidden = this.found.length === 0;
    this.mark();
  }

  private option(each: Name, place: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    const code = document.createElement("code");
    code.textContent = each.name;
    item.append(code, ` ${each.label}${each.unit ? ` (${each.unit})` : ""}`);
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.take(place);
    });
    return item;
  }

  private mark(): void {
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
    if (this.list.hidden) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  private key(event: KeyboardEvent): void {
    if (this.list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.found.length) % this.found.length;
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") this.hide();
    else return;
    event.preventDefault();
    this.mark();
  }

  private take(place: number): void {
    const end = this.field.selectionStart;
    const start = end - this.word().length;
    this.field.setRangeText(this.found[place].name, start, end, "end");
    this.hide();
    this.field.focus();
    this.field.dispatchEvent(new CustomEvent("formula-set", { bubbles: true }));
  }

  private hide(): void {
    this.list.hidden = true;
    this.mark();
  }
}

export function completeNames(form: HTMLElement): void {
  const names = known();
  form.querySelectorAll<HTMLTextAreaElement>("textarea.formula").forEach((field) => {
    new Completion(field, names, form.dataset.formula ?? "");
  });
}
