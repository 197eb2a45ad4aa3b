import { describe, expect, test } from "vitest";
import { FormatError, H5RecError, NoSuchFrameError, SourceError } from "../src/errors.ts";
import { Recording } from "../src/recording.ts";
import type { Source } from "../src/source.ts";
import { log } from "./vectors.ts";

/** Bytes in memory that count what is read of them. */
class Memory implements Source {
  readonly name = "memory.h5rec";
  readonly reads: [number, number][] = [];
  failing = false;

  constructor(readonly bytes: Uint8Array) {}

  async size(): Promise<number> {
    return this.bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.failing) throw new SourceError("memory.h5rec: gone");
    this.reads.push([offset, length]);
    return this.bytes.slice(offset, offset + length);
  }
}

const SESSION = log("session");
const INDEXED = log("indexed");

const summary = ({ figures, marks, end, durationNs, header }: Recording) => ({
  figures: figures.map(({ figure, title, widthPx, heightPx, dpi, frames }) => [
    figure,
    title,
    widthPx,
    heightPx,
    dpi,
    frames,
  ]),
  marks,
  end,
  durationNs,
  header,
});

describe("opening", () => {
  test("with an index gives what reading through gives", async () => {
    const indexed = await Recording.open(new Memory(INDEXED));
    const walked = await Recording.open(new Memory(SESSION));
    expect(summary(indexed)).toEqual(summary(walked));
    expect(indexed.meta.get("script")).toBe("ä.py");
    expect(indexed.figures.map(({ figure, frames }) => [figure, frames])).toEqual([
      [1, 15],
      [7, 4],
    ]);
    for (const recording of [indexed, walked]) {
      expect(recording.complete).toBe(true);
      expect(recording.damage).toBeNull();
      for (const { figure, frames, firstNs, lastNs } of recording.figures) {
        expect(firstNs).toBeLessThanOrEqual(await recording.timeOf(figure, 0));
        expect(lastNs).toBeGreaterThanOrEqual(await recording.timeOf(figure, frames - 1));
      }
    }
  });

  test("with an index reads only the end", async () => {
    const padded = new Memory(INDEXED);
    await Recording.open(padded);
    expect(padded.reads).toHaveLength(1);
  });

  test("with an index that does not fit the chunks reads through", async () => {
    const index = INDEXED.subarray(SESSION.length);
    const cut = SESSION.subarray(0, SESSION.length - 25);
    const bytes = new Uint8Array(cut.length + index.length);
    bytes.set(cut);
    bytes.set(index, cut.length);
    const recording = await Recording.open(new Memory(bytes));
    expect(recording.complete).toBe(false);
  });

  test("says how far it has got", async () => {
    const shares: number[] = [];
    await Recording.open(new Memory(SESSION), { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
  });

  test("a truncated log gives what was flushed", async () => {
    const recording = await Recording.open(new Memory(log("truncated")));
    expect(recording.complete).toBe(false);
    expect(recording.damage).toBeNull();
    expect(recording.end).toBeNull();
    expect(recording.figures.map(({ frames }) => frames)).toEqual([12, 4]);
    expect((await recording.frame(1, 11)).number).toBe(11);
  });

  test.each([
    ["empty", new Uint8Array(0), "memory.h5rec: an empty file; expected an h5rec log"],
    [
      "of another kind",
      new TextEncoder().encode("%PDF-1.7 ..."),
      "magic number 46445025; expected a zstd frame",
    ],
    ["cut before its first record", SESSION.subarray(0, 20), "expected the first records of an h5rec log"],
    [
      "zstd of something else",
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, 65, 66, 67),
      "check record",
    ],
  ])("a file %s", async (_, bytes, message) => {
    const opening = Recording.open(new Memory(bytes));
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(message);
  });

  test("a bad chunk leaves what comes before it", async () => {
    const bytes = SESSION.slice();
    const second = 1600; // inside the second chunk
    bytes.fill(0, second, second + 20);
    const recording = await Recording.open(new Memory(bytes));
    expect(recording.complete).toBe(false);
    expect(recording.damage).toMatch(/^chunk 1 at byte \d+: /);
    const frames = recording.figures.find(({ figure }) => figure === 1)?.frames ?? 0;
    expect(frames).toBeGreaterThan(5);
    expect((await recording.frame(1, frames - 1)).number).toBe(frames - 1);
  });
});

test("a damaged chunk of a log with an index is told of once, when its frames are wanted", async () => {
  const bytes = INDEXED.slice();
  bytes.fill(0, 1600, 1620); // inside the second chunk
  const told: unknown[] = [];
  const recording = await Recording.open(new Memory(bytes), { onDamage: ({ lost }) => told.push(lost) });
  expect(told).toEqual([]);
  for (const share of [0, 1, 0.5]) await recording.frameAt(1, share * recording.durationNs);
  expect(told).toHaveLength(1);
  const [{ figure, first, last }] = told as [{ figure: number; first: number; last: number }];
  expect(figure).toBe(1);
  expect(last).toBeGreaterThanOrEqual(first);
  await expect(recording.frame(1, first)).rejects.toThrow(FormatError);
  await expect(recording.frame(1, last)).rejects.toThrow(FormatError);
  expect((await recording.frame(1, first - 1)).number).toBe(first - 1);
  expect(told).toHaveLength(1);
});

describe("frames", () => {
  test("have the size that their figure had", async () => {
    const recording = await Recording.open(new Memory(INDEXED));
    expect(await recording.frame(1, 11)).toMatchObject({ widthPx: 640, heightPx: 480, dpi: 100 });
    expect(await recording.frame(1, 12)).toMatchObject({ widthPx: 800, heightPx: 600 });
    expect(await recording.frame(7, 0)).toMatchObject({ widthPx: 300, heightPx: 200, dpi: 72.5 });
  });

  test("are found by time", async () => {
    const recording = await Recording.open(new Memory(INDEXED));
    expect(await recording.frameAt(1, -1)).toBe(-1);
    expect(await recording.frameAt(7, 0)).toBe(-1);
    expect(await recording.frameAt(1, recording.durationNs)).toBe(14);
    expect(await recording.frameAt(7, recording.durationNs)).toBe(3);
    expect(await recording.frameAt(99, recording.durationNs)).toBe(-1);
  });

  test.each([
    [1, 15],
    [1, -1],
    [1, 0.5],
    [1, Number.NaN],
    [2, 0],
  ])("figure %d has no frame %d", async (figure, number) => {
    const recording = await Recording.open(new Memory(INDEXED));
    await expect(recording.frame(figure, number)).rejects.toThrow(NoSuchFrameError);
    await expect(recording.timeOf(figure, number)).rejects.toThrow(NoSuchFrameError);
  });

  test("are kept, and a chunk is read once for all who ask", async () => {
    const memory = new Memory(INDEXED);
    const recording = await Recording.open(memory);
    const [one, other] = await Promise.all([recording.frame(1, 0), recording.frame(1, 0)]);
    expect(one).toBe(other);
    expect(await recording.frame(1, 0)).toBe(one);
    expect(memory.reads).toHaveLength(2);
  });

  test("the next chunk is read ahead", async () => {
    const memory = new Memory(INDEXED);
    const recording = await Recording.open(memory);
    await recording.frame(1, 0);
    expect(memory.reads).toHaveLength(2);
    await recording.frame(1, 9); // in the second half of the second chunk
    expect(memory.reads).toHaveLength(4);
  });

  test("with little memory are read again", async () => {
    const memory = new Memory(INDEXED);
    const recording = await Recording.open(memory, { cacheBytes: 1 });
    for (const number of [0, 14, 9, 0, 14, 9]) expect((await recording.frame(1, number)).number).toBe(number);
    expect(memory.reads.length).toBeGreaterThan(5);
  });

  test("a source that fails can be asked again", async () => {
    const memory = new Memory(INDEXED);
    const recording = await Recording.open(memory);
    memory.failing = true;
    await expect(recording.frame(1, 3)).rejects.toThrow(SourceError);
    memory.failing = false;
    expect((await recording.frame(1, 3)).number).toBe(3);
  });

  test("of a bad chunk are errors, those of the others are not", async () => {
    const bytes = INDEXED.slice();
    bytes.fill(0, 600, 630);
    const recording = await Recording.open(new Memory(bytes));
    await expect(recording.frame(1, 3)).rejects.toThrow(H5RecError);
    await expect(recording.frame(1, 3)).rejects.toThrow(/^chunk 0 at byte 0: /);
    await expect(recording.timeOf(1, 3)).rejects.toThrow(/^chunk 0 at byte 0: /);
    await expect(recording.frame(1, 3)).rejects.toMatchObject({ lost: { figure: 1 } });
    expect((await recording.frame(1, 14)).number).toBe(14);
  });

  test("of which none before a time can be read fail with what is wrong", async () => {
    const bytes = INDEXED.slice();
    bytes.fill(0, 20, 60);
    const recording = await Recording.open(new Memory(bytes));
    const firstNs = recording.figures[0]?.firstNs ?? 0;
    await expect(recording.frameAt(1, firstNs)).rejects.toThrow(/^chunk 0 at byte 0: /);
    expect(await recording.frameAt(1, recording.durationNs)).toBe(14);
  });
});
