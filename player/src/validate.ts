// What must hold inside a record beyond its field types.

import { FormatError } from "./errors.ts";
import type {
  Clip,
  Definition,
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
} from "./ops.gen.ts";
import {
  CLIP,
  DRAW_COLLECTION,
  DRAW_HATCH,
  DRAW_MARKERS,
  DRAW_MESH,
  IMAGE,
  MAX_LIST_ITEMS,
  PATH,
  PATHS,
  STYLE,
  TEXT,
} from "./ops.gen.ts";

const MAX_BITS = 24;

/** Throws a FormatError if the fields of `record` contradict each other. */
export function validate(record: Rec | Definition): void {
  switch (record.type) {
    case PATH:
      path(record);
      break;
    case STYLE:
      style(record);
      break;
    case CLIP:
      clip(record);
      break;
    case IMAGE:
      image(record);
      break;
    case TEXT:
      text(record);
      break;
    case PATHS:
      paths(record);
      break;
    case DRAW_MESH:
      mesh(record);
      break;
    case DRAW_HATCH:
      hatch(record);
      break;
    case DRAW_MARKERS:
      markers(record);
      break;
    case DRAW_COLLECTION:
      collection(record);
      break;
  }
}

function need(condition: boolean, expected: string, found: string): void {
  if (!condition) throw new FormatError("", expected, found);
}

function bits(value: number): void {
  need(value <= MAX_BITS, `at most ${MAX_BITS}`, `bits ${value}`);
}

function length(column: Int32Array | null): number {
  if (column === null) throw new FormatError("", "a column", "none");
  return column.length;
}

/** Path code -> vertices that carry it. */
function run(code: number): number {
  return code === 1 || code === 2 || code === 79 ? 1 : code === 3 ? 2 : code === 4 ? 3 : 0;
}

function snapping({ snap, snapWidthPx }: Path | Paths): void {
  need(snap <= 1, "at most 1", `snap ${snap}`);
  need(snapWidthPx >= 0 && snapWidthPx < 1e6, "0 to 1e6", `a line width of ${snapWidthPx} to snap by`);
}

function path(value: Path): void {
  const { codes, x, y, unhinted } = value;
  bits(value.bits);
  snapping(value);
  if (unhinted !== null) need(unhinted.unhinted === null, "none", "the unhinted path of an unhinted path");
  const count = length(x);
  need(length(y) === count, `${count} y`, `${length(y)}`);
  if (codes.length > 0) allCodes(codes, count);
}

/** Checks the codes of one path, or of many, one after the other. */
function allCodes(codes: Uint8Array, count: number): void {
  need(codes.length === count, `${count} codes`, `${codes.length}`);
  need(codes[0] === 1, "1 as the first path code", `${codes[0]}`);
  for (let at = 0; at < count; ) {
    const code = codes[at] as number;
    const vertices = run(code);
    if (vertices === 0) throw new FormatError("", "1, 2, 3, 4 or 79", `path code ${code} at vertex ${at}`);
    for (let i = 1; i < vertices; i++) {
      if (codes[at + i] !== code) {
        throw new FormatError("", `${vertices} of them`, `path code ${code} at vertex ${at} only ${i} times`);
      }
    }
    at += vertices;
  }
}

function paths(value: Paths): void {
  const { codes, lengths, x, y } = value;
  bits(value.bits);
  snapping(value);
  if (lengths === null) throw new FormatError("", "a column", "none");
  const count = length(x);
  need(length(y) === count, `${count} y`, `${length(y)}`);
  if (codes.length > 0) allCodes(codes, count);
  let total = 0;
  for (let i = 0; i < lengths.length; i++) {
    const vertices = lengths[i] as number;
    if (vertices < 0) throw new FormatError("", "0 or more", `a path of ${vertices} vertices`);
    // Each begins with a moveto: then no curve goes on from one into the next.
    if (codes.length > 0 && vertices > 0 && codes[total] !== 1) {
      throw new FormatError("", "1 as the first path code of each", `${codes[total]}`);
    }
    total += vertices;
  }
  need(total === count, `paths of ${count} vertices together`, `${total}`);
}

function style(value: Style): void {
  need(value.cap <= 2 && value.join <= 2, "at most 2", `cap ${value.cap}, join ${value.join}`);
  need(value.lineWidthPx >= 0 && value.lineWidthPx < 1e6, "0 to 1e6", `line width ${value.lineWidthPx}`);
  for (const dash of value.dashesPx) need(dash >= 0 && dash < 1e6, "0 to 1e6", `a dash of ${dash}`);
  need(Math.abs(value.dashOffsetPx) < 1e9, "less than 1e9", `dash offset ${value.dashOffsetPx}`);
  need(
    value.miterLimit > 0 && value.miterLimit < 1e6,
    "more than 0, less than 1e6",
    `miter limit ${value.miterLimit}`,
  );
}

function clip({ rect }: Clip): void {
  need(rect.length === 0 || rect.length === 4, "4", `a clip rectangle of ${rect.length} numbers`);
}

function image({ widthPx, heightPx, palette, data }: Image): void {
  const pixels = widthPx * heightPx;
  need(pixels > 0, "at least one pixel", `an image of ${widthPx} x ${heightPx}`);
  need(
    palette.length % 4 === 0 && palette.length <= 1024,
    "RGBA of at most 256",
    `a palette of ${palette.length} bytes`,
  );
  const expected = palette.length === 0 ? 4 * pixels : pixels;
  need(data.length === expected, `${expected}`, `${data.length} bytes of pixels`);
  if (palette.length === 0) return;
  let top = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] as number) > top) top = data[i] as number;
  need(4 * top < palette.length, `less than ${palette.length / 4}`, `colour ${top}`);
}

function text({ bits: placeBits, glyphs, x, y, unhintedX, unhintedY }: Text): void {
  bits(placeBits);
  const count = glyphs.length;
  if (count > 0 || x !== null) {
    need(length(x) === count && length(y) === count, `${count} places`, "another number of them");
  }
  if (unhintedX !== null || unhintedY !== null) {
    const right = length(unhintedX) === count && length(unhintedY) === count;
    need(right, `${count} unhinted places`, "another number of them");
  }
}

function mesh({ image: cells, bits: edgeBits, x, y }: DrawMesh): void {
  bits(edgeBits);
  edges(x, cells?.widthPx);
  edges(y, cells?.heightPx);
}

function edges(column: Int32Array | null, cells: number | undefined): void {
  const count = length(column);
  if (cells !== undefined) need(count === cells + 1, `${cells + 1} edges of ${cells} cells`, `${count}`);
  const values = column as Int32Array;
  for (let i = 1; i < count; i++) {
    if ((values[i] as number) < (values[i - 1] as number)) {
      throw new FormatError("", "edges that never decrease", `${values[i]} after ${values[i - 1]}`);
    }
  }
}

function markers({ bits: placeBits, x, y, snap }: DrawMarkers): void {
  bits(placeBits);
  need(snap <= 1, "at most 1", `snap ${snap}`);
  need(length(x) === length(y), `${length(x)} y`, `${length(y)}`);
}

function hatch({ tilePx, box }: DrawHatch): void {
  need(tilePx >= 1, "at least 1", `tiles of ${tilePx} px`);
  const [, , width = -1, height = -1] = box;
  need(box.length === 4 && width >= 0 && height >= 0, "x, y, width and height", `a box of ${box}`);
  const tiles = (Math.floor(width / tilePx) + 2) * (Math.floor(height / tilePx) + 2);
  need(tiles <= MAX_LIST_ITEMS, `at most ${MAX_LIST_ITEMS}`, `${tiles} tiles`);
}

function collection(op: DrawCollection): void {
  bits(op.bits);
  bits(op.matrixBits);
  const count = length(op.x);
  for (const column of [op.y, op.styleIndex, op.pathIndex, op.a, op.b, op.c, op.d]) {
    need(column === null || column.length === count, `${count} items`, "a column of another length");
  }
  const pathCount = op.pathList === null ? op.paths.length : length(op.pathList.lengths);
  need(op.y !== null && op.styles.length > 0 && pathCount > 0, "y, styles and paths", "one of them missing");
  need(op.pathList === null || op.paths.length === 0, "paths or a path list", "both");
  indices(op.styleIndex, op.styles.length);
  indices(op.pathIndex, pathCount);
}

function indices(column: Int32Array | null, count: number): void {
  if (column === null) return;
  for (let i = 0; i < column.length; i++) {
    const index = column[i] as number;
    if (index < 0 || index >= count) throw new FormatError("", `0 to ${count - 1}`, `index ${index}`);
  }
}
