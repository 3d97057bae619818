// What is drawn with a pointer on the map: a rectangle, a lasso, a brush, a boundary that is dragged.
import type { Feature } from "geojson";
import { isInside, isNear, type Point, type Shape } from "./plane";
import { feature, type View } from "./view";

export type Pixel = [number, number];
const STEP = 4; // pixels between two places where a brush looks for units

export interface Stroke {
  move(at: Pixel): void;
  /** What is drawn while it goes on. */
  readonly drawing: Feature[];
  readonly units: Set<number>;
}

function toDegrees(view: View, at: Pixel): Point {
  const { lng, lat } = view.map.unproject(at);
  return [lng, lat];
}

/** An outline; it takes the units whose middle lies inside. */
class Outline implements Stroke {
  private path: Pixel[];

  constructor(
    private readonly view: View,
    start: Pixel,
    private readonly isRectangle: boolean,
  ) {
    this.path = [start];
  }

  move(at: Pixel): void {
    if (this.isRectangle) this.path = [this.path[0]!, at];
    else this.path.push(at);
  }

  private get ring(): Point[] {
    const [[left, top], [right, bottom]] = [this.path[0]!, this.path.at(-1)!];
    const corners: Pixel[] = this.isRectangle
      ? [[left, top], [right, top], [right, bottom], [left, bottom]]
      : this.path;
    return [...corners, corners[0]!].map((corner) => toDegrees(this.view, corner));
  }

  get drawing(): Feature[] {
    return [feature({ type: "Polygon", coordinates: [this.ring] })];
  }

  get units(): Set<number> {
    const rings = [this.ring];
    return new Set(this.view.shapes.filter((shape) => isInside(shape.centre, rings)).map((shape) => shape.number));
  }
}

/** A brush; it takes every unit it touches. Of no width it takes the units it enters. */
class Brush implements Stroke {
  readonly drawing: Feature[] = [];
  readonly units = new Set<number>();

  constructor(
    private readonly view: View,
    private last: Pixel,
    private readonly radius: number,
    private readonly touched: (shape: Shape) => void,
  ) {
    this.dab(last);
  }

  move(at: Pixel): void {
    const [dx, dy] = [at[0] - this.last[0], at[1] - this.last[1]];
    const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy) / STEP));
    for (let step = 1; step <= steps; step += 1) {
      this.dab([this.last[0] + (dx * step) / steps, this.last[1] + (dy * step) / steps]);
    }
    this.last = at;
  }

  private dab(at: Pixel): void {
    const middle = this.view.map.unproject(at);
    const metres = middle.distanceTo(this.view.map.unproject([at[0] + this.radius, at[1]]));
    for (const shape of this.view.shapes) {
      if (this.units.has(shape.number) || !isNear(shape, [middle.lng, middle.lat], metres)) continue;
      this.units.add(shape.number);
      this.touched(shape);
    }
  }
}

/** Begin a stroke of this tool. radius: of the brush, pixels; touched: told of every unit a brush meets. */
export function beginStroke(
  tool: string,
  view: View,
  at: Pixel,
  radius: number,
  touched: (shape: Shape) => void,
): Stroke {
  if (tool === "rectangle" || tool === "lasso") return new Outline(view, at, tool === "rectangle");
  return new Brush(view, at, tool === "brush" ? radius : 0, touched);
}
