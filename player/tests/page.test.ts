import { describe, expect, test } from "vitest";
import { commandText, endText, scriptName } from "../src/details.ts";
import { fileName, readAll } from "../src/download.ts";
import { ChecksumError } from "../src/errors.ts";
import { troubleText } from "../src/notice.ts";
import { whatItIs } from "../src/sniff.ts";
import { BlobSource, type Source } from "../src/source.ts";
import { bytesText, clockText, countText, durationText, numberText } from "../src/words.ts";

test.each([
  [0, "0:00.00"],
  [1.15, "0:01.15"],
  [7.076, "0:07.08"],
  [0.375, "0:00.38"],
  [59.994, "0:59.99"],
  [59.999, "1:00.00"],
  [60, "1:00.00"],
  [3601.5, "1:00:01.50"],
  [Number.NaN, "–"],
])("time %d is %s", (seconds, text) => {
  expect(clockText(seconds)).toBe(text);
});

test.each([
  [0, "0 s"],
  [1.234, "1.23 s"],
  [7.076, "7.08 s"],
  [12.34, "12.3 s"],
  [245, "4 min 05 s"],
  [7400, "2 h 03 min"],
])("duration %d is %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [1, "1 byte"],
  [512, "512 bytes"],
  [37_249, "37.2 kB"],
  [100_000, "100 kB"],
  [1_400_000, "1.4 MB"],
  [21e6, "21 MB"],
  [3e9, "3 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test("what a damaged chunk means", () => {
  const error = new ChecksumError("chunk 0 at byte 0", "checksum 1", "2");
  const one = [{ figure: 1, title: "sine" }];
  const lost = { figure: 1, first: 0, last: 49 };
  expect(troubleText(error, one)).toEqual([error.message, ""]);
  expect(troubleText(error.losing(lost), one)).toEqual([
    "Part of this recording is damaged: frames 0–49 cannot be shown.",
    error.message,
  ]);
  const [text] = troubleText(error.losing({ ...lost, first: 49 }), [...one, { figure: 2, title: "" }]);
  expect(text).toBe("Part of this recording is damaged: frame 49 of sine cannot be shown.");
});

test("counts", () => {
  expect(numberText(1234567)).toBe("1\u202f234\u202f567");
  expect([countText(1, "frame"), countText(999, "frame")]).toEqual(["1 frame", "999 frames"]);
});

describe("what a file is", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const text = (value: string) => new TextEncoder().encode(value);

  test.each([
    ["zstd", bytes(0x28, 0xb5, 0x2f, 0xfd, 1)],
    ["a skippable frame", bytes(0x5d, 0x2a, 0x4d, 0x18, 1)],
  ])("%s may be a log", (_, head) => {
    expect(whatItIs(head)).toBeNull();
  });

  test.each([
    [bytes(), "it is empty"],
    [bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "it is a PNG image"],
    [text("time,voltage\n0,1"), "it is text that begins with “time,voltage”"],
    [text("\n\n"), "it is blank text"],
    [bytes(1, 2, 3), "it begins with the bytes 01 02 03"],
    [
      text("<!doctype html><html>"),
      "it is an HTML page; an exported replay opens by itself, in a tab of its own",
    ],
    [text("é".repeat(40)).subarray(0, 63), `it is text that begins with “${"é".repeat(31)}”`],
  ])("%o", (head, what) => {
    expect(whatItIs(head)).toBe(what);
  });
});

describe("saving", () => {
  test("a source that answers with less than asked for is read to its end", async () => {
    const whole = new BlobSource(new Blob([Uint8Array.from({ length: 1000 }, (_, i) => i)]), "run");
    const stingy: Source = {
      name: "run",
      size: () => whole.size(),
      read: (offset, length) => whole.read(offset, Math.min(length, 300)),
    };
    const steps: number[] = [];
    const blob = await readAll(stingy, (loaded) => steps.push(loaded));
    expect(steps).toEqual([300, 600, 900, 1000]);
    expect(new Uint8Array(await blob.arrayBuffer())[999]).toBe(999 % 256);
  });

  test("a source that ends too early says so", async () => {
    const source: Source = { name: "run", size: async () => 5, read: async () => new Uint8Array(0) };
    await expect(readAll(source)).rejects.toThrow("run: ended after 0 of 5 bytes");
  });

  test.each([
    ["Relaxation of a pendulum", "Relaxation-of-a-pendulum.h5rec"],
    ["../../etc/passwd", "etc-passwd.h5rec"],
    ["", "session.h5rec"],
    ["Größe µ", "Größe-µ.h5rec"],
  ])("%j is saved as %s", (title, name) => {
    expect(fileName(title)).toBe(name);
  });
});

describe("details", () => {
  test("the command is the script's argv", () => {
    expect(commandText(new Map([["argv", '["a.py","--gain","3"]']]))).toBe("a.py --gain 3");
    expect(
      commandText(
        new Map([
          ["argv", "no json"],
          ["script", "/x/a.py"],
        ]),
      ),
    ).toBe("/x/a.py");
    expect(commandText(new Map())).toBe("");
  });

  test.each([
    ["/home/a/b.py", "b.py"],
    ["C:\\a\\b.py", "b.py"],
    ["", ""],
  ])("%j is called %j", (script, name) => {
    expect(scriptName(new Map([["script", script]]))).toBe(name);
  });

  test("the end", () => {
    expect(endText(null)).toBe("cut off");
    expect(endText({ status: 0, reason: "finished" })).toBe("finished");
    expect(endText({ status: 1, reason: "failed" })).toBe("failed, exit status 1");
  });
});
