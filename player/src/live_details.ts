// What the live page says about a session: its badge, and the sections of its details.

import { endText, type Row, type Section, scriptRows } from "./details.ts";
import type { LiveEnd, LiveFigure, LiveState, Phase } from "./live.ts";
import { countText } from "./words.ts";

const BADGES: Readonly<Record<Phase, string>> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  ended: "Ended",
  refused: "No connection",
};

/** How the session is doing, in as few words as there is room for. */
export function badgeText(phase: Phase, end: LiveEnd | null): string {
  if (phase !== "ended" || end === null || end.reason === "finished") return BADGES[phase];
  return `Ended: ${endText(end)}`;
}

export function liveSections(state: LiveState): Section[] {
  const { header, figures, save, gaps, end } = state;
  const rows: Row[] = [];
  if (header !== null) rows.push(["Started", new Date(header.createdUnixNs / 1e6).toLocaleString()]);
  if (end !== null) rows.push(["Ended", endText(end)]);
  rows.push(["Log", save ?? "not kept"]);
  if (gaps > 0) rows.push(["Rejoined", countText(gaps, "time")]);
  const figureRows = sorted(figures).map(
    ({ figure, title, frames, widthPx, heightPx }): Row => [
      title || `Figure ${figure}`,
      `${countText(frames, "frame")}, ${widthPx} × ${heightPx} px`,
    ],
  );
  return [
    ["Session", rows],
    ["Figures", figureRows],
    ["Script", scriptRows(metaOf(header))],
  ];
}

export function sorted(figures: ReadonlyMap<number, LiveFigure>): LiveFigure[] {
  return [...figures.values()].sort((a, b) => a.figure - b.figure);
}

export function metaOf(header: LiveState["header"]): ReadonlyMap<string, string> {
  const meta = new Map<string, string>();
  const parts = header?.meta ?? [];
  for (let i = 0; i + 1 < parts.length; i += 2) meta.set(parts[i] ?? "", parts[i + 1] ?? "");
  return meta;
}
