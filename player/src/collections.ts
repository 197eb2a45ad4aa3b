// Markers and collections: one path at many places, many paths, many styles.

import type { DrawCollection, DrawMarkers } from "./ops.gen.ts";
import { type Outline, outlineOf, outlinesOf, snapped } from "./paths.ts";
import { type Pen, visible } from "./pen.ts";
import type { Surface } from "./surface.ts";

export function drawMarkers(pen: Pen, surface: Surface, op: DrawMarkers): void {
  const { style, path, bits, x, y, snap } = op;
  if (style === null || path === null || x === null || y === null) return;
  if (!visible(style) || x.length === 0) return;
  const { scale } = pen;
  const marker = surface.paths.canvas(path, scale);
  const lineWidth = pen.lineWidth(style, path.snap !== 0);
  const unit = 2 ** -bits;
  // as Agg stamps a marker that does not snap by itself
  const shift = path.snap !== 0 ? 0 : 0.5;
  for (let i = 0; i < x.length; i++) {
    const u = scale * ((x[i] as number) * unit);
    const v = scale * ((y[i] as number) * unit);
    if (snap === 0) pen.place(u, v);
    else pen.place(snapped(u, shift), snapped(v, shift));
    pen.draw(marker, style, lineWidth);
  }
  pen.place(0, 0);
}

export function drawCollection(pen: Pen, surface: Surface, op: DrawCollection): void {
  const { styles, paths, pathList, styleIndex, pathIndex, a, b, c, d, x, y } = op;
  if (x === null || y === null || x.length === 0) return;
  const { scale } = pen;
  const list: readonly Outline[] = pathList === null ? paths.map(outlineOf) : outlinesOf(pathList);
  const unit = 2 ** -op.bits;
  const matrixUnit = 2 ** -op.matrixBits;
  for (let i = 0; i < x.length; i++) {
    const style = styles[styleIndex === null ? i % styles.length : (styleIndex[i] as number)];
    const which = pathIndex === null ? i % list.length : (pathIndex[i] as number);
    const outline = list[which];
    if (style === undefined || outline === undefined || !visible(style)) continue;
    const e = (x[i] as number) * unit;
    const f = (y[i] as number) * unit;
    const ma = a === null ? 1 : (a[i] as number) * matrixUnit;
    const mb = b === null ? 0 : (b[i] as number) * matrixUnit;
    const mc = c === null ? 0 : (c[i] as number) * matrixUnit;
    const md = d === null ? ma : (d[i] as number) * matrixUnit;
    const lineWidth = pen.lineWidth(style, outline.snap !== 0);
    const path = paths[which]; // none: one of a path_list, which is not kept
    if (path !== undefined && path.snap === 0 && a === null) {
      pen.place(scale * e, scale * f);
      pen.draw(surface.paths.canvas(path, scale), style, lineWidth);
    } else if (
      path !== undefined &&
      path.snap === 0 &&
      mb === 0 &&
      mc === 0 &&
      ma === md &&
      ma > 0 &&
      style.dashesPx.length === 0
    ) {
      // Only larger or smaller: the path can be shared if the line width makes up for it.
      const size = scale * ma;
      pen.context.setTransform(size, 0, 0, size, scale * e, scale * f);
      pen.draw(surface.paths.figure(path), style, lineWidth / size);
    } else {
      pen.place(0, 0);
      pen.draw(surface.paths.placed(outline, scale, ma, mb, mc, md, e, f), style, lineWidth);
    }
  }
  pen.place(0, 0);
}
