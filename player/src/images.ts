import type { Image } from "./ops.gen.ts";

/** The pixels of an image as RGBA, rows from the top. */
export function rgbaOf(image: Image): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint32Array(image.widthPx * image.heightPx);
  const pixelAt = pixelsOf(image);
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixelAt(i);
  return new Uint8ClampedArray(pixels.buffer);
}

/** What gives the pixel of an index, as one number in the byte order of this machine: its bytes are RGBA. */
export function pixelsOf({ palette, data }: Image): (index: number) => number {
  if (palette.length > 0) {
    const colours = new Uint32Array(256);
    new Uint8Array(colours.buffer).set(palette);
    return (index) => colours[data[index] as number] as number;
  }
  const bytes = data.byteOffset % 4 === 0 ? data : data.slice();
  const pixels = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  return (index) => pixels[index] as number;
}
