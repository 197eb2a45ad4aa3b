import { FormatError, H5RecError } from "./errors.ts";
import { FRAME } from "./ops.gen.ts";
import type { Picture } from "./pictures.ts";
import { Pictures } from "./pictures.ts";
import type { Source } from "./source.ts";
import { ChunkReader } from "./stream.ts";

const PIECE_BYTES = 1 << 16;
const BUSY_MS = 8; // then the page gets a turn
const EXPANSION = 4; // decoded values take at most this many times their raw bytes
const KEPT = 2; // chunks that stay whatever their size: the one on show, the one that comes next

/** Where a chunk lies. */
export interface ChunkPlace {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The frames of one chunk, of each figure in order. */
export interface DecodedChunk {
  readonly pictures: ReadonlyMap<number, readonly Picture[]>;
  /** What ended it early. */
  readonly error: FormatError | null;
  readonly rawBytes: number;
}

/** Reads and decodes chunks, and keeps those that were used last. */
export class ChunkCache {
  readonly #source: Source;
  readonly #places: readonly ChunkPlace[];
  readonly #limitBytes: number;
  readonly #entries = new Map<number, { loading: Promise<DecodedChunk>; bytes: number }>(); // oldest use first
  #bytes = 0;

  constructor(source: Source, places: readonly ChunkPlace[], limitBytes: number) {
    this.#source = source;
    this.#places = places;
    this.#limitBytes = limitBytes;
  }

  get(index: number): Promise<DecodedChunk> {
    const known = this.#entries.get(index);
    if (known !== undefined) {
      this.#entries.delete(index);
      this.#entries.set(index, known);
      return known.loading;
    }
    const entry = { loading: this.#load(index), bytes: 0 };
    this.#entries.set(index, entry);
    entry.loading.then(
      ({ rawBytes }) => {
        entry.bytes = rawBytes * EXPANSION;
        this.#bytes += entry.bytes;
        this.#evict();
      },
      () => this.#entries.delete(index), // the source may work again later
    );
    return entry.loading;
  }

  /** Begin to load a chunk that will be needed soon. */
  prefetch(index: number): void {
    if (index < this.#places.length && !this.#entries.has(index)) this.get(index).catch(() => undefined);
  }

  #evict(): void {
    for (const [index, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#limitBytes || this.#entries.size <= KEPT) return;
      if (bytes === 0) continue; // still loading
      this.#entries.delete(index);
      this.#bytes -= bytes;
    }
  }

  async #load(index: number): Promise<DecodedChunk> {
    const place = this.#places[index];
    if (place === undefined) throw new H5RecError(`chunk ${index}: there are ${this.#places.length}`);
    const bytes = await this.#source.read(place.offset, place.sizeBytes);
    const pictures = new Map<number, Picture[]>();
    const state = new Pictures();
    let rawBytes = bytes.length;
    const reader = new ChunkReader({
      record: (record) => {
        const picture = state.apply(record);
        if (picture === null || record.type !== FRAME) return;
        const list = pictures.get(picture.figure);
        if (list === undefined) pictures.set(picture.figure, [picture]);
        else list.push(picture);
      },
      end: (_, raw) => {
        rawBytes = raw;
      },
    });
    let error: FormatError | null = null;
    let turn = performance.now();
    try {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        reader.feed(bytes.subarray(at, at + PIECE_BYTES));
        if (performance.now() - turn < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn = performance.now();
      }
    } catch (caught) {
      if (!(caught instanceof FormatError)) throw caught;
      error = caught.within(`chunk ${index} at byte ${place.offset}`);
    }
    return { pictures, error, rawBytes };
  }
}
