// What `h5rec conformance` has measured (results.json), and which of it is listed.

export interface Distance {
  readonly rms: number;
  readonly ssim: number;
  readonly diff32: number;
}

export interface Files {
  readonly agg?: string;
  readonly canvas?: string;
  readonly svg?: string;
  readonly diff?: string;
  readonly log?: string;
}

/** One figure, or a script that gave none. */
export interface Row {
  readonly id: string;
  readonly status: string;
  readonly message: string;
  readonly features: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly drawMs: number;
  readonly ours: Distance | null;
  readonly svg: Distance | null;
  readonly files: Files;
}

export interface Results {
  readonly h5rec: string;
  readonly matplotlib: string;
  readonly engine: string;
  readonly browser: string;
  readonly scale: number;
  readonly dpi: number;
  readonly summary: Summary;
  readonly rows: readonly Row[];
}

/** Of the figures whose status is "ok"; null where there are none. */
export interface Summary {
  readonly figures: number;
  readonly rms: { readonly median: number; readonly p90: number; readonly p99: number } | null;
  readonly ssim: { readonly median: number; readonly worst: number } | null;
  readonly closerThanSvg: number | null;
  readonly statuses: Readonly<Record<string, number>>;
}

export const ORDERS = ["rms", "ssim", "diff32", "svg", "draw", "name"] as const;
export type Order = (typeof ORDERS)[number];

export interface Choice {
  readonly text: string;
  readonly status: string;
  readonly feature: string;
  readonly order: Order;
}

/** The rows to list, in order: what we cannot draw first, what nobody has drawn last. */
export function choose(rows: readonly Row[], { text, status, feature, order }: Choice): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(
    (row) =>
      (status === "" || row.status === status) &&
      (feature === "" || row.features.includes(feature)) &&
      words.every((word) => `${row.id} ${row.message}`.toLowerCase().includes(word)),
  );
  const badness = new Map(found.map((row) => [row, badnessOf(row, order)]));
  return found.sort(
    (a, b) => (badness.get(b) ?? 0) - (badness.get(a) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

function badnessOf({ status, ours, svg, drawMs }: Row, order: Order): number {
  if (order === "name") return 0;
  if (status === "error") return Number.MAX_VALUE;
  if (ours === null) return -Number.MAX_VALUE;
  switch (order) {
    case "rms":
      return ours.rms;
    case "ssim":
      return -ours.ssim;
    case "diff32":
      return ours.diff32;
    case "svg":
      return svg === null ? -256 : ours.rms - svg.rms;
    case "draw":
      return drawMs;
  }
}

/** How many rows have each of what `pick` gives, most first. */
export function tally(rows: readonly Row[], pick: (row: Row) => readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const name of pick(row)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
