// Drawing one's neighbourhood: point by point, or in one line with the finger; it writes the form's `outline`.
import type { Feature } from "geojson";
import type { GeoJSONSource, Map as Drawing } from "maplibre-gl";
import type { Position, System } from "../map/system";

const DIGITS = 6;
const NEAR = 4; // pixels between two points of a line drawn with the finger
const MOST = 900;

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

/** Let the reader draw. Points are kept in the system of the base map and written in ours. */
export function letDraw(map: Drawing, element: HTMLElement, system: System, source: GeoJSONSource): void {
  const frame = element.closest<HTMLElement>("[data-plan-draw]");
  const field = frame?.querySelector<HTMLInputElement>("input[name=outline]");
  const said = frame?.querySelector<HTMLElement>("[data-draw-said]");
  if (!frame || !field || !said) return;
  const button = (name: string) => frame.querySelector<HTMLButtonElement>(`[data-draw=${name}]`);
  const words = said.dataset;
  let points: Position[] = [];
  let done = false;
  let byHand = false;
  let stroke = false;

  function show(text?: string): void {
    source.setData({ type: "FeatureCollection", features: shapes(points, done) });
    const counted = words.points?.replace("{n}", String(points.length));
    said!.textContent = text ?? (points.length ? counted : words.start) ?? "";
    const isEmpty = !points.length;
    button("undo")?.toggleAttribute("disabled", isEmpty);
    button("clear")?.toggleAttribute("disabled", isEmpty);
    button("finish")?.toggleAttribute("disabled", done || points.length < 3);
    button("hand")?.setAttribute("aria-pressed", String(byHand));
    button("hand")?.classList.toggle("active", byHand);
  }

  function begin(): void {
    if (done) points = [];
    done = false;
    field!.value = "";
  }

  function add(at: Position): void {
    begin();
    if (points.length < MOST) points.push(at);
    show();
  }

  function finish(): void {
    if (points.length < 3) return show(words.few);
    done = true;
    const ring = [...points, points[0] as Position].map((at) => system.read(at).map((x) => Number(x.toFixed(DIGITS))));
    field!.value = JSON.stringify({ type: "Polygon", coordinates: [ring] });
    show(words.done);
  }

  function switchHand(on: boolean): void {
    byHand = on;
    map.dragPan[on ? "disable" : "enable"]();
    map.getCanvasContainer().style.touchAction = on ? "none" : "";
    show(on ? words.hand : undefined);
  }

  function under(event: PointerEvent): Position {
    const box = map.getCanvas().getBoundingClientRect();
    const { lng, lat } = map.unproject([event.clientX - box.left, event.clientY - box.top]);
    return [lng, lat];
  }

  let last: PointerEvent | null = null;
  const canvas = map.getCanvas();
  canvas.addEventListener("pointerdown", (event) => {
    if (!byHand) return;
    canvas.setPointerCapture(event.pointerId);
    points = [];
    stroke = true;
    last = event;
    add(under(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || (last && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < NEAR)) return;
    last = event;
    add(under(event));
  });
  const lift = () => {
    if (!stroke) return;
    stroke = false;
    switchHand(false);
    finish();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { lng, lat } = map.getCenter();
    add([lng, lat]);
  });
  let lifted = 0;
  canvas.addEventListener("pointerup", (event) => (lifted = byHand ? event.timeStamp : lifted), { capture: true });
  map.on("click", (event) => {
    // The tap that ends a line drawn with the finger is no further point.
    if (!byHand && event.originalEvent.timeStamp - lifted > 50) add([event.lngLat.lng, event.lngLat.lat]);
  });
  button("hand")?.addEventListener("click", () => switchHand(!byHand));
  button("undo")?.addEventListener("click", () => {
    points = done ? points : points.slice(0, -1);
    done = false;
    field.value = "";
    show();
  });
  button("clear")?.addEventListener("click", () => {
    begin();
    points = [];
    show();
  });
  button("finish")?.addEventListener("click", finish);
  restore();
  frame.querySelector("[data-draw-tools]")?.removeAttribute("hidden");

  /** A form that came back with an error still has its outline. */
  function restore(): void {
    try {
      const kept = JSON.parse(field!.value || "null") as { coordinates?: Position[][] } | null;
      points = (kept?.coordinates?.[0] ?? []).slice(0, -1).map((at) => system.draw(at));
      done = points.length > 2;
    } catch {
      points = [];
    }
    show(done ? words.done : undefined);
  }
}
