import type { Vector } from "./batches.ts";
import { isBatched, unpackColumns, unpackVector } from "./batches.ts";
import { Characters } from "./characters.ts";
import { unpackColumn } from "./columns.ts";
import { crc32 } from "./crc32.ts";
import { Cursor } from "./cursor.ts";
import { ChecksumError, FormatError, TruncatedError, VersionError } from "./errors.ts";
import type { Value } from "./fields.ts";
import { DEFAULTS, READERS } from "./fields.ts";
import type { Column, Definition, FieldRow, Image, Rec } from "./ops.gen.ts";
import {
  BATCH,
  CHECK,
  COLUMN,
  FIRST_DEFINITION,
  FIRST_OP,
  HEADER,
  MAGIC,
  MAX_CHUNK_RAW_BYTES,
  MAX_CHUNK_RECORDS,
  MAX_CHUNK_REFERENCES,
  MAX_RECORD_BYTES,
  RECENT,
  RECORDS,
  TEXT,
  VERSION,
} from "./ops.gen.ts";
import { unpackPixels } from "./pixels.ts";
import { validate } from "./validate.ts";

/**
 * Decodes the raw bytes of one chunk, in pieces of any size.
 *
 * A record is given out only once a check record has covered it. Every definition is decoded once, and
 * whatever refers to it shares the object.
 */
export class ChunkDecoder {
  readonly #emit: (record: Rec) => void;
  #buffer = new Uint8Array(4096); // from the last check on, at #start .. #end
  #start = 0;
  #end = 0;
  #scanned = 0; // up to here the buffer holds whole records
  #consumed = 0; // raw bytes of this chunk before #start
  readonly #definitions: (Definition | null)[] = [null]; // by id; null: of an unknown kind
  #version = 0; // of the format, by the header; 0: none yet
  #records = 0;
  #references = 0;
  readonly #characters = new Characters();

  constructor(emit: (record: Rec) => void) {
    this.#emit = emit;
  }

  /** Raw bytes so far. */
  get rawBytes(): number {
    return this.#consumed + this.#end - this.#start;
  }

  /** Take the next bytes; records that they complete are given out before an error is thrown. */
  feed(raw: Uint8Array): void {
    if (this.rawBytes + raw.length > MAX_CHUNK_RAW_BYTES) {
      throw new FormatError(`raw byte ${this.rawBytes}`, `at most ${MAX_CHUNK_RAW_BYTES}`, "a larger chunk");
    }
    this.#append(raw);
    const cursor = new Cursor(this.#buffer, this.#scanned, this.#end);
    while (this.#scanned < this.#end) {
      const number = this.#skipRecord(cursor);
      if (number === 0) break;
      if (++this.#records > MAX_CHUNK_RECORDS) {
        throw new FormatError(`raw byte ${this.rawBytes}`, `at most ${MAX_CHUNK_RECORDS} records`, "more");
      }
      if (number === CHECK) this.#closeSpan(cursor.position);
      this.#scanned = cursor.position;
    }
  }

  /** Say that no more bytes come. */
  close(): void {
    const left = this.#end - this.#start;
    if (left > 0)
      throw new TruncatedError(`raw byte ${this.#consumed}`, "a check record", `${left} bytes without one`);
  }

  #append(raw: Uint8Array): void {
    if (this.#end + raw.length > this.#buffer.length) {
      const held = this.#end - this.#start;
      const roomy = held + raw.length <= this.#buffer.length / 2;
      const target = roomy
        ? this.#buffer
        : new Uint8Array(Math.max(2 * (held + raw.length), this.#buffer.length));
      target.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = target;
      this.#scanned -= this.#start;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(raw, this.#end);
    this.#end += raw.length;
  }

  /** Move behind the next record and return its number; 0 and no move if it is not all there. */
  #skipRecord(cursor: Cursor): number {
    const at = cursor.position;
    let number: number;
    let length: number;
    try {
      number = cursor.u8();
      length = cursor.uint();
    } catch (error) {
      if (error instanceof TruncatedError) return 0;
      throw error;
    }
    if (number === 0 || number > 127 || length > MAX_RECORD_BYTES) {
      throw new FormatError(
        `raw byte ${this.#consumed + at - this.#start}`,
        `a number from 1 to 127 and at most ${MAX_RECORD_BYTES} bytes`,
        `record ${number} of ${length} bytes`,
      );
    }
    if (cursor.remaining < length) return 0;
    cursor.skip(length);
    return number;
  }

  /** Verify and give out what lies between the check before and the one that ends at `end`. */
  #closeSpan(end: number): void {
    const check = new Cursor(this.#buffer, this.#scanned, end);
    check.u8();
    check.uint();
    const expected = check.u32();
    const found = crc32(this.#buffer, this.#start, this.#scanned);
    if (found !== expected) {
      throw new ChecksumError(
        `raw bytes ${this.#consumed} to ${this.#consumed + this.#scanned - this.#start}`,
        hex(expected),
        `checksum ${hex(found)}`,
      );
    }
    const records = this.#decode();
    this.#consumed += end - this.#start;
    this.#start = end;
    for (const record of records) this.#emit(record);
  }

  #decode(): Rec[] {
    const cursor = new Cursor(this.#buffer, this.#start, this.#scanned);
    const records: Rec[] = [];
    while (cursor.remaining > 0) {
      const at = this.#consumed + cursor.position - this.#start;
      const number = cursor.u8();
      const length = cursor.uint();
      const fields = new Cursor(this.#buffer, cursor.position, cursor.position + length);
      cursor.skip(length);
      if (number === BATCH && this.#version > 1) {
        this.#batch(fields, at);
        continue;
      }
      const record = this.#record(number, fields, at);
      if (this.#version === 0) this.#version = versionOf(record);
      if (number >= FIRST_DEFINITION) this.#definitions.push(record as Definition | null);
      else if (record !== null) records.push(record as Rec);
    }
    return records;
  }

  #record(number: number, cursor: Cursor, at: number): Rec | Definition | null {
    const row = RECORDS.get(number);
    const version = this.#version || 1;
    if (row === undefined || row.since > version) return null; // somebody has added it
    const values: { [name: string]: Value } = { type: number };
    try {
      for (const field of row.fields) {
        const absent = field.since > version || (field.since > row.since && cursor.remaining === 0);
        values[field.name] = absent ? DEFAULTS[field.kind] : this.#value(field, cursor, values);
      }
      // bytes that are left belong to fields that somebody has added
      const record = values as unknown as Rec | Definition; // the table is what the interfaces are made from
      validate(record);
      return record;
    } catch (error) {
      throw error instanceof FormatError ? error.within(`raw byte ${at}: record ${row.name}`) : error;
    }
  }

  /** Many definitions of one kind. */
  #batch(cursor: Cursor, at: number): void {
    try {
      const number = cursor.uint();
      const count = cursor.uint();
      if (number < FIRST_DEFINITION || number > 127 || count === 0) {
        throw new FormatError("", "a kind of definition", `${count} of the kind ${number}`);
      }
      this.#records += count - 1;
      if (this.#records > MAX_CHUNK_RECORDS) {
        throw new FormatError("", `at most ${MAX_CHUNK_RECORDS} records`, "more");
      }
      const row = RECORDS.get(number);
      if (row === undefined || row.since > this.#version) {
        for (let i = 0; i < count; i++) this.#definitions.push(null);
      } else if (number === COLUMN) {
        for (const values of unpackColumns(cursor, count)) this.#definitions.push({ type: COLUMN, values });
      } else if (isBatched(row.fields)) {
        this.#items(number, row.fields, cursor, count);
      } else {
        throw new FormatError("", "a kind that comes in batches", row.name);
      }
    } catch (error) {
      throw error instanceof FormatError ? error.within(`raw byte ${at}: record batch`) : error;
    }
  }

  #items(number: number, fields: readonly FieldRow[], cursor: Cursor, count: number): void {
    const vectors = fields.map(({ kind }) => unpackVector(cursor, kind, count));
    fields.forEach(({ kind }, index) => {
      const vector = vectors[index] as Vector;
      if (kind !== "refs") return;
      for (let i = 0; i < count; i++) this.#countReferences((vector(i) as readonly number[]).length);
      if (number === TEXT) vectors[index] = this.#expected(vectors, vector, count);
    });
    for (let i = 0; i < count; i++) {
      const values: { [name: string]: Value } = { type: number };
      fields.forEach(({ name, kind, target }, index) => {
        const item = (vectors[index] as Vector)(i);
        if (kind === "ref") values[name] = this.#referred(item as number, target);
        else if (kind === "refs") values[name] = this.#allReferred(item as readonly number[], target);
        else values[name] = item;
      });
      const record = values as unknown as Definition; // the table is what the interfaces are made from
      validate(record);
      this.#definitions.push(record);
    }
  }

  /** The ids of glyphs that are stored as differences to what the characters let expect. */
  #expected(vectors: readonly Vector[], glyphs: Vector, count: number): Vector {
    const [texts, fonts, sizesPx] = vectors as [Vector, Vector, Vector];
    const found: number[][] = [];
    for (let i = 0; i < count; i++) {
      const each = glyphs(i) as readonly number[];
      const expected = this.#characters.expected(
        texts(i) as string,
        fonts(i) as string,
        sizesPx(i) as number,
        each.length,
      );
      found.push(each.map((difference, k) => difference + (expected[k] as number)));
    }
    found.forEach((ids, i) => {
      this.#characters.learn(texts(i) as string, fonts(i) as string, sizesPx(i) as number, ids);
    });
    return (index) => found[index] as number[];
  }

  #value({ kind, target }: FieldRow, cursor: Cursor, before: { readonly [name: string]: Value }): Value {
    const old = this.#version < 2;
    switch (kind) {
      case "ref":
        return this.#referred(this.#reference(cursor), target);
      case "refs":
        return this.#allReferred(this.#ids(cursor), target);
      case "column": {
        const data = cursor.take(cursor.remaining);
        return old ? unpackColumn(data) : unpackColumn(data, (distance) => this.#base(distance));
      }
      case "pixels": {
        if (old) return READERS.pixels(cursor);
        const { widthPx, heightPx, palette } = before as unknown as Image;
        return unpackPixels(cursor, widthPx, heightPx, palette);
      }
      case "vectors":
        throw new FormatError("", "version 2", "a batch");
      default:
        return READERS[kind](cursor);
    }
  }

  #reference(cursor: Cursor): number {
    const value = cursor.uint();
    if (this.#version < 2 || value === 0) return value;
    if (value > RECENT) return value - RECENT;
    const count = this.#definitions.length - 1;
    if (value > count) throw new FormatError("", `${count} definitions`, `the last but ${value - 1}`);
    return count + 1 - value;
  }

  #ids(cursor: Cursor): readonly number[] {
    const count = cursor.count();
    this.#countReferences(count);
    const ids: number[] = [];
    let id = 0;
    for (let i = 0; i < count; i++) {
      id = this.#version < 2 ? cursor.uint() : id + cursor.int();
      ids.push(id);
    }
    return ids;
  }

  #countReferences(count: number): void {
    this.#references += count;
    if (this.#references > MAX_CHUNK_REFERENCES) {
      throw new FormatError("", `at most ${MAX_CHUNK_REFERENCES} references in a chunk`, "more");
    }
  }

  /** The values of the column that came so many definitions before the next one. */
  #base(distance: number): Int32Array {
    const id = this.#definitions.length - distance;
    const found = this.#resolve(id, COLUMN);
    if (found === null) throw new FormatError("", "column", `id ${id}, which is of an unknown kind`);
    return (found as Column).values;
  }

  #referred(id: number, target: number): Value {
    return id === 0 ? null : plain(this.#resolve(id, target));
  }

  #allReferred(ids: readonly number[], target: number): Value[] {
    const found: Value[] = [];
    for (const id of ids) {
      const definition = this.#resolve(id, target);
      if (definition !== null) found.push(definition);
    }
    return found;
  }

  #resolve(id: number, target: number): Definition | null {
    const found = this.#definitions[id];
    if (id === 0 || found === undefined) {
      throw new FormatError("", `1 to ${this.#definitions.length - 1}`, `id ${id}`);
    }
    if (found === null || found.type === target || (target === -1 && found.type >= FIRST_OP)) return found;
    const wanted = target === -1 ? "an op" : (RECORDS.get(target)?.name ?? "");
    throw new FormatError("", wanted, `id ${id}, which is ${RECORDS.get(found.type)?.name}`);
  }
}

function plain(definition: Definition | null): Value {
  return definition !== null && definition.type === COLUMN
    ? (definition satisfies Column).values
    : definition;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function versionOf(record: Rec | Definition | null): number {
  if (record === null || record.type !== HEADER || record.magic !== MAGIC) {
    const found = record === null ? "an unknown one" : (RECORDS.get(record.type)?.name ?? "");
    throw new FormatError("the first record", `a header of ${MAGIC}`, found);
  }
  if (record.version === 0) throw new FormatError("header", "1 or more", "format version 0");
  if (record.version > VERSION) {
    throw new VersionError(
      "header",
      `at most ${VERSION}: open it with a newer h5rec`,
      `format version ${record.version}`,
    );
  }
  return record.version;
}
