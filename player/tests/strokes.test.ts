// Lines of some width: caps, corners, dashes.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cells } from "../src/cells.ts";
import { Stroker } from "../src/stroker.ts";
import { alphas, BLACK, drawPath, type Point, path, STYLE, total } from "./drawn.ts";

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

  test("a round corner has Agg's vertices, whether its angles are asked for or not", () => {
    const angle = fc.double({ min: 0.1, max: 3.1, noNaN: true });
    fc.assert(
      fc.property(angle, angle, fc.double({ min: 0.1, max: 40, noNaN: true }), (first, turn, width) => {
        const places: Point[] = [];
        const cells = {
          moveTo: (x: number, y: number) => places.push([x, y]),
          lineTo: (x: number, y: number) => places.push([x, y]),
          close: () => {},
        };
        const stroker = new Stroker(cells as unknown as Cells);
        stroker.style(width, 0, 1, 4);
        stroker.add(0, 0);
        stroker.add(1000 * Math.cos(first), 1000 * Math.sin(first));
        stroker.add(
          1000 * (Math.cos(first) + Math.cos(first + turn)),
          1000 * (Math.sin(first) + Math.sin(first + turn)),
        );
        stroker.end(false);
        const half = width / 2;
        const steps = turn / (2 * Math.acos(half / (half + 0.125)));
        fc.pre(Math.abs(steps - Math.round(steps)) > 1e-5);
        const [x, y] = [1000 * Math.cos(first), 1000 * Math.sin(first)];
        const outer = places.filter(([u, v]) => Math.abs(Math.hypot(u - x, v - y) - half) < 1e-9);
        expect(outer.length).toBe(Math.floor(steps) + 2);
      }),
    );
  });
});
