// Drawing one's neighbourhood: point by point, or in one line with the finger; it writes the form's `outline`.
import type { Feature } from "geojson";
import type { GeoJSONSource, Map as Drawing } from "maplibre-gl";
import type { Position, System } from "../map/system";

const DIGITS = 6;
const NEAR = 4; // pixels between two points of a line drawn with the finger
const MOST = 900;
const AFTER_LIFTING = 50; // milliseconds

function shapes(points: Position[], done: boolean): Feature[] {
  if (!points.length) return [];
  const first = points[0] as Position;
  const corners = done ? [] : points.slice(-1).concat([first]);
  const made: Feature[] = corners.map((at) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: at },
    properties: {},
  }));
  const geometry: Feature["geometry"] = done
    ? { type: "Polygon", coordinates: [[...points, first]] }
    : { type: "LineString", coordinates: points };
  if (points.length > 1) made.unshift({ type: "Feature", geometry, properties: {} });
  return made;
}

/** What is drawn so far. Points are kept in the system of the base map and written in ours. */
class Outline {
  isByHand = false;
  private points: Position[] = [];
  private isDone = false;

  constructor(
    private readonly map: Drawing,
    private readonly source: GeoJSONSource,
    private readonly system: System,
    private readonly page: { frame: HTMLElement; field: HTMLInputElement; said: HTMLElement },
  ) {}

  button(name: string): HTMLButtonElement | null {
    return this.page.frame.querySelector<HTMLButtonElement>(`[data-draw=${name}]`);
  }

  /** Draw what there is, say how far it is, and offer only what can be done. */
  show(text?: string): void {
    const words = this.page.said.dataset;
    const count = this.points.length;
    this.source.setData({ type: "FeatureCollection", features: shapes(this.points, this.isDone) });
    const standing = count ? words.points?.replace("{n}", String(count)) : words.start;
    this.page.said.textContent = text ?? standing ?? "";
    this.button("undo")?.toggleAttribute("disabled", !count);
    this.button("clear")?.toggleAttribute("disabled", !count);
    this.button("finish")?.toggleAttribute("disabled", this.isDone || count < 3);
    this.button("hand")?.setAttribute("aria-pressed", String(this.isByHand));
    this.button("hand")?.classList.toggle("active", this.isByHand);
  }

  /** Add a point; after the end it is the first of a new line. */
  add(at: Position): void {
    if (this.isDone) this.points = [];
    this.reopen();
    if (this.points.length < MOST) this.points.push(at);
    this.show();
  }

  undo(): void {
    if (!this.isDone) this.points = this.points.slice(0, -1);
    this.reopen();
    this.show();
  }

  clear(): void {
    this.points = [];
    this.reopen();
    this.show();
  }

  finish(): void {
    const words = this.page.said.dataset;
    if (this.points.length < 3) return this.show(words.few);
    this.isDone = true;
    const ring = [...this.points, this.points[0] as Position].map((at) =>
      this.system.read(at).map((degrees) => Number(degrees.toFixed(DIGITS))),
    );
    this.page.field.value = JSON.stringify({ type: "Polygon", coordinates: [ring] });
    this.show(words.done);
  }

  /** Let one finger draw instead of moving map or page. */
  switchHand(on: boolean): void {
    this.isByHand = on;
    this.map.dragPan[on ? "disable" : "enable"]();
    this.map.getCanvasContainer().style.touchAction = on ? "none" : "";
    this.show(on ? this.page.said.dataset.hand : undefined);
  }

  /** A form that came back with an error still has its outline. */
  restore(): void {
    try {
      const kept = JSON.parse(this.page.field.value || "null") as { coordinates?: Position[][] } | null;
      this.points = (kept?.coordinates?.[0] ?? []).slice(0, -1).map((at) => this.system.draw(at));
    } catch {
      this.points = [];
    }
    this.isDone = this.points.length > 2;
    this.show(this.isDone ? this.page.said.dataset.done : undefined);
  }

  private reopen(): void {
    this.isDone = false;
    this.page.field.value = "";
  }
}

/** Follow the finger from touching to lifting; returns when it was last lifted. */
function followFinger(map: Drawing, outline: Outline): () => number {
  const canvas = map.getCanvas();
  let last: PointerEvent | null = null;
  let lifted = 0;
  const under = (event: PointerEvent): Position => {
    const box = canvas.getBoundingClientRect();
    const { lng, lat } = map.unproject([event.clientX - box.left, event.clientY - box.top]);
    return [lng, lat];
  };
  const lift = (event: PointerEvent): void => {
    if (!last) return;
    last = null;
    lifted = event.timeStamp;
    outline.switchHand(false);
    outline.finish();
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!outline.isByHand || last) return;
    canvas.setPointerCapture(event.pointerId);
    last = event;
    outline.clear();
    outline.add(under(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || event.pointerId !== last.pointerId) return;
    if (Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < NEAR) return;
    last = event;
    outline.add(under(event));
  });
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  return () => lifted;
}

/** Leave room for the longest words: the map below must not move under the finger when others take their place. */
function keepRoom(said: HTMLElement): void {
  said.textContent = said.dataset.start ?? "";
  said.style.minHeight = `${said.offsetHeight}px`;
}

/** Let the reader draw by taps, by keys (arrows move the map, Enter sets a point), or in one line with the finger. */
export function letDraw(map: Drawing, element: HTMLElement, system: System, source: GeoJSONSource): void {
  const frame = element.closest<HTMLElement>("[data-plan-draw]");
  const field = frame?.querySelector<HTMLInputElement>("input[name=outline]");
  const said = frame?.querySelector<HTMLElement>("[data-draw-said]");
  if (!frame || !field || !said) return;
  const outline = new Outline(map, source, system, { frame, field, said });
  const lifted = followFinger(map, outline);
  map.doubleClickZoom.disable(); // two quick taps are two points
  map.on("click", ({ lngLat, originalEvent }) => {
    // The tap that ends a line drawn with the finger is no further point.
    if (!outline.isByHand && originalEvent.timeStamp - lifted() > AFTER_LIFTING) outline.add([lngLat.lng, lngLat.lat]);
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { lng, lat } = map.getCenter();
    outline.add([lng, lat]);
  });
  outline.button("hand")?.addEventListener("click", () => outline.switchHand(!outline.isByHand));
  outline.button("undo")?.addEventListener("click", () => outline.undo());
  outline.button("clear")?.addEventListener("click", () => outline.clear());
  outline.button("finish")?.addEventListener("click", () => outline.finish());
  keepRoom(said);
  outline.restore();
  frame.querySelector("[data-draw-tools]")?.removeAttribute("hidden");
}
