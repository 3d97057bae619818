// Base maps made in China are drawn in GCJ-02, a shifted datum. Our data stays in WGS84 (CGCS2000 is the same to the eye):
// it is shifted only to be drawn over such a map, and a pin set on it is shifted back before it is kept.
import type { FeatureCollection } from "geojson";

export type Position = [number, number];

/** Both ways between our coordinates and those of the base map, longitude first, degrees. */
export interface System {
  draw(at: Position): Position;
  read(at: Position): Position;
}

const AXIS = 6378245; // half the long axis of the ellipsoid the shift was defined on, metres
const ECCENTRICITY = 0.006693421622965943; // squared
const ORIGIN: Position = [105, 35];
const ROUNDS = 4; // each leaves about a thousandth of the error; four end far below a millimetre

const wave = (angle: number): number => Math.sin(angle * Math.PI);

/** The part both shifts share: ripples along x and one more axis. */
function ripples(x: number, along: number, long: number): number {
  return (
    ((20 * wave(6 * x) + 20 * wave(2 * x)) * 2) / 3 +
    ((20 * wave(along) + 40 * wave(along / 3)) * 2) / 3 +
    long
  );
}

function shiftOf([longitude, latitude]: Position): Position {
  const x = longitude - ORIGIN[0];
  const y = latitude - ORIGIN[1];
  const root = Math.sqrt(Math.abs(x));
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
    ripples(x, x, ((150 * wave(x / 12) + 300 * wave(x / 30)) * 2) / 3);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
    ripples(x, y, ((160 * wave(y / 12) + 320 * wave(y / 30)) * 2) / 3);
  const radians = (latitude * Math.PI) / 180;
  const bend = 1 - ECCENTRICITY * Math.sin(radians) ** 2;
  const degree = (AXIS * Math.PI) / 180;
  return [
    east / ((degree / Math.sqrt(bend)) * Math.cos(radians)),
    north / ((degree * (1 - ECCENTRICITY)) / (bend * Math.sqrt(bend))),
  ];
}

/** Outside this box such maps are not shifted. */
function isInside([longitude, latitude]: Position): boolean {
  return longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271;
}

function toShifted(at: Position): Position {
  if (!isInside(at)) return at;
  const [east, north] = shiftOf(at);
  return [at[0] + east, at[1] + north];
}

function fromShifted(at: Position): Position {
  if (!isInside(at)) return at;
  let found = at;
  for (let round = 0; round < ROUNDS; round += 1) {
    const drawn = toShifted(found);
    found = [found[0] + at[0] - drawn[0], found[1] + at[1] - drawn[1]];
  }
  return found;
}

const same = (at: Position): Position => at;

/** The system of the base map: only `gcj02` differs from our own. */
export function systemOf(name: string | undefined): System {
  return name === "gcj02" ? { draw: toShifted, read: fromShifted } : { draw: same, read: same };
}

function moved(coordinates: unknown, system: System): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (typeof coordinates[0] === "number") return system.draw([coordinates[0], coordinates[1] as number]);
  return coordinates.map((inner) => moved(inner, system));
}

/** Outlines and points as they are drawn over the base map. */
export function drawn(collection: FeatureCollection, system: System): FeatureCollection {
  const features = collection.features.map((feature) =>
    feature.geometry && "coordinates" in feature.geometry
      ? { ...feature, geometry: { ...feature.geometry, coordinates: moved(feature.geometry.coordinates, system) } }
      : feature,
  );
  return { ...collection, features: features as FeatureCollection["features"] };
}
