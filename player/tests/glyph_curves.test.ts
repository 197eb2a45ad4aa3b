// Glyphs are as round as FreeType draws them.

import { describe, expect, test } from "vitest";
import { GLYPH_CURVES } from "../src/glyph_curves.ts";
import { LINE, Lines } from "../src/lines.ts";
import * as ops from "../src/ops.gen.ts";
import { Software } from "../src/software.ts";

type Point = readonly [x: number, y: number];

function quadratic(...[a, b, c]: [Point, Point, Point]): Point[] {
  const lines = new Lines();
  GLYPH_CURVES.quadratic(...a, ...b, ...c, lines);
  return vertices(lines);
}

function cubic(...[a, b, c, d]: [Point, Point, Point, Point]): Point[] {
  const lines = new Lines();
  GLYPH_CURVES.cubic(...a, ...b, ...c, ...d, lines);
  return vertices(lines);
}

function vertices({ kinds, x, y, count }: Lines): Point[] {
  expect(new Set(kinds.subarray(0, count))).toEqual(new Set([LINE]));
  return Array.from({ length: count }, (_, i) => [x[i] as number, y[i] as number]);
}

describe("a quadratic curve", () => {
  test("is as many lines as its second difference asks for", () => {
    const lines = (bend: number): number => quadratic([0, 0], [5, bend / 2], [10, 0]).length;
    expect([0, 0.25, 0.26, 1, 1.01, 4, 4.1].map(lines)).toEqual([1, 1, 2, 2, 4, 4, 8]);
  });

  test("is met by their ends", () => {
    expect(quadratic([0, 0], [0, 2], [2, 2])).toEqual([
      [0.125, 0.875],
      [0.5, 1.5],
      [1.125, 1.875],
      [2, 2],
    ]);
  });
});

describe("a cubic curve", () => {
  test("that is straight is a line", () => {
    expect(cubic([0, 0], [3, 1], [6, 2], [9, 3])).toEqual([[9, 3]]);
  });

  test("is halved until its control points are where those of a line would be", () => {
    expect(cubic([0, 0], [0, 1], [1, 1], [1, 0])).toEqual([
      [0.15625, 0.5625],
      [0.5, 0.75],
      [0.84375, 0.5625],
      [1, 0],
    ]);
  });
});

test("a curve as large as a log can hold is few lines", () => {
  const far = 2 ** 40;
  expect(quadratic([0, 0], [far, far], [0, 1]).length).toBe(4096);
  expect(cubic([0, 0], [far, far], [-far, 9], [0, 1]).length).toBeLessThanOrEqual(4096);
});

test("text is drawn with them, other shapes with Agg's own", () => {
  const path = (points: readonly Point[], codes: readonly number[]): ops.Path => ({
    type: ops.PATH,
    bits: 2,
    codes: Uint8Array.from(codes),
    x: Int32Array.from(points, ([x]) => 4 * x),
    y: Int32Array.from(points, ([, y]) => 4 * y),
    ...{ snap: 0, snapWidthPx: 0, unhinted: null },
  });
  const style: ops.Style = {
    type: ops.STYLE,
    ...{ fill: 0xff, stroke: 0, lineWidthPx: 0, cap: 0, join: 0, miterLimit: 10 },
    ...{ antialias: 1, dashOffsetPx: 0, dashesPx: [] },
  };
  const drawn = (op: ops.Op): number[] => {
    const software = new Software();
    software.draw([op], 6, 6, 1);
    return Array.from(software.bitmap.pixels);
  };
  const common = { group: null, clip: null, style };
  const shown = (shape: ops.Path): number[] => drawn({ type: ops.DRAW_PATH, ...common, path: shape });
  const [start, first, control, end]: Point[] = [[0, 4], [0, 0], [4, 0], [4, 4]]; // biome-ignore format: a corner
  const round = path([start, first, control, end] as Point[], [1, 2, 3, 3]);
  const lines = quadratic(first as Point, control as Point, end as Point);
  const text: ops.Text = {
    type: ops.TEXT,
    ...{ text: "", font: "", sizePx: 4, bits: 0, glyphs: [round], unhintedX: null, unhintedY: null },
    ...{ x: Int32Array.of(0), y: Int32Array.of(0) },
  };
  const said = drawn({ type: ops.DRAW_TEXT, ...common, text, xPx: 0, yPx: 0, angleDeg: 0 });
  expect(said).toEqual(shown(path([start, first, ...lines] as Point[], [1, 2, 2, 2, 2, 2])));
  expect(said).not.toEqual(shown(round));
});
