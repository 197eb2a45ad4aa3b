// A canvas context, drawn on in canvas pixels, whose state is set only where it changes.

import type { Style } from "./ops.gen.ts";

/** What is used of a canvas context. */
export type Context = Pick<
  CanvasRenderingContext2D,
  | "canvas"
  | "reset"
  | "setTransform"
  | "save"
  | "restore"
  | "clip"
  | "fill"
  | "stroke"
  | "drawImage"
  | "putImageData"
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

const CAPS = ["butt", "round", "square"] as const;
const JOINS = ["miter", "round", "bevel"] as const;
const NO_DASHES: readonly number[] = [];

// Canvas pixels. Of contourf in 40 greys at 117 %, a seam is 16 levels off with the figure's own 0.5 px, 7 with
// one canvas pixel, 2 with this; the more, the further colours run over edges.
const SEAM_PX = 1.25;
// A hard stroke is stored with the pixel by which Agg widens it; what is thinner than that closes a seam.
const WIDENED_PX = 1.5;

/** The part of a context's state that save and restore keep and that is set only when it changes. */
class State {
  fill = 0x000000ff;
  stroke = 0x000000ff;
  lineWidth = 1;
  cap = 0;
  join = 0;
  miterLimit = 10;
  dashes = NO_DASHES; // in figure pixels
  dashOffset = 0;
  smooth = true;

  copyFrom(other: State): void {
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

export class Pen {
  readonly context: Context;
  /** Canvas pixels per figure pixel. */
  readonly scale: number;
  readonly #state = new State();
  readonly #saved: State[] = [];

  constructor(context: Context, scale: number) {
    this.context = context;
    this.scale = scale;
    context.reset();
    this.place(0, 0);
  }

  /** Draw what follows from (x, y) on. */
  place(x: number, y: number): void {
    this.context.setTransform(1, 0, 0, 1, x, y);
  }

  save(): void {
    this.context.save();
    const state = new State();
    state.copyFrom(this.#state);
    this.#saved.push(state);
  }

  restore(): void {
    this.context.restore();
    this.#state.copyFrom(this.#saved.pop() as State);
  }

  /** The width of a style's strokes in canvas pixels; `snapped`: what it strokes lies on whole pixels. */
  lineWidth(style: Style, snapped: boolean): number {
    const { scale } = this;
    const { antialias, lineWidthPx } = style;
    if (antialias !== 0 || scale === 1) return scale * lineWidthPx;
    // Agg takes whole pixels and fills every pixel that the line touches: half a pixel more to each side.
    if (!isSeam(style)) return Math.max(0.5, Math.floor((lineWidthPx - 1) * scale + 0.5)) + 1;
    // Where edges are hard, a thin line in the colour of the fill closes the seam to the neighbour. Off the
    // figure's own pixels the edges of both are blurred: there it must cover the whole of their canvas pixel.
    return snapped ? scale * lineWidthPx : Math.max(SEAM_PX, scale * lineWidthPx);
  }

  /** Fill, then stroke. */
  draw(path: Path2D, style: Style, lineWidth: number): void {
    if ((style.fill & 255) !== 0) this.fill(path, style.fill);
    if ((style.stroke & 255) !== 0 && style.lineWidthPx > 0) {
      this.#setStroke(style, lineWidth);
      this.context.stroke(path);
    }
  }

  fill(path: Path2D, fill: number): void {
    this.setFill(fill);
    this.context.fill(path, "nonzero");
  }

  setFill(fill: number): void {
    if (this.#state.fill === fill) return;
    this.#state.fill = fill;
    this.context.fillStyle = colour(fill);
  }

  image(
    pixels: CanvasImageSource,
    smooth: boolean,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void {
    if (this.#state.smooth !== smooth) {
      this.#state.smooth = smooth;
      this.context.imageSmoothingEnabled = smooth;
    }
    this.context.drawImage(pixels, x, y, width, height);
  }

  #setStroke(style: Style, lineWidth: number): void {
    const { context, scale } = this;
    const state = this.#state;
    if (state.stroke !== style.stroke) {
      state.stroke = style.stroke;
      context.strokeStyle = colour(style.stroke);
    }
    if (state.lineWidth !== lineWidth) {
      state.lineWidth = lineWidth;
      context.lineWidth = lineWidth;
    }
    if (state.cap !== style.cap) {
      state.cap = style.cap;
      context.lineCap = CAPS[style.cap] ?? "butt";
    }
    if (state.join !== style.join) {
      state.join = style.join;
      context.lineJoin = JOINS[style.join] ?? "miter";
    }
    const limit = miterLimit(style, scale);
    if (state.miterLimit !== limit) {
      state.miterLimit = limit;
      context.miterLimit = limit;
    }
    if (!sameNumbers(state.dashes, style.dashesPx)) {
      state.dashes = style.dashesPx;
      context.setLineDash(style.dashesPx.map((dash) => scale * dash));
    }
    const dashOffset = scale * style.dashOffsetPx;
    if (state.dashOffset !== dashOffset) {
      state.dashOffset = dashOffset;
      context.lineDashOffset = dashOffset;
    }
  }
}

/** Whether anything of it is seen. */
export function visible(style: Style): boolean {
  return (style.fill & 255) !== 0 || ((style.stroke & 255) !== 0 && style.lineWidthPx > 0);
}

/** Whether its stroke only closes the seams between neighbours that are filled with hard edges. */
export function isSeam({ antialias, lineWidthPx }: Style): boolean {
  return antialias === 0 && lineWidthPx < WIDENED_PX;
}

/** At so many canvas pixels per figure pixel; Agg's is the line width in pixels. */
export function miterLimit(style: Style, scale: number): number {
  return scale === 1 ? style.miterLimit : Math.max(1, scale * style.miterLimit);
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
