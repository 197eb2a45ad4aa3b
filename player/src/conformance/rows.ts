// The list: one article per row, made when it is first listed. The style sheet lets the browser skip all that is
// out of sight, and its images are loaded when they come near.

import { make } from "../dom.ts";
import type { Distance, Row } from "./results.ts";
import { VIEWS } from "./views.ts";

const fixed = (value: number, digits: number) => value.toFixed(digits);

/** What is said of a distance, short. */
export function distanceText({ rms, ssim, diff32 }: Distance): string {
  return `RMS ${fixed(rms, 2)} · SSIM ${fixed(ssim, 4)} · ${fixed(100 * diff32, 2)} % off by more than 32`;
}

export class List {
  readonly #host: HTMLElement;
  readonly #articles = new Map<Row, HTMLElement>();
  readonly #onopen: (row: Row) => void;

  constructor(host: HTMLElement, onopen: (row: Row) => void) {
    this.#host = host;
    this.#onopen = onopen;
  }

  show(rows: readonly Row[]): void {
    this.#host.replaceChildren(...rows.map((row) => this.#article(row)));
  }

  #article(row: Row): HTMLElement {
    let article = this.#articles.get(row);
    if (article === undefined) {
      article = this.#make(row);
      this.#articles.set(row, article);
    }
    return article;
  }

  #make(row: Row): HTMLElement {
    const title = make("h2", {}, row.id);
    const head = make("header", {}, title);
    if (row.status !== "ok") head.append(make("span", { class: `status ${row.status}` }, row.status));
    if (row.ours !== null) head.append(make("span", { class: "numbers" }, distanceText(row.ours)));
    if (row.svg !== null) {
      head.append(make("span", { class: "numbers svg" }, `SVG: RMS ${fixed(row.svg.rms, 2)}`));
    }
    const article = make("article", { "data-id": row.id }, head);
    if (row.message !== "") article.append(make("p", { class: "message" }, row.message));
    const pictures = VIEWS.filter(({ key }) => row.files[key] !== undefined);
    if (pictures.length > 0) article.append(this.#pictures(row, pictures));
    return article;
  }

  #pictures(row: Row, views: typeof VIEWS): HTMLElement {
    const button = make("button", { type: "button", class: "pictures", "aria-label": `Compare ${row.id}` });
    for (const { key, name } of views) {
      const image = make("img", {
        src: row.files[key] ?? "",
        alt: `${name} of ${row.id}`,
        loading: "lazy",
        decoding: "async",
        width: row.width,
        height: row.height,
      });
      button.append(make("span", { class: "picture" }, image, make("span", { class: "caption" }, name)));
    }
    button.addEventListener("click", () => {
      this.#onopen(row);
    });
    return button;
  }
}
