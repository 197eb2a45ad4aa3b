// Many definitions of one kind, field by field. See "Batches" in FORMAT.md.

import { unpackInts } from "./columns.ts";
import type { Cursor } from "./cursor.ts";
import { FormatError } from "./errors.ts";
import type { FieldKind, FieldRow } from "./ops.gen.ts";
import { MAX_COLUMN_VALUES } from "./ops.gen.ts";

const RAW = 255; // floats as they are
const MAX_BITS = 24;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One field of one item: references are ids. */
export type Item = number | string | Uint8Array | readonly number[];
/** One field of all items. */
export type Vector = (index: number) => Item;

const LISTS: { readonly [kind in FieldKind]?: FieldKind } = { ints: "int", f32s: "f32", refs: "ref" };
const KINDS: ReadonlySet<FieldKind> = new Set([
  "int",
  "u8",
  "rgba",
  "f32",
  "string",
  "bytes",
  "ref",
  "ints",
  "f32s",
  "refs",
]);

/** Whether there are batches of definitions with these fields; of columns there are, too. */
export function isBatched(fields: readonly FieldRow[]): boolean {
  return fields.every(({ kind }) => KINDS.has(kind));
}

/** Decode `count` columns of equal length. */
export function unpackColumns(cursor: Cursor, count: number): Int32Array[] {
  const row = cursor.uint();
  if (row === 0 || row * count > MAX_COLUMN_VALUES) {
    throw new FormatError("", `1 to ${MAX_COLUMN_VALUES} together`, `${count} columns of ${row} values`);
  }
  const values = unpackInts(cursor, row * count);
  const columns: Int32Array[] = [];
  for (let at = 0; at < values.length; at += row) columns.push(values.slice(at, at + row));
  return columns;
}

/** Decode one field of `count` items. */
export function unpackVector(cursor: Cursor, kind: FieldKind, count: number): Vector {
  const form = cursor.u8();
  if (form > 1) throw new FormatError("", "0 or 1", `form ${form} of a field of many`);
  if (form === 1) return unpackEach(cursor, kind, count);
  const value = unpackOne(cursor, kind);
  return () => value;
}

function unpackOne(cursor: Cursor, kind: FieldKind): Item {
  switch (kind) {
    case "int":
    case "ref":
      return cursor.int();
    case "u8":
      return cursor.u8();
    case "rgba":
      return cursor.rgba();
    case "f32":
      return cursor.f32();
    case "string":
      return cursor.string();
    case "bytes":
      return cursor.bytes().slice();
    default:
      return numbersOf(cursor, LISTS[kind] as FieldKind, cursor.count());
  }
}

function unpackEach(cursor: Cursor, kind: FieldKind, count: number): Vector {
  const item = LISTS[kind];
  if (item !== undefined) {
    const ends = endsOf(cursor, count);
    const items = numbersOf(cursor, item, ends[count] as number);
    return (index) => items.slice(ends[index], ends[index + 1]);
  }
  if (kind === "string" || kind === "bytes") {
    const ends = endsOf(cursor, count);
    const raw = cursor.take(ends[count] as number).slice();
    const partOf = (index: number): Uint8Array => raw.slice(ends[index], ends[index + 1]);
    return kind === "bytes" ? partOf : (index) => stringOf(partOf(index));
  }
  const values = numbersOf(cursor, kind, count);
  return (index) => values[index] as number;
}

function numbersOf(cursor: Cursor, kind: FieldKind, count: number): readonly number[] {
  if (count === 0) return [];
  if (kind === "f32") return floatsOf(cursor, count);
  const values = Array.from(unpackInts(cursor, count));
  if (kind === "rgba") return values.map(rgbaOf);
  if (kind === "u8") {
    const wrong = values.find((value) => value < 0 || value > 255);
    if (wrong !== undefined) throw new FormatError("", "0 to 255", `${wrong} in a byte`);
  }
  return values;
}

function floatsOf(cursor: Cursor, count: number): readonly number[] {
  const bits = cursor.u8();
  if (bits === RAW) {
    const planes = cursor.take(4 * count);
    const view = new DataView(new ArrayBuffer(4 * count));
    for (let i = 0; i < 4 * count; i++)
      view.setUint8(4 * (i % count) + Math.floor(i / count), planes[i] as number);
    return Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
  }
  if (bits > MAX_BITS) throw new FormatError("", `at most ${MAX_BITS}`, `bits ${bits}`);
  const unit = 2 ** -bits;
  return Array.from(unpackInts(cursor, count), (value) => value * unit);
}

/** Where each of `count` items ends, behind a 0. */
function endsOf(cursor: Cursor, count: number): readonly number[] {
  const ends = [0];
  let end = 0;
  for (const length of unpackInts(cursor, count)) {
    if (length < 0) throw new FormatError("", "0 or more", `a length of ${length}`);
    end += length;
    ends.push(end);
  }
  return ends;
}

function stringOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new FormatError("", "UTF-8", "a string that is not");
  }
}

/** Red in the lowest byte to red in the highest. */
function rgbaOf(value: number): number {
  return (((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
