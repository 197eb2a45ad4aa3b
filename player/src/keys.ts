// The keyboard: one table makes the shortcuts work and fills the help.

import { byId, make } from "./dom.ts";

export interface Shortcut {
  /** KeyboardEvent.key values. */
  readonly keys: readonly string[];
  /** How the help writes them. */
  readonly shown: string;
  readonly what: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** Runs the shortcuts while *active* says so; fills the help. */
export class Keyboard {
  readonly #help = byId("help", HTMLDialogElement);
  #shortcuts: readonly Shortcut[] = [];

  constructor() {
    document.addEventListener("keydown", this.#onkeydown, { capture: true });
    byId("help-toggle", HTMLButtonElement).addEventListener("click", () => {
      this.toggleHelp();
    });
    this.#help.addEventListener("click", (event) => {
      if (event.target === this.#help) this.#help.close(); // the backdrop
    });
  }

  set shortcuts(shortcuts: readonly Shortcut[]) {
    const help = { keys: ["?"], shown: "?", what: "These shortcuts", run: () => this.toggleHelp() };
    this.#shortcuts = [...shortcuts, help];
    const rows = this.#shortcuts.map(({ shown, what }) => {
      const keys = shown.split(" ").map((key) => make("kbd", {}, key));
      return make("div", {}, make("dt", {}, ...keys), make("dd", {}, what));
    });
    const close = make("button", { type: "button", class: "text" }, "Close");
    close.addEventListener("click", () => {
      this.#help.close();
    });
    this.#help.replaceChildren(
      make("h2", { id: "help-title", tabindex: -1, autofocus: true }, "Keyboard"), // not the button
      make("dl", {}, ...rows),
      make("p", {}, close),
    );
  }

  toggleHelp(): void {
    if (this.#help.open) this.#help.close();
    else this.#help.showModal();
  }

  readonly #onkeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && takesKey(target, event.key)) return;
    if (this.#help.open && event.key !== "?") return;
    const shortcut = this.#shortcuts.find(({ keys }) => keys.includes(event.key));
    if (shortcut === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    shortcut.run(event);
  };
}

// Whether the focused element has a use of its own for a key.
function takesKey(target: Element, key: string): boolean {
  if (target instanceof HTMLInputElement) {
    return target.type === "checkbox" ? key === " " : target.type !== "range";
  }
  if (target instanceof HTMLSelectElement) return key.length > 1 || key === " " || /^[0-9a-z]$/i.test(key);
  const presses = key === " " || key === "Enter";
  return presses && target.matches("button, a, summary, [role=button]");
}
