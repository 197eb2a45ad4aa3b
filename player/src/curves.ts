// Curves to lines, in Agg's steps (agg_curves.cpp, curve3_div and curve4_div): the same vertices, so that what is
// drawn of them agrees with Agg to the pixel.

import { LINE, type Lines } from "./lines.ts";

const TOLERANCE = 0.25; // square of the distance in pixels that a line may be off a curve
const COLLINEAR = 1e-30;
const DEEPEST = 12; // 4096 lines: enough for a curve of 8 million pixels

/** How curves become lines: each gets all vertices but the first. */
export interface Curves {
  quadratic(x1: number, y1: number, x2: number, y2: number, x3: number, y3: number, to: Lines): void;
  cubic(
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    x3: number,
    y3: number,
    x4: number,
    y4: number,
    to: Lines,
  ): void;
}

/** Agg's, of everything but text. */
export const SHAPE_CURVES: Curves = { quadratic, cubic };

/** A quadratic curve, without its first vertex. */
function quadratic(x1: number, y1: number, x2: number, y2: number, x3: number, y3: number, to: Lines): void {
  quadraticPart(x1, y1, x2, y2, x3, y3, 0, to);
  to.add(LINE, x3, y3);
}

function quadraticPart(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  x3: number,
  y3: number,
  depth: number,
  to: Lines,
): void {
  if (depth > DEEPEST) return;
  const x12 = (x1 + x2) / 2;
  const y12 = (y1 + y2) / 2;
  const x23 = (x2 + x3) / 2;
  const y23 = (y2 + y3) / 2;
  const x123 = (x12 + x23) / 2;
  const y123 = (y12 + y23) / 2;
  const dx = x3 - x1;
  const dy = y3 - y1;
  const d = Math.abs((x2 - x3) * dy - (y2 - y3) * dx);
  if (d > COLLINEAR) {
    if (d * d <= TOLERANCE * (dx * dx + dy * dy)) {
      to.add(LINE, x123, y123);
      return;
    }
  } else {
    const along = dx * dx + dy * dy;
    const t = along === 0 ? 0 : ((x2 - x1) * dx + (y2 - y1) * dy) / along;
    if (along !== 0 && t > 0 && t < 1) return;
    if (beside(x2, y2, x1, y1, x3, y3, t, along) < TOLERANCE) {
      to.add(LINE, x2, y2);
      return;
    }
  }
  quadraticPart(x1, y1, x12, y12, x123, y123, depth + 1, to);
  quadraticPart(x123, y123, x23, y23, x3, y3, depth + 1, to);
}

/** A cubic curve, without its first vertex. */
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
  cubicPart(x1, y1, x2, y2, x3, y3, x4, y4, 0, to);
  to.add(LINE, x4, y4);
}

function cubicPart(
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
  if (depth > DEEPEST) return;
  const x12 = (x1 + x2) / 2;
  const y12 = (y1 + y2) / 2;
  const x23 = (x2 + x3) / 2;
  const y23 = (y2 + y3) / 2;
  const x34 = (x3 + x4) / 2;
  const y34 = (y3 + y4) / 2;
  const dx = x4 - x1;
  const dy = y4 - y1;
  const along = dx * dx + dy * dy;
  let d2 = Math.abs((x2 - x4) * dy - (y2 - y4) * dx);
  let d3 = Math.abs((x3 - x4) * dy - (y3 - y4) * dx);
  if (d2 > COLLINEAR || d3 > COLLINEAR) {
    // one that counts for nothing is left out
    const off = (d2 > COLLINEAR ? d2 : 0) + (d3 > COLLINEAR ? d3 : 0);
    if (off * off <= TOLERANCE * along) {
      to.add(LINE, x23, y23);
      return;
    }
  } else {
    const t2 = along === 0 ? 0 : ((x2 - x1) * dx + (y2 - y1) * dy) / along;
    const t3 = along === 0 ? 0 : ((x3 - x1) * dx + (y3 - y1) * dy) / along;
    if (along !== 0 && t2 > 0 && t2 < 1 && t3 > 0 && t3 < 1) return;
    d2 = beside(x2, y2, x1, y1, x4, y4, t2, along);
    d3 = along === 0 ? square(x4 - x3, y4 - y3) : beside(x3, y3, x1, y1, x4, y4, t3, along);
    if (d2 > d3 ? d2 < TOLERANCE : d3 < TOLERANCE) {
      if (d2 > d3) to.add(LINE, x2, y2);
      else to.add(LINE, x3, y3);
      return;
    }
  }
  const x123 = (x12 + x23) / 2;
  const y123 = (y12 + y23) / 2;
  const x234 = (x23 + x34) / 2;
  const y234 = (y23 + y34) / 2;
  const x1234 = (x123 + x234) / 2;
  const y1234 = (y123 + y234) / 2;
  cubicPart(x1, y1, x12, y12, x123, y123, x1234, y1234, depth + 1, to);
  cubicPart(x1234, y1234, x234, y234, x34, y34, x4, y4, depth + 1, to);
}

/** Square of how far (x, y) is from the line from 1 to 2, at t of which it lies. */
function beside(
  x: number,
  y: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  t: number,
  along: number,
): number {
  if (along === 0 || t <= 0) return square(x - x1, y - y1);
  if (t >= 1) return square(x - x2, y - y2);
  return square(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1));
}

function square(dx: number, dy: number): number {
  return dx * dx + dy * dy;
}
