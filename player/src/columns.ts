import { Cursor } from "./cursor.ts";
import { FormatError } from "./errors.ts";
import { MAX_COLUMN_VALUES } from "./ops.gen.ts";

const MAX_ORDER = 2;
const MAX_BASES = 2;
const ROWS = 64;

/** The values of the column that came so many definitions before. */
export type FindBase = (distance: number) => Int32Array;

/**
 * Decode a column, whose planes fill the rest of the bytes. See "Columns" in FORMAT.md.
 *
 * Without `findBase` only what version 1 of the format has is known.
 */
export function unpackColumn(data: Uint8Array, findBase: FindBase | null = null): Int32Array {
  const coding = data[0];
  if (coding === undefined) throw new FormatError("", "a coding byte", "a column without one");
  if (findBase === null && coding >> 4 !== 0) throw unknown(coding);
  return unpack(new Cursor(data), null, findBase);
}

/** Decode `count` integers from among other fields. */
export function unpackInts(cursor: Cursor, count: number): Int32Array {
  return unpack(cursor, count, null);
}

function unpack(cursor: Cursor, count: number | null, findBase: FindBase | null): Int32Array {
  const coding = cursor.u8();
  const log2Width = coding & 3;
  const order = (coding >> 2) & 3;
  const used = (coding >> 4) & 3;
  if (coding > 127 || log2Width > 2 || order > MAX_ORDER || used > MAX_BASES) throw unknown(coding);
  const bases: Int32Array[] = [];
  for (let i = 0; i < used; i++) {
    if (findBase === null) throw unknown(coding);
    bases.push(findBase(cursor.uint()));
  }
  const row = (coding & ROWS) !== 0 ? cursor.uint() : 1;
  const starts: number[] = [];
  for (let i = 0; i < order; i++) {
    const start = cursor.int();
    if (start < -(2 ** 31) || start >= 2 ** 31)
      throw new FormatError("", "a column start of 32 bits", `${start}`);
    starts.push(start);
  }
  const stored = count === null ? cursor.remaining >> log2Width : count - order;
  if (count === null && stored << log2Width !== cursor.remaining) {
    throw new FormatError("", `${1 << log2Width} bytes a value`, `a column of ${cursor.remaining} bytes`);
  }
  if (stored < 0) throw new FormatError("", `at least ${order} values`, `${count}`);
  if (stored + order > MAX_COLUMN_VALUES) {
    throw new FormatError("", `at most ${MAX_COLUMN_VALUES}`, `a column of ${stored + order} values`);
  }
  const planes = cursor.take(stored << log2Width);
  const values = new Int32Array(stored + order);
  const differences = values.subarray(order);
  if (log2Width === 0) join1(planes, differences);
  else if (log2Width === 1) join2(planes, differences);
  else join4(planes, differences);
  for (let level = order - 1; level >= 0; level--) {
    values[level] = starts[level] as number;
    sum(values, level);
  }
  const joined = (coding & ROWS) !== 0 ? fromRows(values, row) : values;
  addBases(joined, bases);
  return joined;
}

function unknown(coding: number): FormatError {
  return new FormatError("", "a known column coding", `coding ${coding}`);
}

function join1(planes: Uint8Array, values: Int32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = ((planes[i] as number) << 24) >> 24;
}

function join2(planes: Uint8Array, values: Int32Array): void {
  const count = values.length;
  for (let i = 0; i < count; i++) {
    values[i] = (planes[i] as number) | (((planes[i + count] as number) << 24) >> 16);
  }
}

function join4(planes: Uint8Array, values: Int32Array): void {
  const count = values.length;
  for (let i = 0; i < count; i++) {
    values[i] =
      (planes[i] as number) |
      ((planes[i + count] as number) << 8) |
      ((planes[i + 2 * count] as number) << 16) |
      ((planes[i + 3 * count] as number) << 24);
  }
}

/** Differences to values from one index on, modulo 2^32. */
function sum(values: Int32Array, from: number): void {
  let total = 0;
  for (let i = from; i < values.length; i++) {
    total = (total + (values[i] as number)) | 0;
    values[i] = total;
  }
}

/** All first differences of rows, then all second ones, ... to rows of values. */
function fromRows(turned: Int32Array, row: number): Int32Array {
  const rows = turned.length / row;
  if (row < 2 || !Number.isInteger(rows)) {
    throw new FormatError("", "rows of equal length", `${turned.length} values in rows of ${row}`);
  }
  const values = new Int32Array(turned.length);
  for (let r = 0; r < rows; r++) {
    let total = 0;
    for (let i = 0; i < row; i++) {
      total = (total + (turned[i * rows + r] as number)) | 0;
      values[r * row + i] = total;
    }
  }
  return values;
}

function addBases(values: Int32Array, bases: readonly Int32Array[]): void {
  const [last, before] = bases;
  for (const { length } of bases) {
    if (length !== values.length)
      throw new FormatError("", `${values.length} values`, `${length} of the column before`);
  }
  if (last === undefined) return;
  if (before === undefined) {
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + (last[i] as number);
    return;
  }
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] as number) + 2 * (last[i] as number) - (before[i] as number);
  }
}
