// The player without a page: which frame is due, in HTMLMediaElement's vocabulary. It draws through the
// function that it is given and knows neither canvas nor element.

import { Clock, type Now } from "./clock.ts";
import type { Picture } from "./pictures.ts";
import type { Recording } from "./recording.ts";

/** What the player needs of a recording. */
export type Playable = Pick<Recording, "figures" | "durationNs" | "frame" | "frameAt" | "timeOf">;

export interface PlayerOptions {
  /** Draws a picture, at once. */
  readonly draw: (picture: Picture) => void;
  readonly now?: Now;
  /** Calls back before the next repaint: requestAnimationFrame. */
  readonly requestFrame?: (callback: () => void) => number;
  readonly cancelFrame?: (id: number) => void;
}

/** The events of a player; `framechange` follows every frame that was drawn. */
export const PLAYER_EVENTS = [
  "emptied",
  "loadstart",
  "loadedmetadata",
  "durationchange",
  "canplay",
  "play",
  "playing",
  "pause",
  "ended",
  "seeking",
  "seeked",
  "timeupdate",
  "ratechange",
  "resize",
  "error",
  "framechange",
  "figurechange",
] as const;

export type PlayerEvent = (typeof PLAYER_EVENTS)[number];

export const MIN_RATE = 0.25;
export const MAX_RATE = 16;

// HTMLMediaElement.readyState
const HAVE_NOTHING = 0;
const HAVE_METADATA = 1;
const HAVE_ENOUGH_DATA = 4;

const TIMEUPDATE_MS = 100;
const NS_PER_S = 1e9;

export class Player extends EventTarget {
  loop = false;
  readonly #draw: (picture: Picture) => void;
  readonly #now: Now;
  readonly #requestFrame: (callback: () => void) => number;
  readonly #cancelFrame: (id: number) => void;
  readonly #clock: Clock;
  #recording: Playable | null = null;
  #picture: Picture | null = null; // the one that is drawn
  #figure = -1;
  #frame = -1; // the drawn frame, or the one sought
  #playing = false;
  #ended = false;
  #error: Error | null = null;
  #readyState = HAVE_NOTHING;
  #seek = 0; // number of the newest seek: an older one that comes back late is ignored
  #seeking: Promise<void> | null = null;
  #tick: number | null = null;
  #updateDue = 0;

  constructor(options: PlayerOptions) {
    super();
    this.#draw = options.draw;
    this.#now = options.now ?? (() => performance.now());
    this.#requestFrame = options.requestFrame ?? ((callback) => requestAnimationFrame(callback));
    this.#cancelFrame = options.cancelFrame ?? ((id) => cancelAnimationFrame(id));
    this.#clock = new Clock(this.#now);
  }

  // ---- what is open

  get recording(): Playable | null {
    return this.#recording;
  }

  get error(): Error | null {
    return this.#error;
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** Takes a recording, or none, in place of the one before; resolves when its first frame is drawn. */
  async load(recording: Playable | null): Promise<void> {
    this.#halt();
    this.#seek++;
    this.#seeking = null;
    this.#recording = recording;
    this.#picture = null;
    this.#error = null;
    this.#ended = false;
    this.#frame = this.#figure = -1;
    this.#clock.timeNs = 0;
    this.#readyState = HAVE_NOTHING;
    this.#emit("emptied");
    if (recording === null) return;
    const first = recording.figures.find(({ frames }) => frames > 0) ?? recording.figures[0];
    this.#figure = first?.figure ?? -1;
    this.#readyState = HAVE_METADATA;
    this.#emit("loadstart");
    this.#emit("durationchange");
    this.#emit("loadedmetadata");
    this.#emit("figurechange");
    await this.#startSeek(0, async () => 0);
    this.#emit("canplay");
  }

  // ---- figures and frames

  /** Numbers of the figures. */
  get figures(): readonly number[] {
    return this.#recording?.figures.map(({ figure }) => figure) ?? [];
  }

  get figure(): number {
    return this.#figure;
  }

  /** Selects the figure to show; the time stays. */
  set figure(number: number) {
    if (number === this.#figure || !this.figures.includes(number)) return;
    this.#figure = number;
    this.#frame = -1;
    this.#emit("figurechange");
    const timeNs = this.#timeNs;
    this.#detach(this.#startSeek(timeNs, () => this.#frameDue(timeNs)));
  }

  /** How many frames the selected figure has. */
  get frames(): number {
    return this.#recording?.figures.find(({ figure }) => figure === this.#figure)?.frames ?? 0;
  }

  /** Number of the selected figure's current frame; -1: none. */
  get frame(): number {
    return this.#frame;
  }

  /** The picture that is drawn. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** Shows exactly frame *n*; resolves when it, or what was sought after it, is drawn. */
  async seekToFrame(n: number): Promise<void> {
    const recording = this.#recording;
    if (recording === null || this.frames === 0) return;
    const number = clamp(Math.trunc(n), 0, this.frames - 1);
    const figure = this.#figure;
    this.#frame = number;
    await this.#startSeek(null, async () => {
      const timeNs = await recording.timeOf(figure, number);
      return { number, timeNs };
    });
  }

  /** Pauses and shows the frame that is *frames* further. */
  async step(frames: number): Promise<void> {
    this.pause();
    await this.seekToFrame(this.#frame + frames);
  }

  // ---- time

  get duration(): number {
    return this.#recording === null ? Number.NaN : this.#recording.durationNs / NS_PER_S;
  }

  get currentTime(): number {
    return this.#timeNs / NS_PER_S;
  }

  set currentTime(seconds: number) {
    if (this.#recording === null || !Number.isFinite(seconds)) return;
    const timeNs = clamp(Math.round(seconds * NS_PER_S), 0, this.#recording.durationNs);
    this.#detach(this.#startSeek(timeNs, () => this.#frameDue(timeNs)));
  }

  get playbackRate(): number {
    return this.#clock.rate;
  }

  set playbackRate(rate: number) {
    if (!Number.isFinite(rate)) return;
    const wanted = clamp(rate, MIN_RATE, MAX_RATE);
    if (wanted === this.#clock.rate) return;
    this.#clock.rate = wanted;
    this.#emit("ratechange");
  }

  // ---- playing

  get paused(): boolean {
    return !this.#playing;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get seeking(): boolean {
    return this.#seeking !== null;
  }

  async play(): Promise<void> {
    if (this.#recording === null || this.#playing) return;
    if (this.#ended || this.#timeNs >= this.#recording.durationNs) {
      this.#detach(this.#startSeek(0, async () => 0));
    }
    this.#ended = false;
    this.#playing = true;
    if (!this.seeking) this.#clock.start();
    this.#emit("play");
    this.#emit("playing");
    this.#arm();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#halt();
    this.#emit("timeupdate");
    this.#emit("pause");
  }

  get #timeNs(): number {
    return Math.min(this.#clock.timeNs, this.#recording?.durationNs ?? 0);
  }

  #halt(): void {
    this.#playing = false;
    this.#clock.timeNs = this.#timeNs;
    this.#clock.stop();
    if (this.#tick !== null) this.#cancelFrame(this.#tick);
    this.#tick = null;
  }

  #arm(): void {
    if (!this.#playing || this.#tick !== null) return;
    this.#tick = this.#requestFrame(() => {
      this.#tick = null;
      void this.#advance();
    });
  }

  // Shows the frame that is due now. While one is being fetched no other is asked for: what became due in
  // the meantime is skipped, and the newest is next.
  async #advance(): Promise<void> {
    const recording = this.#recording;
    const seek = this.#seek;
    const overtaken = () => seek !== this.#seek || !this.#playing;
    if (recording === null || this.seeking || overtaken()) return;
    try {
      const timeNs = this.#timeNs;
      const number = await this.#frameDue(timeNs);
      if (overtaken()) return;
      if (number !== this.#frame && number >= 0) {
        const picture = await recording.frame(this.#figure, number);
        if (overtaken()) return;
        this.#show(picture);
      }
      if (timeNs >= recording.durationNs) {
        this.#finish(recording);
        return;
      }
    } catch (error) {
      if (!overtaken()) this.#fail(error);
      return;
    }
    const now = this.#now();
    if (now >= this.#updateDue) {
      this.#updateDue = now + TIMEUPDATE_MS;
      this.#emit("timeupdate");
    }
    this.#arm();
  }

  #finish(recording: Playable): void {
    if (this.loop && recording.durationNs > 0) {
      this.#detach(this.#startSeek(0, async () => 0));
      return;
    }
    this.#halt();
    this.#ended = true;
    this.#emit("timeupdate");
    this.#emit("pause");
    this.#emit("ended");
  }

  // ---- seeking

  async #frameDue(timeNs: number): Promise<number> {
    if (this.#recording === null || this.frames === 0) return -1;
    return Math.max(0, await this.#recording.frameAt(this.#figure, timeNs));
  }

  // The clock stands still while a frame is sought and goes on from there if the player plays. An older
  // seek that is still under way draws nothing any more and resolves with the newest.
  #startSeek(timeNs: number | null, find: () => Promise<Target>): Promise<void> {
    const id = ++this.#seek;
    this.#error = null;
    this.#ended = false;
    this.#clock.stop();
    if (timeNs !== null) this.#clock.timeNs = timeNs;
    const seeking = this.#runSeek(id, find);
    this.#seeking = seeking;
    this.#emit("seeking");
    return seeking;
  }

  async #runSeek(id: number, find: () => Promise<Target>): Promise<void> {
    const recording = this.#recording;
    const figure = this.#figure;
    const drawable = recording !== null && this.frames > 0;
    try {
      const target = await find();
      const number = typeof target === "number" ? target : target.number;
      const picture = drawable && number >= 0 ? await recording.frame(figure, number) : null;
      if (id === this.#seek) {
        if (typeof target !== "number") this.#clock.timeNs = target.timeNs;
        if (picture !== null) this.#show(picture);
      }
    } catch (error) {
      if (id === this.#seek) {
        this.#seeking = null;
        this.#stayAtPicture();
        this.#fail(error);
        throw error;
      }
    }
    if (id !== this.#seek) {
      await this.#seeking?.catch(() => undefined);
      return;
    }
    this.#seeking = null;
    this.#readyState = HAVE_ENOUGH_DATA;
    if (this.#playing) this.#clock.start();
    this.#emit("timeupdate");
    this.#emit("seeked");
    this.#arm();
  }

  // What was sought cannot be shown: frame and time are those of the picture that is still there.
  #stayAtPicture(): void {
    const shown = this.#picture?.figure === this.#figure ? this.#picture : null;
    this.#frame = shown?.number ?? -1;
    if (shown !== null) this.#clock.timeNs = shown.timeNs;
  }

  // For seeks that nobody awaits: the error event has told of the failure.
  #detach(seek: Promise<void>): void {
    seek.catch(() => undefined);
  }

  #show(picture: Picture): void {
    const before = this.#picture;
    this.#picture = picture;
    this.#frame = picture.number;
    this.#draw(picture);
    if (before?.widthPx !== picture.widthPx || before.heightPx !== picture.heightPx) this.#emit("resize");
    this.#emit("framechange");
  }

  // ---- reporting

  #emit(type: PlayerEvent): void {
    this.dispatchEvent(new Event(type));
  }

  #fail(error: unknown): void {
    this.#error = error instanceof Error ? error : new Error(String(error));
    if (this.#playing) {
      this.#halt();
      this.#emit("pause");
    }
    this.#emit("error");
  }
}

type Target = number | { readonly number: number; readonly timeNs: number };

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
