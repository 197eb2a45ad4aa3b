// An outline as straight lines: its curves are cut once, be it filled, stroked or both.

import type { Curves } from "./curves.ts";
import type { Outline } from "./paths.ts";

// what a vertex is, as in the codes of a path
export const MOVE = 1;
export const LINE = 2;
const CURVE3 = 3;
const CURVE4 = 4;
export const CLOSE = 79; // it has no place

export class Lines {
  kinds = new Uint8Array(256);
  x = new Float64Array(256);
  y = new Float64Array(256);
  count = 0;

  /** Take the first `count` vertices of an outline, which lie at `x` and `y`; curves are cut by `curves`. */
  cut({ codes, start }: Outline, x: Float64Array, y: Float64Array, count: number, curves: Curves): void {
    this.count = 0;
    let first = 0; // vertex of this part of the outline
    let isClosed = false;
    let i = 0;
    while (i < count) {
      const code = codes[start + i] as number;
      if (code === MOVE) first = i;
      else if (isClosed && code !== CLOSE) this.add(MOVE, x[first] as number, y[first] as number); // it goes on from there
      const last = isClosed ? first : i - 1;
      isClosed = code === CLOSE;
      if (code === CURVE3) {
        curves.quadratic(
          x[last] as number,
          y[last] as number,
          x[i] as number,
          y[i] as number,
          x[i + 1] as number,
          y[i + 1] as number,
          this,
        );
        i += 2;
      } else if (code === CURVE4) {
        curves.cubic(
          x[last] as number,
          y[last] as number,
          x[i] as number,
          y[i] as number,
          x[i + 1] as number,
          y[i + 1] as number,
          x[i + 2] as number,
          y[i + 2] as number,
          this,
        );
        i += 3;
      } else {
        this.add(code, x[i] as number, y[i] as number);
        i++;
      }
    }
  }

  add(kind: number, x: number, y: number): void {
    const at = this.count;
    if (at === this.kinds.length) this.#grow();
    this.kinds[at] = kind;
    this.x[at] = x;
    this.y[at] = y;
    this.count = at + 1;
  }

  #grow(): void {
    const { kinds, x, y } = this;
    this.kinds = new Uint8Array(2 * kinds.length);
    this.x = new Float64Array(2 * x.length);
    this.y = new Float64Array(2 * y.length);
    this.kinds.set(kinds);
    this.x.set(x);
    this.y.set(y);
  }
}
