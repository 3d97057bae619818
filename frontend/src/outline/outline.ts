// The drawing table of an area's outline: map, keys, table of corners and text do the same; the form keeps it.
import "./outline.css";
import { Words } from "../desk/words";
import { isTyping, keepChoice } from "../keys/keys";
import type { Position } from "../map/system";
import { Board } from "./board";
import { Corners } from "./corners";
import { polygonsOf, type Ground, type Polygons } from "./model";
import { finishPiece, read, replace, startPiece, stopPiece, write } from "./piece";
import { Stage } from "./stage";

interface Change {
  key: string;
  polygons: Polygons;
}

type Acts = Record<string, () => void>;

function actsOf(board: Board): Acts {
  return {
    undo: () => board.undo(),
    redo: () => board.redo(),
    new: () => (board.draft ? stopPiece(board) : startPiece(board)),
    finish: () => finishPiece(board),
    clear: () => board.clear(),
    snap: () => board.snap(),
    add: () => board.add(),
    remove: () => board.remove(),
  };
}

/** Write what was drawn into the form, and its words beside the map. */
function report(root: HTMLElement, board: Board, words: Words): void {
  const find = <Found extends HTMLElement>(selector: string) => root.querySelector<Found>(selector);
  const rows = board.changed.map((area) => {
    const { key, seen } = board.ground.areas[area] as Ground["areas"][number];
    return { key, seen, polygons: polygonsOf(board.state, area) };
  });
  const names = board.changed.map((area) => board.ground.areas[area]?.name).join("、");
  (find<HTMLInputElement>("[name=changes]") as HTMLInputElement).value = rows.length ? JSON.stringify(rows) : "";
  (find("[data-outline-said]") as HTMLElement).textContent = board.message;
  (find("[data-outline-changed]") as HTMLElement).textContent = names ? words.say("changed", { names }) : "";
  find("[data-outline-act=undo]")?.toggleAttribute("disabled", !board.canUndo && !board.draft?.length);
  find("[data-outline-act=redo]")?.toggleAttribute("disabled", !board.canRedo);
  find("[data-outline-act=finish]")?.toggleAttribute("hidden", !board.draft);
  find("[data-outline-act=new]")?.setAttribute("aria-pressed", String(!!board.draft));
}

/** Let the text follow what is drawn; what somebody typed stays until something else is drawn. */
function writeText(root: HTMLElement, board: Board): () => void {
  const text = root.querySelector<HTMLTextAreaElement>("[name=corners]");
  let shown = write(polygonsOf(board.state, 0));
  return () => {
    const now = write(polygonsOf(board.state, 0));
    if (text && now !== shown) text.value = now;
    shown = now;
  };
}

/** Take typed corners over into the drawing. */
function takeText(board: Board, text: HTMLTextAreaElement): void {
  const polygons = read(text.value);
  if (polygons) replace(board, polygons);
  else board.tell("bad");
}

function useKeys(root: HTMLElement, board: Board, acts: Acts): void {
  const choice = root.querySelector<HTMLInputElement>("[data-keys-on]");
  if (choice) keepChoice(choice);
  const step = (event: KeyboardEvent, east: number, north: number) =>
    board.step(east * (event.shiftKey ? 10 : 1), north * (event.shiftKey ? 10 : 1));
  const keys: Record<string, (event: KeyboardEvent) => void> = {
    ",": () => board.walk(-1),
    ".": () => board.walk(1),
    s: () => acts.snap?.(),
    Insert: () => acts.add?.(),
    Delete: () => acts.remove?.(),
    Escape: () => board.draft && stopPiece(board),
  };
  const arrows: Record<string, (event: KeyboardEvent) => void> = {
    ArrowUp: (event) => step(event, 0, 1),
    ArrowDown: (event) => step(event, 0, -1),
    ArrowLeft: (event) => step(event, -1, 0),
    ArrowRight: (event) => step(event, 1, 0),
  };
  // Before the map moves itself by arrow keys: with a corner chosen they step it.
  document.addEventListener(
    "keydown",
    (event) => {
      if (isTyping(event.target) || event.altKey) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const withControl = { z: event.shiftKey ? acts.redo : acts.undo, y: acts.redo }[key];
      const isOurs = event.ctrlKey || event.metaKey ? withControl : board.chosen === null ? keys[key] : (arrows[key] ?? keys[key]);
      if (!isOurs || (key.length === 1 && !event.ctrlKey && !event.metaKey && !choice?.checked)) return;
      event.preventDefault();
      event.stopPropagation();
      isOurs(event);
    },
    true,
  );
}

function wire(root: HTMLElement, board: Board, acts: Acts): void {
  const all = (selector: string) => root.querySelectorAll<HTMLElement>(selector);
  all("[data-outline-act]").forEach((button) => button.addEventListener("click", () => acts[button.dataset.outlineAct ?? ""]?.()));
  const metres = root.querySelector<HTMLSelectElement>("[data-outline-metres]");
  all("[data-outline-step]").forEach((button) => {
    const [east = 0, north = 0] = (button.dataset.outlineStep ?? "").split(",").map(Number);
    button.addEventListener("click", () => board.step(east * Number(metres?.value ?? 1), north * Number(metres?.value ?? 1)));
  });
  const snaps = root.querySelector<HTMLInputElement>("[data-outline-snap]");
  snaps?.addEventListener("change", () => (board.snaps = snaps.checked));
  const text = root.querySelector<HTMLTextAreaElement>("[name=corners]");
  text?.addEventListener("change", () => takeText(board, text));
  const offers = board.ground.starts.map(({ label, polygons }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = label;
    button.addEventListener("click", () => replace(board, polygons));
    return button;
  });
  root.querySelector("[data-outline-starts]")?.append(...offers);
}

/** Put back what came back with the form: drawn, refused or overtaken, and not lost. */
function restore(root: HTMLElement, board: Board): void {
  const kept = root.querySelector<HTMLInputElement>("[name=changes]")?.value;
  for (const { key, polygons } of kept ? (JSON.parse(kept) as Change[]) : []) {
    const area = board.ground.areas.findIndex((sent) => sent.key === key);
    if (area >= 0) replace(board, polygons, area);
  }
}

export async function openOutline(root: HTMLElement): Promise<void> {
  const answer = await fetch(root.dataset.ground ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
  const stage = root.querySelector<HTMLElement>("[data-outline-stage]");
  const map = root.querySelector<HTMLElement>("[data-outline-map]");
  if (!answer?.ok || !stage || !map) return;
  const ground = (await answer.json()) as Ground;
  const words = new Words(root.querySelector("[data-outline-words]"));
  const board = new Board(ground, words);
  const acts = actsOf(board);
  const follow = writeText(root, board);
  board.onChange(() => {
    follow();
    report(root, board, words);
  });
  restore(root, board);
  const text = root.querySelector<HTMLTextAreaElement>("[name=corners]");
  if (text && text.value !== text.defaultValue) takeText(board, text); // typed before this script was there
  stage.hidden = false;
  wire(root, board, acts);
  useKeys(root, board, acts);
  new Corners(root, board);
  report(root, board, words);
  const shown = await Stage.open(map, board);
  root.querySelector("[data-outline-no-map]")?.toggleAttribute("hidden", !!shown);
  const at = (root.dataset.at ?? "").split(",").map(Number);
  if (shown && at.length === 2 && at.every(Number.isFinite)) shown.lookAt(at as Position);
  else shown?.lookAtOwn();
  root.dataset.ready = "";
}
