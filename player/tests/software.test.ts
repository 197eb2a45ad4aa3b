// What is drawn without the canvas: exact coverage, and what is quick agrees with what is exact.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bitmap } from "../src/bitmap.ts";
import { Cells, type Window } from "../src/cells.ts";
import { crc32 } from "../src/crc32.ts";
import { Ink, mixed, pixelOver } from "../src/ink.ts";
import * as ops from "../src/ops.gen.ts";
import { Software } from "../src/software.ts";
import { StreamReader } from "../src/stream.ts";
import { alphas, BLACK, drawPath, FILLED, type Point, path, STYLE, total } from "./drawn.ts";
import { log, NAMES } from "./vectors.ts";

describe("coverage", () => {
  test("of a rectangle between pixels is its area in each", () => {
    const box = path([[1.25, 2.5], [3.5, 2.5], [3.5, 4], [1.25, 4]]); // biome-ignore format: corners
    expect(alphas([drawPath(box, FILLED)], 5, 5)).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 96, 128, 64, 0],
      [0, 192, 255, 128, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  test("of a triangle is what lies inside", () => {
    const triangle = path([[0, 0], [4, 0], [0, 4]]); // biome-ignore format: corners
    expect(alphas([drawPath(triangle, FILLED)], 4, 4)).toEqual([
      [255, 255, 255, 128],
      [255, 255, 128, 0],
      [255, 128, 0, 0],
      [128, 0, 0, 0],
    ]);
  });

  test("by the non-zero rule", () => {
    const twice = path(
      [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0], [1, 1], [3, 1], [3, 3], [1, 3], [1, 1]],
      [1, 2, 2, 2, 79, 1, 2, 2, 2, 79],
    ); // biome-ignore format: corners
    const ring = path(
      [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0], [1, 1], [1, 3], [3, 3], [3, 1], [1, 1]],
      [1, 2, 2, 2, 79, 1, 2, 2, 2, 79],
    ); // biome-ignore format: corners
    expect(total(alphas([drawPath(twice, FILLED)], 4, 4))).toBe(16 * 255);
    expect(total(alphas([drawPath(ring, FILLED)], 4, 4))).toBe(12 * 255);
  });

  test("with hard edges is all or nothing, and all where anything is touched", () => {
    const triangle = path([[0.9, 0], [4, 0], [0.9, 3.1]]); // biome-ignore format: corners
    const rows = alphas([drawPath(triangle, { ...FILLED, antialias: 0 })], 4, 4);
    expect(rows).toEqual([
      [255, 255, 255, 255],
      [255, 255, 255, 0],
      [255, 255, 0, 0],
      [255, 0, 0, 0],
    ]);
  });

  test("inside of a window is that of the whole", () => {
    const coordinate = fc.integer({ min: -40 * 256, max: 60 * 256 }).map((v) => v / 256);
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(points, fc.boolean(), (corners, isStroked) => {
        const shape = path(corners);
        const style = isStroked ? { ...STYLE, stroke: BLACK, lineWidthPx: 3, join: 1 } : FILLED;
        const clip: ops.Clip = { type: ops.CLIP, rect: [5, 3, 11, 9], paths: [] };
        const moved = path(corners.map(([x, y]) => [x + 60, y + 60]));
        const whole = alphas([drawPath(moved, style)], 140, 140);
        const part = alphas([drawPath(shape, style, clip)], 20, 20);
        for (let y = 0; y < 20; y++) {
          for (let x = 0; x < 20; x++) {
            const isInside = x >= 5 && x < 16 && y >= 3 && y < 12;
            const expected = isInside ? (whole[y + 60]?.[x + 60] ?? 0) : 0;
            // where an edge is cut it is rounded once more
            expect(Math.abs((part[y]?.[x] ?? 0) - expected)).toBeLessThanOrEqual(4);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("colours", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  const pixel = fc.tuple(channel, channel, channel, channel);

  test("are laid over each other as everywhere", () => {
    fc.assert(
      fc.property(pixel, pixel, channel, ([r, g, b, a], [br, bg, bb, ba], cover) => {
        const ink = new Ink(((r << 24) | (g << 16) | (b << 8) | a) >>> 0);
        const below = ((ba << 24) | (bb << 16) | (bg << 8) | br) >>> 0;
        const found = ink.over(below, cover);
        const share = (a / 255) * (cover / 255);
        const alpha = share + (ba / 255) * (1 - share);
        expect(Math.abs((found >>> 24) - 255 * alpha)).toBeLessThanOrEqual(1.6);
        if (alpha < 0.1) return; // of what is hardly seen, the colour is rounded much
        const mean = (above: number, under: number): number =>
          (above * share + under * (ba / 255) * (1 - share)) / alpha;
        const off = alpha === 1 ? 3 : 1 + 2 / alpha;
        expect(Math.abs((found & 255) - mean(r, br))).toBeLessThanOrEqual(off);
        expect(Math.abs(((found >>> 8) & 255) - mean(g, bg))).toBeLessThanOrEqual(off);
        expect(Math.abs(((found >>> 16) & 255) - mean(b, bb))).toBeLessThanOrEqual(off);
      }),
      { numRuns: 1000 },
    );
  });

  test("are mixed channel by channel, and rounded", () => {
    fc.assert(
      fc.property(pixel, pixel, fc.nat(256), ([r, g, b], [br, bg, bb], share) => {
        const below = ((255 << 24) | (bb << 16) | (bg << 8) | br) >>> 0;
        const part = (above: number, under: number): number =>
          (above * share + under * (256 - share) + 128) >> 8;
        const expected = (part(b, bb) << 16) | (part(g, bg) << 8) | part(r, br);
        expect(mixed((b << 16) | r, g << 8, below, share)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is opaque hides, what is transparent does not", () => {
    expect(new Ink(0x112233ff).over(0xffabcdef, 255)).toBe(0xff332211);
    expect(new Ink(0x112233ff).over(0xffabcdef, 0)).toBe(0xffabcdef);
    expect(pixelOver(0x00332211, 0xffabcdef)).toBe(0xffabcdef);
    expect(pixelOver(0xff332211, 0x80abcdef)).toBe(0xff332211);
  });
});

test("a sweep leaves nothing behind for the next shape", () => {
  const cells = new Cells();
  const window: Window = { left: -3, top: 2, right: 61, bottom: 40 };
  const bitmap = new Bitmap();
  bitmap.begin(64, 64);
  for (let i = 0; i < 50; i++) {
    cells.begin({ ...window, right: window.right + (i % 3) });
    cells.moveTo(-90, -50);
    cells.lineTo(200 - i, 10 + i);
    cells.lineTo(i, 300);
    bitmap.paint(cells, { left: 0, top: 2, right: 61 + (i % 3), bottom: 40 }, new Ink(BLACK), false);
    expect(cells.sums.every((sum) => sum === 0)).toBe(true);
    expect(cells.touched.every((touched) => touched === 0)).toBe(true);
  }
});

describe("images", () => {
  const image = (width: number, height: number, pixel: (i: number) => number): ops.Image => ({
    type: ops.IMAGE,
    widthPx: width,
    heightPx: height,
    palette: new Uint8Array(0),
    data: Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? pixel(i >> 2) : i >> 2)),
  });
  const draw = (what: ops.Image, place: readonly number[], smooth: number, scale: number): number[][] => {
    const [xPx = 0, yPx = 0, widthPx = 0, heightPx = 0] = place;
    const op: ops.DrawImage = {
      type: ops.DRAW_IMAGE,
      group: null,
      clip: null,
      image: what,
      ...{ xPx, yPx, widthPx, heightPx, smooth },
    };
    return alphas([op], 8, 4, scale);
  };

  test("lie where they are put, partly outside of the picture", () => {
    const rows = draw(image(3, 2, (i) => 10 * (i + 1)), [-1, 3, 3, 2], 0, 1); // biome-ignore format: one line
    expect(rows[3]).toEqual([20, 30, 0, 0, 0, 0, 0, 0]);
    expect(total(rows)).toBe(50);
  });

  test("are whole pixels, or means, at another scale", () => {
    const steps = image(2, 1, (i) => 100 * i);
    expect(draw(steps, [0, 0, 2, 1], 0, 2)[0]).toEqual([0, 0, 100, 100, 0, 0, 0, 0]);
    expect(draw(steps, [0, 0, 2, 1], 1, 2)[0]).toEqual([0, 25, 75, 100, 0, 0, 0, 0]);
  });
});

test("where parts of a stroke lie on each other, what they cover of a pixel adds up, as in Agg", () => {
  const line = { ...STYLE, stroke: BLACK, lineWidthPx: 0.25 };
  const once = path([[0, 1.5], [3, 1.5]]); // biome-ignore format: corners
  const twice = path([[0, 1.5], [3, 1.5], [0, 1.5], [3, 1.5]], [1, 2, 1, 2]); // biome-ignore format: corners
  expect(alphas([drawPath(once, line)], 3, 3)[1]).toEqual([64, 64, 64]);
  expect(alphas([drawPath(twice, line)], 3, 3)[1]).toEqual([128, 128, 128]);
});

test("a marker too large to be kept is drawn like any other", () => {
  const large = path([[-800, -800], [800, -800], [800, 800]]); // biome-ignore format: corners
  const markers: ops.DrawMarkers = {
    type: ops.DRAW_MARKERS,
    group: null,
    clip: null,
    style: { ...FILLED, stroke: 0xff0000ff, lineWidthPx: 2 },
    path: large,
    bits: 0,
    x: Int32Array.of(5, 9),
    y: Int32Array.of(5, 2),
    snap: 0,
  };
  const shapes = [[5, 5], [9, 2]].map(([x = 0, y = 0]) =>
    drawPath(path([[x - 800, y - 800], [x + 800, y - 800], [x + 800, y + 800]]), { ...FILLED, stroke: 0xff0000ff, lineWidthPx: 2 }),
  ); // biome-ignore format: corners
  expect(alphas([markers], 20, 12)).toEqual(alphas(shapes, 20, 12));
});

test("whatever a log may hold is drawn in bounded time", () => {
  const extreme = fc.constantFrom(0, 1, -1, 255, -1000, 2 ** 30, -(2 ** 30), 2 ** 31 - 1, -(2 ** 31));
  const vertex = fc.tuple(extreme, extreme);
  const width = fc.constantFrom(0.001, 1, 100, 999_999);
  const dashes = fc.constantFrom([], [0, 0], [1e-30], [3, 1, 999_999], [0.01, 0]);
  fc.assert(
    fc.property(
      fc.array(vertex, { minLength: 4, maxLength: 4 }),
      fc.tuple(fc.nat(24), fc.nat(2), fc.nat(2), fc.nat(1), fc.nat(1)),
      fc.tuple(width, dashes, extreme, extreme),
      ([first, ...controls], [bits, cap, join, antialias, snap], [lineWidthPx, dashesPx, a, c]) => {
        const curve = { ...path([first as Point, ...(controls as Point[])], [1, 4, 4, 4], 0), bits, snap };
        const style = { ...FILLED, stroke: 0xff0000ff, lineWidthPx, cap, join, antialias, dashesPx };
        const collection: ops.DrawCollection = {
          type: ops.DRAW_COLLECTION,
          group: null,
          clip: null,
          styles: [style],
          styleIndex: null,
          paths: [curve],
          pathIndex: null,
          matrixBits: 0,
          a: Int32Array.of(a),
          b: null,
          c: Int32Array.of(c),
          d: null,
          bits: 0,
          x: Int32Array.of(c),
          y: Int32Array.of(a),
          pathList: null,
        };
        const start = performance.now();
        alphas([drawPath(curve, style), collection], 50, 40, 1.5);
        expect(performance.now() - start).toBeLessThan(20_000); // some tenths where nothing else runs
      },
    ),
    { numRuns: 300 },
  );
});

test("what pictures have in common at their start is drawn once, and nothing looks different", () => {
  const box = (x: number): ops.DrawPath => {
    const clip: ops.Clip = { type: ops.CLIP, rect: [x, 1, 9, 7], paths: [] };
    const corners = path([[x, 0.5], [x + 5.25, 0.5], [x + 5.25, 8], [x, 8]]); // biome-ignore format: corners
    return drawPath(corners, { ...FILLED, fill: 0x20406080 + x }, x % 2 === 0 ? clip : null);
  };
  const pool = Array.from({ length: 12 }, (_, i) => box(i));
  const used = new Software();
  const picture = fc.tuple(fc.nat(12), fc.array(fc.nat(11), { maxLength: 6 }), fc.constantFrom(1, 2));
  fc.assert(
    fc.property(fc.array(picture, { minLength: 2, maxLength: 8 }), (pictures) => {
      for (const [common, others, scale] of pictures) {
        const list = [...pool.slice(0, common), ...others.map((i) => pool[i] as ops.Op)];
        const fresh = new Software();
        for (const software of [used, fresh]) software.draw(list, 24 * scale, 10 * scale, scale);
        expect(Array.from(used.bitmap.pixels)).toEqual(Array.from(fresh.bitmap.pixels));
      }
    }),
    { numRuns: 200 },
  );
});

test.each(NAMES)("%s: a frame has the same pixels whatever was drawn before, at any scale", (name) => {
  const frames = new StreamReader().feed(log(name)).filter((record) => record.type === ops.FRAME);
  const used = new Software();
  const hash = (software: Software, list: readonly ops.Op[], scale: number): number => {
    software.draw(list, Math.round(200 * scale), Math.round(150 * scale), scale);
    return crc32(new Uint8Array(software.bitmap.pixels.slice().buffer));
  };
  for (const scale of [1, 2, 1.37, 1]) {
    for (const { ops: list } of frames.slice(0, 12)) {
      expect(hash(used, list, scale)).toBe(hash(new Software(), list, scale));
    }
  }
});
