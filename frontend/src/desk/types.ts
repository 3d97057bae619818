// What the desk is handed: the ground (never changes), the state of the plan, and what a run of the engine found.
import type { FeatureCollection } from "geojson";

export const FREE = -1;

export interface Ground {
  bounds: [number, number, number, number];
  units: FeatureCollection;
  lines: FeatureCollection;
  present: FeatureCollection;
  facilities: FeatureCollection;
  neighbourhoods: FeatureCollection;
  grid: FeatureCollection;
}

/** One unit as its feature tells it. */
export interface UnitFacts {
  number: number;
  name: string;
  households: number;
  address?: string;
}

export interface Community {
  number: number;
  name: string;
  households: number;
  range: "below" | "in" | "above" | "empty";
  colour: number;
}

export interface Lock {
  id: number;
  kind: "unit" | "community" | "border" | "seat" | "together" | "apart";
  first: number;
  second: number | null;
}

export interface Finding {
  text: string;
  wrong: boolean;
  units: number[];
  communities: number[];
}

export interface State {
  head: number;
  labels: number[];
  communities: Community[];
  locks: Lock[];
  findings: Finding[];
  may_edit: boolean;
  can_undo: boolean;
  can_redo: boolean;
  message?: string;
  panels?: Record<string, string>;
}

export interface Choice {
  labels: number[];
  moves: [number, number, number][];
  households: number;
  name: string;
}

export interface Run {
  id: number;
  state: string;
  progress: number;
  text: string;
  html: string;
  choices: Choice[];
}
