// Building elements. Text from a log goes through textContent and attributes only.

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Makes an element; `false` leaves an attribute out, `true` sets it empty. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** The element of the page with this id, which must be of this kind. */
export function byId<T extends Element>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(`#${id}: expected ${kind.name}, found ${element?.nodeName ?? "nothing"}`);
}

/** Writes text only where it changed, so that the page is not laid out again for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
