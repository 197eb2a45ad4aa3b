// Curves of glyphs to lines, in FreeType's steps (ftgrays.c): finer than Agg's for other shapes, with half a pixel off.
// With them a line of text is within a level of Agg's bitmaps, without them within 20.

import type { Curves } from "./curves.ts";
import { LINE, type Lines } from "./lines.ts";

const MOST_BEND = 1 / 4; // of a quadratic part: its second difference, in pixels
const MOST_OFF = 1 / 2; // of a cubic part: three times how far its control points are from a straight line's
const DEEPEST = 12; // 4096 lines

export const GLYPH_CURVES: Curves = { quadratic, cubic };

/** In equal steps of its parameter. */
function quadratic(x1: number, y1: number, x2: number, y2: number, x3: number, y3: number, to: Lines): void {
  let bend = Math.max(Math.abs(x1 - 2 * x2 + x3), Math.abs(y1 - 2 * y2 + y3));
  let count = 1;
  for (; bend > MOST_BEND && count < 1 << DEEPEST; bend /= 4) count *= 2;
  for (let i = 1; i < count; i++) {
    const t = i / count;
    const a = (1 - t) * (1 - t);
    const b = 2 * t * (1 - t);
    const c = t * t;
    to.add(LINE, a * x1 + b * x2 + c * x3, a * y1 + b * y2 + c * y3);
  }
  to.add(LINE, x3, y3);
}

function cubic(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  x3: number,
  y3: number,
  x4: number,
  y4: number,
  to: Lines,
): void {
  part(x1, y1, x2, y2, x3, y3, x4, y4, 0, to);
}

function part(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  x3: number,
  y3: number,
  x4: number,
  y4: number,
  depth: number,
  to: Lines,
): void {
  const isFlat =
    Math.abs(2 * x1 - 3 * x2 + x4) <= MOST_OFF &&
    Math.abs(2 * y1 - 3 * y2 + y4) <= MOST_OFF &&
    Math.abs(x1 - 3 * x3 + 2 * x4) <= MOST_OFF &&
    Math.abs(y1 - 3 * y3 + 2 * y4) <= MOST_OFF;
  if (isFlat || depth === DEEPEST) {
    to.add(LINE, x4, y4);
    return;
  }
  const x12 = (x1 + x2) / 2;
  const y12 = (y1 + y2) / 2;
  const x23 = (x2 + x3) / 2;
  const y23 = (y2 + y3) / 2;
  const x34 = (x3 + x4) / 2;
  const y34 = (y3 + y4) / 2;
  const x123 = (x12 + x23) / 2;
  const y123 = (y12 + y23) / 2;
  const x234 = (x23 + x34) / 2;
  const y234 = (y23 + y34) / 2;
  const x = (x123 + x234) / 2;
  const y = (y123 + y234) / 2;
  part(x1, y1, x12, y12, x123, y123, x, y, depth + 1, to);
  part(x, y, x234, y234, x34, y34, x4, y4, depth + 1, to);
}
