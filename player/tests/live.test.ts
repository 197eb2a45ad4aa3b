import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterConnection,
  afterMessage,
  afterRecords,
  FrameRate,
  type LiveState,
  parseMessage,
  Received,
  START,
} from "../src/live.ts";
import { retryDelayMs, streamUrl } from "../src/live_socket.ts";
import { CARRY, CLOSE, END, FIGURE, FRAME, HEADER, MARK, type Rec } from "../src/ops.gen.ts";

const header = (chunk: number, timeNs = 0): Rec => ({
  type: HEADER,
  magic: "h5rec",
  version: 1,
  chunk,
  timeNs,
  createdUnixNs: 0,
  meta: ["title", "t"],
});
const figure = (number: number, nextFrame = 0, widthPx = 640): Rec => ({
  type: FIGURE,
  figure: number,
  timeNs: 0,
  title: `F${number}`,
  widthPx,
  heightPx: 480,
  dpi: 100,
  nextFrame,
});
const frame = (number: number, n: number, timeNs = 0): Rec => ({
  type: FRAME,
  figure: number,
  number: n,
  timeNs,
  axes: [],
  ops: [],
});
const carry = (number: number, n: number): Rec => ({ ...frame(number, n), type: CARRY }) as Rec;

const joined = (chunk: number, state: LiveState = START) => afterMessage(state, { type: "join", chunk });
const numbers = (state: LiveState) => [...state.figures.keys()];

describe("messages", () => {
  test.each([
    ['{"type":"join","chunk":3}', { type: "join", chunk: 3 }],
    ['{"type":"status","viewers":2,"frames":9}', { type: "status", viewers: 2, title: "" }],
    ['{"type":"status","viewers":0,"title":"t"}', { type: "status", viewers: 0, title: "t" }],
    ['{"type":"end","status":-9,"reason":"failed"}', { type: "end", end: { status: -9, reason: "failed" } }],
    ['{"type":"end","status":null,"reason":null}', { type: "end", end: null }],
    ['{"type":"save","name":"run.h5rec"}', { type: "save", name: "run.h5rec" }],
    ['{"type":"save","name":null}', { type: "save", name: null }],
  ])("%s", (text, message) => {
    expect(parseMessage(text)).toEqual(message);
  });

  test.each([
    "",
    "null",
    "3",
    "[]",
    "{}",
    '{"type":"join"}',
    '{"type":"join","chunk":-1}',
    '{"type":"later"}',
  ])("%j is no message", (text) => {
    expect(parseMessage(text)).toBeNull();
  });

  test("any text is a message or none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseMessage(text);
      }),
    );
  });
});

describe("the stream", () => {
  test("a late viewer has the picture from the opening of the chunk", () => {
    const state = afterRecords(joined(7), [header(7), figure(1, 42), carry(1, 41)]);
    expect([state.phase, state.gaps]).toEqual(["live", 0]);
    expect(state.figures.get(1)).toMatchObject({
      title: "F1",
      frames: 42,
      picture: { number: 41, widthPx: 640 },
    });
  });

  test("frames replace the picture", () => {
    const state = afterRecords(joined(0), [header(0), figure(1), frame(1, 0, 5), frame(1, 1, 9)]);
    expect(state.figures.get(1)).toMatchObject({ frames: 2, picture: { number: 1, timeNs: 9 } });
    expect(state.timeNs).toBe(9);
  });

  test("figures open, close and change their size", () => {
    let state = afterRecords(joined(0), [header(0), figure(1), frame(1, 0), figure(2)]);
    expect(numbers(state)).toEqual([1, 2]);
    state = afterRecords(state, [figure(1, 1, 800)]);
    expect(state.figures.get(1)).toMatchObject({ widthPx: 800, picture: { widthPx: 640 } });
    state = afterRecords(state, [frame(1, 1), { type: CLOSE, figure: 2, timeNs: 3 }]);
    expect(numbers(state)).toEqual([1]);
    expect(state.figures.get(1)?.picture?.widthPx).toBe(800);
  });

  test("what was closed while we were away is gone after the next chunk's opening", () => {
    let state = afterRecords(joined(0), [header(0), figure(1), figure(2), frame(1, 0), frame(2, 0)]);
    const picture = state.figures.get(2)?.picture;
    state = afterConnection(state, "lost");
    expect(state.phase).toBe("reconnecting");
    state = afterRecords(joined(5, state), [header(5), figure(2, 9)]);
    expect([numbers(state), state.phase, state.gaps]).toEqual([[2], "live", 1]);
    expect(state.figures.get(2)?.picture).toBe(picture); // until its next one comes
  });

  test("the end is told by the record and by the message", () => {
    const end: Rec = { type: END, timeNs: 9, status: 3, reason: "failed" };
    const ended = { phase: "ended", end: { status: 3, reason: "failed" } };
    expect(afterRecords(joined(0), [header(0), end])).toMatchObject(ended);
    const told = afterMessage(START, { type: "end", end: { status: 3, reason: "failed" } });
    expect(told).toMatchObject(ended);
    expect(afterMessage(told, { type: "end", end: null })).toMatchObject(ended);
    expect(afterConnection(told, "lost").phase).toBe("ended");
  });

  test("marks are kept once, and not without end", () => {
    const mark = (timeNs: number): Rec => ({ type: MARK, timeNs, label: "m" });
    const state = afterRecords(START, [mark(1), mark(1), mark(2)]);
    expect(state.marks).toHaveLength(2);
    const many = afterRecords(
      state,
      Array.from({ length: 5000 }, (_, i) => mark(i)),
    );
    expect(many.marks).toHaveLength(200);
    expect(many.marks.at(-1)?.timeNs).toBe(4999);
  });

  test("another session at the same address takes the place of the one before", () => {
    const mark: Rec = { type: MARK, timeNs: 50, label: "m" };
    let state = afterRecords(joined(0), [header(0), figure(1), frame(1, 9, 99), mark]);
    const next = { ...header(0), createdUnixNs: 7 } as Rec;
    state = afterRecords(joined(0, state), [next, figure(1), figure(2), frame(2, 0, 5)]);
    expect([state.timeNs, state.marks, state.figures.get(1)?.picture]).toEqual([5, [], null]);
  });

  test("a long session does not grow", () => {
    let state = joined(0);
    for (let chunk = 0; chunk < 300; chunk++) {
      state = afterRecords(state, [header(chunk), figure(1, chunk), carry(1, chunk), frame(1, chunk + 1)]);
    }
    expect(state.figures.size).toBe(1);
  });
});

describe("what was received", () => {
  const bytes = (n: number) => new Uint8Array(n).fill(1);

  test("from chunk 0 on it is a log", async () => {
    const received = new Received();
    received.join(0);
    received.add(bytes(3));
    received.add(bytes(4));
    expect([received.complete, received.bytes, received.blob()?.size]).toEqual([true, 7, 7]);
  });

  test("what is long is put together in order", async () => {
    const received = new Received();
    received.join(0);
    const pieces = Array.from({ length: 40 }, (_, n) => new Uint8Array(60_000).fill(n));
    for (const piece of pieces) received.add(piece);
    const whole = new Uint8Array((await received.blob()?.arrayBuffer()) ?? []);
    expect(whole.length).toBe(2_400_000);
    expect(
      pieces.every((piece, n) => whole.subarray(60_000 * n, 60_000 * (n + 1)).every((v) => v === piece[0])),
    ).toBe(true);
  });

  test.each([
    ["a later chunk", (received: Received) => received.join(2)],
    [
      "a gap",
      (received: Received) => {
        received.join(0);
        received.add(bytes(1));
        received.join(2);
      },
    ],
    [
      "a second beginning",
      (received: Received) => {
        received.join(0);
        received.add(bytes(1));
        received.join(0);
      },
    ],
    [
      "more than the limit",
      (received: Received) => {
        received.join(0);
        received.add(bytes(60));
        received.add(bytes(60));
      },
    ],
  ])("not after %s; then nothing is kept", (_, act) => {
    const received = new Received(100);
    act(received);
    received.add(bytes(5));
    expect([received.complete, received.bytes, received.blob()]).toEqual([false, 0, null]);
  });
});

describe("frame rate", () => {
  test("counts frames that were skipped, and forgets", () => {
    const rate = new FrameRate(2000);
    expect(rate.at(0)).toBe(0);
    for (let i = 0; i <= 100; i++) rate.add(i * 2, i * 20);
    expect(rate.at(2000)).toBeCloseTo(100);
    expect(rate.at(9000)).toBe(0);
  });

  test("begins anew with another figure", () => {
    const rate = new FrameRate();
    rate.add(500, 0);
    rate.add(0, 10);
    rate.add(1, 20);
    expect(rate.at(20)).toBeCloseTo(100);
  });
});

describe("the connection", () => {
  test("retries come later and later, within bounds, not all at once", () => {
    expect([0, 1, 2].map((attempt) => retryDelayMs(attempt, 1))).toEqual([250, 500, 1000]);
    expect(retryDelayMs(50, 1)).toBe(10_000);
    expect(retryDelayMs(0, 0)).toBe(125);
  });

  test.each([
    ["http://127.0.0.1:8765/?live=1&token=abc", "ws://127.0.0.1:8765/stream?token=abc"],
    ["https://lab.example/run/?live=1#live", "wss://lab.example/run/stream"],
  ])("%s", (page, stream) => {
    expect(streamUrl(new URL(page)).href).toBe(stream);
  });
});
