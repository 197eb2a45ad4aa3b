// The frames of a zstd file, found without inflating anything.

import { FormatError } from "./errors.ts";
import { MAX_WINDOW_BYTES } from "./ops.gen.ts";

export const MAX_BLOCK_BYTES = 1 << 17;
const ZSTD_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50; // and the 15 after it

/** What a splitter finds; offsets count from the first byte that it was fed. */
export interface FrameHandler {
  /** A zstd frame begins. */
  begin(offset: number, header: FrameHeader): void;
  /** One whole block of it, with its three bytes of header. */
  block(bytes: Uint8Array): void;
  /** The frame is complete; `end`: offset of the byte behind it. */
  end(end: number): void;
  /** A skippable frame, known by its header. */
  skippable(offset: number, magic: number, payloadBytes: number): void;
}

export interface FrameHeader {
  /** The header as it stands in the file, magic included. */
  readonly bytes: Uint8Array;
  readonly windowBytes: number;
  /** Raw size if the header says it. */
  readonly contentBytes: number | null;
  readonly checksum: boolean;
}

type Expected = "frame" | "block" | "checksum" | "skipped";

/** Cuts the bytes of a zstd file, in pieces of any size, into frames and blocks. */
export class FrameSplitter {
  readonly #handler: FrameHandler;
  #held = new Uint8Array(0); // bytes of something that is not all there yet
  #offset = 0; // of #held[0]
  #expected: Expected = "frame";
  #toSkip = 0;
  #checksum = false;
  #blockLimit = 0;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Whether the bytes so far end where a frame does. */
  get betweenFrames(): boolean {
    return this.#expected === "frame" && this.#held.length === 0;
  }

  feed(bytes: Uint8Array): void {
    const held = this.#held;
    let data = bytes;
    if (held.length > 0) {
      data = new Uint8Array(held.length + bytes.length);
      data.set(held);
      data.set(bytes, held.length);
    }
    let at = 0;
    for (;;) {
      const used = this.#step(data, at);
      if (used === 0) break;
      at += used;
    }
    this.#offset += at;
    this.#held = data.slice(at);
  }

  /** Bytes used by the next part; 0: it is not all there. */
  #step(data: Uint8Array, at: number): number {
    const left = data.length - at;
    if (this.#expected === "skipped") {
      const used = Math.min(left, this.#toSkip);
      this.#toSkip -= used;
      if (this.#toSkip === 0) this.#expected = "frame";
      return used;
    }
    if (this.#expected === "checksum") {
      if (left < 4) return 0;
      this.#endFrame(at + 4);
      return 4;
    }
    return this.#expected === "frame" ? this.#frame(data, at) : this.#block(data, at);
  }

  #frame(data: Uint8Array, at: number): number {
    if (data.length - at < 8) {
      if (data.length - at >= 4) magicOf(data, at, this.#offset);
      return 0;
    }
    const magic = magicOf(data, at, this.#offset);
    const offset = this.#offset + at;
    if (magic !== ZSTD_MAGIC) {
      const payload = u32(data, at + 4);
      this.#handler.skippable(offset, magic, payload);
      if (payload > 0) this.#expected = "skipped";
      this.#toSkip = payload;
      return 8;
    }
    const header = readFrameHeader(data, at, offset);
    if (header === null) return 0;
    this.#checksum = header.checksum;
    this.#blockLimit = Math.min(MAX_BLOCK_BYTES, header.windowBytes);
    this.#expected = "block";
    this.#handler.begin(offset, header);
    return header.bytes.length;
  }

  #block(data: Uint8Array, at: number): number {
    if (data.length - at < 3) return 0;
    const head = (data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16);
    const kind = (head >> 1) & 3;
    const size = head >> 3;
    if (kind === 3 || size > this.#blockLimit) {
      const place = `byte ${this.#offset + at}`;
      throw new FormatError(
        place,
        `at most ${this.#blockLimit} bytes`,
        `a zstd block of type ${kind}, ${size} bytes`,
      );
    }
    const whole = 3 + (kind === 1 ? 1 : size);
    if (data.length - at < whole) return 0;
    this.#handler.block(data.subarray(at, at + whole));
    if (head & 1) {
      if (this.#checksum) this.#expected = "checksum";
      else this.#endFrame(at + whole);
    }
    return whole;
  }

  #endFrame(end: number): void {
    this.#expected = "frame";
    this.#handler.end(this.#offset + end);
  }
}

/** Read the header of the zstd frame at `data[at]`; null: it is not all there. */
export function readFrameHeader(data: Uint8Array, at: number, offset: number): FrameHeader | null {
  if (data.length - at < 5) return null;
  const flags = data[at + 4] as number;
  const single = (flags & 32) !== 0;
  const contentField = flags >> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >> 6);
  const place = `byte ${offset}`;
  if (flags & 8) throw new FormatError(place, "a frame of zstd's format", "one with the reserved bit set");
  if (flags & 3) throw new FormatError(place, "no dictionary", "a zstd frame that needs one");
  const length = 5 + (single ? 0 : 1) + contentField;
  if (data.length - at < length) return null;
  let contentBytes: number | null = null;
  if (contentField > 0) {
    contentBytes = contentField === 2 ? 256 : 0;
    const start = at + length - contentField;
    for (let i = 0; i < contentField; i++) contentBytes += (data[start + i] as number) * 2 ** (8 * i);
  }
  let windowBytes = contentBytes ?? 0;
  if (!single) {
    const descriptor = data[at + 5] as number;
    const base = 2 ** (10 + (descriptor >> 3));
    windowBytes = base + (base / 8) * (descriptor & 7);
  }
  if (windowBytes > MAX_WINDOW_BYTES) {
    throw new FormatError(place, `at most ${MAX_WINDOW_BYTES} bytes`, `a zstd window of ${windowBytes}`);
  }
  const bytes = data.slice(at, at + length);
  return { bytes, windowBytes, contentBytes, checksum: (flags & 4) !== 0 };
}

function magicOf(data: Uint8Array, at: number, base: number): number {
  const magic = u32(data, at);
  if (magic !== ZSTD_MAGIC && (magic & ~15) >>> 0 !== SKIPPABLE_MAGIC) {
    const hex = magic.toString(16).padStart(8, "0");
    throw new FormatError(`byte ${base + at}`, "a zstd frame", `magic number ${hex}`);
  }
  return magic;
}

export function u32(data: Uint8Array, at: number): number {
  const low = (data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16);
  return low + (data[at + 3] as number) * 2 ** 24;
}
