// Draws the ops of a picture on a canvas. Hot: one switch over small integers, few allocations. The calls and
// their order are specified in FORMAT.md, "Canvas calls": trace.ts records them, tests compare them.

import { drawCollection, drawMarkers } from "./collections.ts";
import { drawHatch } from "./hatches.ts";
import type { Clip, DrawImage, DrawMesh, DrawPath, Op } from "./ops.gen.ts";
import {
  DRAW_COLLECTION,
  DRAW_HATCH,
  DRAW_IMAGE,
  DRAW_MARKERS,
  DRAW_MESH,
  DRAW_PATH,
  DRAW_TEXT,
} from "./ops.gen.ts";
import { snapped } from "./paths.ts";
import { type Context, Pen, visible } from "./pen.ts";
import { BrowserSurface, type Surface } from "./surface.ts";
import { drawText } from "./texts.ts";

export interface ExecuteOptions {
  /** Canvas pixels per figure pixel. */
  readonly scale: number;
  readonly surface?: Surface;
}

/** Draw `ops`, back to front, on the whole canvas; what was on it before is gone. */
export function execute(context: Context, ops: readonly Op[], options: ExecuteOptions): void {
  const { scale, surface = BrowserSurface.shared } = options;
  const { width, height } = context.canvas;
  const software = surface.software(width, height);
  if (software !== null) {
    software.draw(ops, width, height, scale);
    context.putImageData(software.bitmap.image, 0, 0);
    return;
  }
  const executor = new Executor(new Pen(context, scale), surface);
  for (const op of ops) executor.draw(op);
  executor.finish();
}

class Executor {
  readonly #pen: Pen;
  readonly #surface: Surface;
  #clip: Clip | null = null;

  constructor(pen: Pen, surface: Surface) {
    this.#pen = pen;
    this.#surface = surface;
  }

  draw(op: Op): void {
    if (op.clip !== this.#clip) this.#setClip(op.clip);
    switch (op.type) {
      case DRAW_PATH:
        this.#path(op);
        break;
      case DRAW_MARKERS:
        drawMarkers(this.#pen, this.#surface, op);
        break;
      case DRAW_COLLECTION:
        drawCollection(this.#pen, this.#surface, op);
        break;
      case DRAW_IMAGE:
        this.#image(op);
        break;
      case DRAW_TEXT:
        drawText(this.#pen, this.#surface, op);
        break;
      case DRAW_MESH:
        this.#mesh(op);
        break;
      case DRAW_HATCH:
        drawHatch(this.#pen, this.#surface, op);
        break;
    }
  }

  finish(): void {
    this.#setClip(null);
  }

  #setClip(clip: Clip | null): void {
    const pen = this.#pen;
    if (this.#clip !== null) pen.restore();
    this.#clip = clip;
    if (clip === null) return;
    pen.save();
    const { paths } = this.#surface;
    if (clip.rect.length === 4) {
      const [x = 0, y = 0, width = 0, height = 0] = clip.rect;
      const left = snapped(pen.scale * x, 0);
      const top = snapped(pen.scale * y, 0);
      const right = snapped(pen.scale * (x + width), 0);
      const bottom = snapped(pen.scale * (y + height), 0);
      pen.context.clip(paths.rectangle(left, top, right - left, bottom - top), "nonzero");
    }
    for (const path of clip.paths) pen.context.clip(paths.canvas(path, pen.scale), "nonzero");
  }

  #path({ style, path }: DrawPath): void {
    if (style === null || path === null || !visible(style)) return;
    const pen = this.#pen;
    pen.draw(this.#surface.paths.canvas(path, pen.scale), style, pen.lineWidth(style, path.snap !== 0));
  }

  #image({ image, xPx, yPx, widthPx, heightPx, smooth }: DrawImage): void {
    if (image === null || !Number.isFinite(xPx + yPx + widthPx + heightPx)) return;
    const pixels = this.#surface.image(image);
    if (pixels === null) return;
    const { scale } = this.#pen;
    if (scale === 1) {
      this.#pen.image(pixels, smooth !== 0, xPx, yPx, widthPx, heightPx);
      return;
    }
    const left = snapped(scale * xPx, 0);
    const top = snapped(scale * yPx, 0);
    const width = snapped(scale * (xPx + widthPx), 0) - left;
    const height = snapped(scale * (yPx + heightPx), 0) - top;
    this.#pen.image(pixels, smooth !== 0, left, top, width, height);
  }

  #mesh(op: DrawMesh): void {
    const { canvas } = this.#pen.context;
    const made = this.#surface.mesh(op, this.#pen.scale, canvas.width, canvas.height);
    if (made !== null) this.#pen.image(made.pixels, false, made.x, made.y, made.width, made.height);
  }
}
