// The residents' map of a plan: to look at (`view`), to pin a comment to a place (`pin`), to draw one's own
// neighbourhood on (`draw`). It only draws what the page hands it; the lists beside it say the same.
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { NavigationControl, Popup, type GeoJSONSource, type MapGeoJSONFeature, type Map as Drawing } from "maplibre-gl";
import { addTiles, begin, isDark, loadFont } from "../map/begin";
import { letSetPin } from "../map/pin";
import { drawn, systemOf, type Position, type System } from "../map/system";
import { letDraw } from "./draw";
import { planLayers, voiceLayers } from "./layers";

const PARTS = ["communities", "lines", "units", "present"] as const;

type Ground = Record<(typeof PARTS)[number], FeatureCollection> & { bounds: [number, number, number, number] };

interface Pin {
  at: Position;
  number?: number;
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function read<Kept>(id: string): Kept[] {
  const kept = document.getElementById(id)?.textContent;
  return kept ? (JSON.parse(kept) as Kept[]) : [];
}

async function load(url: string): Promise<Ground | null> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Ground) : null;
}

/** Write the names to be shown beside the communities: the name, and below it the households. */
function label(communities: FeatureCollection, words: string): void {
  for (const { properties } of communities.features) {
    if (properties) properties.label = `${properties.name}\n${words.replace("{n}", String(properties.households))}`;
  }
}

function line(text: string, tag = "div"): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** Say of a compound where it belongs today and where it would belong. */
function explain(map: Drawing, element: HTMLElement): void {
  const { today = "", future = "" } = element.dataset;
  const said = (feature: MapGeoJSONFeature): HTMLElement[] => {
    const { name, present, future: then } = feature.properties as Record<string, string>;
    const parts = [line(name ?? "", "strong")];
    if (present) parts.push(line(today.replace("{name}", present)));
    if (then) parts.push(line(future.replace("{name}", then)));
    return parts;
  };
  map.on("click", (event) => {
    const [pin] = map.queryRenderedFeatures(event.point, { layers: ["pins"] });
    const [unit] = map.queryRenderedFeatures(event.point, { layers: ["unit-fill", "unit-point"] });
    const comment = pin ? document.getElementById(`comment-${pin.properties.number}`) : null;
    const box = document.createElement("div");
    if (comment) {
      const link = line(comment.querySelector("p")?.textContent ?? "", "a") as HTMLAnchorElement;
      link.href = `#${comment.id}`;
      box.append(link);
    } else if (unit) box.append(...said(unit));
    else return;
    new Popup({ maxWidth: "16rem" }).setLngLat(event.lngLat).setDOMContent(box).addTo(map);
  });
}

function addPlan(map: Drawing, ground: Ground, system: System): void {
  for (const part of PARTS) map.addSource(part, { type: "geojson", data: drawn(ground[part], system) });
  const shapes = read<Geometry>("plan-drawn").map<Feature>((geometry) => ({ type: "Feature", geometry, properties: {} }));
  const pins = read<Pin>("plan-pins").map<Feature>(({ at, number }) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: at },
    properties: { number },
  }));
  map.addSource("drawn", { type: "geojson", data: drawn(collection(shapes), system) });
  map.addSource("pins", { type: "geojson", data: drawn(collection(pins), system) });
  [...planLayers(isDark()), ...voiceLayers()].forEach((layer) => map.addLayer(layer));
}

/** Draw the island. */
export async function showPlan(element: HTMLElement): Promise<void> {
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const ground = await load(element.dataset.ground ?? "");
  if (ground) {
    label(ground.communities, element.dataset.households ?? "");
    await loadFont(ground.communities.features.map(({ properties }) => String(properties?.label ?? "")).join(""));
  }
  // Nothing may be waited for between opening the map and waiting for it to be loaded, or its word is missed.
  const map = ground && begin(element, { cooperativeGestures: true });
  if (!ground || !map) {
    element.hidden = true;
    return;
  }
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  const [west, south, east, north] = ground.bounds;
  const corners = [system.draw([west, south]), system.draw([east, north])] as [Position, Position];
  map.fitBounds(corners, { padding: 16, animate: false });
  await map.once("load");
  addTiles(map, element);
  addPlan(map, ground, system);
  if (element.dataset.planMap === "pin") letSetPin(map, element, system);
  else if (element.dataset.planMap === "draw") letDraw(map, element, system, map.getSource("drawn") as GeoJSONSource);
  else explain(map, element);
  element.parentElement?.querySelector("[data-plan-legend]")?.removeAttribute("hidden");
  element.dataset.ready = "";
}
