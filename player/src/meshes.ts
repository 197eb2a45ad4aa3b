// Meshes as pixels: a cell covers the canvas pixels between its snapped edges, all of each and no other.

import { rgbaOf } from "./images.ts";
import type { DrawMesh } from "./ops.gen.ts";
import { snapped } from "./paths.ts";

/** Pixels, and where on the canvas they go. */
export interface MeshPixels {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The pixels of a mesh that lie on a canvas of this size; null if none do. */
export function meshPixels(
  { image, bits, x, y }: DrawMesh,
  scale: number,
  canvasWidth: number,
  canvasHeight: number,
): MeshPixels | null {
  if (image === null || x === null || y === null) return null;
  const columns = edges(x, bits, scale, canvasWidth);
  const rows = edges(y, bits, scale, canvasHeight);
  const left = columns[0] as number;
  const top = rows[0] as number;
  const width = (columns[columns.length - 1] as number) - left;
  const height = (rows[rows.length - 1] as number) - top;
  if (width <= 0 || height <= 0) return null;
  const cells = rgbaOf(image);
  const colours = new Uint32Array(cells.buffer);
  const data = new Uint8ClampedArray(4 * width * height);
  const pixels = new Uint32Array(data.buffer);
  for (let j = 0; j < image.heightPx; j++) {
    const from = ((rows[j] as number) - top) * width;
    const to = ((rows[j + 1] as number) - top) * width;
    if (from === to) continue;
    let at = from;
    for (let i = 0; i < image.widthPx; i++) {
      const end = from + (columns[i + 1] as number) - left;
      const colour = colours[j * image.widthPx + i] as number;
      while (at < end) pixels[at++] = colour;
    }
    for (let next = from + width; next < to; next += width) pixels.copyWithin(next, from, from + width);
  }
  return { x: left, y: top, width, height, data };
}

/** Snapped edges in canvas pixels, each on the canvas or at its rim. */
export function edges(values: Int32Array, bits: number, scale: number, size: number): Int32Array {
  const unit = 2 ** -bits;
  const out = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const edge = snapped(scale * ((values[i] as number) * unit), 0);
    out[i] = Math.min(Math.max(edge, 0), size);
  }
  return out;
}
