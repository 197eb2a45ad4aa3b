import { Decompress } from "fzstd";
import { FormatError } from "./errors.ts";
import type { FrameHeader } from "./zstd_frames.ts";
import { MAX_BLOCK_BYTES } from "./zstd_frames.ts";

/**
 * Inflates one zstd frame, block by block: each block gives its raw bytes at once.
 *
 * The splitter has held window and block sizes against the limits before anything gets here. Content
 * checksums are not looked at: the stream has its own, in its check records.
 */
export class Inflater {
  readonly #zstd: Decompress;
  readonly #place: string;
  readonly #limit: number;
  #rawBytes = 0;
  #head: Uint8Array | null;

  /** `limit`: raw bytes beyond which the frame is refused. */
  constructor(offset: number, header: FrameHeader, limit: number, onRaw: (raw: Uint8Array) => void) {
    this.#place = `zstd frame at byte ${offset}`;
    this.#limit = limit;
    this.#head = header.bytes;
    this.#zstd = new Decompress((raw) => {
      this.#rawBytes += raw.length;
      if (raw.length > MAX_BLOCK_BYTES || this.#rawBytes > this.#limit) {
        throw new FormatError(this.#place, `at most ${this.#limit} raw bytes`, `${this.#rawBytes} or more`);
      }
      if (raw.length > 0) onRaw(raw);
    });
  }

  /** Take one whole block with its header. */
  block(bytes: Uint8Array): void {
    let input = bytes;
    if (this.#head !== null) {
      input = new Uint8Array(this.#head.length + bytes.length);
      input.set(this.#head);
      input.set(bytes, this.#head.length);
      this.#head = null;
    }
    this.#push(input);
  }

  #push(input: Uint8Array): void {
    try {
      this.#zstd.push(input);
    } catch (error) {
      // Bad data make the decompressor throw whatever comes of reading past the end of its tables.
      if (error instanceof Error && error.name === "H5RecError") throw error;
      throw new FormatError(this.#place, "zstd data", error instanceof Error ? error.message : String(error));
    }
  }
}
