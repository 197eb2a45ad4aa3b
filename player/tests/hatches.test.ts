// A hatch is one tile, cut off at its border, however often it is drawn.

import { expect, test } from "vitest";
import * as ops from "../src/ops.gen.ts";
import { Software } from "../src/software.ts";

const WIDTH = 30;
const HEIGHT = 30;
const SIDE = 10;
const STYLE: ops.Style = {
  type: ops.STYLE,
  fill: 0x2040ffff,
  stroke: 0x800000c0,
  lineWidthPx: 3,
  cap: 2,
  join: 0,
  miterLimit: 4,
  antialias: 1,
  dashOffsetPx: 0,
  dashesPx: [],
};
// A line along the border, and a triangle across the lower right corner.
const TILE = path([0, 0, 10, 6, 13, 8], [3, 10, 3, 9, 9, 14], [1, 2, 1, 2, 2, 2]);

function path(x: readonly number[], y: readonly number[], codes: readonly number[]): ops.Path {
  const columns = { x: Int32Array.from(x), y: Int32Array.from(y) };
  const snapping = { snap: 0, snapWidthPx: 0, unhinted: null };
  return { type: ops.PATH, bits: 0, codes: Uint8Array.from(codes), ...columns, ...snapping };
}

function hatch(box: readonly number[], clip: ops.Clip | null = null): ops.DrawHatch {
  return { type: ops.DRAW_HATCH, group: null, clip, style: STYLE, path: TILE, tilePx: SIDE, box };
}

function drawn(list: readonly ops.Op[], scale = 1, width = WIDTH, height = HEIGHT): number[] {
  const software = new Software();
  software.draw(list, width * scale, height * scale, scale);
  return Array.from(software.bitmap.pixels);
}

/** The tile of one column and row, drawn as a path that is moved there and clipped. */
function tile(column: number, row: number): ops.DrawPath {
  const [left, top] = [column * SIDE, row * SIDE];
  const moved = { ...TILE, x: TILE.x?.map((x) => x + left) ?? null, y: TILE.y?.map((y) => y + top) ?? null };
  const clip: ops.Clip = { type: ops.CLIP, rect: [left, top, SIDE, SIDE], paths: [] };
  return { type: ops.DRAW_PATH, group: null, clip, style: STYLE, path: moved };
}

test.each([1, 2, 3])("at scale %d tiles lie side by side, and none reaches into another", (scale) => {
  const tiles = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => tile(column, row)));
  expect(drawn([hatch([0, 0, WIDTH, HEIGHT])], scale)).toEqual(drawn(tiles, scale));
});

test("what is drawn are the tiles that lie in the box", () => {
  expect(drawn([hatch([12, 9, 3, 2])])).toEqual(drawn([tile(1, 0), tile(1, 1)]));
  expect(drawn([hatch([-50, 12, 52, 3])])).toEqual(drawn([tile(0, 1)]));
  expect(drawn([hatch([20, 20, 1000, 1000])])).toEqual(drawn([tile(2, 2)]));
  for (const nothing of [[12, 9, 0, 9], [12, 9, 9, 0], [30, 0, 9, 9], [-9, -9, 9, 9]]) {
    expect(drawn([hatch(nothing)])).toEqual(drawn([]));
  } // biome-ignore format: boxes
});

test("tiles are whole canvas pixels at any scale", () => {
  const software = new Software();
  software.draw([hatch([0, 0, WIDTH, HEIGHT])], 40, 32, 1.33); // 13 instead of 13.3
  const { pixels } = software.bitmap;
  for (let y = 0; y < 26; y++) {
    for (let x = 0; x < 26; x++) expect(pixels[y * 40 + x]).toBe(pixels[(y % 13) * 40 + (x % 13)]);
  }
});

test("a tile larger than the canvas is drawn as far as it shows", () => {
  const large = { ...hatch([0, 0, 9, 9]), tilePx: 1000 };
  const size = { ...TILE, x: TILE.x?.map((x) => 100 * x) ?? null, y: TILE.y?.map((y) => 100 * y) ?? null };
  expect(drawn([{ ...large, path: size }], 1, 9, 9)).toEqual(drawn([{ ...tile(0, 0), path: size }], 1, 9, 9));
});

test("it fills its clip", () => {
  const shape = path([3, 25, 14], [2, 8, 22], []);
  const clip: ops.Clip = { type: ops.CLIP, rect: [0, 0, 20, 20], paths: [shape] };
  const inside = { ...clip, rect: [10, 10, 10, 10] };
  const [of] = drawn([hatch([0, 0, 30, 30], clip)]).slice(15 * WIDTH + 15);
  expect(of).toBe(drawn([{ ...tile(1, 1), clip: inside }])[15 * WIDTH + 15]);
  expect(drawn([hatch([0, 0, 30, 30], clip)])[21 * WIDTH + 14]).toBe(0);
});

test("nothing is drawn without a style, a path or a colour", () => {
  const whole = hatch([0, 0, WIDTH, HEIGHT]);
  const unseen = { ...STYLE, fill: 0, lineWidthPx: 0 };
  for (const op of [
    { ...whole, style: null },
    { ...whole, path: null },
    { ...whole, style: unseen },
  ]) {
    expect(drawn([op])).toEqual(drawn([]));
  }
});
