// The golden vectors say the same to the player as to the Python decoder (tests/wire/test_vectors.py).

import { describe, expect, test } from "vitest";
import { FRAME } from "../src/ops.gen.ts";
import { Recording } from "../src/recording.ts";
import { BlobSource } from "../src/source.ts";
import { StreamReader } from "../src/stream.ts";
import { canvasCalls } from "../src/trace.ts";
import { json, log, NAMES, written } from "./vectors.ts";

interface FrameCalls {
  readonly figure: number;
  readonly number: number;
  readonly calls: unknown;
}

test("there are vectors", () => {
  expect(NAMES.length).toBeGreaterThan(4);
});

describe.each(NAMES)("%s", (name) => {
  test("records", () => {
    expect(written(new StreamReader().feed(log(name)))).toEqual(json(`${name}.json`));
  });

  test("canvas calls", () => {
    const frames = new StreamReader().feed(log(name)).filter((record) => record.type === FRAME);
    const calls = frames.map(({ figure, number, ops }) => ({ figure, number, calls: canvasCalls(ops) }));
    expect(calls).toEqual(json(`${name}.calls.json`));
  });

  test("frames of a recording, in any order", async () => {
    const recording = await Recording.open(new BlobSource(new Blob([log(name)])));
    const expected = json(`${name}.calls.json`) as FrameCalls[];
    expect(recording.damage).toBeNull();
    expect(recording.figures.reduce((sum, { frames }) => sum + frames, 0)).toBe(expected.length);
    for (const { figure, number, calls } of [...expected].reverse()) {
      const picture = await recording.frame(figure, number);
      expect(picture).toMatchObject({ figure, number });
      expect(canvasCalls(picture.ops)).toEqual(calls);
      expect(await recording.timeOf(figure, number)).toBe(picture.timeNs);
      expect(await recording.frameAt(figure, picture.timeNs)).toBe(number);
      if (picture.timeNs > 0) expect(await recording.frameAt(figure, picture.timeNs - 1)).toBe(number - 1);
    }
  });
});
