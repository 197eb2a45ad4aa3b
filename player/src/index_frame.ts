// The index at the end of a complete log: found from the tail, so that opening reads it and not the file.

import { ChunkDecoder } from "./decoder.ts";
import { FormatError } from "./errors.ts";
import { Inflater } from "./inflate.ts";
import type { Chunk, End, Figure, Header, Mark, Rec } from "./ops.gen.ts";
import {
  CHUNK,
  END,
  FIGURE,
  HEADER,
  INDEX_MAGIC,
  MARK,
  MAX_CHUNK_RAW_BYTES,
  SEEK_FOOTER_MAGIC,
  SEEK_TABLE_MAGIC,
} from "./ops.gen.ts";
import type { Source } from "./source.ts";
import { FrameSplitter, u32 } from "./zstd_frames.ts";

const TRAILER = "h5recidx";
const FOOTER_BYTES = 9;
const FRAME_HEADER_BYTES = 8;
const ENTRY_BYTES = 8;
const TAIL_BYTES = 1 << 16; // read at once: holds the index of most logs

export interface Index {
  readonly header: Header;
  readonly chunks: readonly Chunk[];
  readonly figures: readonly Figure[];
  readonly marks: readonly Mark[];
  readonly end: End | null;
}

/** Read the index of a log of `size` bytes; null if there is none, or one that does not fit the file. */
export async function readIndex(source: Source, size: number): Promise<Index | null> {
  const tail = new Tail(source, size);
  const footer = await tail.read(size - FOOTER_BYTES, FOOTER_BYTES);
  if (footer === null || u32(footer, 5) !== SEEK_FOOTER_MAGIC || footer[4] !== 0) return null;
  const entries = u32(footer, 0);
  const tableBytes = FRAME_HEADER_BYTES + entries * ENTRY_BYTES + FOOTER_BYTES;
  const tableAt = size - tableBytes;
  const table = entries === 0 ? null : await tail.read(tableAt, tableBytes);
  if (table === null || u32(table, 0) !== SEEK_TABLE_MAGIC) return null;
  if (u32(table, 4) !== tableBytes - FRAME_HEADER_BYTES) return null;
  const indexBytes = u32(table, FRAME_HEADER_BYTES + (entries - 1) * ENTRY_BYTES);
  const indexAt = tableAt - indexBytes;
  const frame = await tail.read(indexAt, indexBytes);
  if (frame === null || frame.length < FRAME_HEADER_BYTES + 4 + TRAILER.length) return null;
  if (u32(frame, 0) !== INDEX_MAGIC || u32(frame, 4) !== indexBytes - FRAME_HEADER_BYTES) return null;
  try {
    const index = parse(frame.subarray(FRAME_HEADER_BYTES));
    return index !== null && fits(index, indexAt) ? index : null;
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** The last bytes of a source, read in as few pieces as possible. */
class Tail {
  #at: number;
  #bytes: Uint8Array | null = null;

  constructor(
    readonly source: Source,
    readonly size: number,
  ) {
    this.#at = Math.max(0, size - TAIL_BYTES);
  }

  /** Exactly `length` bytes at `offset`, or null. */
  async read(offset: number, length: number): Promise<Uint8Array | null> {
    if (offset < 0 || length <= 0) return null;
    this.#bytes ??= await this.source.read(this.#at, this.size - this.#at);
    const start = offset - this.#at;
    const found =
      start >= 0 ? this.#bytes.subarray(start, start + length) : await this.source.read(offset, length);
    return found.length === length ? found : null;
  }
}

function parse(payload: Uint8Array): Index | null {
  const trailer = new TextDecoder().decode(payload.subarray(payload.length - TRAILER.length));
  const zstdBytes = payload.length - TRAILER.length - 4;
  if (trailer !== TRAILER || u32(payload, zstdBytes) !== zstdBytes) return null;
  const records: Rec[] = [];
  const decoder = new ChunkDecoder((record) => void records.push(record));
  let inflater: Inflater | null = null;
  let ended = 0;
  const splitter = new FrameSplitter({
    begin: (offset, header) => {
      inflater = new Inflater(offset, header, MAX_CHUNK_RAW_BYTES, (raw) => decoder.feed(raw));
    },
    block: (bytes) => inflater?.block(bytes),
    end: (offset) => {
      inflater?.end();
      ended = offset;
    },
    skippable: () => undefined,
  });
  splitter.feed(payload.subarray(0, zstdBytes));
  decoder.close();
  return ended === zstdBytes ? collect(records) : null;
}

function collect(records: readonly Rec[]): Index | null {
  const header = records.find((record) => record.type === HEADER);
  if (header === undefined) return null;
  return {
    header,
    chunks: records.filter((record) => record.type === CHUNK),
    figures: records.filter((record) => record.type === FIGURE),
    marks: records.filter((record) => record.type === MARK),
    end: records.find((record) => record.type === END) ?? null,
  };
}

/** Whether the chunks fill the file up to `indexAt` and each figure's frames are numbered without gaps. */
function fits({ chunks, figures }: Index, indexAt: number): boolean {
  const next = new Map<number, number>();
  let offset = 0;
  for (const chunk of chunks) {
    if (chunk.offset !== offset || chunk.sizeBytes === 0 || chunk.frames.length % 3 !== 0) return false;
    offset += chunk.sizeBytes;
    for (let i = 0; i < chunk.frames.length; i += 3) {
      const figure = chunk.frames[i] as number;
      const first = chunk.frames[i + 1] as number;
      if (first !== (next.get(figure) ?? 0)) return false;
      next.set(figure, first + (chunk.frames[i + 2] as number));
    }
  }
  const known = new Map(figures.map(({ figure, nextFrame }) => [figure, nextFrame]));
  for (const [figure, frames] of next) if (known.get(figure) !== frames) return false;
  for (const [figure, frames] of known) if ((next.get(figure) ?? 0) !== frames) return false;
  return offset === indexAt;
}
