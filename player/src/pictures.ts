import { FormatError } from "./errors.ts";
import type { Axes, Carry, Figure, Frame, Op, Rec } from "./ops.gen.ts";
import { CARRY, CLOSE, FIGURE, FRAME, HEADER } from "./ops.gen.ts";

/** One complete picture of one figure, with the size that the figure had then. */
export interface Picture {
  readonly figure: number;
  /** Number of the frame, counted from 0 in each figure. */
  readonly number: number;
  readonly timeNs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** What to draw, back to front. */
  readonly ops: readonly Op[];
  readonly axes: readonly Axes[];
}

/** Follows the records of a stream: which figures are open, and what frames look like. */
export class Pictures {
  readonly #figures = new Map<number, Figure>();

  /** Open figures by number. */
  get figures(): ReadonlyMap<number, Figure> {
    return this.#figures;
  }

  /** Take one record; a frame, or a carry (the picture that a chunk begins with), gives its picture. */
  apply(record: Rec): Picture | null {
    switch (record.type) {
      case HEADER:
        this.#figures.clear(); // a chunk begins with all that is open
        return null;
      case FIGURE:
        this.#figures.set(record.figure, record);
        return null;
      case CLOSE:
        this.#figures.delete(record.figure);
        return null;
      case FRAME:
      case CARRY:
        return this.#picture(record);
      default:
        return null;
    }
  }

  #picture({ figure, number, timeNs, ops, axes }: Frame | Carry): Picture {
    const open = this.#figures.get(figure);
    if (open === undefined) {
      throw new FormatError(`frame ${number} of figure ${figure}`, "a figure record", "none before it");
    }
    const { widthPx, heightPx, dpi } = open;
    return { figure, number, timeNs, widthPx, heightPx, dpi, ops, axes };
  }
}
