// What is drawn without the canvas: exact coverage, and what is quick agrees with what is exact.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bitmap } from "../src/bitmap.ts";
import { Cells, type Window } from "../src/cells.ts";
import { crc32 } from "../src/crc32.ts";
import { circleOf, disc, ring } from "../src/discs.ts";
import { Ink, pixelOver } from "../src/ink.ts";
import * as ops from "../src/ops.gen.ts";
import { Software } from "../src/software.ts";
import { StreamReader } from "../src/stream.ts";
import { log, NAMES } from "./vectors.ts";

const BLACK = 0x000000ff;
const NOTHING = 0;
const STYLE: ops.Style = {
  type: ops.STYLE,
  fill: NOTHING,
  stroke: NOTHING,
  lineWidthPx: 0,
  cap: 0,
  join: 0,
  miterLimit: 10,
  antialias: 1,
  dashOffsetPx: 0,
  dashesPx: [],
};
const FILLED: ops.Style = { ...STYLE, fill: BLACK };

type Point = readonly [x: number, y: number];

function path(points: readonly Point[], codes: readonly number[] = [], bits = 8): ops.Path {
  const unit = 2 ** bits;
  return {
    type: ops.PATH,
    bits,
    codes: Uint8Array.from(codes),
    x: Int32Array.from(points, ([x]) => Math.round(x * unit)),
    y: Int32Array.from(points, ([, y]) => Math.round(y * unit)),
    snap: 0,
    snapWidthPx: 0,
    unhinted: null,
  };
}

function drawPath(shape: ops.Path, style: ops.Style, clip: ops.Clip | null = null): ops.DrawPath {
  return { type: ops.DRAW_PATH, group: null, clip, style, path: shape };
}

/** Alpha of each pixel. */
function alphas(list: readonly ops.Op[], width: number, height: number, scale = 1): number[][] {
  const software = new Software();
  software.draw(list, width, height, scale);
  const rows: number[][] = [];
  for (let y = 0; y < height; y++) {
    const row = software.bitmap.pixels.slice(y * width, (y + 1) * width);
    rows.push(Array.from(row, (pixel) => pixel >>> 24));
  }
  return rows;
}

function total(rows: readonly (readonly number[])[]): number {
  return rows.flat().reduce((sum, alpha) => sum + alpha, 0);
}

/** matplotlib's unit circle: eight cubic curves. */
function circle(x: number, y: number, radius: number, bits = 16): ops.Path {
  const magic = 0.2652031;
  const r = Math.SQRT1_2;
  const inner = magic * r;
  const eighth: Point[] = [
    [0, -1], [magic, -1], [r - inner, -r - inner], [r, -r],
    [r + inner, -r + inner], [1, -magic], [1, 0],
    [1, magic], [r + inner, r - inner], [r, r],
    [r - inner, r + inner], [magic, 1], [0, 1],
    [-magic, 1], [-r + inner, r + inner], [-r, r],
    [-r - inner, r - inner], [-1, magic], [-1, 0],
    [-1, -magic], [-r - inner, -r + inner], [-r, -r],
    [-r + inner, -r - inner], [-magic, -1], [0, -1], [0, -1],
  ]; // biome-ignore format: by curves
  const codes = eighth.map((_, i) => (i === 0 ? 1 : i === eighth.length - 1 ? 79 : 4));
  return path(
    eighth.map(([u, v]) => [x + radius * u, y + radius * v]),
    codes,
    bits,
  );
}

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

describe("strokes", () => {
  const horizontal = path([[2, 3.5], [7, 3.5]]); // biome-ignore format: ends

  test.each([
    ["butt", 0, 5],
    ["square", 2, 6],
  ])("a line with %s caps covers its length times its width", (_, cap, length) => {
    const rows = alphas([drawPath(horizontal, { ...STYLE, stroke: BLACK, lineWidthPx: 1, cap })], 10, 6);
    expect(total(rows) / 255).toBeCloseTo(length, 1);
    expect(total([rows[3] ?? []])).toBe(total(rows));
  });

  test("round caps and joins are half circles", () => {
    const style = { ...STYLE, stroke: BLACK, lineWidthPx: 12, cap: 1, join: 1 };
    const rows = alphas([drawPath(path([[20, 20], [40, 20]]), style)], 60, 40); // biome-ignore format: ends
    const share = total(rows) / 255 / (20 * 12 + Math.PI * 36);
    expect(share).toBeGreaterThan(0.99); // Agg's arcs are polygons inside of the circle
    expect(share).toBeLessThan(1);
  });

  test("a translucent line is nowhere darker than its colour", () => {
    const style = { ...STYLE, stroke: 0x00000080, lineWidthPx: 3, join: 1 };
    const zigzag = path(Array.from({ length: 40 }, (_, i) => [5 + (i % 2) * 30, 5 + i]));
    expect(Math.max(...alphas([drawPath(zigzag, style)], 50, 50).flat())).toBe(0x80);
  });

  test("a path that goes there and back is a line", () => {
    const there = path([[2, 3.5], [7, 3.5], [2, 3.5], [2, 3.5]], [1, 2, 2, 79]); // biome-ignore format: ends
    const style = { ...STYLE, stroke: BLACK, lineWidthPx: 1 };
    expect(alphas([drawPath(there, style)], 10, 6)).toEqual(alphas([drawPath(horizontal, style)], 10, 6));
  });

  test("dashes cover their share, from the offset on, along corners", () => {
    const style = { ...STYLE, stroke: BLACK, lineWidthPx: 1, dashesPx: [2, 1] };
    const row = alphas([drawPath(path([[0, 0.5], [12, 0.5]]), style)], 12, 1)[0]; // biome-ignore format: ends
    expect(row).toEqual([255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0]);
    const shifted = { ...style, dashOffsetPx: -1 };
    const other = alphas([drawPath(path([[0, 0.5], [6, 0.5]]), shifted)], 6, 1)[0]; // biome-ignore format: ends
    expect(other).toEqual([0, 255, 255, 0, 255, 255]);
    const square = path([[4, 4], [24, 4], [24, 24], [4, 24], [4, 4]], [1, 2, 2, 2, 79]); // biome-ignore format: corners
    const around = total(alphas([drawPath(square, { ...style, dashesPx: [5, 5] })], 30, 30));
    expect(around / 255).toBeCloseTo(40, 0);
  });

  test.each([[[0, 0]], [[1e-7, 1e-7]], [[0, 0, 0]]])("dashes of %j are a solid line", (dashesPx) => {
    const style = { ...STYLE, stroke: BLACK, lineWidthPx: 1, dashesPx };
    expect(total(alphas([drawPath(horizontal, style)], 10, 6))).toBe(5 * 255);
  });
});

describe("circles", () => {
  test("are known by their vertices", () => {
    const found = circleOf(circle(3, -2, 0.5));
    expect(found?.x).toBeCloseTo(3, 4);
    expect(found?.y).toBeCloseTo(-2, 4);
    expect(found?.radius).toBeCloseTo(0.5, 4);
    const round = circle(0, 0, 1);
    const flat = { ...round, y: (round.y as Int32Array).map((v) => v / 2) };
    expect(circleOf(flat)).toBeNull();
    const dented = { ...round, x: (round.x as Int32Array).map((v, i) => (i === 9 ? v * 0.9 : v)) };
    expect(circleOf(dented)).toBeNull();
    const star = { ...round, x: (round.x as Int32Array).map((_, i, all) => all[(i * 3) % 24] as number) };
    expect(circleOf(star)).toBeNull();
    expect(circleOf({ ...round, codes: round.codes.map((code) => (code === 4 ? 2 : code)) })).toBeNull();
  });

  test("differ little from the same shape drawn exactly", () => {
    const place = fc.double({ min: 15, max: 16, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.double({ min: 1, max: 12, noNaN: true }), (x, y, radius) => {
        const exact = alphas([drawPath(circle(x, y, radius), FILLED)], 32, 32).flat();
        const bitmap = new Bitmap();
        bitmap.begin(32, 32);
        disc(bitmap, x, y, radius, new Ink(BLACK));
        const squares = exact.map((alpha, i) => (alpha - ((bitmap.pixels[i] as number) >>> 24)) ** 2);
        const touched = 2 * Math.PI * radius * 1.3; // pixels at the edge
        expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / touched)).toBeLessThan(14);
      }),
      { numRuns: 200 },
    );
  });

  test("end where the clip ends", () => {
    const ink = new Ink(BLACK);
    const whole = new Bitmap();
    whole.begin(24, 24);
    disc(whole, 12.2, 11.7, 8, ink);
    for (let at = -2; at < 26; at++) {
      const window = { left: Math.max(at, 0), top: 3, right: Math.min(Math.max(at + 5, 0), 24), bottom: 21 };
      for (const draw of [disc, (...[to, x, y, r]: Parameters<typeof disc>) => ring(to, x, y, r, 0, ink)]) {
        const part = new Bitmap();
        part.begin(24, 24);
        part.clip = window;
        draw(part, 12.2, 11.7, 8, ink);
        for (let y = 0; y < 24; y++) {
          for (let x = 0; x < 24; x++) {
            const isInside = x >= window.left && x < window.right && y >= window.top && y < window.bottom;
            const alpha = (part.pixels[y * 24 + x] as number) >>> 24;
            const expected = isInside ? (whole.pixels[y * 24 + x] as number) >>> 24 : 0;
            expect(Math.abs(alpha - expected)).toBeLessThanOrEqual(draw === disc ? 0 : 6);
          }
        }
      }
    }
  });

  test("a ring is the outer disc without the inner", () => {
    const bitmap = new Bitmap();
    bitmap.begin(40, 40);
    ring(bitmap, 20.3, 19.8, 12, 9, new Ink(BLACK));
    const covered = Array.from(bitmap.pixels, (pixel) => pixel >>> 24).reduce((sum, alpha) => sum + alpha, 0);
    expect(covered / 255).toBeCloseTo(Math.PI * (144 - 81), -0.5);
    expect((bitmap.pixels[20 * 40 + 20] as number) >>> 24).toBe(0);
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
        expect(performance.now() - start).toBeLessThan(5000);
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
