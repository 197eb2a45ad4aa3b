// The page of `h5rec conformance`: what was measured, worst first.

import { byId, make, setText } from "../dom.ts";
import { Compare } from "./compare.ts";
import { choose, ORDERS, type Order, type Results, type Row, tally } from "./results.ts";
import { List } from "./rows.ts";

const results: Results = JSON.parse(byId("results", HTMLScriptElement).textContent ?? "");

const search = byId("search", HTMLInputElement);
const status = byId("status", HTMLSelectElement);
const feature = byId("feature", HTMLSelectElement);
const order = byId("order", HTMLSelectElement);

let listed: Row[] = [];
const compare = new Compare((row, by) => {
  const rows = listed.filter(({ files }) => files.canvas !== undefined);
  return rows[rows.indexOf(row) + by] ?? null;
});
const list = new List(byId("list", HTMLElement), (row) => compare.open(row));

function update(): void {
  listed = choose(results.rows, {
    text: search.value,
    status: status.value,
    feature: feature.value,
    order: ORDERS.find((each): each is Order => each === order.value) ?? "rms",
  });
  list.show(listed);
  setText(byId("count", HTMLElement), `${listed.length} of ${results.rows.length}`);
}

const STATUS_TEXTS = [
  ["error", "Errors of ours"],
  ["unstable", "Unstable"],
  ["failed", "Scripts that fail"],
  ["timeout", "Scripts too slow"],
  ["none", "Scripts without figures"],
] as const;

function summaryTexts(): [string, string][] {
  const { rms, ssim, closerThanSvg, figures, statuses } = results.summary;
  const texts: [string, string][] = [["Figures", String(figures)]];
  if (rms !== null) {
    texts.push(
      ["RMS median", rms.median.toFixed(2)],
      ["RMS 90 %", rms.p90.toFixed(2)],
      ["RMS 99 %", rms.p99.toFixed(2)],
    );
  }
  if (ssim !== null) {
    texts.push(["SSIM median", ssim.median.toFixed(4)], ["SSIM worst", ssim.worst.toFixed(4)]);
  }
  for (const [name, text] of STATUS_TEXTS) {
    if (statuses[name] !== undefined) texts.push([text, String(statuses[name])]);
  }
  if (closerThanSvg !== null) texts.push(["Closer to Agg than SVG", `${(100 * closerThanSvg).toFixed(1)} %`]);
  return texts;
}

function options(select: HTMLSelectElement, entries: readonly [string, number][]): void {
  select.append(...entries.map(([name, count]) => make("option", { value: name }, `${name} (${count})`)));
}

const ratio = results.scale === 1 ? "" : `, pixel ratio ${results.scale}`;
setText(
  byId("subtitle", HTMLElement),
  `h5rec ${results.h5rec} in ${results.browser}, against Agg of matplotlib ${results.matplotlib} at ${results.dpi} dpi${ratio}`,
);
byId("summary", HTMLElement).append(
  ...summaryTexts().map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
);
options(
  status,
  tally(results.rows, (row) => [row.status]),
);
options(
  feature,
  tally(results.rows, (row) => row.features).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
);
for (const control of [search, status, feature, order]) control.addEventListener("input", update);
update();
