// Problems of outlines, one after the other: the map goes to the one looked at, n and p go on; the list says the same.
import "./outline.css";
import type { FeatureCollection } from "geojson";
import type { Map as Drawing } from "maplibre-gl";
import { isTyping, keepChoice } from "../keys/keys";
import { drawn, systemOf } from "../map/system";
import { derivedLayers, inspectLayers } from "./layers";
import { boundsOf, look, NOTHING, openSheet, put, type Bounds } from "./sheet";

async function load(url: string | undefined): Promise<FeatureCollection> {
  const answer = url ? await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null) : null;
  return answer?.ok ? ((await answer.json()) as FeatureCollection) : NOTHING;
}

function written(id: string | undefined): FeatureCollection | null {
  const text = id ? document.getElementById(id)?.textContent : null;
  return text ? (JSON.parse(text) as FeatureCollection) : null;
}

function named(shapes: FeatureCollection, name: string | undefined): FeatureCollection {
  return { ...shapes, features: shapes.features.filter(({ properties }) => name && properties?.name === name) };
}

/** Let a row of the list be chosen by its link, by buttons and by keys. */
function walk(root: HTMLElement, show: (row: HTMLElement) => void): void {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-problem]")];
  const choice = root.querySelector<HTMLInputElement>("[data-keys-on]");
  if (choice) keepChoice(choice);

  function choose(row: HTMLElement | undefined, scroll: boolean): void {
    if (!row) return;
    rows.forEach((one) => one.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    const link = row.querySelector<HTMLAnchorElement>("a[href^='?']");
    if (link) history.replaceState(null, "", link.href);
    if (scroll) link?.focus();
    show(row);
  }

  function step(by: number): void {
    const here = rows.findIndex((row) => row.hasAttribute("aria-current"));
    choose(rows[(here + by + rows.length) % rows.length], true);
  }

  rows.forEach((row) =>
    row.querySelector("a[href^='?']")?.addEventListener("click", (event) => {
      event.preventDefault();
      choose(row, false);
    }),
  );
  root.querySelectorAll<HTMLElement>("[data-inspect-step]").forEach((button) =>
    button.addEventListener("click", () => step(Number(button.dataset.inspectStep))),
  );
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !choice?.checked) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
  const tools = root.querySelector<HTMLElement>("[data-inspect-tools]");
  if (tools) tools.hidden = false;
  const current = rows.find((row) => row.hasAttribute("aria-current"));
  if (current && new URLSearchParams(location.search).has("problem")) show(current);
}

export async function showInspection(root: HTMLElement): Promise<void> {
  const element = root.querySelector<HTMLElement>("[data-inspect-map]");
  if (!element) return;
  element.dataset.started = "";
  const system = systemOf(element.dataset.tiles ? element.dataset.system : undefined);
  const loaded = await Promise.all([written(root.dataset.shapesId) ?? load(root.dataset.shapes), load(root.dataset.derived)]);
  const [shapes, derived] = loaded.map((collection) => drawn(collection, system)) as [FeatureCollection, FeatureCollection];
  const all = { ...shapes, features: [...shapes.features, ...derived.features] };
  const words = all.features.map(({ properties }) => String(properties?.name ?? "")).join("");
  const bounds = boundsOf(all);
  const layers = (dark: boolean) => [...derivedLayers(dark), ...inspectLayers(dark)];
  const map: Drawing | null = bounds[0] <= bounds[2] ? await openSheet(element, bounds, words, ["derived", "shapes", "current"], layers) : null;
  if (map) {
    put(map, "derived", derived);
    put(map, "shapes", shapes);
    if (!root.querySelector("[data-problem]")) look(map, boundsOf({ ...shapes, features: shapes.features.filter(({ properties }) => properties?.kind === "problem") }));
  }
  walk(root, (row) => {
    if (!map) return;
    const [west = 0, south = 0, east = 0, north = 0] = (row.dataset.box ?? "").split(",").map(Number);
    put(map, "current", named(shapes, row.dataset.problem));
    look(map, [...system.draw([west, south]), ...system.draw([east, north])] as Bounds);
  });
  root.dataset.ready = "";
}
