// Entropy coding of zstd (RFC 8878, sections 4.1 and 4.2): the tables of finite state entropy and Huffman codes, and
// the bit streams that are read backwards with them.

import { FormatError } from "./errors.ts";

const MAX_HUFFMAN_BITS = 11;
const MAX_WEIGHT_LOG = 6;

export function bad(found: string): FormatError {
  return new FormatError("", "zstd data", found);
}

/** A table of finite state entropy: for each state its symbol, and how the next state comes about. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** A table that always gives the same symbol. */
export function repeated(symbol: number): FseTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** The table of a distribution; a probability of -1 stands for "less than one". */
export function fseTable(distribution: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  const next = new Uint16Array(distribution.length);
  let high = size;
  for (let symbol = 0; symbol < distribution.length; symbol++) {
    const count = distribution[symbol] as number;
    if (count === -1) symbols[--high] = symbol;
    next[symbol] = Math.abs(count);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (let symbol = 0; symbol < distribution.length; symbol++) {
    for (let i = 0; i < (distribution[symbol] as number); i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] as number;
    const value = next[symbol] as number;
    next[symbol] = value + 1;
    const width = log - (31 - Math.clz32(value));
    bits[state] = width;
    bases[state] = (value << width) - size;
  }
  return { log, symbols, bits, bases };
}

/** Read the description of a table at `data[start..end)`: the table, and where the description ends. */
export function readFse(
  data: Uint8Array,
  start: number,
  end: number,
  maxLog: number,
  maxSymbol: number,
): readonly [FseTable, number] {
  if (start >= end) throw bad("no table");
  const log = ((data[start] as number) & 15) + 5;
  if (log > maxLog) throw bad(`a table of 2^${log} states`);
  let position = 8 * start + 4;
  const peek = (count: number): number => {
    const i = position >> 3;
    const value = (data[i] as number) | ((data[i + 1] as number) << 8) | ((data[i + 2] as number) << 16);
    return (value >> (position & 7)) & ((1 << count) - 1);
  };
  const distribution: number[] = [];
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  while (remaining > 1) {
    if (distribution.length > maxSymbol || position > 8 * end) throw bad("a table without its end");
    const most = 2 * threshold - 1 - remaining;
    let count = peek(width);
    if ((count & (threshold - 1)) < most) {
      count &= threshold - 1;
      position += width - 1;
    } else {
      if (count >= threshold) count -= most;
      position += width;
    }
    count -= 1;
    remaining -= Math.abs(count);
    distribution.push(count);
    if (count === 0) {
      let zeros: number;
      do {
        zeros = peek(2);
        position += 2;
        for (let i = 0; i < zeros; i++) distribution.push(0);
      } while (zeros === 3 && position <= 8 * end);
    }
    while (remaining < threshold && threshold > 1) {
      width -= 1;
      threshold >>= 1;
    }
  }
  const used = (position + 7) >> 3;
  if (remaining !== 1 || distribution.length > maxSymbol + 1 || used > end)
    throw bad("a table that does not add up");
  return [fseTable(distribution, log), used];
}

/** Reads bits from the last to the first; `data` must be readable for three bytes behind its last. */
export class BackwardBits {
  readonly #data: Uint8Array;
  readonly #start: number;
  /** Bits that are left; reading more than there are makes it negative. */
  left: number;

  constructor(data: Uint8Array, start: number, end: number) {
    const last = end > start ? (data[end - 1] as number) : 0;
    if (last === 0) throw bad("a bit stream without its end mark");
    this.#data = data;
    this.#start = start;
    this.left = 8 * (end - start) - (Math.clz32(last) - 23);
  }

  /** Read up to 24 bits. */
  read(count: number): number {
    this.left -= count;
    if (this.left < 0) throw bad("a bit stream that is too short");
    return this.#at(this.left, count);
  }

  /** The next bits; those behind the end are zero. */
  peek(count: number): number {
    const from = this.left - count;
    return from >= 0 ? this.#at(from, count) : this.left > 0 ? this.#at(0, this.left) << -from : 0;
  }

  #at(bit: number, count: number): number {
    const data = this.#data;
    const i = this.#start + (bit >> 3);
    const value =
      (data[i] as number) |
      ((data[i + 1] as number) << 8) |
      ((data[i + 2] as number) << 16) |
      ((data[i + 3] as number) << 24);
    return (value >>> (bit & 7)) & ((1 << count) - 1);
  }
}

/** Symbols and code lengths by the next `log` bits. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/** Read the description of a Huffman code at `data[start..end)`: the table, and where the description ends. */
export function readHuffman(data: Uint8Array, start: number, end: number): readonly [HuffmanTable, number] {
  if (start >= end) throw bad("no Huffman code");
  const head = data[start] as number;
  const weights: number[] = [];
  let used: number;
  if (head >= 128) {
    const count = head - 127;
    used = start + 1 + ((count + 1) >> 1);
    if (used > end) throw bad("a Huffman code without its end");
    for (let i = 0; i < count; i++) {
      const pair = data[start + 1 + (i >> 1)] as number;
      weights.push(i & 1 ? pair & 15 : pair >> 4);
    }
  } else {
    used = start + 1 + head;
    if (used > end) throw bad("a Huffman code without its end");
    readWeights(data, start + 1, used, weights);
  }
  return [huffmanTable(weights), used];
}

function readWeights(data: Uint8Array, start: number, end: number, weights: number[]): void {
  const [table, from] = readFse(data, start, end, MAX_WEIGHT_LOG, MAX_HUFFMAN_BITS + 1);
  const stream = new BackwardBits(data, from, end);
  const states = [stream.read(table.log), stream.read(table.log)] as [number, number];
  for (let turn = 0; ; turn ^= 1) {
    const state = states[turn as 0 | 1];
    weights.push(table.symbols[state] as number);
    if (weights.length > 254) throw bad("more than 255 weights");
    const width = table.bits[state] as number;
    if (width > stream.left) {
      weights.push(table.symbols[states[(turn ^ 1) as 0 | 1]] as number);
      return;
    }
    states[turn as 0 | 1] = (table.bases[state] as number) + stream.read(width);
  }
}

function huffmanTable(weights: number[]): HuffmanTable {
  let total = 0;
  for (const weight of weights) {
    if (weight > MAX_HUFFMAN_BITS) throw bad(`a weight of ${weight}`);
    if (weight > 0) total += 1 << (weight - 1);
  }
  const log = 32 - Math.clz32(total);
  if (total === 0 || log > MAX_HUFFMAN_BITS) throw bad("a Huffman code of another size");
  const rest = (1 << log) - total; // the last symbol's, which is not written
  if ((rest & (rest - 1)) !== 0) throw bad("a Huffman code that does not add up");
  weights.push(32 - Math.clz32(rest));
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (let symbol = 0; symbol < weights.length; symbol++) {
      if (weights[symbol] !== weight) continue;
      const entries = 1 << (weight - 1);
      symbols.fill(symbol, at, at + entries);
      bits.fill(log + 1 - weight, at, at + entries);
      at += entries;
    }
  }
  return { log, symbols, bits };
}
