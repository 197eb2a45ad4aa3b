import { describe, expect, test } from "vitest";
import { FormatError } from "../src/errors.ts";
import type {
  DrawCollection,
  DrawHatch,
  DrawMarkers,
  DrawMesh,
  Image,
  Path,
  Paths,
  Rec,
  Style,
  Text,
} from "../src/ops.gen.ts";
import {
  DRAW_COLLECTION,
  DRAW_HATCH,
  DRAW_MARKERS,
  DRAW_MESH,
  IMAGE,
  PATH,
  PATHS,
  STYLE,
  TEXT,
} from "../src/ops.gen.ts";
import { validate } from "../src/validate.ts";

const column = (...values: number[]): Int32Array => Int32Array.from(values);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const three = column(1, 2, 3);
const style: Style = {
  type: STYLE,
  fill: 0,
  stroke: 0,
  lineWidthPx: 1,
  cap: 0,
  join: 0,
  miterLimit: 10,
  antialias: 1,
  dashOffsetPx: 0,
  dashesPx: [],
};
const path: Path = {
  type: PATH,
  bits: 0,
  codes: bytes(),
  x: three,
  y: three,
  snap: 0,
  snapWidthPx: 0,
  unhinted: null,
};
const paths: Paths = {
  type: PATHS,
  bits: 0,
  codes: bytes(1, 2, 1),
  lengths: column(2, 0, 1),
  x: three,
  y: three,
  snap: 0,
  snapWidthPx: 0,
};
const image: Image = { type: IMAGE, widthPx: 2, heightPx: 1, palette: bytes(), data: new Uint8Array(8) };
const mesh: DrawMesh = {
  type: DRAW_MESH,
  group: null,
  clip: null,
  image,
  bits: 0,
  x: column(0, 0, 5),
  y: column(-1, 3),
};
const collection: DrawCollection = {
  type: DRAW_COLLECTION,
  group: null,
  clip: null,
  styles: [style],
  styleIndex: null,
  paths: [],
  pathIndex: column(2, 0, 1),
  matrixBits: 0,
  a: null,
  b: null,
  c: null,
  d: null,
  bits: 0,
  x: three,
  y: three,
  pathList: paths,
};
const text: Text = {
  type: TEXT,
  text: "a",
  font: "",
  sizePx: 1,
  bits: 0,
  glyphs: [path],
  x: column(1),
  y: column(1),
  unhintedX: column(1),
  unhintedY: column(1),
};
const hatch: DrawHatch = {
  type: DRAW_HATCH,
  group: null,
  clip: null,
  style,
  path,
  tilePx: 1,
  box: [-5, 0, 1022, 1022],
};
const markers: DrawMarkers = {
  type: DRAW_MARKERS,
  group: null,
  clip: null,
  style,
  path,
  bits: 0,
  x: three,
  y: three,
  snap: 1,
};

test.each([path, paths, mesh, collection, text, markers])("a good $type", (record) => {
  validate(record);
});

test("a mesh whose image is of an unknown kind", () => {
  validate({ ...mesh, image: null, x: column(1) });
});

describe("contradictions", () => {
  test.each<[Rec | Path | Paths | DrawMesh | DrawCollection | Text | DrawMarkers | DrawHatch, string]>([
    [{ ...hatch, tilePx: 0 }, "tiles of 0 px"],
    [{ ...hatch, box: [1, 2, 3] }, "a box of 1,2,3"],
    [{ ...hatch, box: [1, 2, 3, -4] }, "a box of 1,2,3,-4"],
    [{ ...hatch, box: [0, 0, 1022, 1023] }, "1049600 tiles"],
    [{ ...path, snap: 2 }, "snap 2"],
    [{ ...path, snapWidthPx: -1 }, "line width of -1"],
    [{ ...path, snapWidthPx: Number.NaN }, "line width of NaN"],
    [{ ...path, unhinted: { ...path, unhinted: path } }, "unhinted path of an unhinted path"],
    [{ ...paths, bits: 25 }, "bits 25"],
    [{ ...paths, snap: 2 }, "snap 2"],
    [{ ...paths, lengths: null }, "none; expected a column"],
    [{ ...paths, lengths: column(2, 0, 2) }, "4; expected paths of 3 vertices"],
    [{ ...paths, lengths: column(4, -1, 0) }, "a path of -1 vertices"],
    [{ ...paths, lengths: column(2 ** 31 - 1, 2 ** 31 - 1, 5), codes: bytes() }, "4294967299; expected"],
    [{ ...paths, lengths: column(1, 2) }, "2; expected 1 as the first path code of each"],
    [{ ...paths, codes: bytes(1, 3, 1) }, "path code 3 at vertex 1"],
    [{ ...paths, codes: bytes(1, 2) }, "2; expected 3 codes"],
    [{ ...paths, lengths: column(), x: column(), y: column() }, "3; expected 0 codes"],
    [{ ...paths, y: column(1) }, "1; expected 3 y"],
    [{ ...mesh, bits: 25 }, "bits 25"],
    [{ ...mesh, x: column(0, 2, 1) }, "1 after 2"],
    [{ ...mesh, y: column(1, -(2 ** 31)) }, "edges that never decrease"],
    [{ ...mesh, x: column(0, 2) }, "2; expected 3 edges of 2 cells"],
    [{ ...mesh, y: column(1, 2, 3) }, "3; expected 2 edges of 1 cells"],
    [{ ...mesh, y: null }, "none; expected a column"],
    [{ ...collection, paths: [path] }, "both; expected paths or a path list"],
    [{ ...collection, pathIndex: column(0, 1, 3) }, "index 3"],
    [{ ...collection, pathIndex: column(0, 1, -1) }, "index -1"],
    [{ ...collection, pathList: null }, "one of them missing"],
    [{ ...text, unhintedY: null }, "none; expected a column"],
    [{ ...text, unhintedX: three }, "unhinted places"],
    [{ ...markers, snap: 2 }, "snap 2"],
  ])("%#", (record, message) => {
    expect(() => validate(record)).toThrow(FormatError);
    expect(() => validate(record)).toThrow(message);
  });
});
