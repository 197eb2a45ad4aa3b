// Path definitions as Path2D objects: in figure pixels, or in canvas pixels, where edges can be snapped.

import type { Path, Paths } from "./ops.gen.ts";

// Glyphs, markers and ticks are drawn again and again. A long line is mostly drawn once, and keeping the
// browser's copy of each would take more memory than making it takes time.
const CACHED_VERTICES = 512;
const CACHED_SCALES = 4; // the picture, thumbnails, and the ones before a change of zoom

/** A path, or one of the paths of a `paths` definition: its vertices are those from start to end. */
export interface Outline {
  readonly bits: number;
  readonly codes: Uint8Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly start: number;
  readonly end: number;
  readonly snap: number;
  readonly snapWidthPx: number;
}

const NONE = new Int32Array(0);

export function outlineOf({ bits, codes, x, y, snap, snapWidthPx }: Path): Outline {
  const xs = x ?? NONE;
  return { bits, codes, x: xs, y: y ?? NONE, start: 0, end: xs.length, snap, snapWidthPx };
}

/** All paths of a definition, in order. */
export function outlinesOf({ bits, codes, lengths, x, y, snap, snapWidthPx }: Paths): Outline[] {
  const outlines: Outline[] = [];
  const xs = x ?? NONE;
  const ys = y ?? NONE;
  let start = 0;
  for (const length of lengths ?? NONE) {
    const end = start + length;
    outlines.push({ bits, codes, x: xs, y: ys, start, end, snap, snapWidthPx });
    start = end;
  }
  return outlines;
}

/** Where an edge at `v` canvas pixels goes: to the middle of a pixel, or between two, by the width of its line. */
export function snapped(v: number, shift: number): number {
  return Math.floor(v + 0.5) + shift;
}

/** What is added to whole pixels so that a line of this width has sharp edges; as Agg has it. */
export function snapShift(widthPx: number, scale: number): number {
  return Math.floor(widthPx * scale + 0.5) % 2 === 1 ? 0.5 : 0;
}

/** Keeps what is made of short paths as long as they live. */
export class PathCache {
  readonly #make: () => Path2D;
  readonly #figure = new WeakMap<Path, Path2D>();
  readonly #canvas = new Map<number, WeakMap<Path, Path2D>>(); // by scale, oldest use first

  /** `make`: a new, empty path. */
  constructor(make: () => Path2D) {
    this.#make = make;
  }

  /** A rectangle in canvas pixels. */
  rectangle(x: number, y: number, width: number, height: number): Path2D {
    const made = this.#make();
    made.rect(x, y, width, height);
    return made;
  }

  /** The path as it is defined, in figure pixels. */
  figure(path: Path): Path2D {
    return this.#cached(this.#figure, path, 1, false);
  }

  /** The path in canvas pixels, its vertices snapped if it says so. */
  canvas(path: Path, scale: number): Path2D {
    if (scale === 1 && path.snap === 0) return this.figure(path);
    let cache = this.#canvas.get(scale);
    if (cache === undefined) cache = new WeakMap();
    else this.#canvas.delete(scale);
    this.#canvas.set(scale, cache);
    if (this.#canvas.size > CACHED_SCALES) {
      for (const oldest of this.#canvas.keys()) {
        this.#canvas.delete(oldest);
        break;
      }
    }
    return this.#cached(cache, path, scale, path.snap !== 0);
  }

  /** An outline of which each vertex (u, v) is at (a u + c v + e, b u + d v + f) in the figure; in canvas pixels. */
  placed(
    outline: Outline,
    scale: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
  ): Path2D {
    const { bits, x, y, start, end } = outline;
    const unit = 2 ** -bits;
    const count = end - start;
    const px = new Float64Array(count);
    const py = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const u = (x[start + i] as number) * unit;
      const v = (y[start + i] as number) * unit;
      px[i] = a * u + c * v + e;
      py[i] = b * u + d * v + f;
    }
    return this.#emit(outline, px, py, scale, outline.snap !== 0);
  }

  #cached(cache: WeakMap<Path, Path2D>, path: Path, scale: number, snap: boolean): Path2D {
    if (path.x !== null && path.x.length > CACHED_VERTICES) return this.#whole(path, scale, snap);
    let made = cache.get(path);
    if (made === undefined) {
      made = this.#whole(path, scale, snap);
      cache.set(path, made);
    }
    return made;
  }

  #whole(path: Path, scale: number, snap: boolean): Path2D {
    const outline = outlineOf(path);
    const unit = 2 ** -path.bits;
    return this.#emit(outline, inUnits(outline.x, unit), inUnits(outline.y, unit), scale, snap);
  }

  // The vertices, given in figure pixels, are changed.
  #emit(outline: Outline, x: Float64Array, y: Float64Array, scale: number, snap: boolean): Path2D {
    const to = this.#make();
    const shift = snapShift(outline.snapWidthPx, scale);
    for (let i = 0; i < x.length; i++) {
      const u = scale * (x[i] as number);
      const v = scale * (y[i] as number);
      x[i] = snap ? snapped(u, shift) : u;
      y[i] = snap ? snapped(v, shift) : v;
    }
    if (outline.codes.length > 0) emitCodes(to, outline.codes, outline.start, x, y);
    else emitLines(to, x, y);
    return to;
  }
}

function inUnits(values: Int32Array, unit: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = (values[i] as number) * unit;
  return out;
}

function emitLines(to: Path2D, x: Float64Array, y: Float64Array): void {
  if (x.length > 0) to.moveTo(x[0] as number, y[0] as number);
  for (let i = 1; i < x.length; i++) to.lineTo(x[i] as number, y[i] as number);
}

function emitCodes(to: Path2D, codes: Uint8Array, start: number, x: Float64Array, y: Float64Array): void {
  const n = (values: Float64Array, i: number): number => values[i] as number;
  let i = 0;
  while (i < x.length) {
    switch (codes[start + i]) {
      case 1:
        to.moveTo(n(x, i), n(y, i));
        i += 1;
        break;
      case 2:
        to.lineTo(n(x, i), n(y, i));
        i += 1;
        break;
      case 3:
        to.quadraticCurveTo(n(x, i), n(y, i), n(x, i + 1), n(y, i + 1));
        i += 2;
        break;
      case 4:
        to.bezierCurveTo(n(x, i), n(y, i), n(x, i + 1), n(y, i + 1), n(x, i + 2), n(y, i + 2));
        i += 3;
        break;
      default:
        to.closePath();
        i += 1;
        break;
    }
  }
}
