// The comparison: two pictures of a figure on top of each other, with a slider or flickering between them.

import { byId, make, setText } from "../dom.ts";
import type { Files, Row } from "./results.ts";
import { distanceText } from "./rows.ts";
import { VIEWS } from "./views.ts";

const FLICKER_MS = 400;
const ZOOMS = [1, 2, 4, 8];
const FIT = "fit"; // made smaller, if need be

export class Compare {
  readonly #dialog = byId("compare", HTMLDialogElement);
  readonly #back = byId("back", HTMLImageElement);
  readonly #front = byId("front", HTMLImageElement);
  readonly #scroller = byId("scroller", HTMLElement);
  readonly #stack = byId("stack", HTMLElement);
  readonly #slider = byId("slider", HTMLInputElement);
  readonly #left = byId("left", HTMLSelectElement);
  readonly #right = byId("right", HTMLSelectElement);
  readonly #zoom = byId("zoom", HTMLSelectElement);
  readonly #flicker = byId("flicker", HTMLInputElement);
  readonly #next: (row: Row, by: number) => Row | null;
  #row: Row | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** `next` gives the row that is listed so many places further. */
  constructor(next: (row: Row, by: number) => Row | null) {
    this.#next = next;
    for (const select of [this.#left, this.#right]) {
      select.append(...VIEWS.map(({ key, name }) => make("option", { value: key }, name)));
      select.addEventListener("change", () => this.#load());
    }
    this.#left.value = "agg";
    this.#right.value = "canvas";
    this.#zoom.append(
      make("option", { value: FIT }, "fit"),
      ...ZOOMS.map((zoom) => make("option", { value: zoom }, `${100 * zoom} %`)),
    );
    new ResizeObserver(() => this.#layout()).observe(this.#scroller);
    this.#zoom.addEventListener("change", () => this.#layout());
    this.#slider.addEventListener("input", () => this.#layout());
    this.#flicker.addEventListener("change", () => this.#restart());
    this.#stack.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#stack.addEventListener("pointermove", (event) => this.#drag(event));
    this.#dialog.addEventListener("close", () => this.#stop());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    byId("previous", HTMLElement).addEventListener("click", () => this.#go(-1));
    byId("next", HTMLElement).addEventListener("click", () => this.#go(1));
    byId("close", HTMLElement).addEventListener("click", () => this.#dialog.close());
  }

  open(row: Row): void {
    this.#row = row;
    setText(byId("compare-title", HTMLElement), row.id);
    const lines = [row.message];
    if (row.ours !== null)
      lines.push(`Canvas: ${distanceText(row.ours)}, drawn in ${row.drawMs.toFixed(1)} ms`);
    if (row.svg !== null) lines.push(`SVG: ${distanceText(row.svg)}`);
    byId("compare-numbers", HTMLElement).replaceChildren(
      ...lines.filter((line) => line !== "").map((line) => make("p", {}, line)),
    );
    setText(byId("compare-features", HTMLElement), row.features.join(", "));
    const log = byId("log", HTMLAnchorElement);
    log.hidden = row.files.log === undefined;
    if (row.files.log !== undefined) log.href = row.files.log;
    if (!this.#dialog.open) this.#dialog.showModal(); // first: before, nothing in it has a size
    this.#load();
    this.#restart();
  }

  #load(): void {
    if (this.#row === null) return;
    for (const [image, select] of [
      [this.#back, this.#left],
      [this.#front, this.#right],
    ] as const) {
      const src = this.#row.files[select.value as keyof Files];
      if (src === undefined) image.removeAttribute("src");
      else image.src = src;
    }
    this.#layout();
  }

  #layout(): void {
    if (this.#row === null) return;
    const { width, height } = this.#row;
    const { clientWidth, clientHeight } = this.#scroller;
    const zoom =
      this.#zoom.value === FIT
        ? Math.min(1, clientWidth / width, clientHeight / height)
        : Number(this.#zoom.value);
    this.#stack.classList.toggle("smaller", zoom < 1);
    this.#stack.style.width = `${width * zoom}px`;
    this.#stack.style.height = `${height * zoom}px`;
    this.#stack.style.setProperty("--at", `${this.#slider.value}%`);
  }

  /** Where the two pictures meet follows the pointer. */
  #drag(event: PointerEvent): void {
    if (event.buttons !== 1 || this.#flicker.checked) return;
    if (event.type === "pointerdown") this.#stack.setPointerCapture(event.pointerId);
    const { left, width } = this.#stack.getBoundingClientRect();
    this.#slider.value = String((100 * (event.clientX - left)) / width);
    this.#layout();
    event.preventDefault();
  }

  #restart(): void {
    this.#stop();
    this.#stack.classList.toggle("flickering", this.#flicker.checked);
    if (!this.#flicker.checked) return;
    this.#timer = setInterval(() => this.#stack.classList.toggle("other"), FLICKER_MS);
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#stack.classList.remove("other");
  }

  #go(by: number): void {
    const row = this.#row === null ? null : this.#next(this.#row, by);
    if (row !== null) this.open(row);
  }

  #key(event: KeyboardEvent): void {
    if (event.target === this.#slider || event.target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") this.#go(-1);
    else if (event.key === "ArrowRight") this.#go(1);
    else if (event.key === "f") this.#flicker.click();
    else return;
    event.preventDefault();
  }
}
