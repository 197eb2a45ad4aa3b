// The replay page: opens a log, shows what it is, and says so when it is none.

import { Controls } from "./controls.ts";
import { type Details, recordingSections, scriptName } from "./details.ts";
import { byId, setText } from "./dom.ts";
import type { H5recPlayer } from "./element.ts";
import { ChecksumError, SourceError, TruncatedError, VersionError } from "./errors.ts";
import type { Shortcut } from "./keys.ts";
import { Scrubber } from "./marks.ts";
import { hideNotice, notify, troubleText } from "./notice.ts";
import { letDrag, letWheelZoom } from "./pan.ts";
import type { Recording } from "./recording.ts";
import { ReplayFigures } from "./replay_figures.ts";
import { SNIFF_BYTES, whatItIs } from "./sniff.ts";
import type { Source } from "./source.ts";
import { shapeBox } from "./stage.ts";
import { countText, durationText } from "./words.ts";
import { ZoomMenu } from "./zoom.ts";

export type View = "empty" | "loading" | "error" | "replay" | "live";

/** A file that is no log at all. */
class NotALogError extends Error {}

/** Switches between the page's states. */
export function showView(view: View): void {
  byId("app", HTMLElement).dataset.view = view;
  byId("empty", HTMLElement).hidden = view !== "empty";
  byId("error", HTMLElement).hidden = view !== "error";
  byId("controls", HTMLElement).hidden = view !== "replay";
  byId("live-stage", HTMLElement).hidden = view !== "live";
  byId("live-bar", HTMLElement).hidden = view !== "live";
  byId("details-toggle", HTMLElement).hidden = view !== "replay" && view !== "live";
  if (view === "replay" || view === "live") return;
  byId("figures", HTMLElement).hidden = true;
  byId("main", HTMLElement).classList.remove("many");
}

export class Replay {
  readonly #player: H5recPlayer;
  readonly #details: Details;
  readonly #controls: Controls;
  readonly #scrubber: Scrubber;
  readonly #figures: ReplayFigures;
  readonly #zoom: ZoomMenu;
  #opening = 0;

  constructor(player: H5recPlayer, details: Details) {
    this.#player = player;
    this.#details = details;
    this.#controls = new Controls(player);
    this.#scrubber = new Scrubber(player);
    this.#zoom = new ZoomMenu(byId("zoom", HTMLSelectElement), player);
    this.#figures = new ReplayFigures(player);
    player.addEventListener("error", () => {
      if (player.recording !== null && player.error !== null) this.#trouble(player.error);
    });
    for (const type of ["resize", "scalechange", "emptied"]) {
      player.addEventListener(type, () => {
        shapeBox(byId("stage", HTMLElement), player.picture, player.zoom);
      });
    }
    letDrag(player.scroller, player.canvas, () => {
      this.#controls.togglePlay();
    });
    letWheelZoom(player.scroller, player.canvas, (direction) => {
      this.#zoom.step(direction);
    });
    byId("notice-close", HTMLElement).addEventListener("click", hideNotice);
  }

  /** Opens a log; a failure is shown, not thrown. */
  async open(source: Source): Promise<Recording | null> {
    const id = ++this.#opening;
    const loading = byId("loading", HTMLElement);
    hideNotice();
    setText(loading, `Opening ${source.name}…`);
    showView("loading");
    try {
      const what = whatItIs(await source.read(0, SNIFF_BYTES));
      if (what !== null) throw new NotALogError(what);
      // The stage has its size before the first frame is drawn.
      const recording = await this.#player.open(source, {
        onProgress: (share) => {
          if (id === this.#opening) setText(loading, `Reading ${source.name}: ${Math.floor(share * 100)} %`);
        },
        // Playing goes on behind it, without a word of what is left out.
        onDamage: (error) => {
          if (id === this.#opening) this.#trouble(error);
        },
      });
      if (id !== this.#opening) return null;
      this.#opened(recording);
      return recording;
    } catch (error) {
      if (id !== this.#opening) return null;
      // Opened, but its first frame cannot be drawn: the rest may be.
      if (this.#player.recording !== null && this.#player.recording.name === source.name) {
        this.#opened(this.#player.recording);
        this.#trouble(error);
        return this.#player.recording;
      }
      this.fail(error, source.name);
      return null;
    }
  }

  /** Shows why something cannot be played, and what to do. */
  fail(error: unknown, name: string): void {
    void this.#player.close();
    const [title, text, advice] = explain(error, name);
    setText(byId("error-title", HTMLElement), title);
    setText(byId("error-text", HTMLElement), text);
    setText(byId("error-advice", HTMLElement), advice);
    setText(byId("subtitle", HTMLElement), "");
    setText(byId("title", HTMLElement), "h5rec");
    document.title = "h5rec player";
    showView("error");
  }

  #opened(recording: Recording): void {
    const { meta, figures, durationNs } = recording;
    const script = scriptName(meta);
    const title = meta.get("title") || script || recording.name;
    const frames = figures.reduce((sum, figure) => sum + figure.frames, 0);
    const parts = [
      script === title ? "" : script,
      countText(frames, "frame"),
      durationText(durationNs / 1e9),
    ];
    document.title = title;
    setText(byId("title", HTMLElement), title);
    setText(byId("subtitle", HTMLElement), parts.filter((part) => part !== "").join(" · "));
    this.#scrubber.marks = recording.marks;
    this.#details.show(recordingSections(recording), recording.marks, (timeNs) => {
      this.#player.currentTime = timeNs / 1e9;
    });
    showView("replay");
    this.#figures.opened();
    if (!recording.complete) notify(recoveredText(recording, frames), recording.damage ?? "");
  }

  #trouble(error: unknown): void {
    notify(...troubleText(error, this.#player.recording?.figures ?? []));
  }

  get shortcuts(): readonly Shortcut[] {
    const c = this.#controls;
    const player = this.#player;
    return [
      { keys: [" ", "k"], shown: "space k", what: "Play, pause", run: () => c.togglePlay() },
      { keys: ["."], shown: ".", what: "Next frame", run: () => c.step(1) },
      { keys: [","], shown: ",", what: "Previous frame", run: () => c.step(-1) },
      { keys: ["ArrowRight"], shown: "→", what: "1 s on", run: () => c.skip(1) },
      { keys: ["ArrowLeft"], shown: "←", what: "1 s back", run: () => c.skip(-1) },
      { keys: ["PageDown"], shown: "PageDown", what: "10 frames on", run: () => c.step(10) },
      { keys: ["PageUp"], shown: "PageUp", what: "10 frames back", run: () => c.step(-10) },
      { keys: ["Home"], shown: "Home", what: "First frame", run: () => c.toFrame(0) },
      { keys: ["End"], shown: "End", what: "Last frame", run: () => c.toFrame(player.frames - 1) },
      { keys: ["g"], shown: "g", what: "Go to a frame", run: () => c.focusFrame() },
      { keys: [">"], shown: ">", what: "Faster", run: () => c.changeRate(1) },
      { keys: ["<"], shown: "<", what: "Slower", run: () => c.changeRate(-1) },
      { keys: ["l"], shown: "l", what: "Loop", run: () => c.toggleLoop() },
      { keys: ["]"], shown: "]", what: "Next figure", run: () => this.#figures.next(1) },
      { keys: ["["], shown: "[", what: "Previous figure", run: () => this.#figures.next(-1) },
      ...zoomShortcuts(this.#zoom),
    ];
  }
}

export function zoomShortcuts(zoom: ZoomMenu): readonly Shortcut[] {
  return [
    { keys: ["+", "="], shown: "+", what: "Larger", run: () => zoom.step(1) },
    { keys: ["-"], shown: "−", what: "Smaller", run: () => zoom.step(-1) },
    { keys: ["0"], shown: "0", what: "Fit to the window", run: () => zoom.set("fit") },
    { keys: ["1"], shown: "1", what: "100 %", run: () => zoom.set(1) },
    { keys: ["2"], shown: "2", what: "200 %", run: () => zoom.set(2) },
  ];
}

function recoveredText(recording: Recording, frames: number): string {
  const { damage, end } = recording;
  const readable = `${countText(frames, "frame")} could be read`;
  if (damage !== null) return `Part of this recording is damaged: ${readable}.`;
  if (end === null)
    return `The recording was cut off before its end. Everything up to there is here: ${countText(frames, "frame")}.`;
  return `The end of this log is missing; ${readable}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Title, text and advice of an error. */
export function explain(error: unknown, name: string): [string, string, string] {
  const message = messageOf(error);
  if (error instanceof NotALogError) {
    return [
      "Not an h5rec log",
      `${name} is not an h5rec log: ${message}.`,
      "Choose a .h5rec file, as h5rec record writes it.",
    ];
  }
  if (error instanceof VersionError) {
    return ["A newer log", message, "Update h5rec, and open the log with h5rec play."];
  }
  if (error instanceof SourceError) {
    return ["The log cannot be read", message, "Is the address right, and the server (or the disk) there?"];
  }
  if (error instanceof TruncatedError || error instanceof ChecksumError) {
    return ["This log is damaged", message, "If there is another copy of the file, try that one."];
  }
  return ["This file cannot be played", message, "h5rec info FILE says more about a log."];
}
