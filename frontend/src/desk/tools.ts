// The tools of the map: which one is in the hand, and what a click or a stroke with it does.
import type { MapMouseEvent } from "maplibre-gl";
import type { Acts } from "./acts";
import type { Model } from "./model";
import { isInside, isNear, type Point } from "./plane";
import type { Scene } from "./scene";
import { beginStroke, type Pixel, type Stroke } from "./strokes";
import { FREE } from "./types";
import type { View } from "./view";
import type { Words } from "./words";

const CLICKED = ["pick", "why"];
const POINT_REACH = 12; // pixels around a unit that is only a point
const LINE_REACH = 5; // pixels around a boundary that still mean it

export class Tools {
  private tool = "pick";
  private stroke: Stroke | null = null;
  private to: number | null = null;
  private radius = 16;
  private isHeld = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly view: View,
    private readonly model: Model,
    private readonly scene: Scene,
    private readonly acts: Acts,
    private readonly words: Words,
    private readonly ask: (query: string) => void,
  ) {
    root.querySelectorAll<HTMLElement>("[data-tool]").forEach((button) => {
      button.addEventListener("click", () => this.take(button.dataset.tool ?? "pick"));
    });
    const width = root.querySelector<HTMLInputElement>("[data-desk-brush] input");
    width?.addEventListener("input", () => (this.radius = Number(width.value)));
    view.map.doubleClickZoom.disable(); // two quick clicks mean two units
    view.map.on("click", (event) => this.click(event));
    const ground = view.map.getCanvasContainer();
    ground.addEventListener("touchstart", (event) => this.shield(event), { capture: true });
    ground.addEventListener("pointerdown", (event) => this.down(event));
    ground.addEventListener("pointermove", (event) => this.move(event));
    ground.addEventListener("pointerup", (event) => this.up(event));
    ground.addEventListener("pointercancel", () => this.cancel());
    this.take("pick");
  }

  /** Take a tool into the hand; a reader who may not edit has fewer of them. */
  take(tool: string): void {
    if (!this.root.querySelector(`[data-tool="${tool}"]`)) return;
    this.cancel();
    this.tool = tool;
    this.root.querySelectorAll<HTMLElement>("[data-tool]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    });
    const brush = this.root.querySelector<HTMLElement>("[data-desk-brush]");
    if (brush) brush.hidden = tool !== "brush";
    this.settle();
  }

  /** Let the map be moved with any tool, as long as it is held. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.settle();
  }

  private get draws(): boolean {
    return !CLICKED.includes(this.tool) && !this.isHeld;
  }

  private settle(): void {
    const canvas = this.view.map.getCanvas();
    canvas.style.touchAction = this.draws ? "none" : "";
    canvas.style.cursor = this.isHeld ? "grab" : this.draws ? "crosshair" : this.tool === "why" ? "help" : "pointer";
    if (this.draws) this.view.map.dragPan.disable();
    else this.view.map.dragPan.enable();
  }

  unitAt(at: Pixel): number | null {
    const { lng, lat } = this.view.map.unproject(at);
    const point: Point = [lng, lat];
    const found = this.view.shapes.find((shape) => isInside(point, shape.rings));
    if (found) return found.number;
    const metres = this.view.map.unproject(at).distanceTo(this.view.map.unproject([at[0] + POINT_REACH, at[1]]));
    return this.view.shapes.find((shape) => !shape.rings.length && isNear(shape, point, metres))?.number ?? null;
  }

  private click({ point, originalEvent }: MapMouseEvent): void {
    if (this.draws) return;
    const at: Pixel = [point.x, point.y];
    const unit = this.unitAt(at);
    if (this.tool === "why") {
      this.why(at, unit);
    } else if (unit !== null) {
      const { target } = this.model;
      if (originalEvent.altKey) this.model.setTarget(this.labelOf(unit) === FREE ? null : this.labelOf(unit));
      else if (target === null || originalEvent.shiftKey || !this.model.state.may_edit) this.model.select([unit], "toggle");
      else this.acts.assign([unit], target);
    }
  }

  /** Ask about what was clicked: the name of a community, the boundary between two, or a unit. */
  private why([x, y]: Pixel, unit: number | null): void {
    const name = this.view.under([x, y], "name")[0]?.properties.community as number | undefined;
    const box: [Pixel, Pixel] = [[x - LINE_REACH, y - LINE_REACH], [x + LINE_REACH, y + LINE_REACH]];
    const cut = this.view.under(box, "frontier").find(({ state }) => state.cut)?.properties;
    const pair = cut ? [cut.u as number, cut.v as number].map((each) => this.labelOf(each)) : [FREE];
    if (name !== undefined) this.ask(`community=${name}`);
    else if (!pair.includes(FREE)) this.ask(`between=${pair.join(",")}`);
    else if (unit !== null) this.ask(`unit=${unit}`);
  }

  private labelOf(unit: number): number {
    return this.model.labels[unit] ?? FREE;
  }

  /** Keep one finger that draws from the map, which would zoom when a stroke follows a tap. */
  private shield(event: TouchEvent): void {
    if (this.draws && event.touches.length < 2) event.stopPropagation();
  }

  private at(event: PointerEvent): Pixel {
    const box = this.view.map.getCanvas().getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private down(event: PointerEvent): void {
    if (!this.draws || event.button !== 0) return;
    if (!event.isPrimary) {
      // A second finger moves the map.
      this.cancel();
      return;
    }
    const at = this.at(event);
    const start = this.unitAt(at);
    const label = start === null ? FREE : this.labelOf(start);
    if (this.tool === "border" && label === FREE) {
      this.acts.say(this.words.say("start"));
      return;
    }
    const isOnly = event.shiftKey || !this.model.state.may_edit;
    this.to = this.tool === "border" ? label : isOnly ? null : this.model.target;
    (event.target as Element).setPointerCapture(event.pointerId);
    this.stroke = beginStroke(this.tool, this.view, at, this.radius, ({ number }) => {
      if (this.to === null) this.view.mark(number, { selected: true });
      else this.view.paintUnit(number, this.to, this.scene.colourOf);
    });
  }

  private move(event: PointerEvent): void {
    if (!this.stroke || !event.isPrimary) return;
    this.stroke.move(this.at(event));
    this.view.put("stroke", this.stroke.drawing);
  }

  private up(event: PointerEvent): void {
    if (!this.stroke || !event.isPrimary) return;
    this.stroke.move(this.at(event));
    const { units } = this.stroke;
    const { to } = this;
    this.cancel();
    if (to === null) this.model.select(units, "add");
    else this.acts.assign(units, to);
  }

  /** Stop a stroke that is not finished; return whether there was one. */
  cancel(): boolean {
    const was = this.stroke !== null;
    this.stroke = null;
    if (was) {
      this.view.put("stroke", []);
      this.scene.paint();
      this.scene.select();
    }
    return was;
  }
}
