// What the executor draws with: paths and pixels as a browser takes them, kept while they are in use.

import { rgbaOf } from "./images.ts";
import { meshPixels } from "./meshes.ts";
import type { DrawMesh, Image } from "./ops.gen.ts";
import { PathCache } from "./paths.ts";
import { Software } from "./software.ts";

const IMAGES_BYTES = 64 << 20; // of pixels that are kept ready to be drawn
const MESHES = 4; // that are kept ready to be drawn

/** Makes what a context draws with. */
export interface Surface {
  readonly paths: PathCache;
  /** Something to draw an image from, or null if this browser cannot hold it. */
  image(image: Image): CanvasImageSource | null;
  /** A mesh, as far as it lies on a canvas of this size; null if nothing of it does. */
  mesh(op: DrawMesh, scale: number, canvasWidth: number, canvasHeight: number): PlacedPixels | null;
  /** What draws on a canvas of this size instead of the canvas itself; null: nothing does. */
  software(canvasWidth: number, canvasHeight: number): Software | null;
}

export interface PlacedPixels {
  readonly pixels: CanvasImageSource;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface KeptMesh {
  readonly op: DrawMesh;
  readonly scale: number;
  readonly canvasWidth: number;
  readonly canvasHeight: number;
  readonly made: PlacedPixels | null;
}

/** What the executor draws with in a browser. */
export class BrowserSurface implements Surface {
  static readonly shared = new BrowserSurface();
  readonly paths = new PathCache(() => new Path2D());
  readonly #images = new Map<Image, CanvasImageSource>(); // oldest use first
  readonly #meshes: KeptMesh[] = []; // latest first
  readonly #software = new Software();
  #bytes = 0;

  software(canvasWidth: number, canvasHeight: number): Software | null {
    return Software.suits(canvasWidth, canvasHeight) ? this.#software : null;
  }

  image(image: Image): CanvasImageSource | null {
    let canvas = this.#images.get(image);
    if (canvas === undefined) {
      canvas = makeCanvas(rgbaOf(image), image.widthPx, image.heightPx) ?? undefined;
      if (canvas === undefined) return null;
      this.#bytes += bytesOf(image);
    } else {
      this.#images.delete(image);
    }
    this.#images.set(image, canvas);
    for (const old of this.#images.keys()) {
      if (this.#bytes <= IMAGES_BYTES || old === image) break;
      this.#images.delete(old);
      this.#bytes -= bytesOf(old);
    }
    return canvas;
  }

  mesh(op: DrawMesh, scale: number, canvasWidth: number, canvasHeight: number): PlacedPixels | null {
    for (const kept of this.#meshes) {
      if (
        kept.op === op &&
        kept.scale === scale &&
        kept.canvasWidth === canvasWidth &&
        kept.canvasHeight === canvasHeight
      ) {
        return kept.made;
      }
    }
    const mesh = meshPixels(op, scale, canvasWidth, canvasHeight);
    const pixels = mesh === null ? null : makeCanvas(mesh.data, mesh.width, mesh.height);
    const made = mesh === null || pixels === null ? null : { ...mesh, pixels };
    this.#meshes.unshift({ op, scale, canvasWidth, canvasHeight, made });
    this.#meshes.length = Math.min(this.#meshes.length, MESHES);
    return made;
  }
}

function bytesOf({ widthPx, heightPx }: Image): number {
  return 4 * widthPx * heightPx;
}

function makeCanvas(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): CanvasImageSource | null {
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (context === null) return null;
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    return canvas;
  } catch {
    return null; // larger than this browser's canvases can be
  }
}
