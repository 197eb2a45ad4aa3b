import type { Image } from "./ops.gen.ts";

/** The pixels of an image as RGBA, rows from the top. */
export function rgbaOf({ widthPx, heightPx, palette, data }: Image): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * widthPx * heightPx);
  if (palette.length === 0) {
    rgba.set(data);
    return rgba;
  }
  const colours = new Uint32Array(256); // in the byte order of this machine, as `pixels` is
  new Uint8Array(colours.buffer).set(palette);
  const pixels = new Uint32Array(rgba.buffer);
  for (let i = 0; i < data.length; i++) pixels[i] = colours[data[i] as number] as number;
  return rgba;
}
