// The strip of figures: each one small, a click selects it. Hidden while there is only one.

import { make, setText } from "./dom.ts";
import type { Picture } from "./pictures.ts";
import { drawPicture } from "./stage.ts";

export interface StripFigure {
  readonly figure: number;
  readonly title: string;
}

interface Item {
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
  readonly caption: HTMLElement;
  picture: Picture | null;
}

const WIDTH = 132;
const HEIGHT = 84;

export class FigureStrip {
  readonly #box: HTMLElement;
  readonly #select: (number: number) => void;
  readonly #items = new Map<number, Item>();

  constructor(box: HTMLElement, select: (number: number) => void) {
    this.#box = box;
    this.#select = select;
  }

  /** Shows exactly these figures. */
  update(figures: Iterable<StripFigure>, selected: number): void {
    const gone = new Set(this.#items.keys());
    for (const { figure: number, title } of figures) {
      gone.delete(number);
      const item = this.#items.get(number) ?? this.#add(number);
      setText(item.caption, title || `Figure ${number}`);
      const pressed = String(number === selected);
      if (item.button.getAttribute("aria-pressed") === pressed) continue;
      item.button.setAttribute("aria-pressed", pressed);
      if (number === selected) item.button.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    for (const number of gone) {
      this.#items.get(number)?.button.remove();
      this.#items.delete(number);
    }
    this.#box.hidden = this.#items.size < 2;
    this.#box.parentElement?.classList.toggle("many", !this.#box.hidden);
  }

  /** Draws a figure's picture, unless it is drawn already. */
  draw(picture: Picture): void {
    const item = this.#items.get(picture.figure);
    if (item === undefined || item.picture === picture || this.#box.hidden) return;
    item.picture = picture;
    const fit = Math.min(WIDTH / picture.widthPx, HEIGHT / picture.heightPx);
    drawPicture(item.canvas, picture, fit * Math.max(1, window.devicePixelRatio));
    item.canvas.style.width = `${picture.widthPx * fit}px`;
    item.canvas.style.height = `${picture.heightPx * fit}px`;
  }

  /** Says something about a figure on its picture, which is then dimmed. */
  tell(number: number, text: string): void {
    const button = this.#items.get(number)?.button;
    if (button === undefined || (button.dataset.state ?? "") === text) return;
    if (text === "") {
      delete button.dataset.state;
      button.removeAttribute("aria-description");
    } else {
      button.dataset.state = text;
      button.setAttribute("aria-description", text);
    }
  }

  #add(number: number): Item {
    const canvas = make("canvas", { "aria-hidden": "true", width: 1, height: 1 });
    const caption = make("span");
    const frame = make("span", { class: "thumb" }, canvas);
    const button = make("button", { type: "button", "data-figure": number }, frame, caption);
    button.addEventListener("click", () => {
      this.#select(number);
    });
    const item: Item = { button, canvas, caption, picture: null };
    this.#items.set(number, item);
    this.#box.append(button);
    return item;
  }
}
