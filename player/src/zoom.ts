// The zoom menus: of the player and of the live page.

import { make } from "./dom.ts";
import { MAX_ZOOM, MIN_ZOOM, type Zoom } from "./stage.ts";

const CHOICES = [0.5, 1, 1.5, 2, 3, 4];
const STEP = Math.SQRT2;

interface Zoomable extends EventTarget {
  zoom: Zoom;
  readonly scale: number;
}

/** A menu of zooms; shows the one in use, also when it is none of the choices. */
export class ZoomMenu {
  readonly #menu: HTMLSelectElement;
  readonly #target: Zoomable;
  readonly #other = make("option", { value: "other", hidden: true });

  constructor(menu: HTMLSelectElement, target: Zoomable) {
    this.#menu = menu;
    this.#target = target;
    menu.replaceChildren(
      make("option", { value: "fit" }, "Fit"),
      ...CHOICES.map((zoom) => make("option", { value: zoom }, percent(zoom))),
      this.#other,
    );
    menu.addEventListener("change", () => {
      this.set(menu.value === "fit" ? "fit" : Number(menu.value));
    });
    target.addEventListener("scalechange", () => {
      this.#update();
    });
  }

  set(zoom: Zoom): void {
    this.#target.zoom = zoom;
    this.#update();
  }

  /** One step in or out of what is shown now; 100 % is never stepped over. */
  step(direction: 1 | -1): void {
    const before = this.#target.scale;
    let after = before * STEP ** direction;
    if ((before - 1) * (after - 1) < -1e-9) after = 1;
    this.set(Math.min(Math.max(Number(after.toFixed(3)), MIN_ZOOM), MAX_ZOOM));
  }

  #update(): void {
    const { zoom } = this.#target;
    const choice = zoom === "fit" ? "fit" : CHOICES.includes(zoom) ? String(zoom) : "other";
    this.#other.textContent = typeof zoom === "number" ? percent(zoom) : "";
    this.#menu.value = choice;
  }
}

function percent(zoom: number): string {
  return `${Math.round(zoom * 100)}\u202f%`;
}
