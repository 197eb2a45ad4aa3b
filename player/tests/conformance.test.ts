import { describe, expect, it } from "vitest";
import { type Choice, choose, type Row, tally } from "../src/conformance/results.ts";

const EVERYTHING: Choice = { text: "", status: "", feature: "", order: "rms" };

function row(id: string, rms: number | null, more: Partial<Row> = {}): Row {
  const ours = rms === null ? null : { rms, ssim: 1 - rms / 100, diff32: rms / 1000 };
  const rest = { message: "", features: [], width: 1, height: 1, drawMs: 1, svg: null, files: {} };
  return { id, status: "ok", ours, ...rest, ...more };
}

const ROWS = [
  row("lines/a.py#1", 1, { features: ["op:DrawPath"], drawMs: 9, svg: { rms: 20, ssim: 0.9, diff32: 0.1 } }),
  row("lines/b.py#1", 3, { features: ["op:DrawPath", "op:DrawText"], svg: { rms: 2, ssim: 0.9, diff32: 0 } }),
  row("text/c.py", null, { status: "failed", message: "No module named <b>x</b>" }),
  row("text/a.py#1", 3),
  row("text/b.py#1", null, { status: "error", message: "ValueError" }),
];

const ids = (choice: Partial<Choice>) => choose(ROWS, { ...EVERYTHING, ...choice }).map(({ id }) => id);

describe("choose", () => {
  it("puts errors of ours first, then the worst, and scripts that fail last", () => {
    expect(ids({})).toEqual(["text/b.py#1", "lines/b.py#1", "text/a.py#1", "lines/a.py#1", "text/c.py"]);
    expect(ids({ order: "name", text: "text" })).toEqual(["text/a.py#1", "text/b.py#1", "text/c.py"]);
    expect(ids({ order: "draw", status: "ok" })[0]).toBe("lines/a.py#1");
    expect(ids({ order: "ssim", status: "ok" })[2]).toBe("lines/a.py#1");
    expect(ids({ order: "svg", status: "ok" })).toEqual(["lines/b.py#1", "lines/a.py#1", "text/a.py#1"]);
  });

  it("filters by words, status and feature", () => {
    expect(ids({ text: "A.py text" })).toEqual(["text/a.py#1"]);
    expect(ids({ text: "no module" })).toEqual(["text/c.py"]);
    expect(ids({ status: "failed" })).toEqual(["text/c.py"]);
    expect(ids({ feature: "op:DrawText" })).toEqual(["lines/b.py#1"]);
    expect(ids({ feature: "op:DrawText", text: "lines/a" })).toEqual([]);
  });

  it("leaves the rows alone", () => {
    const before = [...ROWS];
    choose(ROWS, EVERYTHING);
    expect(ROWS).toEqual(before);
  });
});

describe("tally", () => {
  it("counts, most first", () => {
    expect(tally(ROWS, ({ features }) => features)).toEqual([
      ["op:DrawPath", 2],
      ["op:DrawText", 1],
    ]);
  });
});
