// The golden vectors say the same to the player as to the Python decoder (tests/wire/test_vectors.py).

import { describe, expect, test } from "vitest";
import { FRAME } from "../src/ops.gen.ts";
import { type Picture, Pictures } from "../src/pictures.ts";
import { Recording } from "../src/recording.ts";
import { BlobSource } from "../src/source.ts";
import { StreamReader } from "../src/stream.ts";
import { type Call, canvasCalls } from "../src/trace.ts";
import { json, log, NAMES, written } from "./vectors.ts";

interface FrameCalls {
  readonly figure: number;
  readonly number: number;
  /** 1 if it is not there. */
  readonly scale?: number;
  readonly calls: unknown;
}

/** The calls that draw a picture at a scale, on a canvas of its size. */
function callsOf({ ops, widthPx, heightPx }: Picture, scale: number): Call[] {
  return canvasCalls(ops, scale, {
    width: Math.round(scale * widthPx),
    height: Math.round(scale * heightPx),
  });
}

test("there are vectors", () => {
  expect(NAMES.length).toBeGreaterThan(4);
});

describe.each(NAMES)("%s", (name) => {
  test("records", () => {
    expect(written(new StreamReader().feed(log(name)))).toEqual(json(`${name}.json`));
  });

  test("canvas calls", () => {
    const pictures = new Pictures();
    const found = new Map<string, Picture>();
    for (const record of new StreamReader().feed(log(name))) {
      const picture = pictures.apply(record);
      if (picture !== null && record.type === FRAME)
        found.set(`${picture.figure} ${picture.number}`, picture);
    }
    const expected = json(`${name}.calls.json`) as FrameCalls[];
    expect(new Set(expected.map(({ figure, number }) => `${figure} ${number}`))).toEqual(
      new Set(found.keys()),
    );
    for (const { figure, number, scale, calls } of expected) {
      const picture = found.get(`${figure} ${number}`) as Picture;
      expect(callsOf(picture, scale ?? 1)).toEqual(calls);
    }
  });

  test("frames of a recording, in any order", async () => {
    const recording = await Recording.open(new BlobSource(new Blob([log(name)])));
    const expected = (json(`${name}.calls.json`) as FrameCalls[]).filter(({ scale }) => scale === undefined);
    expect(recording.damage).toBeNull();
    expect(recording.figures.reduce((sum, { frames }) => sum + frames, 0)).toBe(expected.length);
    for (const { figure, number, calls } of [...expected].reverse()) {
      const picture = await recording.frame(figure, number);
      expect(picture).toMatchObject({ figure, number });
      expect(callsOf(picture, 1)).toEqual(calls);
      expect(await recording.timeOf(figure, number)).toBe(picture.timeNs);
      expect(await recording.frameAt(figure, picture.timeNs)).toBe(number);
      if (picture.timeNs > 0) expect(await recording.frameAt(figure, picture.timeNs - 1)).toBe(number - 1);
    }
  });
});
