// A tap on a point says which case it is, in words, with the way to it.
import { Popup, type Map as Drawing } from "maplibre-gl";

function words(properties: Record<string, unknown>): HTMLElement {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = String(properties.url ?? "#");
  link.textContent = String(properties.number ?? "");
  const light = document.createElement("div");
  light.textContent = [properties.stateLabel, properties.lightLabel].filter(Boolean).join(" · ");
  box.append(link, light);
  return box;
}

export function explainPoints(map: Drawing): void {
  map.on("click", "points", (event) => {
    const feature = event.features?.[0];
    if (!feature) return;
    new Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(words(feature.properties)).addTo(map);
  });
  map.on("mouseenter", "points", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "points", () => (map.getCanvas().style.cursor = ""));
}
