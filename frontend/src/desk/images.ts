// Small drawings for the map that need no file: hatching for free units, dots, a lock. The policy of the page forbids
// `data:` pictures, pixels are fine.
import type { Map as Drawing } from "maplibre-gl";

type Draw = (pen: CanvasRenderingContext2D, size: number) => void;

function hatch(colour: string): Draw {
  return (pen, size) => {
    pen.strokeStyle = colour;
    pen.lineWidth = size / 8;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
      pen.stroke();
    }
  };
}

function dots(colour: string): Draw {
  return (pen, size) => {
    pen.fillStyle = colour;
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]] as const) {
      pen.beginPath();
      pen.arc(x * size, y * size, size / 11, 0, 2 * Math.PI);
      pen.fill();
    }
  };
}

function padlock(ink: string, ground: string): Draw {
  return (pen, size) => {
    pen.fillStyle = ground;
    pen.beginPath();
    pen.arc(size / 2, size / 2, size / 2 - 1, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = ink;
    pen.fillRect(size * 0.28, size * 0.46, size * 0.44, size * 0.3);
    pen.strokeStyle = ink;
    pen.lineWidth = size * 0.08;
    pen.beginPath();
    pen.arc(size / 2, size * 0.44, size * 0.14, Math.PI, 0);
    pen.stroke();
  };
}

function add(map: Drawing, name: string, size: number, draw: Draw): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  draw(pen, size);
  map.addImage(name, pen.getImageData(0, 0, size, size), { pixelRatio: 2 });
}

/** Give the map its drawings. */
export function addImages(map: Drawing, ink: string, ground: string): void {
  add(map, "hatch", 24, hatch(ink));
  add(map, "dots", 24, dots(ink));
  add(map, "lock", 40, padlock(ink, ground));
}
