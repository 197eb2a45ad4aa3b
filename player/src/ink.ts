// A colour that is laid over others.

/**
 * A pixel is one number, in the byte order of ImageData on a little-endian machine: alpha, blue, green, red; not
 * premultiplied.
 */
export const OPAQUE = 0xff000000;

export class Ink {
  /** As a pixel. */
  readonly solid: number;
  readonly alpha: number;
  /** Blue and red, 16 bits each. */
  readonly rb: number;
  /** Green, in its place in a pixel. */
  readonly g: number;

  /** `rgba`: 0xRRGGBBAA */
  constructor(rgba: number) {
    const red = rgba >>> 24;
    const green = (rgba >>> 16) & 255;
    const blue = (rgba >>> 8) & 255;
    this.alpha = rgba & 255;
    this.rb = (blue << 16) | red;
    this.g = green << 8;
    this.solid = ((this.alpha << 24) | this.rb | this.g) >>> 0;
  }

  /** A pixel with this colour over it, where it covers so many 255ths of it. */
  over(pixel: number, cover: number): number {
    const alpha = this.alpha === 255 ? cover : (this.alpha * (cover + 1)) >> 8; // as Agg has it
    const below = pixel >>> 24;
    if (below === 0) return ((alpha << 24) | this.rb | this.g) >>> 0;
    let together = 255;
    let share = alpha + (alpha >> 7); // of 256
    if (below !== 255) {
      together = alpha + below - (((alpha * below + 127) / 255) | 0);
      share = together === 0 ? 0 : ((256 * alpha + (together >> 1)) / together) | 0;
    }
    return ((together << 24) | mixed(this.rb, this.g, pixel, share)) >>> 0;
  }
}

/**
 * The colours of a pixel with so many 256ths of another colour. Sums wrap at 32 bits, as they may: what is above is cut
 * off. One product for two colours, of the difference, since half of the time of a small circle goes by here.
 */
export function mixed(rb: number, g: number, pixel: number, share: number): number {
  const below = pixel & 0xff00ff;
  const greenBelow = pixel & 0xff00;
  const two = Math.imul(rb - below, share) + (below << 8) + 0x800080;
  const one = Math.imul(g - greenBelow, share) + (greenBelow << 8) + 0x8000;
  return ((two >>> 8) & 0xff00ff) | ((one >>> 8) & 0xff00);
}

/** Pixel `above` over pixel `below`. */
export function pixelOver(above: number, below: number): number {
  const alpha = above >>> 24;
  if (alpha === 255 || below >>> 24 === 0) return above;
  if (alpha === 0) return below;
  const opaque = new Ink(((above & 255) << 24) | ((above & 0xff00) << 8) | ((above >>> 8) & 0xff00) | 255);
  return opaque.over(below, alpha);
}
