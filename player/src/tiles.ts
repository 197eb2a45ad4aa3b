// Images and meshes on a bitmap, a row of canvas pixels at a time.

import type { Bitmap } from "./bitmap.ts";
import { pixelsOf, rgbaOf } from "./images.ts";
import { edges } from "./meshes.ts";
import type { DrawImage, DrawMesh } from "./ops.gen.ts";
import { snapped } from "./paths.ts";

export function drawMesh(bitmap: Bitmap, { image, bits, x, y }: DrawMesh, scale: number): void {
  if (image === null || x === null || y === null) return;
  const columns = edges(x, bits, scale, bitmap.width);
  const rows = edges(y, bits, scale, bitmap.height);
  const left = columns[0] as number;
  const width = (columns[columns.length - 1] as number) - left;
  if (width <= 0) return;
  const pixelAt = pixelsOf(image);
  const row = new Uint32Array(width);
  for (let j = 0; j < image.heightPx; j++) {
    const top = rows[j] as number;
    const bottom = rows[j + 1] as number;
    if (top === bottom) continue;
    for (let i = 0, at = 0; i < image.widthPx; i++) {
      const end = (columns[i + 1] as number) - left;
      const colour = pixelAt(j * image.widthPx + i);
      while (at < end) row[at++] = colour;
    }
    for (let v = top; v < bottom; v++) bitmap.row(row, left, v);
  }
}

export function drawImage(bitmap: Bitmap, op: DrawImage, scale: number): void {
  const { image, xPx, yPx, widthPx, heightPx, smooth } = op;
  if (image === null || !Number.isFinite(xPx + yPx + widthPx + heightPx)) return;
  const left = snapped(scale * xPx, 0);
  const top = snapped(scale * yPx, 0);
  const width = snapped(scale * (xPx + widthPx), 0) - left;
  const height = snapped(scale * (yPx + heightPx), 0) - top;
  const { clip } = bitmap;
  const fromX = Math.max(left, clip.left);
  const fromY = Math.max(top, clip.top);
  const columns = Math.min(left + width, clip.right) - fromX;
  const toY = Math.min(top + height, clip.bottom);
  if (columns <= 0 || fromY >= toY) return;
  const isSmooth = smooth !== 0 && (width !== image.widthPx || height !== image.heightPx);
  const pixelAt = pixelsOf(image);
  const rgba = isSmooth ? rgbaOf(image) : null;
  const row = new Uint32Array(columns);
  const sources = new Float64Array(columns); // column of the image, in its pixels, of the middle of each of ours
  for (let i = 0; i < columns; i++) sources[i] = ((fromX - left + i + 0.5) * image.widthPx) / width;
  let shown = -1;
  for (let v = fromY; v < toY; v++) {
    const source = ((v - top + 0.5) * image.heightPx) / height;
    const from = Math.floor(source) * image.widthPx;
    if (rgba !== null) {
      blend(rgba, image.widthPx, image.heightPx, sources, source, row);
    } else if (from !== shown) {
      for (let i = 0; i < columns; i++) row[i] = pixelAt(from + Math.floor(sources[i] as number));
      shown = from;
    }
    bitmap.row(row, fromX, v);
  }
}

/** A row of bilinear means. */
function blend(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  xs: Float64Array,
  y: number,
  row: Uint32Array,
): void {
  const top = Math.min(Math.max(Math.floor(y - 0.5), 0), height - 1);
  const bottom = Math.min(top + 1, height - 1);
  const down = Math.min(Math.max(y - 0.5 - top, 0), 1);
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < row.length; i++) {
    const x = xs[i] as number;
    const left = Math.min(Math.max(Math.floor(x - 0.5), 0), width - 1);
    const right = Math.min(left + 1, width - 1);
    const along = Math.min(Math.max(x - 0.5 - left, 0), 1);
    sums.fill(0);
    add(sums, rgba, 4 * (top * width + left), (1 - along) * (1 - down));
    add(sums, rgba, 4 * (top * width + right), along * (1 - down));
    add(sums, rgba, 4 * (bottom * width + left), (1 - along) * down);
    add(sums, rgba, 4 * (bottom * width + right), along * down);
    const [red = 0, green = 0, blue = 0, alpha = 0] = sums;
    const part = (sum: number): number => (alpha === 0 ? 0 : Math.round(sum / alpha));
    row[i] = ((Math.round(alpha) << 24) | (part(blue) << 16) | (part(green) << 8) | part(red)) >>> 0;
  }
}

/** Colours count as much as they are opaque. */
function add(sums: number[], rgba: Uint8ClampedArray, at: number, share: number): void {
  const alpha = share * (rgba[at + 3] as number);
  for (let k = 0; k < 3; k++) (sums[k] as number) += alpha * (rgba[at + k] as number);
  (sums[3] as number) += alpha;
}
