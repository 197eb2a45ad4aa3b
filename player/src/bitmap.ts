// The picture that is drawn by us instead of by the canvas: shapes are painted on pixels.

import { BLOCK_BITS, type Cells, type Window } from "./cells.ts";
import { type Ink, mixed, OPAQUE, pixelOver } from "./ink.ts";

const BLOCK = 1 << BLOCK_BITS;

/** How much of each pixel of a window a shape covers, of 255. */
export interface Mask {
  readonly window: Window;
  readonly cover: Uint8Array;
}

export class Bitmap {
  #buffer = new ArrayBuffer(0);
  #image: ImageData | null = null;
  width = 0;
  height = 0;
  /** See ink.ts for what a pixel is. */
  pixels = new Uint32Array(0);
  /** Where drawing shows, in canvas pixels. */
  clip: Window = { left: 0, top: 0, right: 0, bottom: 0 };
  /** How much of it shows there; null: all. As large as the bitmap. */
  shade: Uint8Array | null = null;

  /** Begin a picture, nothing clipped; its pixels are what they were. */
  begin(width: number, height: number): void {
    const bytes = 4 * width * height;
    if (width !== this.width || height !== this.height) {
      if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes);
      this.pixels = new Uint32Array(this.#buffer, 0, width * height);
      this.#image = null;
    }
    this.width = width;
    this.height = height;
    this.clip = { left: 0, top: 0, right: width, bottom: height };
    this.shade = null;
  }

  /** The picture as a canvas takes it: these very pixels. */
  get image(): ImageData {
    const bytes = new Uint8ClampedArray(this.#buffer, 0, this.pixels.byteLength);
    this.#image ??= new ImageData(bytes, this.width, this.height);
    return this.#image;
  }

  /** The pixels from left to right and top to bottom, as far as they show; null if none do. */
  window(left: number, top: number, right: number, bottom: number): Window | null {
    const { clip } = this;
    const window = {
      left: Math.max(Math.floor(left), clip.left),
      top: Math.max(Math.floor(top), clip.top),
      right: Math.min(Math.floor(right) + 1, clip.right),
      bottom: Math.min(Math.floor(bottom) + 1, clip.bottom),
    };
    return window.left < window.right && window.top < window.bottom ? window : null;
  }

  /** Paint whole pixels. */
  box({ left, top, right, bottom }: Window, ink: Ink): void {
    const { pixels, width, shade } = this;
    if (ink.alpha === 255 && shade === null) {
      for (let y = top; y < bottom; y++) pixels.fill(ink.solid, y * width + left, y * width + right);
      return;
    }
    for (let y = top; y < bottom; y++) {
      for (let at = y * width + left; at < y * width + right; at++) {
        const cover = shade === null ? 255 : (shade[at] as number);
        if (cover !== 0) pixels[at] = ink.over(pixels[at] as number, cover);
      }
    }
  }

  /** Paint the shape in `cells`, which is cleared. Hard edges: every pixel that is touched at all. */
  paint(cells: Cells, { left, top, right, bottom }: Window, ink: Ink, hard: boolean): void {
    const { sums, touched, stride } = cells;
    const { pixels, shade } = this;
    const { solid, alpha, rb, g } = ink;
    const columns = right - left;
    for (let y = top; y < bottom; y++) {
      const row = (y - top) * stride;
      const end = row + columns;
      const toPixel = y * this.width + left - row;
      let sum = 0;
      for (let from = row; from < row + stride; from += BLOCK) {
        const isTouched = touched[from >> BLOCK_BITS] !== 0;
        const to = Math.min(from + BLOCK, end);
        if (!isTouched) {
          if (sum === 0) continue;
          const cover = coverOf(sum, hard);
          if (cover === 255 && alpha === 255 && shade === null) {
            for (let at = from + toPixel; at < to + toPixel; at++) pixels[at] = solid;
            continue;
          }
        }
        for (let i = from; i < to; i++) {
          const change = sums[i] as number;
          if (change !== 0) {
            sum += change;
            sums[i] = 0;
          } else if (sum === 0) {
            continue;
          }
          const at = i + toPixel;
          let cover = coverOf(sum, hard);
          if (shade !== null) cover = (255 + cover * (shade[at] as number)) >> 8;
          if (cover === 0) continue;
          if (alpha !== 255) {
            pixels[at] = ink.over(pixels[at] as number, cover);
          } else if (cover === 255) {
            pixels[at] = solid;
          } else {
            const pixel = pixels[at] as number;
            pixels[at] =
              pixel >= OPAQUE ? OPAQUE | mixed(rb, g, pixel, cover + (cover >> 7)) : ink.over(pixel, cover);
          }
        }
        if (isTouched) {
          touched[from >> BLOCK_BITS] = 0;
          for (let i = Math.max(end, from); i < from + BLOCK; i++) sums[i] = 0; // right of the window
        }
      }
    }
  }

  /** Paint a shape that is kept, moved by (x, y). */
  stamp({ window, cover }: Mask, x: number, y: number, ink: Ink): void {
    const { pixels, shade, clip } = this;
    const left = window.left + x;
    const top = window.top + y;
    const columns = window.right - window.left;
    const startX = Math.max(left, clip.left);
    const endX = Math.min(window.right + x, clip.right);
    const startY = Math.max(top, clip.top);
    const endY = Math.min(window.bottom + y, clip.bottom);
    const { solid, alpha } = ink;
    for (let row = startY; row < endY; row++) {
      let from = (row - top) * columns + startX - left;
      for (let at = row * this.width + startX; at < row * this.width + endX; at++) {
        let covered = cover[from++] as number;
        if (shade !== null) covered = (255 + covered * (shade[at] as number)) >> 8;
        if (covered === 255 && alpha === 255) pixels[at] = solid;
        else if (covered !== 0) pixels[at] = ink.over(pixels[at] as number, covered);
      }
    }
  }

  /** Paint a row of pixels from (x, y) on, as far as it shows. */
  row(source: Uint32Array, x: number, y: number): void {
    const { pixels, shade, clip } = this;
    if (y < clip.top || y >= clip.bottom) return;
    const end = Math.min(x + source.length, clip.right);
    for (let column = Math.max(x, clip.left); column < end; column++) {
      const at = y * this.width + column;
      const pixel = source[column - x] as number;
      if (shade === null) {
        pixels[at] = pixel >>> 24 === 255 ? pixel : pixelOver(pixel, pixels[at] as number);
        continue;
      }
      const alpha = (255 + (pixel >>> 24) * (shade[at] as number)) >> 8;
      pixels[at] = pixelOver(((alpha << 24) | (pixel & 0xffffff)) >>> 0, pixels[at] as number);
    }
  }
}

/** The shape in `cells`, which is cleared. */
export function maskOf({ sums, touched, stride }: Cells, window: Window, hard: boolean): Mask {
  const columns = window.right - window.left;
  const rows = window.bottom - window.top;
  const cover = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      sum += sums[row * stride + i] as number;
      cover[row * columns + i] = coverOf(sum, hard);
    }
  }
  sums.fill(0, 0, rows * stride);
  touched.fill(0, 0, (rows * stride) >> BLOCK_BITS);
  return { window, cover };
}

/** From the sum up to a pixel, of 255. */
function coverOf(sum: number, hard: boolean): number {
  const cover = (sum < 0 ? -sum : sum) >> 9;
  return cover > 255 || (hard && cover > 0) ? 255 : cover;
}
