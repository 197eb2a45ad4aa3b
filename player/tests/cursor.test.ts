import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cursor } from "../src/cursor.ts";
import { FormatError, TruncatedError } from "../src/errors.ts";

function leb128(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return new Uint8Array([...bytes, Number(rest)]);
}

const zigzag = (value: bigint): bigint => (value >= 0n ? value << 1n : (-value << 1n) - 1n);

describe("integers", () => {
  test("are the nearest doubles of what was written, exact up to 2^53", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (value) => {
        const cursor = new Cursor(leb128(value));
        expect(cursor.uint()).toBe(Number(value));
        expect(cursor.remaining).toBe(0);
      }),
    );
  });

  test("with a sign", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n) + 1n, max: 2n ** 62n - 1n }), (value) => {
        const found = new Cursor(leb128(zigzag(value))).int();
        if (value > -(2n ** 53n) && value < 2n ** 53n) expect(found).toBe(Number(value));
        else expect(Math.abs(found / Number(value) - 1)).toBeLessThan(1e-15);
      }),
    );
  });

  test("too long", () => {
    expect(() => new Cursor(new Uint8Array(12).fill(255)).uint()).toThrow(FormatError);
  });
});

test.each(["uint", "int", "u8", "u32", "rgba", "f32", "f64", "bytes", "string", "count"] as const)(
  "%s at the end of the bytes",
  (kind) => {
    expect(() => new Cursor(new Uint8Array(0))[kind]()).toThrow(TruncatedError);
    if (kind !== "u8") expect(() => new Cursor(new Uint8Array([200]))[kind]()).toThrow(TruncatedError);
  },
);

test("nothing is read behind the end that was given", () => {
  const bytes = new Uint8Array([3, 65, 66, 67]);
  expect(() => new Cursor(bytes, 0, 3).bytes()).toThrow("byte 1: 2 left; expected 3 bytes");
  expect(new Cursor(bytes).string()).toBe("ABC");
});

test("a string that is not UTF-8", () => {
  expect(() => new Cursor(new Uint8Array([2, 0xc3, 0x28])).string()).toThrow(FormatError);
});

test("a byte order mark is part of a string", () => {
  expect(new Cursor(new Uint8Array([3, 0xef, 0xbb, 0xbf])).string()).toBe("\ufeff");
});

test("a list of more items than there are bytes", () => {
  expect(() => new Cursor(new Uint8Array([5, 1, 1])).count()).toThrow("5 items in 2 bytes");
});

test("a colour", () => {
  expect(new Cursor(new Uint8Array([0xff, 0x80, 0, 1])).rgba()).toBe(0xff800001);
});
