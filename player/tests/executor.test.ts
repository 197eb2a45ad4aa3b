// What the canvas is told is compared with the golden vectors; this is about what they do not show.

import { describe, expect, test } from "vitest";
import { execute } from "../src/executor.ts";
import { DRAW_PATH, type DrawPath, type Op, PATH, type Path, STYLE, type Style } from "../src/ops.gen.ts";
import { PathCache } from "../src/paths.ts";
import type { Context } from "../src/pen.ts";
import type { Surface } from "../src/surface.ts";
import { type Call, canvasCalls } from "../src/trace.ts";

const STYLED: Style = {
  type: STYLE,
  fill: 0x000000ff,
  stroke: 0xff0000ff,
  lineWidthPx: 2,
  cap: 0,
  join: 0,
  miterLimit: 10,
  antialias: 1,
  dashOffsetPx: 0,
  dashesPx: [],
};

function line(vertices: number): Path {
  const x = Int32Array.from({ length: vertices }, (_, i) => i);
  return { type: PATH, bits: 1, codes: new Uint8Array(0), x, y: x, snap: 0, snapWidthPx: 0, unhinted: null };
}

function draw(path: Path | null, style: Style | null = STYLED): DrawPath {
  return { type: DRAW_PATH, group: null, clip: null, style, path };
}

/** A context that takes any call, and a surface that counts paths. */
function counting(): { context: Context; surface: Surface; paths: () => number } {
  let paths = 0;
  const ignore = new Proxy({}, { get: () => () => undefined });
  const context = new Proxy(
    {},
    {
      get: () => () => undefined,
      set: () => true,
    },
  ) as Context;
  const surface: Surface = {
    paths: new PathCache(() => {
      paths += 1;
      return ignore as Path2D;
    }),
    image: () => null,
    mesh: () => null,
    software: () => null,
  };
  return { context, surface, paths: () => paths };
}

describe("paths", () => {
  test("are made once where they are short", () => {
    const { context, surface, paths } = counting();
    const ops: Op[] = [draw(line(10))];
    for (let i = 0; i < 5; i++) execute(context, ops, { scale: 1, surface });
    expect(paths()).toBe(1);
  });

  test("are not kept where they are long", () => {
    const { context, surface, paths } = counting();
    const ops: Op[] = [draw(line(5000))];
    for (let i = 0; i < 5; i++) execute(context, ops, { scale: 1, surface });
    expect(paths()).toBe(5);
  });
});

/** The arguments of the calls of this name. */
function named(calls: readonly Call[], name: string): unknown[] {
  return calls.filter(([found]) => found === name).map(([, ...values]) => values);
}

test("at another scale, paths and line widths are larger, and nothing is transformed", () => {
  const calls = canvasCalls([draw(line(3))], 2.5);
  expect(named(calls, "setTransform")).toEqual([[1, 0, 0, 1, 0, 0]]);
  expect(named(calls, "lineWidth")).toEqual([[5]]);
  const path = [
    ["moveTo", 0, 0],
    ["lineTo", 1.25, 1.25],
    ["lineTo", 2.5, 2.5],
  ];
  expect(named(calls, "stroke")).toEqual([[path]]);
});

test.each([
  [0.5, 0.5],
  [1, 0.5],
  [1.25, 0.5],
  [1.37, 0.5],
  [1.5, 0],
  [2, 0],
  [3, 0.5],
])("at scale %d a snapped line of 1 px runs at %d from the edges of canvas pixels", (scale, from) => {
  const calls = canvasCalls([draw({ ...line(9), snap: 1, snapWidthPx: 1 })], scale);
  const [[path]] = named(calls, "stroke") as [[Call[]]];
  expect(path).toHaveLength(9);
  for (const [, x, y] of path) expect([Number(x) % 1, Number(y) % 1]).toEqual([from, from]);
});

test.each([
  ["at the figure's own scale hard edges are as they are", 1, 0, 0.5, 0, 0.5],
  ["a seam is closed by 1.25 canvas pixels", 1.5625, 0, 0.5, 0, 1.25],
  ["a seam is closed by 1.25 canvas pixels", 0.2, 0, 0.5, 0, 1.25],
  ["a wider one stays", 4, 0, 0.5, 0, 2],
  ["where edges are snapped there are no seams", 1.5, 0, 0.0078125, 1, 0.01171875],
  ["a hard line covers whole pixels and the one that it touches", 1.5, 0, 3, 0, 4],
  ["a hard line covers whole pixels and the one that it touches", 2, 0, 2, 0, 3],
  ["a hard line is never thinner than half a pixel and one more", 0.1, 0, 2, 0, 1.5],
  ["soft edges are scaled", 1.25, 1, 0.5, 0, 0.625],
])("%s: scale %d, antialias %d, %d px, snap %d: %d", (_, scale, antialias, lineWidthPx, snap, expected) => {
  const op = draw({ ...line(3), snap }, { ...STYLED, lineWidthPx, antialias });
  expect(named(canvasCalls([op], scale), "lineWidth")).toEqual([[expected]]);
});

test("the same ops give the same calls, whatever was drawn before", () => {
  const ops = [draw(line(3)), draw(line(4), { ...STYLED, fill: 0x11223344, dashesPx: [1, 2] })];
  const first = canvasCalls(ops);
  canvasCalls([...ops].reverse());
  expect(canvasCalls(ops)).toEqual(first);
  expect(first[0]).toEqual(["reset"]);
});

test("what a later version refers to is not drawn", () => {
  expect(canvasCalls([draw(null), draw(line(2), null)])).toEqual(canvasCalls([]));
});
