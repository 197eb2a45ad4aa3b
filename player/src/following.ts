// Which figures of a recording have begun and which are over at a moment, and which one to look at then.

import type { Recording } from "./recording.ts";

/** A figure at a moment. */
export interface FigureAt {
  readonly figure: number;
  readonly frames: number;
  /** The frame that it shows; -1: not yet drawn. */
  readonly number: number;
  readonly timeNs: number;
  /** When it was first drawn. */
  readonly firstNs: number;
}

/** The figures that have frames, at a session time; those that cannot be read are left out. */
export async function figuresAt(
  recording: Pick<Recording, "figures" | "frameAt" | "timeOf">,
  timeNs: number,
): Promise<FigureAt[]> {
  const found: FigureAt[] = [];
  for (const { figure, frames } of recording.figures) {
    if (frames === 0) continue;
    try {
      const number = await recording.frameAt(figure, timeNs);
      const shownNs = number < 0 ? -1 : await recording.timeOf(figure, number);
      const firstNs = number < 0 ? Number.POSITIVE_INFINITY : await recording.timeOf(figure, 0);
      found.push({ figure, frames, number, timeNs: shownNs, firstNs });
    } catch {
      // A part of the log that cannot be read is told of when its figure is looked at.
    }
  }
  return found;
}

export function isOver({ number, frames }: FigureAt): boolean {
  return number >= frames - 1;
}

/** What to call a figure's state, where that is worth saying. */
export function stateText(at: FigureAt, all: readonly FigureAt[]): string {
  if (at.number < 0) return "not yet drawn";
  return at.frames > 1 && isOver(at) && !all.every(isOver) ? "last frame" : "";
}

/**
 * The figure that is being drawn instead of the selected one, which is over or has not begun; null: stay.
 *
 * Figures that are drawn in turns all end at about the same moment: one frame more is no reason to leave.
 */
export function figureToFollow(selected: number, all: readonly FigureAt[]): number | null {
  const own = all.find(({ figure }) => figure === selected);
  if (own === undefined || (own.number >= 0 && !isOver(own))) return null;
  let newest = own;
  for (const at of all) if (at.timeNs > newest.timeNs) newest = at;
  if (newest === own) return null;
  const later = newest.firstNs > own.timeNs;
  return later || newest.number < newest.frames - 2 ? newest.figure : null;
}
