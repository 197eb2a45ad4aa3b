import { ChunkDecoder } from "./decoder.ts";
import { FormatError } from "./errors.ts";
import { Inflater } from "./inflate.ts";
import type { Rec } from "./ops.gen.ts";
import { MAX_CHUNK_RAW_BYTES } from "./ops.gen.ts";
import type { FrameHeader } from "./zstd_frames.ts";
import { FrameSplitter } from "./zstd_frames.ts";

/** What a chunk reader gives out, in order. */
export interface ChunkHandler {
  /** A chunk begins at this byte. */
  begin?(offset: number): void;
  /** A record of it that a check record has covered. */
  record(record: Rec): void;
  /** The chunk was complete: its end, and its raw size. */
  end?(offset: number, rawBytes: number): void;
  /** Something between chunks that readers of other kinds are meant to skip. */
  skippable?(offset: number, magic: number): void;
}

/** Reads the bytes of consecutive chunks, in pieces of any size. */
export class ChunkReader {
  readonly #handler: ChunkHandler;
  readonly #splitter: FrameSplitter;
  #decoder: ChunkDecoder | null = null;
  #inflater: Inflater | null = null;

  constructor(handler: ChunkHandler) {
    this.#handler = handler;
    this.#splitter = new FrameSplitter({
      begin: (offset, header) => this.#begin(offset, header),
      block: (bytes) => this.#inflater?.block(bytes),
      end: (offset) => this.#end(offset),
      skippable: (offset, magic) => this.#handler.skippable?.(offset, magic),
    });
  }

  /** Whether the bytes so far end where a chunk does. */
  get betweenChunks(): boolean {
    return this.#splitter.betweenFrames;
  }

  /** Take the next bytes; records that they complete are given out before an error is thrown. */
  feed(bytes: Uint8Array): void {
    this.#splitter.feed(bytes);
  }

  #begin(offset: number, header: FrameHeader): void {
    const decoder = new ChunkDecoder((record) => this.#handler.record(record));
    this.#decoder = decoder;
    this.#inflater = new Inflater(offset, header, MAX_CHUNK_RAW_BYTES, (raw) => decoder.feed(raw));
    this.#handler.begin?.(offset);
  }

  #end(offset: number): void {
    this.#inflater?.end();
    this.#decoder?.close();
    this.#handler.end?.(offset, this.#decoder?.rawBytes ?? 0);
    this.#decoder = null;
    this.#inflater = null;
  }
}

/** Reads what a live viewer is sent. After an error, or before joining again, it must be reset. */
export class StreamReader {
  #records: Rec[] = [];
  #reader = this.#fresh();
  #broken = false;

  /** Expect the first byte of a chunk next. */
  reset(): void {
    this.#records = [];
    this.#reader = this.#fresh();
    this.#broken = false;
  }

  /** Take the next bytes and return the records that they complete. */
  feed(bytes: Uint8Array): Rec[] {
    if (this.#broken) throw new FormatError("stream", "a reset", "bytes after an error");
    this.#broken = true;
    this.#reader.feed(bytes);
    this.#broken = false;
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #fresh(): ChunkReader {
    return new ChunkReader({ record: (record) => void this.#records.push(record) });
  }
}
