// The blocks of a zstd frame to raw bytes (RFC 8878, section 3.1.1). Everything is held against bounds before it is
// used: bad data give a FormatError, after no more work than good data of the same size could cost.

import { MAX_BLOCK_BYTES } from "./zstd_frames.ts";
import {
  BackwardBits,
  bad,
  type FseTable,
  fseTable,
  type HuffmanTable,
  readFse,
  readHuffman,
  repeated,
} from "./zstd_tables.ts";

const PADDING = 8; // bit streams are read four bytes at a time
const FIRST_CAPACITY = 2 * MAX_BLOCK_BYTES;
const MAX_OFFSET_CODE = 24; // more is beyond every window that we allow

/** A kind of number in a sequence: how its codes are distributed by default, and what they stand for. */
interface Kind {
  readonly maxLog: number;
  readonly maxSymbol: number;
  readonly standard: FseTable;
}

// biome-ignore format: as in the RFC
const LITERAL_LENGTHS: Kind = { maxLog: 9, maxSymbol: 35, standard: fseTable([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6) };
// biome-ignore format: as in the RFC
const OFFSETS: Kind = { maxLog: 8, maxSymbol: 31, standard: fseTable([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5) };
// biome-ignore format: as in the RFC
const MATCH_LENGTHS: Kind = { maxLog: 9, maxSymbol: 52, standard: fseTable([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1], 6) };

const LITERAL_BITS = widths(16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const LITERAL_BASES = bases(LITERAL_BITS, 0);
const MATCH_BITS = widths(32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCH_BASES = bases(MATCH_BITS, 3);

function widths(plain: number, more: readonly number[]): Uint8Array {
  return Uint8Array.from([...new Array<number>(plain).fill(0), ...more]);
}

function bases(bits: Uint8Array, first: number): Int32Array {
  const out = new Int32Array(bits.length);
  let base = first;
  bits.forEach((width, code) => {
    out[code] = base;
    base += 1 << width;
  });
  return out;
}

/** Decodes the blocks of one frame, in order. */
export class BlockDecoder {
  readonly #windowBytes: number;
  readonly #blockLimit: number;
  readonly #input = new Uint8Array(MAX_BLOCK_BYTES + PADDING);
  readonly #literals = new Uint8Array(MAX_BLOCK_BYTES);
  #literalCount = 0;
  #out = new Uint8Array(FIRST_CAPACITY); // what matches may refer to, then the block that is being made
  #end = 0;
  #huffman: HuffmanTable | null = null;
  #literalTable: FseTable | null = null;
  #offsetTable: FseTable | null = null;
  #matchTable: FseTable | null = null;
  readonly #recent: [number, number, number] = [1, 4, 8]; // offsets

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
    this.#blockLimit = Math.min(MAX_BLOCK_BYTES, windowBytes);
  }

  /** Decode one whole block, header included; what comes out is valid until the next call. */
  decode(block: Uint8Array): Uint8Array {
    this.#makeRoom();
    const start = this.#end;
    const head = (block[0] as number) | ((block[1] as number) << 8) | ((block[2] as number) << 16);
    const size = head >> 3;
    const kind = (head >> 1) & 3;
    if (kind === 0) {
      this.#out.set(block.subarray(3), start);
      this.#end = start + size;
    } else if (kind === 1) {
      this.#out.fill(block[3] as number, start, start + size);
      this.#end = start + size;
    } else {
      this.#input.set(block.subarray(3));
      this.#input.fill(0, size, size + PADDING);
      this.#compressed(size);
    }
    return this.#out.subarray(start, this.#end);
  }

  /** Make room for a block; the window before it is kept. */
  #makeRoom(): void {
    if (this.#end + MAX_BLOCK_BYTES <= this.#out.length) return;
    const kept = Math.min(this.#end, this.#windowBytes);
    const enough = 2 * kept + MAX_BLOCK_BYTES <= this.#out.length;
    const target = enough ? this.#out : new Uint8Array(2 * this.#out.length);
    target.set(this.#out.subarray(this.#end - kept, this.#end));
    this.#out = target;
    this.#end = kept;
  }

  #compressed(size: number): void {
    const at = this.#readLiterals(size);
    const data = this.#input;
    if (at >= size) throw bad("no sequences section");
    const head = data[at] as number;
    if (head === 0) {
      if (at + 1 !== size) throw bad("bytes behind a block");
      this.#append(0, this.#literalCount);
      return;
    }
    let position = at + (head < 128 ? 1 : head < 255 ? 2 : 3);
    let count = head;
    if (head === 255) count = (data[at + 1] as number) + ((data[at + 2] as number) << 8) + 0x7f00;
    else if (head > 127) count = ((head - 128) << 8) + (data[at + 1] as number);
    const modes = data[position++] as number;
    if (modes & 3) throw bad("reserved bits");
    const table = (kind: Kind, mode: number, before: FseTable | null): FseTable => {
      if (mode === 0) return kind.standard;
      if (mode === 1) {
        const symbol = data[position++] as number;
        if (symbol > kind.maxSymbol) throw bad(`a code of ${symbol}`);
        return repeated(symbol);
      }
      if (mode === 3) {
        if (before === null) throw bad("a reference to a table that was not there");
        return before;
      }
      const [read, end] = readFse(data, position, size, kind.maxLog, kind.maxSymbol);
      position = end;
      return read;
    };
    this.#literalTable = table(LITERAL_LENGTHS, modes >> 6, this.#literalTable);
    this.#offsetTable = table(OFFSETS, (modes >> 4) & 3, this.#offsetTable);
    this.#matchTable = table(MATCH_LENGTHS, (modes >> 2) & 3, this.#matchTable);
    if (position >= size) throw bad("no bit stream");
    const tables = [this.#literalTable, this.#offsetTable, this.#matchTable] as const;
    this.#sequences(new BackwardBits(data, position, size), count, ...tables);
  }

  #sequences(
    bits: BackwardBits,
    count: number,
    literals: FseTable,
    offsets: FseTable,
    matches: FseTable,
  ): void {
    let literalState = bits.read(literals.log);
    let offsetState = bits.read(offsets.log);
    let matchState = bits.read(matches.log);
    let used = 0;
    const limit = this.#end + this.#blockLimit;
    for (let i = 0; i < count; i++) {
      const offsetCode = offsets.symbols[offsetState] as number;
      const matchCode = matches.symbols[matchState] as number;
      const literalCode = literals.symbols[literalState] as number;
      if (offsetCode > MAX_OFFSET_CODE) throw bad("a distance beyond the window");
      const value = (1 << offsetCode) + bits.read(offsetCode);
      const matched = (MATCH_BASES[matchCode] as number) + bits.read(MATCH_BITS[matchCode] as number);
      const fresh = (LITERAL_BASES[literalCode] as number) + bits.read(LITERAL_BITS[literalCode] as number);
      if (i + 1 < count) {
        literalState =
          (literals.bases[literalState] as number) + bits.read(literals.bits[literalState] as number);
        matchState = (matches.bases[matchState] as number) + bits.read(matches.bits[matchState] as number);
        offsetState = (offsets.bases[offsetState] as number) + bits.read(offsets.bits[offsetState] as number);
      }
      if (used + fresh > this.#literalCount || this.#end + fresh + matched > limit)
        throw bad("lengths over the block");
      this.#append(used, fresh);
      used += fresh;
      this.#match(this.#offset(value, fresh), matched);
    }
    if (bits.left !== 0) throw bad("bits behind the last sequence");
    if (this.#end + this.#literalCount - used > limit) throw bad("lengths over the block");
    this.#append(used, this.#literalCount - used);
  }

  /** The distance that an offset's value stands for. */
  #offset(value: number, literals: number): number {
    const recent = this.#recent;
    const which = value > 3 ? 3 : value - 1 + (literals === 0 ? 1 : 0);
    const offset =
      value > 3 ? value - 3 : which === 3 ? recent[0] - 1 : (recent[which as 0 | 1 | 2] as number);
    if (which >= 2) recent[2] = recent[1];
    if (which >= 1) {
      recent[1] = recent[0];
      recent[0] = offset;
    }
    return offset;
  }

  #append(from: number, count: number): void {
    const out = this.#out;
    const literals = this.#literals;
    const to = this.#end;
    if (count > 32) out.set(literals.subarray(from, from + count), to);
    else for (let i = 0; i < count; i++) out[to + i] = literals[from + i] as number;
    this.#end = to + count;
  }

  #match(offset: number, count: number): void {
    const out = this.#out;
    const to = this.#end;
    const from = to - offset;
    if (from < 0 || offset <= 0 || offset > this.#windowBytes) throw bad("a distance beyond the window");
    if (count > 32 && offset >= count) out.copyWithin(to, from, from + count);
    else for (let i = 0; i < count; i++) out[to + i] = out[from + i] as number;
    this.#end = to + count;
  }

  /** Read the literals section and return where it ends. */
  #readLiterals(size: number): number {
    const data = this.#input;
    const b = (i: number): number => data[i] as number;
    const kind = b(0) & 3;
    const format = (b(0) >> 2) & 3;
    if (kind < 2) {
      const at = format === 1 ? 2 : format === 3 ? 3 : 1;
      const count = at === 1 ? b(0) >> 3 : (b(0) >> 4) + (b(1) << 4) + (at === 3 ? b(2) << 12 : 0);
      const stored = kind === 0 ? count : 1;
      if (count > this.#blockLimit || at + stored > size) throw bad("literals over the block");
      if (kind === 0) this.#literals.set(data.subarray(at, at + count));
      else this.#literals.fill(b(at), 0, count);
      this.#literalCount = count;
      return at + stored;
    }
    const at = format < 2 ? 3 : format + 2;
    const low = (b(0) >> 4) + (b(1) << 4) + (b(2) << 12); // 20 bits; the fields have 10, 14 or 18 each
    const width = format < 2 ? 10 : format === 2 ? 14 : 18;
    const count = low & ((1 << width) - 1);
    const stored =
      width === 10
        ? low >> 10
        : width === 14
          ? (low >> 14) + (b(3) << 6)
          : (low >> 18) + (b(3) << 2) + (b(4) << 10);
    const end = at + stored;
    if (count > this.#blockLimit || end > size) throw bad("literals over the block");
    let start = at;
    if (kind === 2) [this.#huffman, start] = readHuffman(data, at, end);
    if (this.#huffman === null) throw bad("a reference to a Huffman code that was not there");
    this.#literalCount = count;
    if (format === 0) this.#huffmanStream(this.#huffman, start, end, 0, count);
    else this.#fourStreams(this.#huffman, start, end, count);
    return end;
  }

  #fourStreams(table: HuffmanTable, start: number, end: number, count: number): void {
    const data = this.#input;
    const quarter = (count + 3) >> 2;
    if (start + 6 > end || 3 * quarter > count) throw bad("four streams over their literals");
    let from = start + 6;
    for (let i = 0; i < 4; i++) {
      const length = (data[start + 2 * i] as number) + ((data[start + 2 * i + 1] as number) << 8);
      const to = i < 3 ? from + length : end;
      if (to > end) throw bad("four streams over their literals");
      this.#huffmanStream(table, from, to, i * quarter, i < 3 ? (i + 1) * quarter : count);
      from = to;
    }
  }

  #huffmanStream(table: HuffmanTable, start: number, end: number, first: number, last: number): void {
    const data = this.#input;
    const stream = new BackwardBits(data, start, end);
    const { log, symbols, bits } = table;
    const mask = (1 << log) - 1;
    const literals = this.#literals;
    let left = stream.left;
    let i = first;
    for (; i < last && left >= log; i++) {
      const bit = left - log;
      const at = start + (bit >> 3);
      const three = (data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16);
      const code = (three >> (bit & 7)) & mask;
      literals[i] = symbols[code] as number;
      left -= bits[code] as number;
    }
    stream.left = left;
    for (; i < last; i++) {
      const code = stream.peek(log);
      literals[i] = symbols[code] as number;
      stream.left -= bits[code] as number;
    }
    if (stream.left !== 0) throw bad("a Huffman stream of another length");
  }
}
