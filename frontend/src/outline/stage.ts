// The map of the drawing table: it shows the board and turns presses and drags into acts on it.
import type { Feature, FeatureCollection, Point } from "geojson";
import type { Map as Drawing, MapMouseEvent, MapTouchEvent, PointLike } from "maplibre-gl";
import { drawn, systemOf, type Position, type System } from "../map/system";
import type { Board } from "./board";
import { boardLayers } from "./layers";
import { move, polygonsOf, type State } from "./model";
import { setCorner } from "./piece";
import { boundsOf, look, openSheet, put } from "./sheet";
import { narrowing } from "./snap";

const REACH = 12; // pixels
const FINGER = 22;
const ROUND = 40075016; // metres around the earth
const SOURCES = ["fixed", "areas", "draft", "middles", "corners"];

type Press = MapMouseEvent | MapTouchEvent;

function point(at: Position, properties: Record<string, unknown>): Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: at } };
}

export class Stage {
  private held: { node: number; moved: boolean } | null = null;
  private ended = 0;

  private constructor(
    readonly map: Drawing,
    private readonly board: Board,
    private readonly system: System,
  ) {}

  /** Open the map. Returns null where this machine cannot draw one. */
  static async open(element: HTMLElement, board: Board): Promise<Stage | null> {
    const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
    element.dataset.started = "";
    const [west, south, east, north] = board.ground.bounds;
    const bounds = [...system.draw([west, south]), ...system.draw([east, north])] as [number, number, number, number];
    const words = board.ground.areas.map(({ name }) => name).join("");
    const map = await openSheet(element, bounds, words, SOURCES, boardLayers);
    if (!map) return null;
    const stage = new Stage(map, board, system);
    put(map, "fixed", drawn(board.ground.fixed, system));
    stage.listen();
    board.onChange(() => stage.show());
    stage.show();
    return stage;
  }

  /** Draw a state of the board, while a corner is dragged one that is not kept yet. */
  show(state: State = this.board.state): void {
    const { board, map } = this;
    const areas = board.ground.areas.map<Feature>(({ name }, area) => ({
      type: "Feature",
      properties: { name, own: area === 0 },
      geometry: { type: "MultiPolygon", coordinates: polygonsOf(state, area) },
    }));
    const own = state.rings.filter(({ area }) => area === 0).map(({ nodes }) => nodes);
    const shown = board.draft ? [board.draft] : own;
    const at = (node: number): Position => state.at[node] as Position;
    const corners = shown.flatMap((nodes) => nodes.map((node) => point(at(node), { node, chosen: node === board.chosen })));
    const middles = (board.draft ? [] : own).flatMap((nodes) =>
      nodes.map((a, number) => {
        const b = nodes[(number + 1) % nodes.length] as number;
        return point([(at(a)[0] + at(b)[0]) / 2, (at(a)[1] + at(b)[1]) / 2], { a, b });
      }),
    );
    const draft: Feature = {
      type: "Feature",
      properties: {},
      geometry: { type: "LineString", coordinates: (board.draft ?? []).map(at) },
    };
    const lines = (board.draft?.length ?? 0) > 1 ? [draft] : [];
    Object.entries({ areas, corners, middles, draft: lines }).forEach(([name, features]) => this.put(name, features));
    map.getCanvas().style.cursor = board.draft ? "crosshair" : "";
  }

  private put(name: string, features: Feature[]): void {
    const collection: FeatureCollection = { type: "FeatureCollection", features };
    put(this.map, name, drawn(collection, this.system));
  }

  /** Look at a place so closely that its corners can be told apart. */
  lookAt([longitude, latitude]: Position): void {
    this.map.jumpTo({ center: this.system.draw([longitude, latitude]), zoom: 18 });
  }

  lookAtOwn(): void {
    const coordinates = polygonsOf(this.board.state, 0);
    if (!coordinates.length) return;
    const feature: Feature = { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates } };
    look(this.map, boundsOf(drawn({ type: "FeatureCollection", features: [feature] }, this.system)));
  }

  private listen(): void {
    const { map } = this;
    map.doubleClickZoom.disable(); // two quick presses are two corners
    const take = (event: Press) => this.take(event);
    (["mousedown", "touchstart"] as const).forEach((kind) => map.on(kind, take));
    const drag = (event: Press) => this.drag(event);
    (["mousemove", "touchmove"] as const).forEach((kind) => map.on(kind, drag));
    const drop = (event: Press) => this.drop(event);
    (["mouseup", "touchend", "touchcancel"] as const).forEach((kind) => map.on(kind, drop));
    map.on("click", (event) => this.press(event));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !this.board.draft) return;
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      setCorner(this.board, this.system.read([lng, lat]), this.metres(REACH));
    });
  }

  private metres(pixels: number): number {
    return (pixels * ROUND * narrowing(this.map.getCenter().lat)) / (512 * 2 ** this.map.getZoom());
  }

  private placeOf({ lngLat }: Press): Position {
    return this.system.read([lngLat.lng, lngLat.lat]);
  }

  /** Return what of a layer lies nearest under a press. */
  private under<Found>(event: Press, layer: string): Found | null {
    const reach = event.originalEvent instanceof MouseEvent ? REACH : FINGER;
    const { x, y } = event.point;
    const box: [PointLike, PointLike] = [[x - reach, y - reach], [x + reach, y + reach]];
    const away = ({ geometry }: Feature): number => {
      const { x: left, y: top } = this.map.project((geometry as Point).coordinates as Position);
      return Math.hypot(left - x, top - y);
    };
    const found = this.map.queryRenderedFeatures(box, { layers: [layer] }).sort((a, b) => away(a) - away(b));
    return (found[0]?.properties as Found | undefined) ?? null;
  }

  private take(event: Press): void {
    const corner = this.board.draft ? null : this.under<{ node: number }>(event, "corners");
    if (!corner || (event.originalEvent as MouseEvent).button > 0) return;
    event.preventDefault(); // the map stays where it is
    this.held = { node: corner.node, moved: false };
    this.board.choose(corner.node);
  }

  private drag(event: Press): void {
    if (!this.held) return;
    this.held.moved = true;
    const to = this.placeOf(event);
    const snap = this.board.find(to, this.metres(REACH), [this.held.node]);
    this.show(move(this.board.state, this.held.node, snap?.at ?? to));
  }

  private drop(event: Press): void {
    const { held } = this;
    this.held = null;
    if (!held?.moved) return;
    this.ended = event.originalEvent.timeStamp;
    const to = this.placeOf(event);
    this.board.moveTo(held.node, to, this.board.find(to, this.metres(REACH), [held.node]));
    this.show();
  }

  private press(event: MapMouseEvent): void {
    if (event.originalEvent.timeStamp - this.ended < 50) return; // the end of a drag is no press
    if (this.board.draft) return setCorner(this.board, this.placeOf(event), this.metres(REACH));
    if (this.under(event, "corners")) return;
    const middle = this.under<{ a: number; b: number }>(event, "middles");
    if (middle) this.board.add([middle.a, middle.b]);
  }
}
