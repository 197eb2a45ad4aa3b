import type { Surface } from "./executor.ts";
import { rgbaOf } from "./images.ts";
import type { Image } from "./ops.gen.ts";

const IMAGES_BYTES = 64 << 20; // of pixels that are kept ready to be drawn

/** What the executor draws with in a browser. */
export class BrowserSurface implements Surface {
  static readonly shared = new BrowserSurface();
  readonly #images = new Map<Image, CanvasImageSource>(); // oldest use first
  #bytes = 0;

  path(): Path2D {
    return new Path2D();
  }

  image(image: Image): CanvasImageSource | null {
    let canvas = this.#images.get(image);
    if (canvas === undefined) {
      canvas = makeCanvas(image) ?? undefined;
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
}

function bytesOf({ widthPx, heightPx }: Image): number {
  return 4 * widthPx * heightPx;
}

function makeCanvas(image: Image): CanvasImageSource | null {
  try {
    const canvas = new OffscreenCanvas(image.widthPx, image.heightPx);
    const context = canvas.getContext("2d");
    if (context === null) return null;
    context.putImageData(new ImageData(rgbaOf(image), image.widthPx, image.heightPx), 0, 0);
    return canvas;
  } catch {
    return null; // larger than this browser's canvases can be
  }
}
