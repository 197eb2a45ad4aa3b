// The figures of a replay: their strip, which follows a few times a second, and following what is being drawn.

import { byId } from "./dom.ts";
import type { H5recPlayer } from "./element.ts";
import { type FigureAt, figuresAt, figureToFollow, stateText } from "./following.ts";
import { FigureStrip } from "./strip.ts";

const THUMBS_MS = 400;

export class ReplayFigures {
  readonly #player: H5recPlayer;
  readonly #strip: FigureStrip;
  readonly #box = byId("follow-box", HTMLElement);
  readonly #follow = byId("follow", HTMLInputElement);
  #thumbsDue = false;
  #thumbsBusy = false;
  #looking = false;

  constructor(player: H5recPlayer) {
    this.#player = player;
    this.#strip = new FigureStrip(byId("figures", HTMLElement), (figure) => {
      this.#select(figure);
    });
    player.addEventListener("timeupdate", () => {
      void this.#lookFurther();
    });
    // Also while the figure on the stage stays as it is, and once more wherever the time comes to rest.
    for (const type of ["framechange", "timeupdate", "pause", "ended", "seeked"]) {
      player.addEventListener(type, () => {
        this.#askThumbs();
      });
    }
    player.addEventListener("figurechange", () => {
      this.#update();
    });
  }

  /** Shows the figures of the recording that has been opened. */
  opened(): void {
    this.#follow.checked = true;
    this.#update();
  }

  /** Selects the next figure by hand. */
  next(step: number): void {
    const { figures, figure } = this.#player;
    const next = figures[(figures.indexOf(figure) + step + figures.length) % figures.length];
    if (next !== undefined) this.#select(next);
  }

  // Who selects a figure wants to see that one.
  #select(figure: number): void {
    this.#follow.checked = false;
    this.#player.figure = figure;
  }

  #update(): void {
    const { recording, figure } = this.#player;
    this.#strip.update(recording?.figures ?? [], figure);
    this.#box.hidden = (recording?.figures.length ?? 0) < 2;
    this.#askThumbs();
  }

  async #lookFurther(): Promise<void> {
    const { recording, figure, paused } = this.#player;
    if (recording === null || paused || !this.#follow.checked || this.#looking) return;
    this.#looking = true;
    const next = figureToFollow(figure, await figuresAt(recording, this.#timeNs));
    this.#looking = false;
    const same = recording === this.#player.recording && figure === this.#player.figure;
    if (next !== null && same && this.#follow.checked && !this.#player.paused) this.#player.figure = next;
  }

  get #timeNs(): number {
    return Math.round(this.#player.currentTime * 1e9);
  }

  // ---- thumbnails

  #askThumbs(): void {
    if (this.#player.figures.length < 2) return;
    if (this.#thumbsBusy) {
      this.#thumbsDue = true;
      return;
    }
    this.#thumbsBusy = true;
    void this.#drawThumbs().finally(() => {
      setTimeout(() => {
        this.#thumbsBusy = false;
        if (!this.#thumbsDue) return;
        this.#thumbsDue = false;
        this.#askThumbs();
      }, THUMBS_MS);
    });
  }

  async #drawThumbs(): Promise<void> {
    const { recording, picture } = this.#player;
    if (recording === null) return;
    if (picture !== null) this.#strip.draw(picture);
    const all = await figuresAt(recording, this.#timeNs);
    for (const at of all) await this.#drawThumb(at, all);
  }

  async #drawThumb(at: FigureAt, all: readonly FigureAt[]): Promise<void> {
    const { recording } = this.#player;
    try {
      const other =
        at.figure === this.#player.figure ? null : await recording?.frame(at.figure, Math.max(0, at.number));
      if (recording !== this.#player.recording) return;
      if (other) this.#strip.draw(other);
      this.#strip.tell(at.figure, stateText(at, all));
    } catch {
      // A part of the log that cannot be read is told of when its figure is looked at.
    }
  }
}
