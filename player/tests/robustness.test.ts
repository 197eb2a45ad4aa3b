// Whatever happens to the bytes: the same records, a correct prefix of them, or an H5RecError.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { H5RecError } from "../src/errors.ts";
import type { Rec } from "../src/ops.gen.ts";
import { FRAME } from "../src/ops.gen.ts";
import { Recording } from "../src/recording.ts";
import { BlobSource } from "../src/source.ts";
import { StreamReader } from "../src/stream.ts";
import { canvasCalls } from "../src/trace.ts";
import { log, NAMES, written } from "./vectors.ts";

function recordsOf(bytes: Uint8Array, cuts: readonly number[] = []): Rec[] {
  const reader = new StreamReader();
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).flatMap((edge, i) => reader.feed(bytes.subarray(edges[i], edge)));
}

function framesOf(records: readonly Rec[]): Map<string, string> {
  const frames = new Map<string, string>();
  for (const record of records) {
    if (record.type === FRAME)
      frames.set(`${record.figure} ${record.number}`, JSON.stringify(canvasCalls(record.ops)));
  }
  return frames;
}

/** Read all that a damaged log still gives and compare it with what was recorded. */
async function expectPrefix(
  bytes: Uint8Array<ArrayBuffer>,
  frames: ReadonlyMap<string, string>,
): Promise<void> {
  let recording: Recording;
  try {
    recording = await Recording.open(new BlobSource(new Blob([bytes])));
  } catch (error) {
    expect(error).toBeInstanceOf(H5RecError);
    return;
  }
  for (const { figure, frames: count } of recording.figures) {
    for (let number = 0; number < count; number++) {
      try {
        const { ops } = await recording.frame(figure, number);
        expect(JSON.stringify(canvasCalls(ops))).toBe(frames.get(`${figure} ${number}`));
      } catch (error) {
        expect(error).toBeInstanceOf(H5RecError);
      }
    }
  }
}

describe.each(NAMES)("%s", (name) => {
  const bytes = log(name);
  const records = recordsOf(bytes);
  const expected = written(records);
  const frames = framesOf(records);

  test("any split gives the same records", () => {
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (at) => {
        expect(written(recordsOf(bytes, at))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
    const everywhere = Array.from(bytes, (_, i) => i);
    expect(written(recordsOf(bytes, everywhere))).toEqual(expected);
  });

  test("any truncation gives a prefix of the records", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length), (length) => {
        const found = written(recordsOf(bytes.subarray(0, length)));
        expect(found).toEqual(expected.slice(0, found.length));
      }),
      { numRuns: 60 },
    );
  });

  test("any truncation of a file gives a prefix of the frames", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), (length) => expectPrefix(bytes.slice(0, length), frames)),
      { numRuns: 40 },
    );
  });

  test("any flipped bit gives an error or a prefix of the frames", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * bytes.length - 1), async (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expectPrefix(flipped, frames);
      }),
      { numRuns: 200 },
    );
  });

  test("any overwritten stretch gives an error or a prefix of the frames", async () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), noise, async (at, bad) => {
        const overwritten = bytes.slice();
        overwritten.set(bad.subarray(0, bytes.length - at), at);
        await expectPrefix(overwritten, frames);
      }),
      { numRuns: 100 },
    );
  });
});

test("any bytes at all give an H5RecError", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      expectPrefix(new Uint8Array(bytes), new Map()),
    ),
    { numRuns: 200 },
  );
});
