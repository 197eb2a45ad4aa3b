// Chunks by hand; what a whole encoder writes is compared in the golden vectors.

import { describe, expect, test } from "vitest";
import { crc32 } from "../src/crc32.ts";
import { ChunkDecoder } from "../src/decoder.ts";
import { ChecksumError, FormatError, TruncatedError, VersionError } from "../src/errors.ts";
import type { Rec } from "../src/ops.gen.ts";
import {
  CHECK,
  CLIP,
  DRAW_PATH,
  FRAME,
  GROUP,
  HEADER,
  MARK,
  MAX_RECORD_BYTES,
  VERSION,
} from "../src/ops.gen.ts";

const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];
const record = (number: number, ...payload: number[]): number[] => [number, payload.length, ...payload];
const header = (magic = "h5rec", version = 1): number[] =>
  record(HEADER, ...text(magic), version, 0, 0, 0, 0);
const mark = (label: string): number[] => record(MARK, 5, ...text(label));
const group = record(GROUP, 0, ...text("axes"), 0, 0);

function checked(...records: number[][]): number[] {
  const bytes = records.flat();
  const crc = crc32(Uint8Array.from(bytes));
  return [...bytes, ...record(CHECK, crc & 255, (crc >>> 8) & 255, (crc >>> 16) & 255, crc >>> 24)];
}

function decode(bytes: number[]): Rec[] {
  const records: Rec[] = [];
  const decoder = new ChunkDecoder((one) => void records.push(one));
  decoder.feed(Uint8Array.from(bytes));
  return records;
}

describe("records", () => {
  test("come out once a check covers them", () => {
    const bytes = [...checked(header(), mark("a")), ...mark("b")];
    expect(decode(bytes).map(({ type }) => type)).toEqual([HEADER, MARK]);
    expect(decode([...checked(header(), mark("a")), ...checked(mark("b"))])).toHaveLength(3);
  });

  test("that no check covers are missed at the end", () => {
    const decoder = new ChunkDecoder(() => undefined);
    decoder.feed(Uint8Array.from([...checked(header()), ...mark("b")]));
    expect(() => decoder.close()).toThrow(TruncatedError);
  });

  test("before an error come out", () => {
    const records: Rec[] = [];
    const decoder = new ChunkDecoder((one) => void records.push(one));
    const bytes = [...checked(header(), mark("a")), ...checked(mark("b")).fill(0, -4)];
    expect(() => decoder.feed(Uint8Array.from(bytes))).toThrow(ChecksumError);
    expect(records).toHaveLength(2);
  });

  test("share their definitions", () => {
    const draw = record(DRAW_PATH, 1, 0, 0, 0);
    const frame = record(FRAME, 1, 0, 0, 0, 2, 2, 2);
    const frames = decode(checked(header(), group, draw, frame, frame)).filter(({ type }) => type === FRAME);
    const ops = frames.flatMap((one) => (one.type === FRAME ? one.ops : []));
    expect(ops).toHaveLength(4);
    expect(new Set(ops).size).toBe(1);
    expect(ops[0]).toMatchObject({ type: DRAW_PATH, group: { kind: "axes" }, clip: null });
  });
});

describe("errors", () => {
  test.each([
    ["not a header first", checked(mark("a")), "the first record: mark; expected a header of h5rec"],
    ["another magic", checked(header("h6rec")), "the first record: header"],
    ["record number 0", [0, 0], "record 0 of 0 bytes"],
    ["record number 128", [128, 1], "record 128"],
    ["a record over the limit", [MARK, 0x81, 0x80, 0x80, 0x20], `at most ${MAX_RECORD_BYTES} bytes`],
    [
      "an id that is not defined",
      checked(header(), record(CLIP, 0, 1, 1)),
      "record clip: id 1; expected 1 to 0",
    ],
    ["id 0 in a list", checked(header(), group, record(CLIP, 0, 1, 0)), "record clip: id 0"],
    [
      "an id of another kind",
      checked(header(), group, record(CLIP, 0, 1, 1)),
      "id 1, which is group; expected path",
    ],
    ["a field that is cut off", checked(header(), record(MARK, 5, 9, 65)), "record mark: byte"],
    [
      "a clip of three numbers",
      checked(header(), record(CLIP, 3, 0, 0, 0, 0)),
      "a clip rectangle of 3 numbers",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(FormatError);
    expect(() => decode(bytes)).toThrow(message);
  });

  test("a newer version", () => {
    expect(() => decode(checked(header("h5rec", VERSION + 1)))).toThrow(VersionError);
  });
});
