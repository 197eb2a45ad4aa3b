// Reading a log from its first byte on: for one that has no index, because its end is missing.

import { FormatError, TruncatedError } from "./errors.ts";
import type { End, Figure, Header, Mark, Rec } from "./ops.gen.ts";
import { END, FIGURE, FRAME, HEADER, MARK } from "./ops.gen.ts";
import type { Source } from "./source.ts";
import { ChunkReader } from "./stream.ts";

const PIECE_BYTES = 1 << 20;

/** Frames of one figure in one chunk. */
export interface Run {
  readonly first: number;
  readonly timesNs: number[];
}

export interface WalkedChunk {
  readonly offset: number;
  sizeBytes: number;
  rawBytes: number;
  readonly runs: Map<number, Run>;
}

export interface Walked {
  readonly header: Header;
  readonly chunks: readonly WalkedChunk[];
  /** Every figure ever opened, as last seen. */
  readonly figures: ReadonlyMap<number, Figure>;
  readonly marks: readonly Mark[];
  readonly end: End | null;
  readonly lastNs: number;
  /** Whether the bytes ended inside a chunk. */
  readonly truncated: boolean;
  /** What is wrong with the chunk where reading had to stop. */
  readonly damage: FormatError | null;
}

/** Read all of a log of `size` bytes; throws only if not even one record can be read. */
export async function walk(
  source: Source,
  size: number,
  onProgress: (share: number) => void,
): Promise<Walked> {
  const walker = new Walker();
  let damage: FormatError | null = null;
  let at = 0;
  while (at < size && damage === null) {
    const piece = await source.read(at, Math.min(PIECE_BYTES, size - at));
    if (piece.length === 0) break;
    at += piece.length;
    try {
      walker.reader.feed(piece);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      damage = error.within(walker.place);
    }
    walker.cut(at);
    onProgress(at / size);
  }
  return walker.result(at, damage);
}

class Walker {
  #header: Header | null = null;
  readonly #chunks: WalkedChunk[] = [];
  readonly #figures = new Map<number, Figure>();
  readonly #marks: Mark[] = [];
  #end: End | null = null;
  #lastNs = 0;
  #open = false;

  readonly reader = new ChunkReader({
    begin: (offset) => {
      this.#chunks.push({ offset, sizeBytes: 0, rawBytes: 0, runs: new Map() });
      this.#open = true;
    },
    record: (record) => this.#record(record),
    end: (offset, rawBytes) => {
      const chunk = this.#chunks.at(-1);
      if (chunk !== undefined) {
        chunk.sizeBytes = offset - chunk.offset;
        chunk.rawBytes = rawBytes;
      }
      this.#open = false;
    },
  });

  /** Where reading has got to. */
  get place(): string {
    const chunk = this.#open ? this.#chunks.at(-1) : undefined;
    return chunk === undefined ? "" : `chunk ${this.#chunks.length - 1} at byte ${chunk.offset}`;
  }

  /** The bytes up to `end` have been read: that is how long an unfinished chunk is. */
  cut(end: number): void {
    const chunk = this.#chunks.at(-1);
    if (this.#open && chunk !== undefined) chunk.sizeBytes = end - chunk.offset;
  }

  result(size: number, damage: FormatError | null): Walked {
    if (this.#header === null) {
      throw (
        damage ??
        new TruncatedError(`byte ${size}`, "the first records of an h5rec log", "the end of the file")
      );
    }
    return {
      header: this.#header,
      chunks: this.#chunks,
      figures: this.#figures,
      marks: this.#marks,
      end: this.#end,
      lastNs: this.#lastNs,
      truncated: !this.reader.betweenChunks,
      damage,
    };
  }

  #record(record: Rec): void {
    if (record.type === HEADER) this.#header ??= record;
    else if (record.type === FIGURE) this.#figures.set(record.figure, record);
    else if (record.type === MARK) this.#marks.push(record);
    else if (record.type === END) this.#end = record;
    else if (record.type === FRAME) this.#frame(record.figure, record.number, record.timeNs);
    if ("timeNs" in record) this.#lastNs = Math.max(this.#lastNs, record.timeNs);
  }

  #frame(figure: number, number: number, timeNs: number): void {
    const runs = this.#chunks.at(-1)?.runs;
    const run = runs?.get(figure);
    if (run === undefined) runs?.set(figure, { first: number, timesNs: [timeNs] });
    else run.timesNs.push(timeNs);
  }
}
