// Outlines as straight lines.

import { expect, test } from "vitest";
import { SHAPE_CURVES } from "../src/curves.ts";
import { CLOSE, LINE, Lines, MOVE } from "../src/lines.ts";
import * as ops from "../src/ops.gen.ts";
import { outlineOf } from "../src/paths.ts";
import { alphas, BLACK, drawPath, FILLED, type Point, path, STYLE } from "./drawn.ts";

function cut(points: readonly Point[], codes: readonly number[]): [number, number, number][] {
  const lines = new Lines();
  const [x, y] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis] as number));
  lines.cut(
    outlineOf(path(points, codes)),
    x as Float64Array,
    y as Float64Array,
    points.length,
    SHAPE_CURVES,
  );
  return Array.from({ length: lines.count }, (_, i) => [
    lines.kinds[i] as number,
    lines.x[i] as number,
    lines.y[i] as number,
  ]);
}

test("what is straight stays, and what goes on after its end begins again there", () => {
  const points: Point[] = [[1, 2], [3, 4], [0, 0], [5, 6], [7, 8]]; // biome-ignore format: one line
  expect(cut(points, [1, 2, 79, 2, 1])).toEqual([
    [MOVE, 1, 2],
    [LINE, 3, 4],
    [CLOSE, 0, 0],
    [MOVE, 1, 2],
    [LINE, 5, 6],
    [MOVE, 7, 8],
  ]);
});

test("a curve is lines from where it begins, be that the vertex before or what was closed", () => {
  const quarter: Point[] = [[90, 0], [90, 50], [50, 90]]; // biome-ignore format: one line
  const once = cut(quarter, [1, 3, 3]);
  expect(once.length).toBeGreaterThan(4);
  expect(once.at(-1)).toEqual([LINE, 50, 90]);
  const closed: Point[] = [...quarter, [0, 0], [90, 50], [50, 90]];
  const twice = cut(closed, [1, 3, 3, 79, 3, 3]);
  expect(twice).toEqual([...once, [CLOSE, 0, 0], ...once]);
});

test("more lines than there was room for", () => {
  const loops: Point[] = Array.from({ length: 301 }, (_, i) => [(i * 7919) % 512, (i * 104_729) % 512]);
  const lines = cut(loops, [1, ...new Array<number>(300).fill(4)]);
  expect(lines.length).toBeGreaterThan(500);
  const found = new Set(lines.map(String));
  for (let i = 3; i < 301; i += 3) expect(found).toContain(String([LINE, ...(loops[i] as Point)]));
});

function moved(shape: ops.Path, dx: number, dy: number): ops.Path {
  const by = (values: Int32Array | null, d: number): Int32Array | null =>
    values?.map((v) => v + d * 2 ** shape.bits) ?? null;
  return { ...shape, x: by(shape.x, dx), y: by(shape.y, dy) };
}

test("what is filled and stroked at once looks as if it were first filled and then stroked", () => {
  const corners: Point[] = [[3, 3], [30, 5], [20, 33], [0, 0], [28, 12], [30, 30], [9, 30]]; // biome-ignore format: one line
  const leaf = path(corners, [1, 3, 3, 79, 4, 4, 4]);
  const stroke: ops.Style = { ...STYLE, stroke: 0x00000080, lineWidthPx: 3, join: 1 };
  const both: ops.Style = { ...stroke, fill: BLACK };
  const apart = (shapes: readonly ops.Path[]): ops.Op[] =>
    shapes.flatMap((shape) => [drawPath(shape, FILLED), drawPath(shape, stroke)]);
  const two = [leaf, moved(leaf, 1.5, 0.5)];
  const together = two.map((shape) => drawPath(shape, both));
  expect(alphas(together, 40, 40)).toEqual(alphas(apart(two), 40, 40));
  // the second of these is drawn as any shape, from what was placed for the first
  const markers: ops.DrawMarkers = {
    ...{ type: ops.DRAW_MARKERS, group: null, clip: null, style: both, path: leaf },
    ...{ bits: 1, x: Int32Array.of(0, 3), y: Int32Array.of(0, 1), snap: 0 },
  };
  expect(alphas([markers], 40, 40)).toEqual(alphas(apart(two), 40, 40));
});
