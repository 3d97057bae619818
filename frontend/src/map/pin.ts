// One pin: shown where the page says, or set by a tap, by dragging, or by the keyboard (arrow keys move the map, Enter sets).
import { Marker, type LngLat, type Map as Drawing } from "maplibre-gl";
import type { Position, System } from "./system";

const DIGITS = 6;

function start(element: HTMLElement): Position | null {
  const { longitude, latitude } = element.dataset;
  return longitude && latitude ? [Number(longitude), Number(latitude)] : null;
}

/** Show one pin; what is drawn around it decides the section, and only on blank ground the pin itself. */
export function showPin(map: Drawing, element: HTMLElement, system: System, hasGround: boolean): void {
  const kept = start(element);
  if (!kept) return;
  const at = system.draw(kept);
  new Marker({ color: "#a51d1d" }).setLngLat(at).addTo(map);
  if (!hasGround) map.jumpTo({ center: at, zoom: 16 });
}

function field(element: HTMLElement, name: string): HTMLInputElement | null {
  return element.closest("form")?.querySelector<HTMLInputElement>(`input[name=${name}]`) ?? null;
}

/**
 * Let the reader set the pin; it writes the form's `longitude` and `latitude` and tells in words what it did.
 * On the map everything stands in the system of the base map, in the form in ours.
 */
export function letSetPin(map: Drawing, element: HTMLElement, system: System): void {
  const longitude = field(element, "longitude");
  const latitude = field(element, "latitude");
  const said = element.parentElement?.querySelector<HTMLElement>("[data-pin-said]");
  const clear = element.parentElement?.querySelector<HTMLButtonElement>("[data-pin-clear]");
  const here = element.parentElement?.querySelector<HTMLButtonElement>("[data-pin-here]");
  const pin = new Marker({ color: "#a51d1d", draggable: true });

  function set(at: LngLat | { lng: number; lat: number }): void {
    pin.setLngLat(at).addTo(map);
    const [east, north] = system.read([at.lng, at.lat]);
    if (longitude) longitude.value = east.toFixed(DIGITS);
    if (latitude) latitude.value = north.toFixed(DIGITS);
    if (said) said.hidden = false;
    if (clear) clear.hidden = false;
  }

  pin.on("dragend", () => set(pin.getLngLat()));
  map.on("click", (event) => set(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    set(map.getCenter());
  });
  clear?.addEventListener("click", () => {
    pin.remove();
    if (longitude) longitude.value = "";
    if (latitude) latitude.value = "";
    if (said) said.hidden = true;
    clear.hidden = true;
  });
  if (here && "geolocation" in navigator) {
    here.hidden = false;
    here.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const [lng, lat] = system.draw([coords.longitude, coords.latitude]);
        map.jumpTo({ center: { lng, lat }, zoom: 17 });
        set({ lng, lat });
      });
    });
  }
  if (longitude?.value && latitude?.value) {
    const [lng, lat] = system.draw([Number(longitude.value), Number(latitude.value)]);
    set({ lng, lat });
    map.jumpTo({ center: { lng, lat }, zoom: 16 });
  }
}
