import type { Files } from "./results.ts";

/** The pictures of a figure, in the order in which they are shown. */
export const VIEWS: readonly { readonly key: keyof Files; readonly name: string }[] = [
  { key: "agg", name: "Agg" },
  { key: "canvas", name: "Canvas" },
  { key: "svg", name: "SVG" },
  { key: "diff", name: "Difference" },
];
