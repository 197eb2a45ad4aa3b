// What a live page knows, as a pure function of what has arrived: no socket, no clock, no page. Its size is
// bounded by the number of open figures, however long the session lasts.

import {
  CARRY,
  type Carry,
  CLOSE,
  END,
  FIGURE,
  type Figure,
  FRAME,
  type Frame,
  HEADER,
  type Header,
  MARK,
  type Rec,
} from "./ops.gen.ts";
import type { Picture } from "./pictures.ts";

export interface LiveFigure {
  readonly figure: number;
  readonly title: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** Frames that the figure has by now. */
  readonly frames: number;
  /** The newest picture; null until one has come. */
  readonly picture: Picture | null;
}

export interface LiveEnd {
  readonly status: number;
  readonly reason: string;
}

export interface LiveMark {
  readonly timeNs: number;
  readonly label: string;
}

/** `connecting` until the first bytes, `ended` after the script's end, `refused` when the server said no. */
export type Phase = "connecting" | "live" | "reconnecting" | "ended" | "refused";

export interface LiveState {
  readonly phase: Phase;
  readonly header: Header | null;
  readonly figures: ReadonlyMap<number, LiveFigure>;
  /** Session time of the newest record. */
  readonly timeNs: number;
  readonly marks: readonly LiveMark[];
  readonly end: LiveEnd | null;
  readonly viewers: number | null;
  /** What the server calls the session, before there is a header. */
  readonly title: string;
  /** The log that the server keeps; null: none. */
  readonly save: string | null;
  /** Chunk of the newest join; -1 before. */
  readonly chunk: number;
  /** How often the server skipped chunks, or the connection was lost. */
  readonly gaps: number;
}

export const START: LiveState = {
  phase: "connecting",
  header: null,
  figures: new Map(),
  timeNs: 0,
  marks: [],
  end: null,
  viewers: null,
  title: "",
  save: null,
  chunk: -1,
  gaps: 0,
};

const MAX_MARKS = 200;

/** What the server says besides the stream. */
export type Message =
  | { readonly type: "join"; readonly chunk: number }
  | { readonly type: "status"; readonly viewers: number; readonly title: string }
  | { readonly type: "end"; readonly end: LiveEnd | null }
  | { readonly type: "save"; readonly name: string | null };

/** Reads a text message; null: one that this page does not know. */
export function parseMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>;
  const { type, chunk, viewers, title, status, reason, name } = fields;
  if (type === "join" && isCount(chunk)) return { type, chunk };
  if (type === "status" && isCount(viewers)) {
    return { type, viewers, title: typeof title === "string" ? title : "" };
  }
  if (type === "end") {
    const known = typeof reason === "string" && Number.isInteger(status);
    return { type, end: known ? { status: status as number, reason } : null };
  }
  if (type === "save" && (name === null || typeof name === "string")) return { type, name };
  return null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The state after a text message. */
export function afterMessage(state: LiveState, message: Message): LiveState {
  switch (message.type) {
    case "join":
      return { ...state, chunk: message.chunk, gaps: state.chunk < 0 ? 0 : state.gaps + 1 };
    case "status":
      return { ...state, viewers: message.viewers, title: message.title };
    case "end":
      return { ...state, phase: "ended", end: message.end ?? state.end };
    case "save":
      return { ...state, save: message.name };
  }
}

/** The state after the connection opened, was lost, or was refused for good. */
export function afterConnection(state: LiveState, change: "lost" | "refused"): LiveState {
  if (state.phase === "ended") return { ...state, viewers: null };
  if (change === "refused") return { ...state, phase: "refused", viewers: null };
  return { ...state, phase: state.chunk < 0 ? "connecting" : "reconnecting", viewers: null };
}

/** The state after the records that some bytes completed. */
export function afterRecords(state: LiveState, records: Iterable<Rec>): LiveState {
  const figures = new Map(state.figures);
  let before = state.figures;
  let { header, timeNs, end, marks } = state;
  let any = false;
  for (const record of records) {
    any = true;
    switch (record.type) {
      case HEADER:
        if (header !== null && header.createdUnixNs !== record.createdUnixNs) {
          // Another session at the same address: nothing of the one before is shown any more.
          [timeNs, marks, end, before] = [0, [], null, new Map()];
        }
        header = record;
        figures.clear(); // a chunk begins with all that is open
        break;
      case FIGURE:
        figures.set(record.figure, opened(figures.get(record.figure) ?? before.get(record.figure), record));
        break;
      case CLOSE:
        figures.delete(record.figure);
        break;
      case FRAME:
      case CARRY: {
        const figure = figures.get(record.figure);
        if (figure !== undefined) figures.set(record.figure, drawn(figure, record));
        break;
      }
      case MARK:
        if (!marks.some(({ timeNs, label }) => timeNs === record.timeNs && label === record.label)) {
          marks = [...marks, { timeNs: record.timeNs, label: record.label }].slice(-MAX_MARKS);
        }
        break;
      case END:
        end = { status: record.status, reason: record.reason };
        break;
    }
    if ("timeNs" in record) timeNs = Math.max(timeNs, record.timeNs);
  }
  if (!any) return state;
  const phase = end === null ? "live" : "ended";
  return { ...state, phase, header, figures, timeNs, end, marks };
}

function opened(before: LiveFigure | undefined, record: Figure): LiveFigure {
  const { figure, title, widthPx, heightPx, dpi } = record;
  const frames = Math.max(before?.frames ?? 0, record.nextFrame);
  return { figure, title, widthPx, heightPx, dpi, frames, picture: before?.picture ?? null };
}

function drawn(before: LiveFigure, record: Frame | Carry): LiveFigure {
  const { figure, number, timeNs, ops, axes } = record;
  const { widthPx, heightPx, dpi } = before;
  const picture = { figure, number, timeNs, widthPx, heightPx, dpi, ops, axes };
  return { ...before, frames: Math.max(before.frames, number + 1), picture };
}

/** Frames per second of the figure that is looked at, over a sliding window. */
export class FrameRate {
  readonly #arrivals: { timeMs: number; number: number }[] = [];

  constructor(readonly windowMs = 2000) {}

  /** Takes a frame number at the moment when it came; numbers that were not drawn count as well. */
  add(number: number, timeMs: number): void {
    const last = this.#arrivals.at(-1);
    if (last !== undefined && number < last.number) this.#arrivals.length = 0; // another figure
    if (last === undefined || number !== last.number) this.#arrivals.push({ timeMs, number });
    this.#forget(timeMs);
  }

  /** Frames per second; 0 when none came for the whole window. */
  at(timeMs: number): number {
    this.#forget(timeMs);
    const first = this.#arrivals[0];
    const last = this.#arrivals.at(-1);
    if (first === undefined || last === undefined || first === last) return 0;
    const span = Math.max(last.timeMs - first.timeMs, 1);
    return ((last.number - first.number) * 1000) / span;
  }

  clear(): void {
    this.#arrivals.length = 0;
  }

  #forget(timeMs: number): void {
    while ((this.#arrivals[0]?.timeMs ?? timeMs) < timeMs - this.windowMs) this.#arrivals.shift();
  }
}

// Messages are often shorter than what a browser needs to keep each. Blobs are kept outside the page's own memory,
// and on disk when there is not enough of it.
const BLOB_BYTES = 1 << 20;

/** Keeps what was received, from the session's first byte on, while it is little enough to keep. */
export class Received {
  #blobs: Blob[] | null = null;
  #pieces: Uint8Array[] = []; // what has come since the last blob
  #pieceBytes = 0;
  #bytes = 0;
  #next = 0; // the only chunk that a join may name without a gap

  constructor(readonly limitBytes = 64 << 20) {}

  /** A join: only chunk 0, first of all, begins a complete copy. */
  join(chunk: number): void {
    this.#forget();
    if (chunk === 0 && this.#next === 0) this.#blobs = [];
    this.#next = -1;
  }

  add(bytes: Uint8Array): void {
    if (this.#blobs === null) return;
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.limitBytes) {
      this.#forget();
      return;
    }
    this.#pieces.push(bytes);
    this.#pieceBytes += bytes.byteLength;
    if (this.#pieceBytes >= BLOB_BYTES) {
      this.#blobs.push(new Blob(this.#pieces as BlobPart[]));
      this.#pieces = [];
      this.#pieceBytes = 0;
    }
  }

  /** Whether everything from the first byte on is here. */
  get complete(): boolean {
    return this.#bytes > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The chunks, one after the other: a log without its index. */
  blob(): Blob | null {
    return this.#blobs === null ? null : new Blob([...this.#blobs, ...this.#pieces] as BlobPart[]);
  }

  #forget(): void {
    this.#blobs = null;
    this.#pieces = [];
    this.#pieceBytes = this.#bytes = 0;
  }
}
