// Marks on the scrubber, and what lies under the pointer there.

import { byId, make, setText } from "./dom.ts";
import type { H5recPlayer } from "./element.ts";
import { clockText } from "./words.ts";

export interface MarkAt {
  readonly timeNs: number;
  readonly label: string;
}

const MAX_TICKS = 1000;
const MAX_TAB_STOPS = 20;
const NEAR_PX = 6;
const STILL_MS = 30; // looking up a frame may mean reading a part of the log: not for every pixel on the way

export class Scrubber {
  readonly #player: H5recPlayer;
  readonly #box = byId("scrubber", HTMLElement);
  readonly #ticks = byId("ticks", HTMLElement);
  readonly #hover = byId("hover", HTMLElement);
  #marks: readonly MarkAt[] = [];
  #moves = 0;

  constructor(player: H5recPlayer) {
    this.#player = player;
    this.#box.addEventListener("pointermove", (event) => {
      void this.#point(event);
    });
    this.#box.addEventListener("pointerleave", () => {
      this.#moves++;
      this.#hover.hidden = true;
    });
  }

  set marks(marks: readonly MarkAt[]) {
    this.#marks = marks;
    const { duration } = this.#player;
    const ticks = marks.slice(0, MAX_TICKS).map(({ timeNs, label }) => {
      const seconds = timeNs / 1e9;
      const tick = make("button", {
        type: "button",
        tabindex: marks.length > MAX_TAB_STOPS ? -1 : 0, // the list of marks in the details has them all
        "aria-label": `Mark ${label}`,
      });
      tick.style.left = `${duration > 0 ? Math.min((seconds / duration) * 100, 100) : 0}%`;
      const show = () => {
        this.#moves++;
        this.#show(`${label} · ${clockText(seconds)}`, seconds / duration);
      };
      const hide = () => {
        this.#moves++;
        this.#hover.hidden = true;
      };
      tick.addEventListener("pointerenter", show);
      tick.addEventListener("focus", show);
      tick.addEventListener("pointerleave", hide);
      tick.addEventListener("blur", hide);
      tick.addEventListener("click", () => {
        this.#player.currentTime = seconds;
      });
      return tick;
    });
    this.#ticks.replaceChildren(...ticks);
  }

  // Time, frame and mark under the pointer; the frame's number may have to be looked up.
  async #point(event: PointerEvent): Promise<void> {
    const { recording, duration, figure, frames } = this.#player;
    const { left, width } = this.#ticks.getBoundingClientRect();
    if (recording === null || !(duration > 0) || frames === 0 || event.pointerType === "touch") return;
    const move = ++this.#moves;
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    if (move !== this.#moves) return;
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    const seconds = share * duration;
    const near = this.#marks.find(
      ({ timeNs }) => Math.abs(timeNs / 1e9 / duration - share) * width <= NEAR_PX,
    );
    let frame: number;
    try {
      frame = Math.max(0, await recording.frameAt(figure, Math.round(seconds * 1e9)));
    } catch {
      return; // the seek itself will tell
    }
    if (move !== this.#moves) return;
    const label = near === undefined ? "" : `${near.label} · `;
    this.#show(`${label}${clockText(seconds)} · frame ${frame}`, share);
  }

  #show(text: string, share: number): void {
    setText(this.#hover, text);
    this.#hover.hidden = false;
    const { width } = this.#ticks.getBoundingClientRect();
    const half = this.#hover.offsetWidth / 2;
    this.#hover.style.left = `${Math.min(Math.max(share * width, half), width - half)}px`;
  }
}
