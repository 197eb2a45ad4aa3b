import fc from "fast-check";
import { expect, test } from "vitest";
import { Clock } from "../src/clock.ts";

function clockAt() {
  const real = { ms: 0 };
  return { real, clock: new Clock(() => real.ms) };
}

test("stands still until it is started", () => {
  const { real, clock } = clockAt();
  real.ms = 500;
  expect(clock.timeNs).toBe(0);
  clock.start();
  real.ms = 750;
  expect(clock.timeNs).toBe(250e6);
});

test("goes on from where it was stopped", () => {
  const { real, clock } = clockAt();
  clock.start();
  real.ms = 100;
  clock.stop();
  real.ms = 1000;
  expect(clock.timeNs).toBe(100e6);
  clock.start();
  real.ms = 1100;
  expect(clock.timeNs).toBe(200e6);
});

test("a new rate holds from now on", () => {
  const { real, clock } = clockAt();
  clock.start();
  real.ms = 100;
  clock.rate = 4;
  expect(clock.timeNs).toBe(100e6);
  real.ms = 200;
  expect(clock.timeNs).toBe(500e6);
});

test("can be set while it runs", () => {
  const { real, clock } = clockAt();
  clock.start();
  real.ms = 10;
  clock.timeNs = 5e9;
  real.ms = 20;
  expect(clock.timeNs).toBe(5.01e9);
});

test("media time is the sum of the pieces times their rates", () => {
  const piece = fc.record({
    ms: fc.integer({ min: 0, max: 10_000 }),
    rate: fc.constantFrom(0.25, 0.5, 1, 2, 16),
  });
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { real, clock } = clockAt();
      clock.start();
      let expected = 0;
      for (const { ms, rate } of pieces) {
        clock.rate = rate;
        real.ms += ms;
        expected += ms * 1e6 * rate;
      }
      expect(clock.timeNs).toBe(expected);
    }),
  );
});
