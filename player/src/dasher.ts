// Dashes along a path, as Agg's vcgen_dash cuts them: each is a line of its own.

import type { Style } from "./ops.gen.ts";
import type { Stroker } from "./stroker.ts";

const MAX_DASHES = 100_000; // of one path
const WIDE_PX = 64; // of wider lines fewer: the rounder a cap, the more vertices it has

export class Dasher {
  readonly #to: Stroker;
  #dashes: readonly number[] = [];
  #first = 0; // dash at the start of each path
  #used = 0; // how much of it is behind the start
  readonly #x: number[] = [];
  readonly #y: number[] = [];

  constructor(to: Stroker) {
    this.#to = to;
  }

  /** False: the dashes are too short for a path of this length, which is then drawn as a solid line. */
  style({ dashesPx, dashOffsetPx, lineWidthPx, antialias }: Style, scale: number, length: number): boolean {
    const dashes = dashesPx.map((dash) => (antialias === 0 ? Math.floor(scale * dash) + 0.5 : scale * dash));
    this.#dashes = dashes.length % 2 === 0 ? dashes : [...dashes, ...dashes];
    const total = this.#dashes.reduce((sum, dash) => sum + dash, 0);
    const most = MAX_DASHES / Math.max(1, (scale * lineWidthPx) / WIDE_PX);
    if (!(total > 0 && (length / total) * this.#dashes.length < most)) return false;
    let left = (((scale * dashOffsetPx) % total) + total) % total;
    this.#first = 0;
    while (left >= (this.#dashes[this.#first] as number) && left > 0) {
      left -= this.#dashes[this.#first] as number;
      this.#first = (this.#first + 1) % this.#dashes.length;
    }
    this.#used = left;
    return true;
  }

  add(x: number, y: number): void {
    const last = this.#x.length - 1;
    if (last >= 0 && this.#x[last] === x && this.#y[last] === y) return;
    this.#x.push(x);
    this.#y.push(y);
  }

  end(closed: boolean): void {
    const [xs, ys] = [this.#x, this.#y];
    const count = xs.length;
    if (closed && count > 1 && (xs[0] !== xs[count - 1] || ys[0] !== ys[count - 1])) {
      xs.push(xs[0] as number);
      ys.push(ys[0] as number);
    }
    if (count > 1) this.#cut(xs, ys);
    xs.length = 0;
    ys.length = 0;
  }

  #cut(xs: readonly number[], ys: readonly number[]): void {
    const dashes = this.#dashes;
    let dash = this.#first;
    let used = this.#used;
    if (dash % 2 === 0) this.#to.add(xs[0] as number, ys[0] as number);
    for (let i = 1; i < xs.length; i++) {
      const x = xs[i] as number;
      const y = ys[i] as number;
      const dx = x - (xs[i - 1] as number);
      const dy = y - (ys[i - 1] as number);
      const length = Math.sqrt(dx * dx + dy * dy);
      let rest = length;
      for (;;) {
        const left = (dashes[dash] as number) - used;
        if (rest <= left) break;
        rest -= left;
        const along = rest / length;
        const isOn = dash % 2 === 0;
        this.#to.add(x - dx * along, y - dy * along);
        if (isOn) this.#to.end(false);
        dash = (dash + 1) % dashes.length;
        used = 0;
      }
      used += rest;
      if (dash % 2 === 0) this.#to.add(x, y);
    }
    this.#to.end(false);
  }
}
