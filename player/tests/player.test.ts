import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Picture } from "../src/pictures.ts";
import { type Playable, Player } from "../src/player.ts";

const FRAME_NS = 100e6;

/** Two figures: 1 with 50 frames, one each 100 ms; 2 with 5 frames, one each second. */
class Film implements Playable {
  readonly figures = [figure(1, 50), figure(2, 5)];
  readonly durationNs = 5e9;
  /** Frames that were asked for and are still under way, when they do not come at once. */
  readonly pending: (() => void)[] = [];
  slow = false;
  broken = -1;

  async frame(number: number, n: number): Promise<Picture> {
    if (this.slow) await new Promise<void>((resolve) => this.pending.push(resolve));
    if (n === this.broken) throw new Error(`frame ${n} is damaged`);
    const timeNs = await this.timeOf(number, n);
    return { figure: number, number: n, timeNs, widthPx: 64, heightPx: 48, dpi: 100, ops: [], axes: [] };
  }

  async frameAt(number: number, timeNs: number): Promise<number> {
    return Math.min(Math.floor(timeNs / this.#step(number)), number === 1 ? 49 : 4);
  }

  async timeOf(number: number, n: number): Promise<number> {
    return n * this.#step(number);
  }

  #step(number: number): number {
    return number === 1 ? FRAME_NS : 1e9;
  }
}

function figure(number: number, frames: number) {
  return { figure: number, title: "", widthPx: 64, heightPx: 48, dpi: 100, frames, firstNs: 0, lastNs: 5e9 };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A player on hand-driven time; `run` lets milliseconds pass with a repaint each 16. */
async function playerOn(film: Film) {
  let ms = 0;
  let next: (() => void) | null = null;
  const drawn: number[] = [];
  const events: string[] = [];
  const player = new Player({
    draw: (picture) => drawn.push(picture.number),
    now: () => ms,
    requestFrame: (callback) => {
      next = callback;
      return 1;
    },
    cancelFrame: () => {
      next = null;
    },
  });
  for (const type of [
    "play",
    "pause",
    "seeking",
    "seeked",
    "ended",
    "error",
    "ratechange",
    "loadedmetadata",
  ]) {
    player.addEventListener(type, () => events.push(type));
  }
  await player.load(film);
  const run = async (duration: number, step = 16) => {
    for (const until = ms + duration; ms < until; ) {
      ms += Math.min(step, until - ms);
      const callback = next;
      next = null;
      callback?.();
      await settle();
    }
  };
  return { player, drawn, events, run, isArmed: () => next !== null };
}

describe("loading", () => {
  test("shows the first frame of the first figure and asks for no repaint", async () => {
    const { player, drawn, events, isArmed } = await playerOn(new Film());
    expect(drawn).toEqual([0]);
    expect([player.figure, player.frame, player.frames, player.duration]).toEqual([1, 0, 50, 5]);
    expect([player.paused, player.ended, player.seeking, player.readyState]).toEqual([true, false, false, 4]);
    expect(events).toEqual(["loadedmetadata", "seeking", "seeked"]);
    expect(isArmed()).toBe(false);
  });

  test("another recording takes the place of the one before, and none empties the player", async () => {
    const { player } = await playerOn(new Film());
    await player.seekToFrame(7);
    await player.load(new Film());
    expect([player.frame, player.currentTime]).toEqual([0, 0]);
    await player.load(null);
    expect([player.frame, player.frames, player.figures, player.readyState]).toEqual([-1, 0, [], 0]);
    expect(player.duration).toBeNaN();
  });

  test("a recording without frames plays nothing and fails nowhere", async () => {
    const film = new Film();
    Object.assign(film, { figures: [figure(1, 0)], durationNs: 0 });
    const { player, drawn, run } = await playerOn(film);
    await player.seekToFrame(3);
    await player.step(1);
    await player.play();
    await run(100);
    expect([player.frame, player.ended, drawn]).toEqual([-1, true, []]);
  });
});

describe("playing", () => {
  test("every frame is drawn once, at its time", async () => {
    const { player, drawn, run } = await playerOn(new Film());
    await player.play();
    await run(1000);
    expect(drawn).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(player.currentTime).toBeCloseTo(1);
  });

  test("late frames are skipped in favour of the newest, and time stays true", async () => {
    const { player, drawn, run } = await playerOn(new Film());
    await player.play();
    await run(1000, 350);
    expect(drawn).toEqual([0, 3, 7, 10]);
    expect(player.currentTime).toBeCloseTo(1);
  });

  test("a frame that is slow to come holds back no time", async () => {
    const film = new Film();
    const { player, drawn, run } = await playerOn(film);
    film.slow = true;
    await player.play();
    await run(500);
    expect(film.pending.length).toBe(1); // one at a time
    film.slow = false;
    film.pending.pop()?.();
    await settle();
    await run(20);
    expect(drawn).toEqual([0, 1, 5]);
  });

  test("speed applies to what follows", async () => {
    const { player, events, run } = await playerOn(new Film());
    await player.play();
    await run(160);
    player.playbackRate = 4;
    await run(160);
    expect(player.currentTime).toBeCloseTo(0.8);
    player.playbackRate = 1000;
    expect(player.playbackRate).toBe(16);
    player.playbackRate = 0.01;
    expect(player.playbackRate).toBe(0.25);
    expect(events.filter((type) => type === "ratechange").length).toBe(3);
  });

  test("ends with the last frame, asks for nothing more, and begins again on play", async () => {
    const { player, drawn, events, run, isArmed } = await playerOn(new Film());
    player.currentTime = 4.5;
    await player.play();
    await run(1000);
    expect([player.ended, player.paused, player.frame, player.currentTime]).toEqual([true, true, 49, 5]);
    expect(events.slice(-2)).toEqual(["pause", "ended"]);
    expect(isArmed()).toBe(false);
    await player.play();
    await settle();
    expect([drawn.at(-1), player.currentTime, player.ended]).toEqual([0, 0, false]);
    await run(160);
    expect(player.frame).toBe(1);
  });

  test("loops, showing the last frame before the first", async () => {
    const { player, drawn, run } = await playerOn(new Film());
    player.loop = true;
    player.currentTime = 4.8;
    await settle();
    await player.play();
    await run(500);
    expect(drawn).toEqual([0, 48, 49, 0, 1, 2]);
    expect(player.ended).toBe(false);
  });

  test("pausing stops the clock and the repaints", async () => {
    const { player, events, run, isArmed } = await playerOn(new Film());
    await player.play();
    await run(320);
    player.pause();
    expect(isArmed()).toBe(false);
    await run(1000);
    expect([player.frame, player.currentTime, events.at(-1)]).toEqual([3, 0.32, "pause"]);
  });
});

describe("seeking", () => {
  test("a frame that is sought is the frame, and its time the time", async () => {
    const { player, drawn } = await playerOn(new Film());
    await player.seekToFrame(37);
    expect([drawn.at(-1), player.frame, player.currentTime]).toEqual([37, 37, 3.7]);
    await player.seekToFrame(-5);
    expect(player.frame).toBe(0);
    await player.seekToFrame(1e9);
    expect(player.frame).toBe(49);
  });

  test("draws only what was asked for last, whatever order the frames come in", async () => {
    const film = new Film();
    const { player, drawn, events } = await playerOn(film);
    film.slow = true;
    const seeks = [10, 20, 30].map((n) => player.seekToFrame(n));
    await settle();
    expect([player.seeking, player.frame]).toEqual([true, 30]);
    for (const resolve of film.pending.reverse()) {
      resolve();
      await settle();
    }
    await Promise.all(seeks);
    expect(drawn).toEqual([0, 30]);
    expect([player.frame, player.currentTime, player.seeking]).toEqual([30, 3, false]);
    expect(events.filter((type) => type === "seeked").length).toBe(2); // loading, and the newest
  });

  test("a seek that was overtaken resolves only when the newest is drawn", async () => {
    const film = new Film();
    const { player, drawn } = await playerOn(film);
    film.slow = true;
    const first = player.seekToFrame(10).then(() => drawn.at(-1));
    await settle();
    const second = player.seekToFrame(20);
    await settle();
    film.pending[0]?.();
    await settle();
    film.pending[1]?.();
    expect(await first).toBe(20);
    await second;
  });

  test("steps add up even before they are drawn", async () => {
    const { player, drawn } = await playerOn(new Film());
    await Promise.all([player.step(1), player.step(1), player.step(1)]);
    expect([player.frame, drawn]).toEqual([3, [0, 3]]);
    await player.step(-2);
    expect(player.frame).toBe(1);
  });

  test("while playing, goes on from there", async () => {
    const { player, run } = await playerOn(new Film());
    await player.play();
    await run(160);
    player.currentTime = 3;
    await settle();
    await run(160);
    expect([player.paused, player.frame]).toEqual([false, 31]);
    expect(player.currentTime).toBeCloseTo(3.16);
  });

  test("selecting a figure keeps the time", async () => {
    const { player, drawn } = await playerOn(new Film());
    await player.seekToFrame(25);
    player.figure = 2;
    await settle();
    expect([player.figure, player.frame, player.frames, player.currentTime, drawn.at(-1)]).toEqual([
      2, 2, 5, 2.5, 2,
    ]);
    player.figure = 9;
    expect(player.figure).toBe(2);
  });

  test("any path of seeks shows the frame that it ends with", async () => {
    const act = fc.oneof(
      fc.record({ seek: fc.integer({ min: 0, max: 49 }) }),
      fc.record({ step: fc.integer({ min: -3, max: 3 }) }),
      fc.record({ time: fc.double({ min: 0, max: 5, noNaN: true }) }),
      fc.record({ wait: fc.constant(true) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act), fc.integer({ min: 0, max: 49 }), async (acts, last) => {
        const { player, drawn } = await playerOn(new Film());
        for (const a of acts) {
          if ("seek" in a) void player.seekToFrame(a.seek);
          else if ("step" in a) void player.step(a.step);
          else if ("time" in a) player.currentTime = a.time;
          else await settle();
        }
        await player.seekToFrame(last);
        expect([drawn.at(-1), player.frame, player.seeking]).toEqual([last, last, false]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("failing", () => {
  test("a frame that cannot be read is an error of the seek and of the player; the picture stays", async () => {
    const film = new Film();
    const { player, events, drawn } = await playerOn(film);
    film.broken = 20;
    await expect(player.seekToFrame(20)).rejects.toThrow("frame 20 is damaged");
    expect([player.frame, player.seeking, player.error?.message]).toEqual([0, false, "frame 20 is damaged"]);
    expect(events.at(-1)).toBe("error");
    await player.seekToFrame(21);
    expect([player.error, drawn]).toEqual([null, [0, 21]]);
  });

  test("frame and time stay those of the picture that is shown", async () => {
    const film = new Film();
    const { player } = await playerOn(film);
    await player.seekToFrame(12);
    film.broken = 20;
    player.currentTime = 2.05;
    await settle();
    expect([player.error?.message, player.frame, player.currentTime]).toEqual([
      "frame 20 is damaged",
      12,
      1.2,
    ]);
    film.broken = 1;
    player.figure = 2;
    await settle();
    expect([player.error?.message, player.frame, player.currentTime]).toEqual([
      "frame 1 is damaged",
      -1,
      1.2,
    ]);
  });

  test("while playing it stops there", async () => {
    const film = new Film();
    const { player, events, run, isArmed } = await playerOn(film);
    film.broken = 3;
    await player.play();
    await run(1000);
    expect([player.paused, player.frame, events.slice(-2)]).toEqual([true, 2, ["pause", "error"]]);
    expect(isArmed()).toBe(false);
  });
});
