// <h5rec-player src=…>: a recording as a media element, with `frame` and `frames` besides. Media controls
// that work on <video> work on it.

import type { Picture } from "./pictures.ts";
import { PLAYER_EVENTS, Player } from "./player.ts";
import { type OpenOptions, Recording } from "./recording.ts";
import { type Source, UrlSource } from "./source.ts";
import { Stage, type Zoom } from "./stage.ts";

/** Attributes: `src` (URL of a log), `loop`, `autoplay`. */
export class H5recPlayer extends HTMLElement {
  static readonly observedAttributes = ["src", "loop"];
  readonly #stage: Stage;
  readonly #player: Player;
  #recording: Recording | null = null;
  #opening = 0;
  #openError: Error | null = null;

  constructor() {
    super();
    this.#stage = new Stage(this);
    this.#stage.addEventListener("scalechange", () => {
      this.dispatchEvent(new Event("scalechange"));
    });
    this.#player = new Player({
      draw: (picture) => {
        this.#stage.show(picture);
      },
    });
    for (const type of PLAYER_EVENTS) {
      this.#player.addEventListener(type, () => {
        if (type === "framechange" || type === "figurechange") this.#nameCanvas();
        this.dispatchEvent(new Event(type));
      });
    }
  }

  connectedCallback(): void {
    this.#stage.connect();
  }

  disconnectedCallback(): void {
    this.pause();
    this.#stage.disconnect();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === "loop") this.#player.loop = value !== null;
    else if (value === null) void this.close();
    else this.open(new UrlSource(new URL(value, document.baseURI).href)).catch(() => undefined);
  }

  // ---- what is open

  /** Opens a log in place of the one before; resolves with it once its first frame is drawn. */
  async open(source: Source, options: OpenOptions = {}): Promise<Recording> {
    const id = ++this.#opening;
    this.#openError = null;
    try {
      const recording = await Recording.open(source, options);
      if (id === this.#opening) await this.#load(recording);
      return recording;
    } catch (error) {
      if (id === this.#opening && this.error === null) {
        this.#openError = error instanceof Error ? error : new Error(String(error));
        this.dispatchEvent(new Event("error"));
      }
      throw error;
    }
  }

  /** Shows nothing. */
  async close(): Promise<void> {
    this.#opening++;
    this.#openError = null;
    await this.#load(null);
  }

  async #load(recording: Recording | null): Promise<void> {
    this.#recording = recording;
    this.#stage.show(null);
    await this.#player.load(recording);
    if (recording !== null && this.hasAttribute("autoplay")) await this.play();
  }

  /** The recording that is open. */
  get recording(): Recording | null {
    return this.#recording;
  }

  get src(): string {
    return this.getAttribute("src") ?? "";
  }

  set src(url: string) {
    this.setAttribute("src", url);
  }

  get error(): Error | null {
    return this.#openError ?? this.#player.error;
  }

  get readyState(): number {
    return this.#player.readyState;
  }

  // ---- HTMLMediaElement

  async play(): Promise<void> {
    await this.#player.play();
  }

  pause(): void {
    this.#player.pause();
  }

  get paused(): boolean {
    return this.#player.paused;
  }

  get ended(): boolean {
    return this.#player.ended;
  }

  get seeking(): boolean {
    return this.#player.seeking;
  }

  get duration(): number {
    return this.#player.duration;
  }

  get currentTime(): number {
    return this.#player.currentTime;
  }

  set currentTime(seconds: number) {
    this.#player.currentTime = seconds;
  }

  get playbackRate(): number {
    return this.#player.playbackRate;
  }

  set playbackRate(rate: number) {
    this.#player.playbackRate = rate;
  }

  get loop(): boolean {
    return this.#player.loop;
  }

  set loop(loop: boolean) {
    this.toggleAttribute("loop", loop);
  }

  get videoWidth(): number {
    return this.#player.picture?.widthPx ?? 0;
  }

  get videoHeight(): number {
    return this.#player.picture?.heightPx ?? 0;
  }

  // ---- figures and frames

  /** Numbers of the figures. */
  get figures(): readonly number[] {
    return this.#player.figures;
  }

  /** The figure that is shown. */
  get figure(): number {
    return this.#player.figure;
  }

  set figure(number: number) {
    this.#player.figure = number;
  }

  /** Number of the current frame, from 0; -1: none. */
  get frame(): number {
    return this.#player.frame;
  }

  /** How many frames the figure has. */
  get frames(): number {
    return this.#player.frames;
  }

  /** The picture that is drawn. */
  get picture(): Picture | null {
    return this.#player.picture;
  }

  /** Shows exactly frame *n*; resolves when its pixels are on the canvas. */
  async seekToFrame(n: number): Promise<void> {
    await this.#player.seekToFrame(n);
  }

  /** Pauses and goes *frames* further (back if negative). */
  async step(frames: number): Promise<void> {
    await this.#player.step(frames);
  }

  // ---- the picture on screen

  /** At zoom 1 and pixel ratio 1 exactly as large as the figure. */
  get canvas(): HTMLCanvasElement {
    return this.#stage.canvas;
  }

  /** What the canvas is scrolled in. */
  get scroller(): HTMLElement {
    return this.#stage.scroller;
  }

  get zoom(): Zoom {
    return this.#stage.zoom;
  }

  set zoom(zoom: Zoom) {
    this.#stage.zoom = zoom;
  }

  /** CSS pixels per figure pixel, as shown. */
  get scale(): number {
    return this.#stage.scale;
  }

  /** The current picture on a canvas of its own, at *scale* canvas pixels per figure pixel. */
  renderAt(scale: number): HTMLCanvasElement {
    return this.#stage.renderAt(scale);
  }

  #nameCanvas(): void {
    const info = this.#recording?.figures.find(({ figure }) => figure === this.figure);
    const title = info?.title || `Figure ${this.figure}`;
    this.#stage.name = `${title}, frame ${Math.max(this.frame, 0)} of 0 to ${Math.max(this.frames - 1, 0)}`;
  }
}

customElements.define("h5rec-player", H5recPlayer);

declare global {
  interface HTMLElementTagNameMap {
    "h5rec-player": H5recPlayer;
  }
}
