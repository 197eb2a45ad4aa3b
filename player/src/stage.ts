// The picture on screen: a canvas that fills its box or is scrolled in it, redrawn as vectors whenever its
// size or the pixel ratio changes. It shows one picture; which one is up to its owner.

import { make } from "./dom.ts";
import { execute } from "./executor.ts";
import { DRAW_TEXT, type Op } from "./ops.gen.ts";
import type { Picture } from "./pictures.ts";
import css from "./stage.css";

/** `fit`, or CSS pixels per figure pixel. */
export type Zoom = "fit" | number;

export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 16;
const MAX_CANVAS_PX = 1 << 24; // of canvas pixels: past this browsers begin to refuse
const MAX_TEXTS = 500;
const TEXTS_MS = 500;

/** Draws a picture on a canvas, at *scale* canvas pixels per figure pixel. */
export function drawPicture(canvas: HTMLCanvasElement, picture: Picture, scale: number): void {
  const width = Math.max(1, Math.round(picture.widthPx * scale));
  const height = Math.max(1, Math.round(picture.heightPx * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser gives no 2d canvas context");
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  execute(context, picture.ops, { scale });
}

/** Tells a box what shape the picture in it has: where the page is narrow, it takes that shape (sizes.css). */
export function shapeBox(
  box: HTMLElement,
  picture: Pick<Picture, "widthPx" | "heightPx"> | null,
  zoom: Zoom,
): void {
  box.classList.toggle("shaped", picture !== null && zoom === "fit");
  if (picture !== null) box.style.setProperty("--shape", `${picture.widthPx} / ${picture.heightPx}`);
}

/** The strings that a picture draws, each once, in drawing order. */
export function textsOf(ops: readonly Op[]): string[] {
  const texts = new Set<string>();
  for (const op of ops) {
    if (op.type === DRAW_TEXT && op.text !== null && op.text.text.trim() !== "") texts.add(op.text.text);
    if (texts.size >= MAX_TEXTS) break;
  }
  return [...texts];
}

/** Sends `scalechange` when zoom or scale have changed. */
export class Stage extends EventTarget {
  readonly canvas = make("canvas", { part: "canvas", role: "img", id: "canvas" });
  /** What the canvas is scrolled in when it is larger than the box. */
  readonly scroller = make("div", { id: "scroller" });
  readonly #host: HTMLElement;
  readonly #texts = make("ul", { id: "texts", "aria-label": "Text in the figure" });
  readonly #resize = new ResizeObserver(() => {
    this.#layout();
  });
  #picture: Picture | null = null;
  #zoom: Zoom = "fit";
  #scale = 1; // CSS pixels per figure pixel
  #drawn: { picture: Picture; scale: number } | null = null;
  #ratio: MediaQueryList | null = null;
  #textsTimer: ReturnType<typeof setTimeout> | null = null;
  #name = "";

  constructor(host: HTMLElement) {
    super();
    this.#host = host;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.scroller.append(this.canvas);
    root.append(make("style", {}, css), this.scroller, this.#texts);
    this.canvas.hidden = true;
  }

  /** Begins to follow the size of the box and the pixel ratio. */
  connect(): void {
    // Where it is known, this box also tells of a new pixel ratio; elsewhere the media query does.
    try {
      this.#resize.observe(this.#host, { box: "device-pixel-content-box" });
    } catch {
      this.#resize.observe(this.#host);
    }
    this.#watchRatio();
  }

  disconnect(): void {
    this.#resize.disconnect();
    this.#ratio?.removeEventListener("change", this.#onratio);
    this.#ratio = null;
  }

  get picture(): Picture | null {
    return this.#picture;
  }

  get zoom(): Zoom {
    return this.#zoom;
  }

  set zoom(zoom: Zoom) {
    this.#zoom = zoom === "fit" ? zoom : Math.min(Math.max(zoom, MIN_ZOOM), MAX_ZOOM);
    this.#layout();
    this.dispatchEvent(new Event("scalechange"));
  }

  /** CSS pixels per figure pixel, as shown. */
  get scale(): number {
    return this.#scale;
  }

  /** What a screen reader calls the picture. */
  set name(name: string) {
    this.#name = name;
    this.canvas.setAttribute("aria-label", name);
  }

  get name(): string {
    return this.#name;
  }

  /** Draws a picture at once; null shows none. */
  show(picture: Picture | null): void {
    this.#picture = picture;
    this.canvas.hidden = picture === null;
    this.#layout();
    this.#textsTimer ??= setTimeout(() => {
      this.#textsTimer = null;
      this.#listTexts();
    }, TEXTS_MS);
  }

  /** The picture on a canvas of its own, at *scale* canvas pixels per figure pixel. */
  renderAt(scale: number): HTMLCanvasElement {
    const canvas = make("canvas");
    if (this.#picture !== null) drawPicture(canvas, this.#picture, scale);
    return canvas;
  }

  #layout(): void {
    const picture = this.#picture;
    if (picture === null) {
      this.#drawn = null;
      return;
    }
    const { widthPx, heightPx } = picture;
    const before = this.#scale;
    this.#scale = this.#zoom === "fit" ? this.#fit(widthPx, heightPx) : this.#zoom;
    const ratio = Math.min(
      window.devicePixelRatio || 1,
      Math.sqrt(MAX_CANVAS_PX / (widthPx * heightPx)) / this.#scale,
    );
    const scale = this.#scale * ratio;
    if (this.#drawn?.picture !== picture || this.#drawn.scale !== scale) {
      drawPicture(this.canvas, picture, scale);
      this.#drawn = { picture, scale };
    }
    this.canvas.style.width = `${this.canvas.width / ratio}px`;
    this.canvas.style.height = `${this.canvas.height / ratio}px`;
    this.scroller.classList.toggle("fit", this.#zoom === "fit");
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = this.scroller;
    this.canvas.classList.toggle("large", scrollWidth > clientWidth || scrollHeight > clientHeight);
    if (before !== this.#scale) this.dispatchEvent(new Event("scalechange"));
  }

  // The largest scale at which a picture is all in the box, less its padding.
  #fit(widthPx: number, heightPx: number): number {
    const { clientWidth, clientHeight } = this.#host;
    const { paddingLeft, paddingTop } = getComputedStyle(this.#host);
    const width = clientWidth - 2 * Number.parseFloat(paddingLeft);
    const height = clientHeight - 2 * Number.parseFloat(paddingTop);
    return width > 0 && height > 0 ? Math.min(width / widthPx, height / heightPx) : 1;
  }

  #watchRatio(): void {
    this.#ratio?.removeEventListener("change", this.#onratio);
    this.#ratio = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.#ratio.addEventListener("change", this.#onratio);
  }

  readonly #onratio = (): void => {
    this.#watchRatio();
    this.#layout();
  };

  #listTexts(): void {
    const texts = textsOf(this.#picture?.ops ?? []);
    const items = this.#texts.children;
    if (texts.length === items.length && texts.every((text, i) => items[i]?.textContent === text)) return;
    this.#texts.replaceChildren(...texts.map((text) => make("li", {}, text)));
  }
}
