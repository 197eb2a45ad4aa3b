// Polygons to coverage, as Agg does it: each edge adds to the pixels that it crosses, and a sweep along the rows
// turns the sums into how much of each pixel lies inside (by the non-zero rule, pixel for pixel).
//
// Agg keeps two sums for each cell that an edge touches: `cover`, the height of the edge, and `area`, twice what
// lies left of it. Here both are differences along the row, in one array: the running sum at x is then
// 512 (covers up to x) - (area at x), which is 131072 for a pixel that is all inside.

const SUBPIXELS = 256; // 24.8 fixed point
/** Sums are in blocks of 2^5; those that no edge touches need not be looked at. */
export const BLOCK_BITS = 5;
const BLOCK = 1 << BLOCK_BITS;

/** Where a polygon is drawn: whole canvas pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class Cells {
  #sums = new Int32Array(1 << 16);
  #touched = new Uint8Array(1 << (16 - BLOCK_BITS));
  #stride = 0;
  #left = 0;
  #top = 0;
  #width = 0;
  #height = 0;
  // of the polygon that is being drawn, in pixels of the window
  #startX = 0;
  #startY = 0;
  // and how far it has come: fixed, if that is inside
  #x = 0;
  #y = 0;
  #isInside = true;
  #fixedX = 0;
  #fixedY = 0;

  /** Sums by row, `stride` apart; a sweep leaves zeros. */
  get sums(): Int32Array {
    return this.#sums;
  }

  /** Which blocks of sums are not all zero; a sweep leaves zeros. */
  get touched(): Uint8Array {
    return this.#touched;
  }

  /** A multiple of the size of a block. */
  get stride(): number {
    return this.#stride;
  }

  /** Begin a shape. What is left, above and below of the window is cut off as if it went on for ever. */
  begin({ left, top, right, bottom }: Window): void {
    this.#left = left;
    this.#top = top;
    this.#width = right - left;
    this.#height = bottom - top;
    this.#stride = ((this.#width + 1) | (BLOCK - 1)) + 1;
    const size = this.#stride * (this.#height + 1) + BLOCK;
    if (this.#sums.length < size) {
      const more = Math.max(size, 2 * this.#sums.length);
      this.#sums = new Int32Array(more);
      this.#touched = new Uint8Array(more >> BLOCK_BITS);
    }
    this.#startX = this.#startY = 0;
    this.#come(0, 0);
  }

  /** Close the polygon before, and begin one. */
  moveTo(x: number, y: number): void {
    this.close();
    this.#come(x - this.#left, y - this.#top);
    this.#startX = this.#x;
    this.#startY = this.#y;
  }

  lineTo(x: number, y: number): void {
    this.#edge(x - this.#left, y - this.#top);
  }

  close(): void {
    if (this.#x !== this.#startX || this.#y !== this.#startY) this.#edge(this.#startX, this.#startY);
  }

  #come(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
    this.#isInside = x >= 0 && x <= this.#width && y >= 0 && y <= this.#height;
    this.#fixedX = fixed(x);
    this.#fixedY = fixed(y);
  }

  #edge(toX: number, toY: number): void {
    const fromX = this.#x;
    const fromY = this.#y;
    const fromFixedX = this.#fixedX;
    const fromFixedY = this.#fixedY;
    const isFromInside = this.#isInside;
    this.#come(toX, toY);
    if (isFromInside && this.#isInside) this.#line(fromFixedX, fromFixedY, this.#fixedX, this.#fixedY);
    else this.#clipped(fromX, fromY, toX, toY);
  }

  // Above and below, an edge counts for nothing; left and right, it is moved to the rim of the window.
  #clipped(fromX: number, fromY: number, toX: number, toY: number): void {
    const height = this.#height;
    let [x0, y0, x1, y1] = [fromX, fromY, toX, toY];
    if ((y0 <= 0 && y1 <= 0) || (y0 >= height && y1 >= height)) return;
    const slope = (toX - fromX) / (toY - fromY);
    if (y0 < 0) [x0, y0] = [fromX - fromY * slope, 0];
    else if (y0 > height) [x0, y0] = [fromX + (height - fromY) * slope, height];
    if (y1 < 0) [x1, y1] = [fromX - fromY * slope, 0];
    else if (y1 > height) [x1, y1] = [fromX + (height - fromY) * slope, height];
    // In pieces, at the places where it crosses a rim.
    const width = this.#width;
    const atLeft = y0 + (0 - x0) / slope;
    const atRight = y0 + (width - x0) / slope;
    const cuts: number[] = [];
    if (x0 < 0 !== x1 < 0) cuts.push(atLeft);
    if (x0 > width !== x1 > width) cuts.push(atRight);
    if (cuts.length === 2 && x1 < x0) cuts.reverse();
    cuts.push(y1);
    let x = x0;
    let y = y0;
    for (const cut of cuts) {
      const to = cut === y1 ? x1 : x0 + (cut - y0) * slope;
      this.#line(
        fixed(Math.min(Math.max(x, 0), width)),
        fixed(Math.min(Math.max(y, 0), height)),
        fixed(Math.min(Math.max(to, 0), width)),
        fixed(Math.min(Math.max(cut, 0), height)),
      );
      x = to;
      y = cut;
    }
  }

  // Agg's rasterizer_cells_aa::line: along the rows that an edge crosses, in whole numbers. Edges are short or steep:
  // what stays in one cell of a row is added here, and `| 0` keeps to integers, which takes a seventh off 2048 points.
  #line(x1: number, y1: number, x2: number, y2: number): void {
    const stride = this.#stride;
    const sums = this.#sums;
    const touched = this.#touched;
    const lastRow = y2 >> 8;
    const fy1 = y1 & 255;
    const fy2 = y2 & 255;
    let row = y1 >> 8;
    if (row === lastRow) {
      const at = x1 >> 8;
      if (at === x2 >> 8) add(sums, touched, row * stride + at, fy2 - fy1, (x1 & 255) + (x2 & 255));
      else if (fy1 !== fy2) this.#cross(row * stride, x1, fy1, x2, fy2);
      return;
    }
    const dx = x2 - x1;
    let dy = y2 - y1;
    const step = dy < 0 ? -1 : 1;
    const first = dy < 0 ? 0 : SUBPIXELS; // where an edge leaves a row
    const start = SUBPIXELS - first; // where it enters one
    if (dx === 0) {
      const at = x1 >> 8;
      const twice = (x1 & 255) << 1;
      if (fy1 !== first) add(sums, touched, row * stride + at, first - fy1, twice);
      for (row += step; row !== lastRow; row += step)
        add(sums, touched, row * stride + at, first - start, twice);
      if (fy2 !== start) add(sums, touched, row * stride + at, fy2 - start, twice);
      return;
    }
    const p = (dy < 0 ? fy1 : SUBPIXELS - fy1) * dx;
    if (dy < 0) dy = -dy;
    let delta = Math.floor(p / dy) | 0;
    let mod = (p - delta * dy) | 0;
    let x = x1 + delta;
    if (fy1 !== first) this.#cross(row * stride, x1, fy1, x, first);
    row += step;
    if (row !== lastRow) {
      const lift = Math.floor((SUBPIXELS * dx) / dy) | 0;
      const rem = (SUBPIXELS * dx - lift * dy) | 0;
      mod -= dy;
      while (row !== lastRow) {
        delta = lift;
        mod += rem;
        if (mod >= 0) {
          mod -= dy;
          delta++;
        }
        const to = (x + delta) | 0;
        const at = x >> 8;
        if (at === to >> 8) add(sums, touched, row * stride + at, first - start, (x & 255) + (to & 255));
        else this.#cross(row * stride, x, start, to, first);
        x = to;
        row += step;
      }
    }
    if (start !== fy2) this.#cross(row * stride, x, start, x2, fy2);
  }

  /** Agg's render_hline: what an edge adds to the row of pixels that begins at `row`. */
  #cross(row: number, x1: number, y1: number, x2: number, y2: number): void {
    const sums = this.#sums;
    const touched = this.#touched;
    let at = row + (x1 >> 8);
    const last = row + (x2 >> 8);
    const fx1 = x1 & 255;
    const fx2 = x2 & 255;
    const dy = y2 - y1;
    if (at === last) {
      add(sums, touched, at, dy, fx1 + fx2);
      return;
    }
    let dx = x2 - x1;
    const forwards = dx > 0;
    const step = forwards ? 1 : -1;
    const first = forwards ? SUBPIXELS : 0;
    const p = (forwards ? SUBPIXELS - fx1 : fx1) * dy;
    if (!forwards) dx = -dx;
    let delta = Math.floor(p / dx) | 0;
    let mod = (p - delta * dx) | 0;
    add(sums, touched, at, delta, fx1 + first);
    at += step;
    let y = y1 + delta;
    if (at !== last) {
      const lift = Math.floor((SUBPIXELS * dy) / dx) | 0;
      const rem = (SUBPIXELS * dy - lift * dx) | 0;
      mod -= dx;
      while (at !== last) {
        delta = lift;
        mod += rem;
        if (mod >= 0) {
          mod -= dx;
          delta++;
        }
        add(sums, touched, at, delta, SUBPIXELS);
        y += delta;
        at += step;
      }
    }
    add(sums, touched, at, y2 - y, fx2 + SUBPIXELS - first);
  }
}

/** An edge of this height, from one side of a cell to the other `width` / 2 from its left. */
function add(sums: Int32Array, touched: Uint8Array, at: number, cover: number, width: number): void {
  const area = cover * width;
  (sums[at] as number) += (cover << 9) - area;
  (sums[at + 1] as number) += area;
  touched[at >> BLOCK_BITS] = 1;
  touched[(at + 1) >> BLOCK_BITS] = 1;
}

function fixed(v: number): number {
  return (v * SUBPIXELS + 0.5) | 0; // of what is inside: never negative
}
