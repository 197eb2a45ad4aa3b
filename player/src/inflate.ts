import { FormatError } from "./errors.ts";
import { BlockDecoder } from "./zstd_block.ts";
import type { FrameHeader } from "./zstd_frames.ts";

/**
 * Inflates one zstd frame, block by block: each block gives its raw bytes at once.
 *
 * The splitter has held window and block sizes against the limits before anything gets here. Content
 * checksums are not looked at: the stream has its own, in its check records.
 */
export class Inflater {
  readonly #decoder: BlockDecoder;
  readonly #place: string;
  readonly #limit: number;
  readonly #contentBytes: number | null;
  readonly #onRaw: (raw: Uint8Array) => void;
  #rawBytes = 0;

  /** `limit`: raw bytes beyond which the frame is refused. What `onRaw` gets is valid only during the call. */
  constructor(offset: number, header: FrameHeader, limit: number, onRaw: (raw: Uint8Array) => void) {
    this.#decoder = new BlockDecoder(header.windowBytes);
    this.#place = `zstd frame at byte ${offset}`;
    this.#limit = Math.min(limit, header.contentBytes ?? limit);
    this.#contentBytes = header.contentBytes;
    this.#onRaw = onRaw;
  }

  /** Take one whole block with its header. */
  block(bytes: Uint8Array): void {
    let raw: Uint8Array;
    try {
      raw = this.#decoder.decode(bytes);
    } catch (error) {
      throw error instanceof FormatError ? error.within(this.#place) : error;
    }
    this.#rawBytes += raw.length;
    if (this.#rawBytes > this.#limit) {
      throw new FormatError(this.#place, `at most ${this.#limit} raw bytes`, `${this.#rawBytes} or more`);
    }
    if (raw.length > 0) this.#onRaw(raw);
  }

  /** The frame is complete. */
  end(): void {
    if (this.#contentBytes !== null && this.#contentBytes !== this.#rawBytes) {
      throw new FormatError(
        this.#place,
        `${this.#contentBytes} raw bytes, as its header says`,
        `${this.#rawBytes}`,
      );
    }
  }
}
