// What the canvas is told is compared with the golden vectors; this is about what they do not show.

import { describe, expect, test } from "vitest";
import { type Context, execute, type Surface } from "../src/executor.ts";
import { DRAW_PATH, type DrawPath, type Op, PATH, type Path, STYLE, type Style } from "../src/ops.gen.ts";
import { canvasCalls } from "../src/trace.ts";

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
function counting(): { context: Context; surface: Surface; paths: () => number; transforms: number[][] } {
  const transforms: number[][] = [];
  let paths = 0;
  const ignore = new Proxy({}, { get: () => () => undefined });
  const context = new Proxy(
    {},
    {
      get: (_, name) =>
        name === "setTransform" ? (...values: number[]) => void transforms.push(values) : () => undefined,
      set: () => true,
    },
  ) as Context;
  const surface: Surface = {
    path: () => {
      paths += 1;
      return ignore as Path2D;
    },
    image: () => null,
  };
  return { context, surface, paths: () => paths, transforms };
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

test("the scale of what has soft edges is in the transform and nowhere else", () => {
  const { context, surface, transforms } = counting();
  execute(context, [draw(line(3))], { scale: 2.5, surface });
  expect(transforms).toEqual([[2.5, 0, 0, 2.5, 0, 0]]);
});

test.each([
  [1, 0, [0.5]],
  [1.5625, 0, [0.8]],
  [0.2, 0, [6.25]],
  [4, 0, [0.5]],
  [1.25, 1, [0.5]],
])("at scale %d with antialias %d the line width is %j", (scale, antialias, expected) => {
  const { context, surface } = counting();
  const widths: number[] = [];
  const noting = new Proxy(context, {
    set: (_, name, value) => {
      if (name === "lineWidth") widths.push(value);
      return true;
    },
  });
  execute(noting, [draw(line(3), { ...STYLED, lineWidthPx: 0.5, antialias })], { scale, surface });
  expect(widths).toEqual(expected);
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
