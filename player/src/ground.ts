// What pictures have in common at their start: axes, grids and labels that stay while a line moves. It is drawn once and
// then copied, and it is the same pixels, since what is drawn depends on nothing but the ops before it.

import type { Bitmap } from "./bitmap.ts";
import type { Op } from "./ops.gen.ts";

const FEWEST = 2; // ops that are worth it

export class Ground {
  #latest: readonly Op[] = []; // of the picture before
  // the pixels after the first ops of a picture
  #ops: readonly Op[] = [];
  #count = 0;
  #pixels = new Uint32Array(0);
  #width = 0;
  #height = 0;
  #scale = 0;
  #toKeep = 0; // ops of the picture that is being drawn

  /** Begin a picture on a bitmap; return how many of its ops are drawn by this. */
  lay({ pixels, width, height }: Bitmap, ops: readonly Op[], scale: number): number {
    if (width !== this.#width || height !== this.#height || scale !== this.#scale) {
      this.#width = width;
      this.#height = height;
      this.#scale = scale;
      this.#latest = [];
      this.#ops = [];
      this.#count = 0;
    }
    const common = sameOps(this.#latest, ops);
    const isLaid = this.#count > 0 && sameOps(this.#ops, ops) >= this.#count;
    const from = isLaid ? this.#count : 0;
    if (isLaid) pixels.set(this.#pixels);
    else pixels.fill(0);
    this.#latest = ops;
    this.#toKeep = common > from && common >= FEWEST ? common : 0;
    return from;
  }

  /** Say that so many ops of the picture have been drawn. */
  drawn({ pixels }: Bitmap, count: number): void {
    if (count !== this.#toKeep || count === 0) return;
    if (this.#pixels.length !== pixels.length) this.#pixels = new Uint32Array(pixels.length);
    this.#pixels.set(pixels);
    this.#ops = this.#latest;
    this.#count = count;
  }
}

/** How many of the first ops are the same. */
function sameOps(one: readonly Op[], other: readonly Op[]): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one[count] === other[count]) count++;
  return count;
}
