// Fields by type: how those that refer to nothing are read, and what stands for those that are not there.

import type { Cursor } from "./cursor.ts";
import type { Definition, FieldKind } from "./ops.gen.ts";

/** A field of a record: references are what they refer to. */
export type Value = number | string | Uint8Array | Int32Array | Definition | null | readonly Value[];
type Scalar = Exclude<FieldKind, "ref" | "refs" | "column" | "vectors">;

function listOf(read: (cursor: Cursor) => Value): (cursor: Cursor) => Value {
  return (cursor) => {
    const count = cursor.count();
    const values: Value[] = [];
    for (let i = 0; i < count; i++) values.push(read(cursor));
    return values;
  };
}

const uint = (cursor: Cursor): number => cursor.uint();
const int = (cursor: Cursor): number => cursor.int();
const f32 = (cursor: Cursor): number => cursor.f32();
const f64 = (cursor: Cursor): number => cursor.f64();
const string = (cursor: Cursor): string => cursor.string();

/** Fields that take nothing but a cursor. Bytes are copied: definitions outlive the buffer that they are read from. */
export const READERS: { readonly [kind in Scalar]: (cursor: Cursor) => Value } = {
  uint,
  int,
  u8: (cursor) => cursor.u8(),
  u32: (cursor) => cursor.u32(),
  rgba: (cursor) => cursor.rgba(),
  f32,
  f64,
  string,
  bytes: (cursor) => cursor.bytes().slice(),
  pixels: (cursor) => cursor.bytes().slice(),
  uints: listOf(uint),
  ints: listOf(int),
  f32s: listOf(f32),
  f64s: listOf(f64),
  strings: listOf(string),
};

/** Of trailing fields that are not there. */
export const DEFAULTS: { readonly [kind in FieldKind]: Value } = {
  uint: 0,
  int: 0,
  u8: 0,
  u32: 0,
  rgba: 0,
  f32: 0,
  f64: 0,
  string: "",
  bytes: new Uint8Array(0),
  column: new Int32Array(0),
  pixels: new Uint8Array(0),
  vectors: new Uint8Array(0),
  uints: [],
  ints: [],
  f32s: [],
  f64s: [],
  strings: [],
  ref: null,
  refs: [],
};
