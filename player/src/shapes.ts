// Outlines to pixels: vertices are put in place, then filled and stroked as Agg does it.

import type { Bitmap, Mask } from "./bitmap.ts";
import { maskOf } from "./bitmap.ts";
import { Cells, type Window } from "./cells.ts";
import { type Curves, SHAPE_CURVES } from "./curves.ts";
import { Dasher } from "./dasher.ts";
import { Ink } from "./ink.ts";
import { CLOSE, LINE, Lines, MOVE } from "./lines.ts";
import type { Style } from "./ops.gen.ts";
import { type Outline, snapped, snapShift } from "./paths.ts";
import { isSeam, miterLimit } from "./pen.ts";
import { Stroker } from "./stroker.ts";

const MAX_INKS = 4096;
const MAX_MASK_PX = 1 << 20;

/** What takes the vertices of a path. */
interface Line {
  add(x: number, y: number): void;
  end(closed: boolean): void;
}

export class Shapes {
  readonly #bitmap: Bitmap;
  readonly #cells = new Cells();
  readonly #stroker = new Stroker(this.#cells);
  readonly #dasher = new Dasher(this.#stroker);
  readonly #inks = new Map<number, Ink>();
  #scale = 1;
  // the outline in place, in canvas pixels
  #outline: Outline | null = null;
  #count = 0;
  #x = new Float64Array(1024);
  #y = new Float64Array(1024);
  #left = 0;
  #top = 0;
  #right = 0;
  #bottom = 0;
  // as lines, once it is filled or stroked, and what its curves were cut by
  readonly #lines = new Lines();
  #cutBy: Curves | null = null;

  constructor(bitmap: Bitmap) {
    this.#bitmap = bitmap;
  }

  begin(scale: number): void {
    this.#scale = scale;
  }

  ink(rgba: number): Ink {
    let ink = this.#inks.get(rgba);
    if (ink === undefined) {
      if (this.#inks.size >= MAX_INKS) this.#inks.clear();
      ink = new Ink(rgba);
      this.#inks.set(rgba, ink);
    }
    return ink;
  }

  /** Put each vertex (u, v) of an outline at (a u + c v + e, b u + d v + f) in the figure. */
  place(
    outline: Outline,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    snap: boolean,
  ): void {
    const { bits, x, y, start, end } = outline;
    const count = end - start;
    if (count > this.#x.length) {
      this.#x = new Float64Array(2 * count);
      this.#y = new Float64Array(2 * count);
    }
    const px = this.#x;
    const py = this.#y;
    const scale = this.#scale;
    const unit = 2 ** -bits;
    const shift = snap ? snapShift(outline.snapWidthPx, scale) : 0;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      const p = (x[start + i] as number) * unit;
      const q = (y[start + i] as number) * unit;
      let u = scale * (a * p + c * q + e);
      let v = scale * (b * p + d * q + f);
      if (snap) {
        u = snapped(u, shift);
        v = snapped(v, shift);
      }
      px[i] = u;
      py[i] = v;
      if (u < left) left = u;
      if (u > right) right = u;
      if (v < top) top = v;
      if (v > bottom) bottom = v;
    }
    this.#outline = outline;
    this.#count = count;
    this.#cutBy = null;
    this.#left = left;
    this.#top = top;
    this.#right = right;
    this.#bottom = bottom;
  }

  /** Move what was placed, by canvas pixels. */
  shift(dx: number, dy: number): void {
    for (let i = 0; i < this.#count; i++) {
      this.#x[i] = (this.#x[i] as number) + dx;
      this.#y[i] = (this.#y[i] as number) + dy;
    }
    this.#left += dx;
    this.#right += dx;
    this.#top += dy;
    this.#bottom += dy;
    this.#cutBy = null;
  }

  /** Fill and stroke what was placed. */
  draw(style: Style): void {
    if ((style.fill & 255) !== 0) this.fill(style.fill, style.antialias === 0);
    if ((style.stroke & 255) !== 0 && style.lineWidthPx > 0 && !isSeam(style)) this.#stroke(style);
  }

  fill(rgba: number, hard: boolean, curves = SHAPE_CURVES): void {
    const bitmap = this.#bitmap;
    const window = bitmap.window(this.#left, this.#top, this.#right, this.#bottom);
    if (window === null) return;
    const ink = this.ink(rgba);
    if (this.#isBox()) {
      const { left, top, right, bottom } = bitmap.clip;
      const box = {
        left: Math.max(this.#left, left),
        top: Math.max(this.#top, top),
        right: Math.min(this.#right, right),
        bottom: Math.min(this.#bottom, bottom),
      };
      if (box.left < box.right && box.top < box.bottom) bitmap.box(box, ink);
      return;
    }
    this.#cells.begin(window);
    this.#emitFill(curves);
    bitmap.paint(this.#cells, window, ink, hard);
  }

  #stroke(style: Style): void {
    const margin = this.#margin(style);
    const bitmap = this.#bitmap;
    const window = bitmap.window(
      this.#left - margin,
      this.#top - margin,
      this.#right + margin,
      this.#bottom + margin,
    );
    if (window === null) return;
    this.#cells.begin(window);
    this.#emitStroke(style);
    bitmap.paint(this.#cells, window, this.ink(style.stroke), style.antialias === 0);
  }

  /** What was placed, filled, to be painted many times; null if it is too large for that. */
  fillMask(hard: boolean): Mask | null {
    const window = unclipped(this.#left, this.#top, this.#right, this.#bottom);
    return area(window) > MAX_MASK_PX ? null : this.fillMaskIn(window, hard);
  }

  /** What was placed, stroked, to be painted many times; null if it is too large for that. */
  strokeMask(style: Style): Mask | null {
    const margin = this.#margin(style);
    const window = unclipped(
      this.#left - margin,
      this.#top - margin,
      this.#right + margin,
      this.#bottom + margin,
    );
    return area(window) > MAX_MASK_PX ? null : this.strokeMaskIn(window, style);
  }

  /** What of the placed shows in a window, filled. */
  fillMaskIn(window: Window, hard: boolean): Mask {
    this.#cells.begin(window);
    this.#emitFill();
    return maskOf(this.#cells, window, hard);
  }

  /** What of the placed shows in a window, stroked. */
  strokeMaskIn(window: Window, style: Style): Mask {
    this.#cells.begin(window);
    this.#emitStroke(style);
    return maskOf(this.#cells, window, style.antialias === 0);
  }

  /** Reduce `cover`, of each pixel of the bitmap, to what was placed. */
  shade(cover: Uint8Array): void {
    const { width, height } = this.#bitmap;
    const window = { left: 0, top: 0, right: width, bottom: height };
    this.#cells.begin(window);
    this.#emitFill();
    const mask = maskOf(this.#cells, window, false);
    for (let at = 0; at < cover.length; at++) {
      cover[at] = (255 + (cover[at] as number) * (mask.cover[at] as number)) >> 8;
    }
  }

  // How far a stroke may reach.
  #margin(style: Style): number {
    const limit = style.join === 0 ? miterLimit(style, this.#scale) : 1;
    return (Math.max(limit, 1.5) * this.#lineWidth(style)) / 2 + 1;
  }

  /** As Agg's: whole pixels where edges are hard. */
  #lineWidth({ antialias, lineWidthPx }: Style): number {
    if (antialias !== 0) return this.#scale * lineWidthPx;
    return Math.max(0.5, Math.floor((lineWidthPx - 1) * this.#scale + 0.5));
  }

  // A rectangle of whole pixels.
  #isBox(): boolean {
    const count = this.#count;
    if (count < 4 || count > 6) return false;
    const [left, top, right, bottom] = [this.#left, this.#top, this.#right, this.#bottom];
    if (left !== Math.floor(left) || top !== Math.floor(top)) return false;
    if (right !== Math.floor(right) || bottom !== Math.floor(bottom)) return false;
    const { codes, start } = this.#outline as Outline;
    let corners = 0;
    for (let i = 0; i < count; i++) {
      const code = codes.length === 0 ? (i === 0 ? 1 : 2) : (codes[start + i] as number);
      if (code === 79) {
        if (i !== count - 1) return false;
        break;
      }
      if (code !== (i === 0 ? 1 : 2)) return false;
      corners++;
    }
    if (corners !== 4 && corners !== 5) return false;
    const [x, y] = [this.#x, this.#y];
    const x0 = x[0] as number;
    const y0 = y[0] as number;
    const x2 = x[2] as number;
    const y2 = y[2] as number;
    if (x0 === x2 || y0 === y2) return false;
    if (corners === 5 && (x[4] !== x0 || y[4] !== y0)) return false;
    const across = x[1] === x2 && y[1] === y0 && x[3] === x0 && y[3] === y2;
    const down = x[1] === x0 && y[1] === y2 && x[3] === x2 && y[3] === y0;
    return across || down;
  }

  #emitFill(curves = SHAPE_CURVES): void {
    const cells = this.#cells;
    if (this.#outline?.codes.length === 0) {
      const [x, y] = [this.#x, this.#y];
      cells.moveTo(x[0] as number, y[0] as number);
      for (let i = 1; i < this.#count; i++) cells.lineTo(x[i] as number, y[i] as number);
      cells.close();
      return;
    }
    const { kinds, x, y, count } = this.#cut(curves);
    for (let i = 0; i < count; i++) {
      const kind = kinds[i] as number;
      if (kind === LINE) cells.lineTo(x[i] as number, y[i] as number);
      else if (kind === MOVE) cells.moveTo(x[i] as number, y[i] as number);
      else cells.close();
    }
    cells.close();
  }

  #emitStroke(style: Style): void {
    const scale = this.#scale;
    this.#stroker.style(this.#lineWidth(style), style.cap, style.join, miterLimit(style, scale));
    let line: Line = this.#stroker;
    if (style.dashesPx.length > 0 && this.#dasher.style(style, scale, this.#length())) {
      line = this.#dasher;
    }
    if (this.#outline?.codes.length === 0) {
      for (let i = 0; i < this.#count; i++) line.add(this.#x[i] as number, this.#y[i] as number);
      line.end(false);
      return;
    }
    const { kinds, x, y, count } = this.#cut(SHAPE_CURVES);
    for (let i = 0; i < count; i++) {
      const kind = kinds[i] as number;
      if (kind === CLOSE) {
        line.end(true);
      } else {
        if (kind === MOVE) line.end(false);
        line.add(x[i] as number, y[i] as number);
      }
    }
    line.end(false);
  }

  /** What was placed, as lines. */
  #cut(curves: Curves): Lines {
    if (this.#cutBy !== curves) {
      this.#lines.cut(this.#outline as Outline, this.#x, this.#y, this.#count, curves);
      this.#cutBy = curves;
    }
    return this.#lines;
  }

  /** At most the length of the path along its vertices. */
  #length(): number {
    let length = 0;
    for (let i = 1; i < this.#count; i++) {
      length += Math.abs((this.#x[i] as number) - (this.#x[i - 1] as number));
      length += Math.abs((this.#y[i] as number) - (this.#y[i - 1] as number));
    }
    return length;
  }
}

function unclipped(left: number, top: number, right: number, bottom: number): Window {
  return {
    left: Math.floor(left),
    top: Math.floor(top),
    right: Math.floor(right) + 1,
    bottom: Math.floor(bottom) + 1,
  };
}

function area({ left, top, right, bottom }: Window): number {
  return (right - left) * (bottom - top);
}
