import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Folder of the icon package, and the list of the icons that our pages use. */
const PACKAGE = fileURLToPath(new URL("./node_modules/@tabler/icons/icons/", import.meta.url));
const LIST = "src/icons.txt";

/** Turn one icon file into a symbol of the sprite: `map-pin` is drawn by `<use href="...#map-pin">`. */
function symbol(line: string): string {
  const [name, style = "outline"] = line.split("/").reverse();
  const drawing = readFileSync(`${PACKAGE}${style}/${name}.svg`, "utf8");
  const inner = drawing.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const attributes = style === "filled" ? 'fill="currentColor"' : 'fill="none" stroke="currentColor"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${attributes}>${inner.trim()}</symbol>`;
}

/** Build one sprite of the icons listed in `src/icons.txt` (a line: `map-pin` or `filled/flag`). */
export function iconSprite(): Plugin {
  return {
    name: "icon-sprite",
    generateBundle() {
      const names = readFileSync(fileURLToPath(new URL(LIST, import.meta.url)), "utf8").split("\n");
      const symbols = names.map((name) => name.trim()).filter(Boolean).map(symbol);
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: LIST, source });
    },
  };
}
