// A context and paths that write down what the executor does, as FORMAT.md's "Canvas calls" has it.

import { crc32 } from "./crc32.ts";
import { execute } from "./executor.ts";
import { rgbaOf } from "./images.ts";
import { meshPixels } from "./meshes.ts";
import type { Op } from "./ops.gen.ts";
import { PathCache } from "./paths.ts";
import type { Context } from "./pen.ts";
import type { Surface } from "./surface.ts";

/** One call or assignment: its name, then its arguments. A path is the list of its own calls. */
export type Call = readonly [name: string, ...values: Argument[]];
export type Argument = string | number | boolean | readonly number[] | readonly Call[] | TracedImage;

/** How an image is written down. */
export interface TracedImage {
  readonly width: number;
  readonly height: number;
  /** Of its RGBA. */
  readonly crc32: number;
}

/** A canvas, in its own pixels. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

const UNBOUNDED: CanvasSize = { width: 2 ** 31 - 1, height: 2 ** 31 - 1 };

/** The canvas calls that draw `ops` at so many canvas pixels per figure pixel. */
export function canvasCalls(ops: readonly Op[], scale = 1, canvas: CanvasSize = UNBOUNDED): Call[] {
  const context = new TraceContext(canvas);
  const surface: Surface = {
    // only ever given back to TraceContext
    paths: new PathCache(() => new TracePath() as unknown as Path2D),
    image: (image) => traced(rgbaOf(image), image.widthPx, image.heightPx),
    mesh: (op, meshScale, canvasWidth, canvasHeight) => {
      const mesh = meshPixels(op, meshScale, canvasWidth, canvasHeight);
      return mesh && { ...mesh, pixels: traced(mesh.data, mesh.width, mesh.height) };
    },
    software: () => null,
  };
  execute(context as unknown as Context, ops, { scale, surface });
  return context.calls;
}

/** Negative zero is written as zero. */
function plain(values: readonly number[]): number[] {
  return values.map((value) => value + 0);
}

class TracePath {
  readonly calls: Call[] = [];

  moveTo(...values: number[]): void {
    this.calls.push(["moveTo", ...plain(values)]);
  }
  lineTo(...values: number[]): void {
    this.calls.push(["lineTo", ...plain(values)]);
  }
  quadraticCurveTo(...values: number[]): void {
    this.calls.push(["quadraticCurveTo", ...plain(values)]);
  }
  bezierCurveTo(...values: number[]): void {
    this.calls.push(["bezierCurveTo", ...plain(values)]);
  }
  rect(...values: number[]): void {
    this.calls.push(["rect", ...plain(values)]);
  }
  closePath(): void {
    this.calls.push(["closePath"]);
  }
}

function traced(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): CanvasImageSource {
  const image: TracedImage = { width, height, crc32: crc32(new Uint8Array(rgba.buffer)) };
  return image as unknown as CanvasImageSource;
}

class TraceContext {
  readonly calls: Call[] = [];
  readonly canvas: CanvasSize;

  constructor(canvas: CanvasSize) {
    this.canvas = canvas;
  }

  reset(): void {
    this.calls.push(["reset"]);
  }
  setTransform(...values: number[]): void {
    this.calls.push(["setTransform", ...plain(values)]);
  }
  save(): void {
    this.calls.push(["save"]);
  }
  restore(): void {
    this.calls.push(["restore"]);
  }
  clip(path: TracePath, rule: string): void {
    this.calls.push(["clip", path.calls, rule]);
  }
  fill(path: TracePath, rule: string): void {
    this.calls.push(["fill", path.calls, rule]);
  }
  stroke(path: TracePath): void {
    this.calls.push(["stroke", path.calls]);
  }
  drawImage(image: TracedImage, ...place: number[]): void {
    this.calls.push(["drawImage", image, ...plain(place)]);
  }
  setLineDash(dashes: readonly number[]): void {
    this.calls.push(["setLineDash", [...dashes]]);
  }
  set fillStyle(value: string) {
    this.calls.push(["fillStyle", value]);
  }
  set strokeStyle(value: string) {
    this.calls.push(["strokeStyle", value]);
  }
  set lineWidth(value: number) {
    this.calls.push(["lineWidth", value]);
  }
  set lineCap(value: string) {
    this.calls.push(["lineCap", value]);
  }
  set lineJoin(value: string) {
    this.calls.push(["lineJoin", value]);
  }
  set miterLimit(value: number) {
    this.calls.push(["miterLimit", value]);
  }
  set lineDashOffset(value: number) {
    this.calls.push(["lineDashOffset", value + 0]);
  }
  set imageSmoothingEnabled(value: boolean) {
    this.calls.push(["imageSmoothingEnabled", value]);
  }
}
