import { describe, expect, test } from "vitest";
import { type FigureAt, figuresAt, figureToFollow, stateText } from "../src/following.ts";

/** A figure that is drawn once a second in [first, last], at `time`. */
function at(figure: number, first: number, last: number, time: number): FigureAt {
  const frames = last - first + 1;
  const number = Math.min(Math.floor(time) - first, frames - 1);
  const begun = number >= 0;
  return {
    figure,
    frames,
    number: begun ? number : -1,
    timeNs: begun ? (first + number) * 1e9 : -1,
    firstNs: begun ? first * 1e9 : Number.POSITIVE_INFINITY,
  };
}

const runs = (time: number) => [at(1, 0, 9, time), at(2, 10, 19, time), at(3, 20, 20, time)];

describe("figures one after the other", () => {
  test.each([
    [1, 5, null],
    [1, 9.5, null],
    [1, 10, 2],
    [2, 12, null],
    [2, 20, 3],
    [1, 20, 3],
    [3, 20, null],
    [3, 0, 1], // from the start again
  ])("figure %d at %d s: to %j", (selected, time, next) => {
    expect(figureToFollow(selected, runs(time))).toBe(next);
  });

  test.each([
    [5, ["", "not yet drawn", "not yet drawn"]],
    [10, ["last frame", "", "not yet drawn"]],
    [20, ["", "", ""]],
  ])("at %d s are called %j", (time, texts) => {
    const all = runs(time);
    expect(all.map((one) => stateText(one, all))).toEqual(texts);
  });
});

test("figures that are drawn in turns are not left for one frame more", () => {
  for (const selected of [1, 2]) {
    for (const time of [1, 5, 18, 19, 20]) {
      expect(figureToFollow(selected, [at(1, 0, 19, time), at(2, 1, 20, time)])).toBeNull();
    }
  }
});

test("one that goes on is followed when the other stops", () => {
  expect(figureToFollow(1, [at(1, 0, 5, 7), at(2, 0, 20, 7)])).toBe(2);
});

test("a figure that cannot be read is left out", async () => {
  const recording = {
    figures: [1, 2, 3].map((figure) => ({ figure, frames: figure === 3 ? 0 : 2 })),
    frameAt: async (figure: number) => {
      if (figure === 1) throw new Error("damaged");
      return 1;
    },
    timeOf: async (_: number, number: number) => 10 + number,
  } as unknown as Parameters<typeof figuresAt>[0];
  expect(await figuresAt(recording, 50)).toEqual([
    { figure: 2, frames: 2, number: 1, timeNs: 11, firstNs: 10 },
  ]);
});
