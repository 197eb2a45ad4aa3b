// The outline of a stroke, vertex for vertex as Agg makes it (agg_math_stroke.h, agg_vcgen_stroke.h).

import type { Cells } from "./cells.ts";

const [BUTT, ROUND, SQUARE] = [0, 1, 2]; // caps
const [MITER, ROUND_JOIN] = [0, 1]; // joins; 2 is bevel
const INNER_MITER_LIMIT = 1.01;
const LEAST_DISTANCE = 1e-14; // vertices nearer than this are one

export class Stroker {
  readonly #to: Cells;
  #half = 0.5; // of the line width
  #arc = 1; // radians of a circle that may be a straight line
  #within = 1; // two vectors from the middle with at least this scalar product are no further apart than that
  #cap = BUTT;
  #join = ROUND_JOIN;
  #miterLimit = 4;
  #isFirst = true; // whether the next vertex begins an outline
  // vertices of the path, and how far the next one is
  #x = new Float64Array(1024);
  #y = new Float64Array(1024);
  #distance = new Float64Array(1024);
  #count = 0;

  constructor(to: Cells) {
    this.#to = to;
  }

  style(width: number, cap: number, join: number, miterLimit: number): void {
    this.#half = width / 2;
    this.#arc = 2 * Math.acos(this.#half / (this.#half + 0.125));
    this.#within = this.#half ** 2 * (Math.cos(this.#arc) + 1e-6); // rounding is less
    this.#cap = cap;
    this.#join = join;
    this.#miterLimit = miterLimit;
    this.#count = 0;
  }

  /** The next vertex of a path. */
  add(x: number, y: number): void {
    const count = this.#count;
    if (count > 0) {
      const distance = Math.sqrt(
        (x - this.#at(this.#x, count - 1)) ** 2 + (y - this.#at(this.#y, count - 1)) ** 2,
      );
      if (!(distance > LEAST_DISTANCE)) return;
      this.#distance[count - 1] = distance;
    }
    if (count === this.#x.length) {
      this.#x = longer(this.#x);
      this.#y = longer(this.#y);
      this.#distance = longer(this.#distance);
    }
    this.#x[count] = x;
    this.#y[count] = y;
    this.#count = count + 1;
  }

  /** The path ends: draw its outline. */
  end(isClosed: boolean): void {
    if (isClosed) this.#close();
    const count = this.#count;
    this.#count = 0;
    if (count < 2) return;
    const closed = isClosed && count > 2; // there and back again is a line
    this.#isFirst = true;
    if (!closed) this.#capAt(0, 1);
    const start = closed ? 0 : 1;
    const end = closed ? count : count - 1;
    for (let i = start; i < end; i++) {
      const before = i === 0 ? count - 1 : i - 1;
      const after = i === count - 1 ? 0 : i + 1;
      this.#joinAt(before, i, after, this.#at(this.#distance, before), this.#at(this.#distance, i));
    }
    if (closed) {
      this.#to.close();
      this.#isFirst = true;
    } else {
      this.#capAt(count - 1, count - 2);
    }
    for (let i = end - 1; i >= start; i--) {
      const before = i === 0 ? count - 1 : i - 1;
      const after = i === count - 1 ? 0 : i + 1;
      this.#joinAt(after, i, before, this.#at(this.#distance, i), this.#at(this.#distance, before));
    }
    this.#to.close();
  }

  // The last vertex may be the first one again.
  #close(): void {
    while (this.#count > 1) {
      const last = this.#count - 1;
      const distance = Math.sqrt(
        (this.#at(this.#x, 0) - this.#at(this.#x, last)) ** 2 +
          (this.#at(this.#y, 0) - this.#at(this.#y, last)) ** 2,
      );
      if (distance > LEAST_DISTANCE) {
        this.#distance[last] = distance;
        return;
      }
      this.#count--;
    }
  }

  #at(values: Float64Array, i: number): number {
    return values[i] as number;
  }

  #emit(x: number, y: number): void {
    if (this.#isFirst) this.#to.moveTo(x, y);
    else this.#to.lineTo(x, y);
    this.#isFirst = false;
  }

  #capAt(i: number, next: number): void {
    const half = this.#half;
    const x = this.#at(this.#x, i);
    const y = this.#at(this.#y, i);
    const distance = this.#at(this.#distance, Math.min(i, next));
    const dx = ((this.#at(this.#y, next) - y) / distance) * half;
    const dy = ((this.#at(this.#x, next) - x) / distance) * half;
    if (this.#cap === ROUND) {
      const n = Math.floor(Math.PI / this.#arc);
      const step = Math.PI / (n + 1);
      this.#emit(x - dx, y + dy);
      let angle = Math.atan2(dy, -dx) + step;
      for (let k = 0; k < n; k++, angle += step) {
        this.#emit(x + Math.cos(angle) * half, y + Math.sin(angle) * half);
      }
      this.#emit(x + dx, y - dy);
      return;
    }
    const [ex, ey] = this.#cap === SQUARE ? [dy, dx] : [0, 0];
    this.#emit(x - dx - ex, y + dy - ey);
    this.#emit(x + dx - ex, y - dy - ey);
  }

  #joinAt(i0: number, i1: number, i2: number, length1: number, length2: number): void {
    const half = this.#half;
    const x0 = this.#at(this.#x, i0);
    const y0 = this.#at(this.#y, i0);
    const x1 = this.#at(this.#x, i1);
    const y1 = this.#at(this.#y, i1);
    const x2 = this.#at(this.#x, i2);
    const y2 = this.#at(this.#y, i2);
    const dx1 = (half * (y1 - y0)) / length1;
    const dy1 = (half * (x1 - x0)) / length1;
    const dx2 = (half * (y2 - y1)) / length2;
    const dy2 = (half * (x2 - x1)) / length2;
    const turn = (x2 - x1) * (y1 - y0) - (y2 - y1) * (x1 - x0);
    if (turn > 0) {
      // the inner side
      const limit = Math.max((length1 < length2 ? length1 : length2) / half, INNER_MITER_LIMIT);
      this.#miter(x0, y0, x1, y1, x2, y2, dx1, dy1, dx2, dy2, limit);
      return;
    }
    if (this.#join === MITER) {
      this.#miter(x0, y0, x1, y1, x2, y2, dx1, dy1, dx2, dy2, this.#miterLimit);
      return;
    }
    const mx = (dx1 + dx2) / 2;
    const my = (dy1 + dy2) / 2;
    const bevel = Math.sqrt(mx * mx + my * my);
    if (half - bevel < half / 1024) {
      // nearly straight on
      const r = crossing(x0 + dx1, y0 - dy1, x1 + dx1, y1 - dy1, x1 + dx2, y1 - dy2, x2 + dx2, y2 - dy2);
      if (Number.isNaN(r)) this.#emit(x1 + dx1, y1 - dy1);
      else this.#emit(x0 + dx1 + r * (x1 - x0), y0 - dy1 + r * (y1 - y0));
      return;
    }
    if (this.#join === ROUND_JOIN) {
      this.#arcAt(x1, y1, dx1, -dy1, dx2, -dy2);
      return;
    }
    this.#emit(x1 + dx1, y1 - dy1);
    this.#emit(x1 + dx2, y1 - dy2);
  }

  #arcAt(x: number, y: number, dx1: number, dy1: number, dx2: number, dy2: number): void {
    const half = this.#half;
    if (dx1 * dx2 + dy1 * dy2 > this.#within && dx1 * dy2 - dy1 * dx2 > 0) {
      // As most corners of a curve. It is what comes of the angles, which take a tenth of the time of a small circle.
      this.#emit(x + dx1, y + dy1);
      this.#emit(x + dx2, y + dy2);
      return;
    }
    let angle = Math.atan2(dy1, dx1);
    let to = Math.atan2(dy2, dx2);
    if (angle > to) to += 2 * Math.PI;
    const n = Math.floor((to - angle) / this.#arc);
    const step = (to - angle) / (n + 1);
    this.#emit(x + dx1, y + dy1);
    for (let k = 0; k < n; k++) {
      angle += step;
      this.#emit(x + Math.cos(angle) * half, y + Math.sin(angle) * half);
    }
    this.#emit(x + dx2, y + dy2);
  }

  // Agg's calc_miter with miter_join_revert: where it goes too far, a bevel.
  #miter(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    dx1: number,
    dy1: number,
    dx2: number,
    dy2: number,
    limit: number,
  ): void {
    const far = this.#half * limit;
    const r = crossing(x0 + dx1, y0 - dy1, x1 + dx1, y1 - dy1, x1 + dx2, y1 - dy2, x2 + dx2, y2 - dy2);
    if (Number.isNaN(r)) {
      // On one line: on, or back?
      const bx = x1 + dx1;
      const by = y1 - dy1;
      const one = (bx - x1) * (y1 - y0) - (by - y1) * (x1 - x0) < 0;
      const other = (bx - x2) * (y2 - y1) - (by - y2) * (x2 - x1) < 0;
      if (one === other) {
        this.#emit(bx, by);
        return;
      }
    } else {
      const x = x0 + dx1 + r * (x1 - x0);
      const y = y0 - dy1 + r * (y1 - y0);
      if (Math.sqrt((x - x1) ** 2 + (y - y1) ** 2) <= far) {
        this.#emit(x, y);
        return;
      }
    }
    this.#emit(x1 + dx1, y1 - dy1);
    this.#emit(x1 + dx2, y1 - dy2);
  }
}

/** How far along (a, b) it meets (c, d), of its length; NaN if they are parallel. */
function crossing(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const below = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
  if (Math.abs(below) < 1e-30) return Number.NaN;
  return ((ay - cy) * (dx - cx) - (ax - cx) * (dy - cy)) / below;
}

function longer(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const out = new Float64Array(2 * values.length);
  out.set(values);
  return out;
}
