import { describe, expect, test } from "vitest";
import { FormatError } from "../src/errors.ts";
import { MAX_WINDOW_BYTES } from "../src/ops.gen.ts";
import { FrameSplitter, readFrameHeader } from "../src/zstd_frames.ts";
import { log } from "./vectors.ts";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

function split(bytes: Uint8Array, step = bytes.length): string[] {
  const seen: string[] = [];
  const splitter = new FrameSplitter({
    begin: (offset, { windowBytes, contentBytes, checksum }) =>
      seen.push(`frame ${offset} ${windowBytes} ${contentBytes} ${checksum}`),
    block: (block) => seen.push(`block ${block.length}`),
    end: (offset) => seen.push(`end ${offset}`),
    skippable: (offset, magic, size) => seen.push(`skip ${offset} ${magic.toString(16)} ${size}`),
  });
  for (let at = 0; at < bytes.length; at += Math.max(1, step)) splitter.feed(bytes.subarray(at, at + step));
  if (!splitter.betweenFrames) seen.push("open");
  return seen;
}

const raw = (size: number, last: boolean): number[] => [(size << 3) | Number(last), size >> 5, size >> 13];

describe("frames", () => {
  test.each([
    [
      "one raw block",
      [...MAGIC, 0x00, 0x00, ...raw(2, true), 7, 8],
      ["frame 0 1024 null false", "block 5", "end 11"],
    ],
    [
      "a run-length block and a checksum",
      [...MAGIC, 0x04, 0x09, ...raw(99, true).map((b, i) => (i === 0 ? b | 2 : b)), 7, 1, 2, 3, 4],
      ["frame 0 2304 null true", "block 4", "end 14"],
    ],
    ["known content, empty", [...MAGIC, 0x20, 0, ...raw(0, true)], ["frame 0 0 0 false", "block 3", "end 9"]],
    ["content of two bytes' length", [...MAGIC, 0x60, 1, 0, 0], ["frame 0 257 257 false", "open"]],
    ["skippable", [0x5e, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9], ["skip 0 184d2a5e 2"]],
    ["an empty skippable frame", [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0], ["skip 0 184d2a50 0"]],
    ["nothing", [], []],
    ["a cut header", [...MAGIC, 0x00], ["open"]],
  ])("%s", (_, bytes, expected) => {
    expect(split(new Uint8Array(bytes))).toEqual(expected);
    expect(split(new Uint8Array(bytes), 1)).toEqual(expected);
  });

  test("of a log with index and seek table", () => {
    const kinds = split(log("indexed")).map((line) => line.split(" ")[0]);
    const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
    expect(count("frame")).toBe(3);
    expect(count("end")).toBe(3);
    expect(kinds.slice(-2)).toEqual(["skip", "skip"]);
  });
});

test.each([
  ["another magic number", [1, 2, 3, 4]],
  ["a reserved bit", [...MAGIC, 0x08, 0, 0, 0, 0]],
  ["a dictionary", [...MAGIC, 0x01, 0, 5, 0, 0]],
  ["a window over the limit", [...MAGIC, 0x00, (13 << 3) | 1, 0, 0, 0]],
  ["a single segment over the limit", [...MAGIC, 0xa0, 1, 0, 0x80, 0, 0]],
  ["a block of the reserved type", [...MAGIC, 0x00, 0x38, 0x07, 0, 0]],
  ["a block over the window", [...MAGIC, 0x00, 0x00, ...raw(1025, true)]],
])("%s is refused", (_, bytes) => {
  expect(() => split(new Uint8Array(bytes))).toThrow(FormatError);
});

test("the largest window that is allowed", () => {
  expect(readFrameHeader(new Uint8Array([...MAGIC, 0, 13 << 3]), 0, 0)?.windowBytes).toBe(MAX_WINDOW_BYTES);
});
