// The controls that media-chrome does not have: frames, exact time, speed, loop.

import { byId, make, setText } from "./dom.ts";
import type { H5recPlayer } from "./element.ts";
import { clockText, rateText } from "./words.ts";

const RATES = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Runs a seek that nobody awaits; its failure is told by the player's error event. */
export function detached(seek: Promise<void>): void {
  seek.catch(() => undefined);
}

export class Controls {
  readonly #player: H5recPlayer;
  readonly #frame = byId("frame", HTMLInputElement);
  readonly #frames = byId("frames", HTMLElement);
  readonly #time = byId("time", HTMLElement);
  readonly #rate = byId("rate", HTMLSelectElement);
  readonly #loop = byId("loop", HTMLButtonElement);
  readonly #first = byId("first", HTMLButtonElement);
  readonly #previous = byId("previous", HTMLButtonElement);
  readonly #next = byId("next", HTMLButtonElement);
  readonly #last = byId("last", HTMLButtonElement);

  constructor(player: H5recPlayer) {
    this.#player = player;
    const click = (button: HTMLButtonElement, act: () => void) => {
      button.addEventListener("click", act);
    };
    click(this.#first, () => this.toFrame(0));
    click(this.#previous, () => this.step(-1));
    click(this.#next, () => this.step(1));
    click(this.#last, () => this.toFrame(player.frames - 1));
    click(this.#loop, () => this.toggleLoop());
    this.#rate.append(...RATES.map((rate) => make("option", { value: rate }, rateText(rate))));
    this.#rate.addEventListener("change", () => {
      player.playbackRate = Number(this.#rate.value);
    });
    this.#frame.addEventListener("change", () => {
      this.#typed();
    });
    this.#frame.addEventListener("focus", () => {
      this.#frame.select();
    });
    this.#frame.addEventListener("keydown", (event) => {
      this.#frameKey(event);
    });
    for (const type of [
      "framechange",
      "timeupdate",
      "seeking",
      "figurechange",
      "emptied",
      "loadedmetadata",
      "error",
    ]) {
      player.addEventListener(type, () => {
        this.#update();
      });
    }
    player.addEventListener("ratechange", () => {
      this.#rate.value = String(player.playbackRate);
    });
    this.#rate.value = "1";
    this.#update();
  }

  toFrame(n: number): void {
    this.#player.pause();
    detached(this.#player.seekToFrame(n));
  }

  step(frames: number): void {
    detached(this.#player.step(frames));
  }

  skip(seconds: number): void {
    const { currentTime, duration } = this.#player;
    this.#player.currentTime = Math.min(Math.max(currentTime + seconds, 0), duration);
  }

  togglePlay(): void {
    if (this.#player.paused) detached(this.#player.play());
    else this.#player.pause();
  }

  toggleLoop(): void {
    this.#player.loop = !this.#player.loop;
    this.#loop.setAttribute("aria-pressed", String(this.#player.loop));
  }

  /** The next speed of the menu, up or down. */
  changeRate(direction: 1 | -1): void {
    const now = this.#player.playbackRate;
    const further = RATES.filter((rate) => (rate - now) * direction > 0);
    const rate = direction > 0 ? further[0] : further.at(-1);
    if (rate !== undefined) this.#player.playbackRate = rate;
  }

  focusFrame(): void {
    this.#frame.focus();
  }

  #typed(): void {
    const text = this.#frame.value.trim();
    if (/^\d+$/.test(text)) this.toFrame(Number(text));
    this.#update(true);
  }

  #frameKey(event: KeyboardEvent): void {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.step(event.key === "ArrowUp" ? 1 : -1);
      this.#update(true);
    } else if (event.key === "Escape") {
      this.#update(true);
      this.#frame.blur();
    }
  }

  #update(evenIfTyping = false): void {
    const { frame, frames, currentTime, duration } = this.#player;
    const last = Math.max(frames - 1, 0);
    if (evenIfTyping || document.activeElement !== this.#frame)
      this.#frame.value = String(Math.max(frame, 0));
    this.#frame.style.width = `${String(last).length + 0.5}ch`;
    setText(this.#frames, String(last));
    const digits = duration < 600 ? 2 : 1;
    setText(this.#time, `${clockText(currentTime, digits)} / ${clockText(duration, digits)}`);
    this.#first.disabled = this.#previous.disabled = frame <= 0;
    this.#last.disabled = this.#next.disabled = frame >= last;
  }
}
