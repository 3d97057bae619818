// The table of corners: what the map does can be done here, by typing coordinates or stepping a corner.
import type { Position } from "../map/system";
import type { Board } from "./board";

const ROWS = 12;

export class Corners {
  private first = 0;
  private readonly body: HTMLTableSectionElement;
  private readonly choice: HTMLSelectElement;

  constructor(
    root: HTMLElement,
    private readonly board: Board,
  ) {
    this.body = root.querySelector("[data-outline-table] tbody") as HTMLTableSectionElement;
    this.choice = root.querySelector("[data-outline-ring]") as HTMLSelectElement;
    this.choice.addEventListener("change", () => {
      board.ring = Number(this.choice.value);
      board.chosen = null;
      board.tell("start");
    });
    root.querySelectorAll<HTMLElement>("[data-outline-page]").forEach((button) =>
      button.addEventListener("click", () => {
        const last = Math.max(0, board.corners.length - ROWS);
        this.first = Math.min(last, Math.max(0, this.first + ROWS * Number(button.dataset.outlinePage)));
        this.fill();
      }),
    );
    this.body.addEventListener("change", (event) => this.type(event.target as HTMLInputElement));
    this.body.addEventListener("focusin", (event) => {
      const node = Number((event.target as HTMLElement).dataset.node);
      if (event.target instanceof HTMLInputElement && node !== board.chosen) board.choose(node);
    });
    board.onChange(() => this.show());
    this.show();
  }

  show(): void {
    const { board } = this;
    const place = board.chosen === null ? -1 : board.corners.indexOf(board.chosen);
    if (place >= 0 && (place < this.first || place >= this.first + ROWS)) this.first = Math.max(0, place - ROWS / 2);
    this.first = Math.min(this.first, Math.max(0, board.corners.length - ROWS));
    this.offerRings();
    this.fill();
  }

  private offerRings(): void {
    const { piece = "", hole = "" } = this.choice.dataset;
    const seen = new Set<number>();
    const options = this.board.rings.map((number, place) => {
      const { polygon } = this.board.state.rings[number] as { polygon: number };
      const words = seen.has(polygon) ? hole : piece;
      seen.add(polygon);
      return new Option(words.replace("{n}", String(place + 1)), String(number), false, number === this.board.ring);
    });
    this.choice.replaceChildren(...options);
    this.choice.hidden = options.length < 2;
  }

  /** Fill the rows that are shown; a row is made once, so that what has the focus keeps it. */
  private fill(): void {
    const shown = this.board.corners.slice(this.first, this.first + ROWS);
    while (this.body.rows.length > shown.length) this.body.deleteRow(-1);
    while (this.body.rows.length < shown.length) this.body.append(this.row());
    shown.forEach((node, number) => this.write(this.body.rows[number] as HTMLTableRowElement, node, this.first + number + 1));
  }

  private row(): HTMLTableRowElement {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.addEventListener("click", () => this.board.choose(Number(button.dataset.node)));
    head.append(button);
    row.append(head);
    for (const axis of ["longitude", "latitude"]) {
      const input = document.createElement("input");
      input.className = "form-control form-control-sm";
      input.inputMode = "decimal";
      input.dataset.axis = axis;
      row.insertCell().append(input);
    }
    return row;
  }

  private write(row: HTMLTableRowElement, node: number, number: number): void {
    const at = this.board.state.at[node] as Position;
    const named = (pattern: string | undefined) => (pattern ?? "").replace("{n}", String(number));
    row.classList.toggle("table-active", node === this.board.chosen);
    const button = row.querySelector("button") as HTMLButtonElement;
    button.textContent = String(number);
    button.dataset.node = String(node);
    button.ariaLabel = named(this.body.dataset.choose);
    button.ariaPressed = String(node === this.board.chosen);
    row.querySelectorAll("input").forEach((input, axis) => {
      input.dataset.node = String(node);
      input.ariaLabel = named(axis ? this.body.dataset.latitude : this.body.dataset.longitude);
      input.value = (at[axis] as number).toFixed(7);
    });
  }

  private type(input: HTMLInputElement): void {
    const node = Number(input.dataset.node);
    const value = Number(input.value.trim());
    const [x, y] = this.board.state.at[node] as Position;
    if (!input.value.trim() || Number.isNaN(value)) return this.board.tell("bad");
    this.board.moveTo(node, input.dataset.axis === "longitude" ? [value, y] : [x, value], null);
  }
}
