// The panel with everything about a log or a session that is not in the picture.

import { byId, make, setText } from "./dom.ts";
import type { Recording } from "./recording.ts";
import { bytesText, clockText, countText, durationText } from "./words.ts";

export type Row = readonly [name: string, value: string];
export type Section = readonly [heading: string, rows: readonly Row[]];

export class Details {
  readonly #box = byId("details", HTMLElement);
  readonly #toggle = byId("details-toggle", HTMLButtonElement);

  #shape = "";

  constructor() {
    this.#toggle.addEventListener("click", () => {
      this.toggle();
    });
  }

  toggle(open = this.#box.hidden): void {
    this.#box.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
  }

  /** Fills the panel; a mark that is clicked is passed to *jump*. */
  show(
    sections: readonly Section[],
    marks: readonly { readonly timeNs: number; readonly label: string }[],
    jump: ((timeNs: number) => void) | null,
  ): void {
    const shown = sections.filter(([, rows]) => rows.length > 0);
    // Where only values have changed, only they are written: what is selected or focused stays so.
    const shape = JSON.stringify([
      shown.map(([heading, rows]) => [heading, rows.map(([name]) => name)]),
      marks,
    ]);
    if (jump === null && shape === this.#shape) {
      const cells = this.#box.querySelectorAll("dd");
      for (const [i, [, value]] of shown.flatMap(([, rows]) => rows).entries()) {
        const cell = cells[i];
        if (cell !== undefined) setText(cell, value);
      }
      return;
    }
    this.#shape = shape;
    const nodes: HTMLElement[] = shown.flatMap(([heading, rows]) => [make("h2", {}, heading), list(rows)]);
    if (marks.length > 0) {
      const items = marks.map(({ timeNs, label }) => {
        const button = make(
          "button",
          { type: "button", disabled: jump === null },
          make("span", { class: "mark-label" }, label || "(no label)"),
          make("span", { class: "mark-time" }, clockText(timeNs / 1e9)),
        );
        button.addEventListener("click", () => jump?.(timeNs));
        return make("li", {}, button);
      });
      nodes.push(make("h2", {}, "Marks"), make("ul", { id: "marks", "data-testid": "marks" }, ...items));
    }
    this.#box.replaceChildren(...nodes);
  }
}

function list(rows: readonly Row[]): HTMLDListElement {
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

/** How the session ended, for people. */
export function endText(end: { readonly status: number; readonly reason: string } | null): string {
  if (end === null) return "cut off";
  const known: Readonly<Record<string, string>> = {
    finished: "finished",
    interrupted: "interrupted",
    failed: "failed",
    limit: "stopped at its limit",
  };
  const reason = known[end.reason] ?? end.reason;
  return end.status === 0 ? reason : `${reason}, exit status ${end.status}`;
}

/** The command that was recorded. */
export function commandText(meta: ReadonlyMap<string, string>): string {
  let argv: unknown;
  try {
    argv = JSON.parse(meta.get("argv") ?? "");
  } catch {
    argv = null;
  }
  if (Array.isArray(argv) && argv.length > 0) return argv.map(String).join(" ");
  return meta.get("script") ?? "";
}

/** Name of the script's file. */
export function scriptName(meta: ReadonlyMap<string, string>): string {
  return (meta.get("script") ?? "").split(/[\\/]/).pop() ?? "";
}

export function recordingSections(recording: Recording): Section[] {
  const { meta, header, figures, end, durationNs, sizeBytes, complete, name } = recording;
  const frames = figures.reduce((sum, figure) => sum + figure.frames, 0);
  const excerpt = meta.get("excerpt") ?? "";
  const rows: Row[] = [
    ["Log", name],
    ...(excerpt === "" ? [] : [["Excerpt", excerpt] as const]),
    ["Created", new Date(header.createdUnixNs / 1e6).toLocaleString()],
    ["Duration", durationText(durationNs / 1e9)],
    ["Frames", countText(frames, "frame")],
    [
      "Size",
      frames > 0
        ? `${bytesText(sizeBytes)}, ${bytesText(Math.round(sizeBytes / frames))} a frame`
        : bytesText(sizeBytes),
    ],
    ["Ended", excerpt !== "" && end?.reason === "limit" ? "with the excerpt" : endText(end)],
    ["State", complete ? "complete" : "recovered"],
  ];
  const figureRows = figures.map(
    ({ figure, title, frames: count, widthPx, heightPx, dpi }): Row => [
      title || `Figure ${figure}`,
      `${countText(count, "frame")}, ${widthPx}\u202f×\u202f${heightPx}\u202fpx, ${Number(dpi.toFixed(1))}\u202fdpi`,
    ],
  );
  return [
    ["Session", rows],
    ["Figures", figureRows],
    ["Script", scriptRows(meta)],
  ];
}

const NAMES: readonly (readonly [string, string])[] = [
  ["clock", "Clock"],
  ["h5rec", "h5rec"],
  ["matplotlib", "matplotlib"],
  ["python", "Python"],
  ["platform", "Platform"],
];

export function scriptRows(meta: ReadonlyMap<string, string>): Row[] {
  const rows: Row[] = [];
  const command = commandText(meta);
  if (command !== "") rows.push(["Command", command]);
  for (const [key, name] of NAMES) {
    const value = meta.get(key);
    if (value !== undefined && value !== "") rows.push([name, value]);
  }
  return rows;
}
