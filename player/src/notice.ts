// The line above the figure that says what is wrong, and behind it the words for whoever is to mend it.

import { byId, setText } from "./dom.ts";
import { FormatError } from "./errors.ts";
import type { FigureInfo } from "./recording.ts";
import { numberText } from "./words.ts";

export function notify(text: string, technical = ""): void {
  setText(byId("notice-text", HTMLElement), text);
  setText(byId("notice-technical", HTMLElement), technical);
  const more = byId("notice-more", HTMLDetailsElement);
  more.hidden = technical === "";
  more.open = false;
  byId("notice", HTMLElement).hidden = false;
}

export function hideNotice(): void {
  byId("notice", HTMLElement).hidden = true;
}

/** What an error while a recording is open means, and its technical text. */
export function troubleText(
  error: unknown,
  figures: readonly Pick<FigureInfo, "figure" | "title">[],
): [text: string, technical: string] {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof FormatError) || error.lost === null) return [message, ""];
  const { figure, first, last } = error.lost;
  const title = figures.find((info) => info.figure === figure)?.title || `Figure ${figure}`;
  const of = figures.length > 1 ? ` of ${title}` : "";
  const frames =
    first === last ? `frame ${numberText(first)}` : `frames ${numberText(first)}–${numberText(last)}`;
  return [`Part of this recording is damaged: ${frames}${of} cannot be shown.`, message];
}
