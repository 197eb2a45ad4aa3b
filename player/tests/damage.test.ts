// Bytes with a good checksum that no writer made: an H5RecError, or records; never another exception.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unpackColumns, unpackVector } from "../src/batches.ts";
import { unpackColumn, unpackInts } from "../src/columns.ts";
import { crc32 } from "../src/crc32.ts";
import { Cursor } from "../src/cursor.ts";
import { ChunkDecoder } from "../src/decoder.ts";
import { FormatError, H5RecError } from "../src/errors.ts";
import type { FieldKind } from "../src/ops.gen.ts";
import { BATCH, CHECK, FIRST_DEFINITION, HEADER, RECORDS } from "../src/ops.gen.ts";
import { unpackPixels } from "../src/pixels.ts";

const NUMBERS = [...RECORDS.keys()];
const DEFINITIONS = NUMBERS.filter((number) => number >= FIRST_DEFINITION);
const noise = fc.uint8Array({ maxLength: 80 });

const record = (number: number, payload: Iterable<number>): number[] => {
  const bytes = [...payload];
  return [number, (bytes.length & 127) | 128, bytes.length >> 7, ...bytes];
};
const header = (version: number): number[] => record(HEADER, [5, 104, 53, 114, 101, 99, version, 0, 0, 0, 0]);

/** Decode records that a check covers. */
function decode(bytes: number[]): void {
  const crc = crc32(Uint8Array.from(bytes));
  const check = [CHECK, 4, crc & 255, (crc >>> 8) & 255, (crc >>> 16) & 255, crc >>> 24];
  new ChunkDecoder(() => undefined).feed(Uint8Array.from([...bytes, ...check]));
}

function onlyOurErrors(run: () => void): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(H5RecError);
  }
}

// What random references find: three columns, two paths, a style, a text.
const known = [
  ...record(64, [0, 1, 2, 3]),
  ...record(64, [0, 3, 2, 1]),
  ...record(64, [0]),
  ...record(65, [4, 0, 3, 2]),
  ...record(65, [4, 0, 1 + 3, 2 + 3]),
  ...record(66, [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 128, 63, 0, 0, 0, 0, 32, 65, 1, 0, 0, 0, 0, 0]),
];

test.each([1, 2])("any payload of any record of version %i", (version) => {
  decode([...header(version), ...(version === 2 ? known : [])]);
  fc.assert(
    fc.property(fc.constantFrom(...NUMBERS), noise, (number, payload) => {
      onlyOurErrors(() => decode([...header(version), ...known, ...record(number, payload)]));
    }),
    { numRuns: 2000 },
  );
});

test("any batch", () => {
  fc.assert(
    fc.property(fc.constantFrom(...DEFINITIONS), fc.nat(40), noise, (number, count, fields) => {
      const batch = record(BATCH, [number, count, ...fields]);
      onlyOurErrors(() => decode([...header(2), ...known, ...batch]));
    }),
    { numRuns: 3000 },
  );
});

test("any column", () => {
  const base = (distance: number): Int32Array => new Int32Array(Math.min(distance, 9));
  fc.assert(
    fc.property(noise, (data) => {
      onlyOurErrors(() => void unpackColumn(data));
      onlyOurErrors(() => void unpackColumn(data, base));
    }),
    { numRuns: 2000 },
  );
});

test("any pixels", () => {
  const size = fc.nat(12);
  fc.assert(
    fc.property(noise, size, size, fc.uint8Array({ maxLength: 24 }), (data, width, height, palette) => {
      onlyOurErrors(() => void unpackPixels(new Cursor(data), width, height, palette));
    }),
    { numRuns: 2000 },
  );
});

describe("what the bytes do not hold is not made", () => {
  const cursor = (...bytes: number[]): Cursor => new Cursor(Uint8Array.from(bytes));
  const most = [255, 255, 255, 255, 255, 255, 127];
  test.each<[string, () => unknown]>([
    ["columns", () => unpackColumns(cursor(...most, 0), 2)],
    ["columns of nothing", () => unpackColumns(cursor(0, 0), 2)],
    ["integers", () => unpackInts(cursor(0, 1, 2), 1 << 24)],
    ["fewer integers than their starts", () => unpackInts(cursor(8, 0, 0), 1)],
    ["integers that refer", () => unpackInts(cursor(16, 1, 1), 1)],
    ["rows", () => unpackInts(cursor(64, ...most, 1, 2), 2)],
    ["rows of one", () => unpackInts(cursor(64, 1, 1, 2), 2)],
    ["a list", () => unpackVector(cursor(0, 0x80, 0x80, 0x40, 0), "refs", 1)],
    ["lists", () => unpackVector(cursor(1, 2, 255, 255, 255, 127, 0), "refs", 1)],
    ["a length below nothing", () => unpackVector(cursor(1, 0, 255, 1), "bytes", 1)],
    ["a byte", () => unpackVector(cursor(1, 1, 1, 1), "u8", 1)],
    ["a form", () => unpackVector(cursor(2, 0), "u8", 1)],
    ["floats", () => unpackVector(cursor(1, 255, 0, 0, 0), "f32", 1)],
    ["bits", () => unpackVector(cursor(1, 25, 0, 0), "f32", 1)],
    ["a string", () => unpackVector(cursor(1, 0, 1, 255), "string" satisfies FieldKind, 1)(0)],
    ["an image", () => unpackPixels(cursor(4, 0), 1 << 20, 1 << 20, new Uint8Array(0))],
    ["planes", () => unpackPixels(cursor(4, 0, 0), 2, 1, new Uint8Array(0))],
    ["a coding", () => unpackPixels(cursor(12, 0, 0), 2, 1, new Uint8Array(0))],
    ["colours", () => unpackPixels(cursor(8, 0, ...most), 1, 1, new Uint8Array(0))],
    ["a colour", () => unpackPixels(cursor(24, 0, 1, 7, 0, 0, 0, 6), 1, 1, new Uint8Array(0))],
    ["a rank", () => unpackPixels(cursor(8, 0, 1, 7, 0, 0, 0, 7, 1), 1, 1, new Uint8Array(0))],
    ["an order", () => unpackPixels(cursor(24, 0, 2, 7, 5, 0, 0, 0, 0, 0, 0, 7), 1, 1, new Uint8Array(0))],
    ["a palette", () => unpackPixels(cursor(24, 0, 7), 1, 1, new Uint8Array(3))],
  ])("%s", (_, unpack) => {
    expect(unpack).toThrow(FormatError);
  });

  test("definitions", () => {
    const batch = record(BATCH, [96, 255, 255, 127, ...new Array<number>(8).fill(0)]);
    expect(() => decode([...header(2), ...batch])).toThrow(/at most 1048576 records/);
  });
});
