// Pixels of an image from what zstd made small: see "Pixels" in FORMAT.md.

import type { Cursor } from "./cursor.ts";
import { FormatError } from "./errors.ts";
import { MAX_RECORD_BYTES } from "./ops.gen.ts";

const LEFT = 1;
const UP = 2;
const PREDICTORS = 3; // none, left, up, average
const PLANES = 4;
const KEYED = 8;
const SHORT = 16;

/** Decode the data of an image of this size: one index, or RGBA, for each pixel. */
export function unpackPixels(cursor: Cursor, width: number, height: number, palette: Uint8Array): Uint8Array {
  const coding = cursor.u8();
  if (coding === 0) return cursor.bytes().slice();
  const layout = coding & (PLANES | KEYED);
  if (coding >> 5 !== 0 || (layout !== PLANES && layout !== KEYED)) {
    throw new FormatError("", "a known pixel coding", `coding ${coding}`);
  }
  const pixels = width * height;
  if (pixels === 0 || pixels * 4 > MAX_RECORD_BYTES) {
    throw new FormatError("", `1 to ${MAX_RECORD_BYTES / 4} pixels`, `an image of ${width} x ${height}`);
  }
  const planes = new Planes(cursor, width, height, coding & PREDICTORS);
  const short = (coding & SHORT) !== 0;
  return layout === PLANES ? fromPlanes(planes, palette, short) : fromKeys(cursor, planes, palette, short);
}

class Planes {
  constructor(
    readonly cursor: Cursor,
    readonly width: number,
    readonly height: number,
    readonly predictor: number,
  ) {}

  /** The next plane, as it is stored. */
  stored(): Uint8Array {
    return this.cursor.take(this.width * this.height);
  }

  /** The next plane, with the prediction added to the differences to it, modulo 256. */
  next(): Uint8Array {
    const { width, height, predictor } = this;
    if (predictor === 0) return this.stored();
    const plane = this.stored().slice();
    const at = (i: number): number => plane[i] as number;
    for (let x = 1; x < width; x++) plane[x] = at(x) + at(x - 1);
    for (let start = width; start < width * height; start += width) {
      const end = start + width;
      plane[start] = at(start) + at(start - width);
      if (predictor === LEFT) {
        for (let i = start + 1; i < end; i++) plane[i] = at(i) + at(i - 1);
      } else if (predictor === UP) {
        for (let i = start + 1; i < end; i++) plane[i] = at(i) + at(i - width);
      } else {
        for (let i = start + 1; i < end; i++) plane[i] = at(i) + ((at(i - 1) + at(i - width)) >> 1);
      }
    }
    return plane;
  }
}

function fromPlanes(planes: Planes, palette: Uint8Array, opaque: boolean): Uint8Array {
  const green = planes.next();
  if (palette.length > 0) return planes.predictor === 0 ? green.slice() : green;
  const red = planes.next();
  const blue = planes.next();
  const alpha = opaque ? null : planes.next();
  const data = new Uint8Array(4 * green.length);
  for (let i = 0; i < green.length; i++) {
    const value = green[i] as number;
    data[4 * i] = (red[i] as number) + value;
    data[4 * i + 1] = value;
    data[4 * i + 2] = (blue[i] as number) + value;
    data[4 * i + 3] = alpha === null ? 255 : (alpha[i] as number);
  }
  return data;
}

function fromKeys(cursor: Cursor, planes: Planes, palette: Uint8Array, unique: boolean): Uint8Array {
  const channel = cursor.u8();
  if (channel > 3) throw new FormatError("", "at most 3", `channel ${channel} as the key of colours`);
  const table = palette.length > 0 ? sorted(palette, channel) : listed(cursor, channel);
  const { keys, values } = table;
  const first = new Int32Array(257); // of the colours with a key, and behind the last: where they are
  for (const key of keys) first[key + 1] = (first[key + 1] as number) + 1;
  for (let key = 0; key < 256; key++) first[key + 1] = (first[key + 1] as number) + (first[key] as number);
  const found = planes.next();
  const ranks = unique ? null : planes.stored();
  const count = found.length;
  const out = palette.length > 0 ? new Uint8Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const key = found[i] as number;
    const at = (first[key] as number) + (ranks === null ? 0 : (ranks[i] as number));
    if (at >= (first[key + 1] as number)) {
      throw new FormatError("", "a colour of the table", `pixel ${i} of another`);
    }
    out[i] = values[at] as number;
  }
  return new Uint8Array(out.buffer);
}

/** Colours in the order of their keys; `values`: what a pixel of this colour becomes. */
interface Table {
  readonly keys: Uint8Array;
  readonly values: Uint8Array | Uint32Array;
}

function sorted(palette: Uint8Array, channel: number): Table {
  if (palette.length % 4 !== 0 || palette.length > 1024) {
    throw new FormatError("", "RGBA of at most 256", `a palette of ${palette.length} bytes`);
  }
  const keyOf = (index: number): number => palette[4 * index + channel] as number;
  const values = Uint8Array.from({ length: palette.length / 4 }, (_, i) => i);
  values.sort((a, b) => keyOf(a) - keyOf(b) || a - b);
  return { keys: values.map(keyOf), values };
}

function listed(cursor: Cursor, channel: number): Table {
  const count = cursor.uint();
  const stored = cursor.take(4 * count);
  const keys = stored.subarray(channel * count, (channel + 1) * count);
  for (let i = 1; i < count; i++) {
    if ((keys[i] as number) < (keys[i - 1] as number)) {
      throw new FormatError("", "colours in the order of their keys", `${keys[i]} after ${keys[i - 1]}`);
    }
  }
  const bytes = new Uint8Array(4 * count);
  for (let i = 0; i < 4 * count; i++) bytes[4 * (i % count) + Math.floor(i / count)] = stored[i] as number;
  return { keys, values: new Uint32Array(bytes.buffer) }; // in the byte order of this machine, as `out` is
}
