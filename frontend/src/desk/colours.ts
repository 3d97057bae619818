// Twelve grounds for communities, told apart by people who see few colours too (Paul Tol's light scheme and neighbours
// of it); the last six carry dots as well, and every community has its number and name on the map.
const LIGHT = [
  "#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#a58bd0",
  "#99ddff", "#aaaa00", "#bbcc33", "#c39b6a", "#d5a6cf", "#9aa9b8",
];
const DARK = [
  "#4f86c0", "#c9653f", "#c0a83f", "#2f9a7b", "#d1758b", "#8a6cc0",
  "#5fb0d8", "#8a8a10", "#94a51c", "#9c7443", "#ad75a6", "#74869a",
];
const PLAIN = 6;

export interface Ink {
  ground: string;
  free: string;
  line: string;
  text: string;
  halo: string;
  frontier: string;
  selected: string;
  wrong: string;
  moved: string;
  present: string;
  water: string;
  fills: string[];
}

/** All colours of the map in one theme. */
export function inkOf(dark: boolean): Ink {
  return dark
    ? {
        ground: "#1a222b", free: "#39434e", line: "#0d1217", text: "#ffffff", halo: "#10161d", frontier: "#f4f7fa",
        selected: "#9ccbff", wrong: "#ff8d85", moved: "#ffd479", present: "#c9a27a", water: "#5aa5e0", fills: DARK,
      }
    : {
        ground: "#eef1f4", free: "#d9dee3", line: "#ffffff", text: "#10161d", halo: "#ffffff", frontier: "#25313d",
        selected: "#0b4fa8", wrong: "#a51d1d", moved: "#6a1b9a", present: "#6b3f00", water: "#1f6fb8", fills: LIGHT,
      };
}

/** Whether the ground of this colour carries dots. */
export function hasDots(colour: number): boolean {
  return colour % LIGHT.length >= PLAIN;
}
