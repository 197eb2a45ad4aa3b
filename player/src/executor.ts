// Draws the ops of a picture on a canvas. Hot: one switch over small integers, no allocation per op. The
// order of the calls is specified in FORMAT.md, "Canvas calls": trace.ts records them, tests compare them.

import type {
  Clip,
  DrawCollection,
  DrawImage,
  DrawMarkers,
  DrawPath,
  DrawText,
  Image,
  Op,
  Path,
  Style,
} from "./ops.gen.ts";
import { DRAW_COLLECTION, DRAW_IMAGE, DRAW_MARKERS, DRAW_PATH, DRAW_TEXT } from "./ops.gen.ts";
import { clipRectPath, transformedPath, wholePath } from "./paths.ts";
import { BrowserSurface } from "./surface.ts";

/** What the executor uses of a canvas context. */
export type Context = Pick<
  CanvasRenderingContext2D,
  | "reset"
  | "setTransform"
  | "save"
  | "restore"
  | "clip"
  | "fill"
  | "stroke"
  | "drawImage"
  | "setLineDash"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "lineCap"
  | "lineJoin"
  | "miterLimit"
  | "lineDashOffset"
  | "imageSmoothingEnabled"
>;

/** Makes what a context draws with. */
export interface Surface {
  path(): Path2D;
  /** Something to draw an image from, or null if this browser cannot hold it. */
  image(image: Image): CanvasImageSource | null;
}

export interface ExecuteOptions {
  /** Canvas pixels per figure pixel. */
  readonly scale: number;
  readonly surface?: Surface;
}

/** Draw `ops`, back to front, on the whole canvas; what was on it before is gone. */
export function execute(context: Context, ops: readonly Op[], options: ExecuteOptions): void {
  const executor = new Executor(context, options.scale, options.surface ?? BrowserSurface.shared);
  context.reset();
  executor.transform(1, 0, 0, 1, 0, 0);
  for (const op of ops) executor.draw(op);
  executor.finish();
}

const CAPS = ["butt", "round", "square"] as const;
const JOINS = ["miter", "round", "bevel"] as const;
// Canvas pixels. Of contourf in 40 greys at 117 %, a seam is 16 levels off with the figure's own 0.5 px, 7 with
// one canvas pixel, 2 with this; the more, the further colours run over edges.
const SEAM_PX = 1.25;
const NO_DASHES: readonly number[] = [];

/** The part of a context's state that save and restore keep and that is set only when it changes. */
class Pen {
  fill = 0x000000ff;
  stroke = 0x000000ff;
  lineWidth = 1;
  cap = 0;
  join = 0;
  miterLimit = 10;
  dashes = NO_DASHES;
  dashOffset = 0;
  smooth = true;

  copyFrom(other: Pen): void {
    this.fill = other.fill;
    this.stroke = other.stroke;
    this.lineWidth = other.lineWidth;
    this.cap = other.cap;
    this.join = other.join;
    this.miterLimit = other.miterLimit;
    this.dashes = other.dashes;
    this.dashOffset = other.dashOffset;
    this.smooth = other.smooth;
  }
}

class Executor {
  readonly #context: Context;
  readonly #scale: number;
  readonly #leastWidth: number;
  readonly #surface: Surface;
  readonly #pen = new Pen();
  readonly #saved = new Pen();
  #clip: Clip | null = null;

  constructor(context: Context, scale: number, surface: Surface) {
    this.#context = context;
    this.#scale = scale;
    this.#leastWidth = scale === 1 ? 0 : SEAM_PX / scale;
    this.#surface = surface;
  }

  draw(op: Op): void {
    if (op.clip !== this.#clip) this.#setClip(op.clip);
    switch (op.type) {
      case DRAW_PATH:
        this.#path(op);
        break;
      case DRAW_MARKERS:
        this.#markers(op);
        break;
      case DRAW_COLLECTION:
        this.#collection(op);
        break;
      case DRAW_IMAGE:
        this.#image(op);
        break;
      case DRAW_TEXT:
        this.#text(op);
        break;
    }
  }

  finish(): void {
    this.#setClip(null);
  }

  /** Set the transform, given in figure pixels. */
  transform(a: number, b: number, c: number, d: number, x: number, y: number): void {
    const s = this.#scale;
    this.#context.setTransform(s * a, s * b, s * c, s * d, s * x, s * y);
  }

  #setClip(clip: Clip | null): void {
    if (this.#clip !== null) {
      this.#context.restore();
      this.#pen.copyFrom(this.#saved);
    }
    this.#clip = clip;
    if (clip === null) return;
    this.#context.save();
    this.#saved.copyFrom(this.#pen);
    if (clip.rect.length === 4) this.#context.clip(clipRectPath(clip, this.#surface), "nonzero");
    for (const path of clip.paths) this.#context.clip(wholePath(path, this.#surface), "nonzero");
  }

  #path({ style, path }: DrawPath): void {
    if (style === null || path === null || !visible(style)) return;
    this.#fillAndStroke(wholePath(path, this.#surface), style, this.#width(style));
  }

  #markers({ style, path, bits, x, y }: DrawMarkers): void {
    if (style === null || path === null || x === null || y === null || !visible(style) || x.length === 0)
      return;
    const marker = wholePath(path, this.#surface);
    const unit = 2 ** -bits;
    for (let i = 0; i < x.length; i++) {
      this.transform(1, 0, 0, 1, (x[i] as number) * unit, (y[i] as number) * unit);
      this.#fillAndStroke(marker, style, this.#width(style));
    }
    this.transform(1, 0, 0, 1, 0, 0);
  }

  #collection(op: DrawCollection): void {
    const { styles, paths, styleIndex, pathIndex, a, b, c, d, x, y } = op;
    if (x === null || y === null || x.length === 0) return;
    const unit = 2 ** -op.bits;
    const matrixUnit = 2 ** -op.matrixBits;
    for (let i = 0; i < x.length; i++) {
      const style = styles[styleIndex === null ? i % styles.length : (styleIndex[i] as number)];
      const path = paths[pathIndex === null ? i % paths.length : (pathIndex[i] as number)];
      if (style === undefined || path === undefined || !visible(style)) continue;
      const e = (x[i] as number) * unit;
      const f = (y[i] as number) * unit;
      if (a === null) {
        this.transform(1, 0, 0, 1, e, f);
        this.#fillAndStroke(wholePath(path, this.#surface), style, this.#width(style));
        continue;
      }
      const ma = (a[i] as number) * matrixUnit;
      const mb = b === null ? 0 : (b[i] as number) * matrixUnit;
      const mc = c === null ? 0 : (c[i] as number) * matrixUnit;
      const md = d === null ? ma : (d[i] as number) * matrixUnit;
      if (mb === 0 && mc === 0 && ma === md && ma > 0 && style.dashesPx.length === 0) {
        // Only larger or smaller: the path can be shared if the line width makes up for it.
        this.transform(ma, 0, 0, ma, e, f);
        this.#fillAndStroke(wholePath(path, this.#surface), style, this.#width(style) / ma);
      } else {
        this.transform(1, 0, 0, 1, 0, 0);
        const moved = transformedPath(path, this.#surface, ma, mb, mc, md, e, f);
        this.#fillAndStroke(moved, style, this.#width(style));
      }
    }
    this.transform(1, 0, 0, 1, 0, 0);
  }

  #image({ image, xPx, yPx, widthPx, heightPx, smooth }: DrawImage): void {
    if (image === null || !Number.isFinite(xPx + yPx + widthPx + heightPx)) return;
    const pixels = this.#surface.image(image);
    if (pixels === null) return;
    if (this.#pen.smooth !== (smooth !== 0)) {
      this.#pen.smooth = smooth !== 0;
      this.#context.imageSmoothingEnabled = this.#pen.smooth;
    }
    this.#context.drawImage(pixels, xPx, yPx, widthPx, heightPx);
  }

  #text({ style, text, xPx, yPx, angleDeg }: DrawText): void {
    if (style === null || text === null || (style.fill & 255) === 0) return;
    const { glyphs, x, y } = text;
    if (x === null || y === null || glyphs.length === 0 || !Number.isFinite(xPx + yPx + angleDeg)) return;
    const unit = 2 ** -text.bits;
    const cos = cosine(angleDeg);
    const sin = cosine(angleDeg - 90);
    this.#setFill(style.fill);
    for (let i = 0; i < glyphs.length; i++) {
      const glyph = glyphs[i] as Path;
      if (glyph.x === null || glyph.x.length === 0) continue; // a space
      const u = (x[i] as number) * unit;
      const v = (y[i] as number) * unit;
      this.transform(cos, -sin, sin, cos, xPx + (u * cos + v * sin), yPx + (v * cos - u * sin));
      this.#context.fill(wholePath(glyph, this.#surface), "nonzero");
    }
    this.transform(1, 0, 0, 1, 0, 0);
  }

  // Where edges are hard, a thin line in the colour of the fill closes the seam to the neighbour. Off the
  // figure's own pixels the edges of both are blurred: there it must cover the whole of their canvas pixel.
  #width({ antialias, lineWidthPx }: Style): number {
    return antialias === 0 && lineWidthPx < this.#leastWidth ? this.#leastWidth : lineWidthPx;
  }

  #fillAndStroke(path: Path2D, style: Style, lineWidth: number): void {
    if ((style.fill & 255) !== 0) {
      this.#setFill(style.fill);
      this.#context.fill(path, "nonzero");
    }
    if ((style.stroke & 255) !== 0 && style.lineWidthPx > 0) {
      this.#setStroke(style, lineWidth);
      this.#context.stroke(path);
    }
  }

  #setFill(fill: number): void {
    if (this.#pen.fill === fill) return;
    this.#pen.fill = fill;
    this.#context.fillStyle = colour(fill);
  }

  #setStroke(style: Style, lineWidth: number): void {
    const context = this.#context;
    const pen = this.#pen;
    if (pen.stroke !== style.stroke) {
      pen.stroke = style.stroke;
      context.strokeStyle = colour(style.stroke);
    }
    if (pen.lineWidth !== lineWidth) {
      pen.lineWidth = lineWidth;
      context.lineWidth = lineWidth;
    }
    if (pen.cap !== style.cap) {
      pen.cap = style.cap;
      context.lineCap = CAPS[style.cap] ?? "butt";
    }
    if (pen.join !== style.join) {
      pen.join = style.join;
      context.lineJoin = JOINS[style.join] ?? "miter";
    }
    if (pen.miterLimit !== style.miterLimit) {
      pen.miterLimit = style.miterLimit;
      context.miterLimit = style.miterLimit;
    }
    if (!sameNumbers(pen.dashes, style.dashesPx)) {
      pen.dashes = style.dashesPx;
      context.setLineDash(style.dashesPx as number[]); // which the context copies
    }
    if (pen.dashOffset !== style.dashOffsetPx) {
      pen.dashOffset = style.dashOffsetPx;
      context.lineDashOffset = style.dashOffsetPx;
    }
  }
}

function visible(style: Style): boolean {
  return (style.fill & 255) !== 0 || ((style.stroke & 255) !== 0 && style.lineWidthPx > 0);
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** `#rrggbbaa` */
function colour(rgba: number): string {
  return `#${(rgba >>> 0).toString(16).padStart(8, "0")}`;
}

/** Exact at multiples of 90 degrees, else in single precision: the same in every implementation. */
function cosine(degrees: number): number {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn === 0) return 1;
  if (turn === 90 || turn === 270) return 0;
  if (turn === 180) return -1;
  return Math.fround(Math.cos((turn * Math.PI) / 180));
}
