import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "../src/crc32.ts";
import { FormatError } from "../src/errors.ts";
import { Inflater } from "../src/inflate.ts";
import { FrameSplitter } from "../src/zstd_frames.ts";

/** Made by the reference implementation, with all kinds of data, levels, windows and flushes. */
interface Sample {
  readonly name: string;
  readonly rawBytes: number;
  readonly crc32: number;
  readonly zstd: string;
}

const SAMPLES = JSON.parse(readFileSync(new URL("data/zstd.json", import.meta.url), "utf8")) as Sample[];
const LIMIT = 1 << 24;

function inflate(bytes: Uint8Array, limit = LIMIT): { rawBytes: number; crc: number; complete: boolean } {
  let inflater: Inflater | null = null;
  let rawBytes = 0;
  let crc = 0;
  let complete = false;
  const splitter = new FrameSplitter({
    begin: (offset, header) => {
      inflater = new Inflater(offset, header, limit, (raw) => {
        rawBytes += raw.length;
        crc = crc32(raw, 0, raw.length, crc);
      });
    },
    block: (block) => inflater?.block(block),
    end: () => {
      inflater?.end();
      complete = true;
    },
    skippable: () => undefined,
  });
  splitter.feed(bytes);
  return { rawBytes, crc, complete };
}

const decode = (sample: Sample): Uint8Array => new Uint8Array(Buffer.from(sample.zstd, "base64"));

describe.each(SAMPLES)("$name", (sample) => {
  const bytes = decode(sample);

  test("inflates", () => {
    expect(inflate(bytes)).toEqual({ rawBytes: sample.rawBytes, crc: sample.crc32, complete: true });
  });

  test("gives what is there when it is cut off", () => {
    let before = 0;
    for (let length = 0; length < bytes.length; length += 7) {
      const { rawBytes, complete } = inflate(bytes.subarray(0, length));
      expect(complete).toBe(false);
      expect(rawBytes).toBeGreaterThanOrEqual(before);
      before = rawBytes;
    }
  });

  test("damaged gives a FormatError or other bytes, never more than its blocks can hold", () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        try {
          inflate(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("more raw bytes than allowed are refused", () => {
  const bomb = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 13 << 3, 2, 0, 0x10, 0, 2, 0, 0x10, 0); // two of 128 KiB zeros
  expect(inflate(bomb).rawBytes).toBe(2 << 17);
  expect(() => inflate(bomb, 200_000)).toThrow("at most 200000 raw bytes");
});

test("a frame of another size than its header says is refused", () => {
  const bytes = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x11, 0, 0, 65, 66); // two bytes instead of three
  expect(() => inflate(bytes)).toThrow("3 raw bytes, as its header says");
});
