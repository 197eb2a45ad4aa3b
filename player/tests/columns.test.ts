import { describe, expect, test } from "vitest";
import { unpackColumn } from "../src/columns.ts";
import { FormatError } from "../src/errors.ts";

// What the encoder writes is compared in the golden vectors; these are codings by hand.
describe("codings", () => {
  test.each([
    { bytes: [0], values: [] },
    { bytes: [0, 0, 1, 127, 128, 255], values: [0, 1, 127, -128, -1] },
    { bytes: [1, 0, 255, 1, 255], values: [256, -1] },
    { bytes: [2, 255, 0, 255, 0, 255, 0, 127, 128], values: [2 ** 31 - 1, -(2 ** 31)] },
    { bytes: [4, 20, 1, 255], values: [10, 11, 10] },
    { bytes: [4, 20], values: [10] },
    { bytes: [8, 2, 4, 1, 1], values: [1, 3, 6, 10] },
    { bytes: [4, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1], values: [2 ** 31 - 1, -(2 ** 31)] }, // modulo 2^32
  ])("$bytes", ({ bytes, values }) => {
    expect(Array.from(unpackColumn(new Uint8Array(bytes)))).toEqual(values);
  });
});

test.each([
  ["no coding byte", []],
  ["unknown width", [3, 1, 2, 3]],
  ["unknown order", [12, 1]],
  ["no start", [8, 2]],
  ["a start over 32 bits", [4, 0x80, 0x80, 0x80, 0x80, 0x10]],
  ["planes of unequal length", [1, 1, 2, 3]],
])("%s", (_, bytes) => {
  expect(() => unpackColumn(new Uint8Array(bytes))).toThrow(FormatError);
});
