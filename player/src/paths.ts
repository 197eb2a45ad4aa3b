// Path definitions as Path2D objects, in figure pixels.

import type { Surface } from "./executor.ts";
import type { Clip, Path } from "./ops.gen.ts";

// Glyphs, markers and ticks are drawn again and again. A long line is mostly drawn once, and keeping the
// browser's copy of each would take more memory than making it takes time.
const CACHED_VERTICES = 512;

const caches = new WeakMap<Surface, WeakMap<Path | Clip, Path2D>>();

function cacheOf(surface: Surface): WeakMap<Path | Clip, Path2D> {
  let cache = caches.get(surface);
  if (cache === undefined) {
    cache = new WeakMap();
    caches.set(surface, cache);
  }
  return cache;
}

/** The path as it is defined. */
export function wholePath(path: Path, surface: Surface): Path2D {
  if (path.x !== null && path.x.length > CACHED_VERTICES) return emit(path, surface);
  const cache = cacheOf(surface);
  let made = cache.get(path);
  if (made === undefined) {
    made = emit(path, surface);
    cache.set(path, made);
  }
  return made;
}

/** The rectangle of a clip. */
export function clipRectPath(clip: Clip, surface: Surface): Path2D {
  const cache = cacheOf(surface);
  let made = cache.get(clip);
  if (made === undefined) {
    const [x = 0, y = 0, width = 0, height = 0] = clip.rect;
    made = surface.path();
    made.rect(x, y, width, height);
    cache.set(clip, made);
  }
  return made;
}

function emit({ bits, codes, x, y }: Path, surface: Surface): Path2D {
  const to = surface.path();
  if (x === null || y === null || x.length === 0) return to;
  const unit = 2 ** -bits;
  if (codes.length > 0) {
    emitCodes(to, codes, scaled(x, unit), scaled(y, unit));
    return to;
  }
  to.moveTo((x[0] as number) * unit, (y[0] as number) * unit);
  for (let i = 1; i < x.length; i++) to.lineTo((x[i] as number) * unit, (y[i] as number) * unit);
  return to;
}

/** The path with each vertex (u, v) at (a u + c v + e, b u + d v + f). */
export function transformedPath(
  { bits, codes, x, y }: Path,
  surface: Surface,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): Path2D {
  const to = surface.path();
  if (x === null || y === null || x.length === 0) return to;
  const unit = 2 ** -bits;
  const count = x.length;
  const px = new Float64Array(count);
  const py = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const u = (x[i] as number) * unit;
    const v = (y[i] as number) * unit;
    px[i] = a * u + c * v + e;
    py[i] = b * u + d * v + f;
  }
  if (codes.length > 0) {
    emitCodes(to, codes, px, py);
    return to;
  }
  to.moveTo(px[0] as number, py[0] as number);
  for (let i = 1; i < count; i++) to.lineTo(px[i] as number, py[i] as number);
  return to;
}

function scaled(values: Int32Array, unit: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = (values[i] as number) * unit;
  return out;
}

function emitCodes(to: Path2D, codes: Uint8Array, x: Float64Array, y: Float64Array): void {
  const n = (values: Float64Array, i: number): number => values[i] as number;
  let i = 0;
  while (i < codes.length) {
    switch (codes[i]) {
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
