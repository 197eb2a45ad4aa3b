// Circles, which are drawn from their distance to each pixel.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bitmap } from "../src/bitmap.ts";
import { circleOf, disc, ring } from "../src/discs.ts";
import { Ink } from "../src/ink.ts";
import * as ops from "../src/ops.gen.ts";
import { alphas, BLACK, circle, drawPath, FILLED } from "./drawn.ts";

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

  test("cover all that is well inside and nothing outside, from the smallest to the largest", () => {
    const place = fc.double({ min: 70, max: 71, noNaN: true });
    const radius = fc.oneof(fc.constantFrom(1, 64), fc.double({ min: 1, max: 64, noNaN: true }));
    fc.assert(
      fc.property(place, place, radius, fc.constantFrom(0, 0xffffffff), (x, y, r, below) => {
        const bitmap = new Bitmap();
        bitmap.begin(142, 142);
        bitmap.pixels.fill(below);
        disc(bitmap, x, y, r, new Ink(BLACK));
        for (const [at, pixel] of bitmap.pixels.entries()) {
          const distance = Math.hypot((at % 142) + 0.5 - x, Math.floor(at / 142) + 0.5 - y);
          if (distance <= r - Math.SQRT1_2 && pixel !== 0xff000000) expect(pixel).toBe(0xff000000);
          if (distance >= r + Math.SQRT1_2 && pixel !== below) expect(pixel).toBe(below);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("with an edge of their own colour are one disc, however small what the edge leaves inside", () => {
    const style = { ...FILLED, stroke: BLACK, lineWidthPx: 1 };
    const collection: ops.DrawCollection = {
      type: ops.DRAW_COLLECTION,
      group: null,
      clip: null,
      styles: [style],
      styleIndex: null,
      paths: [circle(0, 0, 0.5)],
      pathIndex: null,
      matrixBits: 8,
      a: Int32Array.of(1.6 * 256), // a radius of 0.8: within half of the edge is less than a pixel
      b: null,
      c: null,
      d: null,
      bits: 8,
      x: Int32Array.of(5.25 * 256),
      y: Int32Array.of(4.5 * 256),
      pathList: null,
    };
    const bitmap = new Bitmap();
    bitmap.begin(10, 9);
    disc(bitmap, 5.25, 4.5, (1.6 * 256 * 0.5) / 256 + 0.5, new Ink(BLACK));
    const drawn = alphas([collection], 10, 9).flat();
    const differences = drawn.map((alpha, i) => Math.abs(alpha - ((bitmap.pixels[i] as number) >>> 24)));
    expect(Math.max(...drawn)).toBe(255);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1); // the matrix is rounded
  });
});
