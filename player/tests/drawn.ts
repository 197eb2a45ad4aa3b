// Ops to draw, and what was drawn of them.

import * as ops from "../src/ops.gen.ts";
import { Software } from "../src/software.ts";

export const BLACK = 0x000000ff;
export const NOTHING = 0;
export const STYLE: ops.Style = {
  type: ops.STYLE,
  fill: NOTHING,
  stroke: NOTHING,
  lineWidthPx: 0,
  cap: 0,
  join: 0,
  miterLimit: 10,
  antialias: 1,
  dashOffsetPx: 0,
  dashesPx: [],
};
export const FILLED: ops.Style = { ...STYLE, fill: BLACK };

export type Point = readonly [x: number, y: number];

export function path(points: readonly Point[], codes: readonly number[] = [], bits = 8): ops.Path {
  const unit = 2 ** bits;
  return {
    type: ops.PATH,
    bits,
    codes: Uint8Array.from(codes),
    x: Int32Array.from(points, ([x]) => Math.round(x * unit)),
    y: Int32Array.from(points, ([, y]) => Math.round(y * unit)),
    snap: 0,
    snapWidthPx: 0,
    unhinted: null,
  };
}

export function drawPath(shape: ops.Path, style: ops.Style, clip: ops.Clip | null = null): ops.DrawPath {
  return { type: ops.DRAW_PATH, group: null, clip, style, path: shape };
}

/** Alpha of each pixel. */
export function alphas(list: readonly ops.Op[], width: number, height: number, scale = 1): number[][] {
  const software = new Software();
  software.draw(list, width, height, scale);
  const rows: number[][] = [];
  for (let y = 0; y < height; y++) {
    const row = software.bitmap.pixels.slice(y * width, (y + 1) * width);
    rows.push(Array.from(row, (pixel) => pixel >>> 24));
  }
  return rows;
}

export function total(rows: readonly (readonly number[])[]): number {
  return rows.flat().reduce((sum, alpha) => sum + alpha, 0);
}

/** matplotlib's unit circle: eight cubic curves. */
export function circle(x: number, y: number, radius: number, bits = 16): ops.Path {
  const magic = 0.2652031;
  const r = Math.SQRT1_2;
  const inner = magic * r;
  const eighth: Point[] = [
    [0, -1], [magic, -1], [r - inner, -r - inner], [r, -r],
    [r + inner, -r + inner], [1, -magic], [1, 0],
    [1, magic], [r + inner, r - inner], [r, r],
    [r - inner, r + inner], [magic, 1], [0, 1],
    [-magic, 1], [-r + inner, r + inner], [-r, r],
    [-r - inner, r - inner], [-1, magic], [-1, 0],
    [-1, -magic], [-r - inner, -r + inner], [-r, -r],
    [-r + inner, -r - inner], [-magic, -1], [0, -1], [0, -1],
  ]; // biome-ignore format: by curves
  const codes = eighth.map((_, i) => (i === 0 ? 1 : i === eighth.length - 1 ? 79 : 4));
  return path(
    eighth.map(([u, v]) => [x + radius * u, y + radius * v]),
    codes,
    bits,
  );
}
