import { ChunkCache, type ChunkPlace, type DecodedChunk } from "./chunk_cache.ts";
import { FormatError, NoSuchFrameError } from "./errors.ts";
import { type Index, readIndex } from "./index_frame.ts";
import type { End, Header, Mark } from "./ops.gen.ts";
import type { Picture } from "./pictures.ts";
import type { Source } from "./source.ts";
import { type Walked, walk } from "./walk.ts";

export type { Picture } from "./pictures.ts";

const CACHE_BYTES = 256 << 20;

export interface FigureInfo {
  readonly figure: number;
  readonly title: string;
  /** Size and resolution as they were last; each picture has its own. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly frames: number;
  /** Not after its first frame. */
  readonly firstNs: number;
  /** Not before its last frame. */
  readonly lastNs: number;
}

export interface OpenOptions {
  /** Called while a log without an index is read through, with the share that is done. */
  readonly onProgress?: (share: number) => void;
  /** Called when a part of the log turns out to be damaged, with what that costs a figure. */
  readonly onDamage?: (error: FormatError) => void;
  /** How much memory decoded chunks may take. */
  readonly cacheBytes?: number;
}

/** Consecutive frames of one figure that lie in one chunk. */
interface Part {
  readonly chunk: number;
  readonly first: number;
  readonly count: number;
  readonly firstNs: number;
  readonly lastNs: number;
  timesNs: readonly number[] | null; // once the chunk has been decoded
}

/** What both ways of opening find out. */
interface Contents {
  readonly header: Header;
  readonly chunks: readonly ChunkPlace[];
  readonly figures: readonly FigureInfo[];
  readonly parts: ReadonlyMap<number, readonly Part[]>;
  readonly marks: readonly Mark[];
  readonly end: End | null;
  readonly durationNs: number;
  readonly complete: boolean;
  readonly damage: string | null;
}

/** A log, open for reading at any frame. */
export class Recording {
  readonly name: string;
  readonly sizeBytes: number;
  readonly header: Header;
  /** Key and value pairs of the header: title, script, argv, ... */
  readonly meta: ReadonlyMap<string, string>;
  readonly figures: readonly FigureInfo[];
  readonly marks: readonly Mark[];
  /** How the session ended; null: the log was cut off. */
  readonly end: End | null;
  readonly durationNs: number;
  /** Whether the log is all there. */
  readonly complete: boolean;
  /** What is wrong with the first chunk that cannot be read to its end; what comes before it can be played. */
  readonly damage: string | null;
  readonly #parts: ReadonlyMap<number, readonly Part[]>;
  readonly #cache: ChunkCache;
  readonly #onDamage: (error: FormatError) => void;

  private constructor(source: Source, size: number, contents: Contents, options: OpenOptions) {
    this.name = source.name;
    this.sizeBytes = size;
    this.header = contents.header;
    this.meta = pairs(contents.header.meta);
    this.figures = contents.figures;
    this.marks = contents.marks;
    this.end = contents.end;
    this.durationNs = contents.durationNs;
    this.complete = contents.complete;
    this.damage = contents.damage;
    this.#parts = contents.parts;
    this.#cache = new ChunkCache(source, contents.chunks, options.cacheBytes ?? CACHE_BYTES);
    this.#onDamage = options.onDamage ?? (() => undefined);
  }

  /**
   * Open a log: its index is read, or where there is none the whole log.
   *
   * Throws SourceError if it cannot be read, FormatError if it is no h5rec log.
   */
  static async open(source: Source, options: OpenOptions = {}): Promise<Recording> {
    const size = await source.size();
    if (size === 0) throw new FormatError(source.name, "an h5rec log", "an empty file");
    try {
      const index = await readIndex(source, size);
      const contents =
        index === null
          ? fromWalk(await walk(source, size, options.onProgress ?? (() => undefined)))
          : fromIndex(index);
      return new Recording(source, size, contents, options);
    } catch (error) {
      throw error instanceof FormatError ? error.within(source.name) : error;
    }
  }

  /** The picture of frame `number` (from 0) of a figure. */
  async frame(figure: number, number: number): Promise<Picture> {
    const part = this.#part(figure, number);
    const picture = pictureOf(await this.#load(figure, part), figure, part, number);
    if (2 * (number - part.first) >= part.count) this.#prefetch(figure, part);
    return picture;
  }

  /** Number of the last frame that can be read at or before a session time; -1 if there is none. */
  async frameAt(figure: number, timeNs: number): Promise<number> {
    const parts = this.#parts.get(figure) ?? [];
    let unread: Part | null = null;
    for (let i = upperBound(parts, (part) => part.firstNs <= timeNs) - 1; i >= 0; i--) {
      const part = parts[i] as Part;
      const times = await this.#times(figure, part);
      const found = upperBound(times, (time) => time <= timeNs) - 1;
      if (found >= 0) return part.first + found;
      if (times.length === 0) unread = part;
    }
    if (unread !== null) await this.frame(figure, unread.first); // which says what is wrong with the chunk
    return -1;
  }

  /** Session time of a frame. */
  async timeOf(figure: number, number: number): Promise<number> {
    const part = this.#part(figure, number);
    const time = (await this.#times(figure, part))[number - part.first];
    return time ?? (await this.frame(figure, number)).timeNs; // which says what is wrong with the chunk
  }

  #part(figure: number, number: number): Part {
    const parts = this.#parts.get(figure) ?? [];
    const part = parts[upperBound(parts, ({ first }) => first <= number) - 1];
    if (part === undefined || !Number.isInteger(number) || number >= part.first + part.count) {
      throw missing(figure, number);
    }
    return part;
  }

  async #load(figure: number, part: Part): Promise<DecodedChunk> {
    const chunk = await this.#cache.get(part.chunk);
    if (part.timesNs === null) {
      part.timesNs = (chunk.pictures.get(figure) ?? []).map(({ timeNs }) => timeNs);
      if (part.timesNs.length < part.count) this.#onDamage(loss(chunk, figure, part));
    }
    return chunk;
  }

  async #times(figure: number, part: Part): Promise<readonly number[]> {
    if (part.timesNs === null) await this.#load(figure, part);
    return part.timesNs ?? [];
  }

  #prefetch(figure: number, part: Part): void {
    const parts = this.#parts.get(figure) ?? [];
    const next = parts[parts.indexOf(part) + 1];
    if (next !== undefined) this.#cache.prefetch(next.chunk);
  }
}

function pictureOf(chunk: DecodedChunk, figure: number, part: Part, number: number): Picture {
  const picture = chunk.pictures.get(figure)?.[number - part.first];
  if (picture === undefined) throw loss(chunk, figure, part);
  return picture;
}

/** Which frames of a figure a chunk does not have, and why. */
function loss({ pictures, error }: DecodedChunk, figure: number, { first, count }: Part): FormatError {
  const read = pictures.get(figure)?.length ?? 0;
  const why = error ?? new FormatError(`figure ${figure}`, `${count} frames in a chunk`, `${read}`);
  return why.losing({ figure, first: first + read, last: first + count - 1 });
}

function missing(figure: number, number: number): NoSuchFrameError {
  return new NoSuchFrameError(`figure ${figure} has no frame ${number}`);
}

function fromIndex({ header, chunks, figures, marks, end }: Index): Contents {
  const parts = new Map<number, Part[]>();
  chunks.forEach((chunk, at) => {
    for (let i = 0; i < chunk.frames.length; i += 3) {
      const [figure, first, count] = chunk.frames.slice(i, i + 3) as [number, number, number];
      const { firstNs, lastNs } = chunk;
      if (count > 0) add(parts, figure, { chunk: at, first, count, firstNs, lastNs, timesNs: null });
    }
  });
  const infos = figures.map((figure) => info(figure, parts.get(figure.figure)));
  const lastNs = chunks.reduce((last, chunk) => Math.max(last, chunk.lastNs), end?.timeNs ?? 0);
  return {
    header,
    chunks,
    figures: infos.sort((a, b) => a.figure - b.figure),
    parts,
    marks,
    end,
    durationNs: lastNs,
    complete: end !== null,
    damage: null,
  };
}

function fromWalk({ header, chunks, figures, marks, end, lastNs, truncated, damage }: Walked): Contents {
  const parts = new Map<number, Part[]>();
  chunks.forEach(({ runs }, at) => {
    for (const [figure, { first, timesNs }] of runs) {
      const count = timesNs.length;
      add(parts, figure, {
        chunk: at,
        first,
        count,
        firstNs: timesNs[0] ?? 0,
        lastNs: timesNs[count - 1] ?? 0,
        timesNs,
      });
    }
  });
  const infos = [...figures.values()].map((figure) => info(figure, parts.get(figure.figure)));
  return {
    header,
    chunks,
    figures: infos.sort((a, b) => a.figure - b.figure),
    parts,
    marks,
    end,
    durationNs: lastNs,
    complete: end !== null && !truncated && damage === null,
    damage: damage?.message ?? null,
  };
}

function add(parts: Map<number, Part[]>, figure: number, part: Part): void {
  const list = parts.get(figure);
  if (list === undefined) parts.set(figure, [part]);
  else list.push(part);
}

type Opened = Pick<FigureInfo, "figure" | "title" | "widthPx" | "heightPx" | "dpi"> & {
  readonly timeNs: number;
};

function info(
  { figure, title, widthPx, heightPx, dpi, timeNs }: Opened,
  parts: readonly Part[] = [],
): FigureInfo {
  const last = parts.at(-1);
  return {
    figure,
    title,
    widthPx,
    heightPx,
    dpi,
    frames: last === undefined ? 0 : last.first + last.count,
    firstNs: parts[0]?.firstNs ?? timeNs,
    lastNs: last?.lastNs ?? timeNs,
  };
}

function pairs(meta: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < meta.length; i += 2) map.set(meta[i] as string, meta[i + 1] as string);
  return map;
}

/** Index of the first item for which `before` is false; it must be true for all before that one. */
function upperBound<T>(items: readonly T[], before: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
