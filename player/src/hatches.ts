// Hatches: one tile of a pattern, again and again, cut off at its border as Agg does it.

import type { Bitmap } from "./bitmap.ts";
import type { DrawHatch } from "./ops.gen.ts";
import { outlineOf, snapped } from "./paths.ts";
import { isSeam, type Pen, visible } from "./pen.ts";
import type { Shapes } from "./shapes.ts";
import type { Surface } from "./surface.ts";

/** Draw with the canvas' own calls. */
export function drawHatch(pen: Pen, surface: Surface, op: DrawHatch): void {
  const { style, path } = op;
  if (style === null || path === null || !visible(style)) return;
  const { context, scale } = pen;
  const side = sideOf(op, scale);
  const tile = surface.paths.placed({ ...outlineOf(path), snap: 0 }, side / op.tilePx, 1, 0, 0, 1, 0, 0);
  const lineWidth = pen.lineWidth(style, false);
  for (const [x, y] of corners(op, scale, context.canvas.width, context.canvas.height)) {
    pen.save();
    context.clip(surface.paths.rectangle(x, y, side, side), "nonzero");
    pen.place(x, y);
    pen.draw(tile, style, lineWidth);
    pen.restore();
  }
}

/** Draw on a bitmap. */
export function stampHatch(bitmap: Bitmap, shapes: Shapes, op: DrawHatch, scale: number): void {
  const { style, path, tilePx } = op;
  if (style === null || path === null || !visible(style)) return;
  const { width, height } = bitmap;
  const side = sideOf(op, scale);
  const size = side / tilePx / scale;
  shapes.place(outlineOf(path), size, 0, 0, size, 0, 0, false);
  const window = { left: 0, top: 0, right: Math.min(side, width), bottom: Math.min(side, height) };
  const fill = shapes.ink(style.fill);
  const stroke = shapes.ink(style.stroke);
  const isStroked = stroke.alpha !== 0 && style.lineWidthPx > 0 && !isSeam(style);
  const filled = fill.alpha === 0 ? null : shapes.fillMaskIn(window, style.antialias === 0);
  const stroked = isStroked ? shapes.strokeMaskIn(window, style) : null;
  for (const [x, y] of corners(op, scale, width, height)) {
    if (filled !== null) bitmap.stamp(filled, x, y, fill);
    if (stroked !== null) bitmap.stamp(stroked, x, y, stroke);
  }
}

/** The width of a tile, in canvas pixels: always whole ones. */
function sideOf({ tilePx }: DrawHatch, scale: number): number {
  return Math.max(1, snapped(scale * tilePx, 0));
}

/** The top left corners of the tiles that can be seen on a canvas of this size. */
function* corners(op: DrawHatch, scale: number, width: number, height: number): Generator<[number, number]> {
  const side = sideOf(op, scale);
  const [x = 0, y = 0, columns = 0, rows = 0] = op.box;
  const left = within(scale * x, width);
  const top = within(scale * y, height);
  const right = within(scale * (x + columns), width);
  const bottom = within(scale * (y + rows), height);
  if (left >= right || top >= bottom) return;
  for (let v = Math.floor(top / side) * side; v < bottom; v += side) {
    for (let u = Math.floor(left / side) * side; u < right; u += side) yield [u, v];
  }
}

function within(edge: number, most: number): number {
  return Math.min(Math.max(snapped(edge, 0), 0), most);
}
