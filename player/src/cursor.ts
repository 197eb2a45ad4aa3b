import { FormatError, TruncatedError } from "./errors.ts";
import { MAX_LIST_ITEMS, MAX_VARINT_BYTES } from "./ops.gen.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HIGH_UNIT = 2 ** 28; // a long integer is read as two parts, each of them exact

/** Reads fields from bytes; every read checks that the bytes are there. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** A view of the next `count` bytes. */
  take(count: number): Uint8Array {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  skip(count: number): void {
    this.#advance(count);
  }

  /** A LEB128 integer: exact up to 2^53, the nearest number above. */
  uint(): number {
    const byte = this.position < this.end ? (this.#bytes[this.position] ?? 0) : 128;
    if (byte < 128) {
      this.position += 1;
      return byte;
    }
    const [low, high] = this.#leb128();
    return high * HIGH_UNIT + low;
  }

  /** A zigzag LEB128 integer. */
  int(): number {
    const [low, high] = this.#leb128();
    const half = high * (HIGH_UNIT / 2) + (low >> 1);
    return low & 1 ? -half - 1 : half;
  }

  u8(): number {
    return this.#bytes[this.#advance(1)] ?? 0;
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Four bytes as 0xRRGGBBAA. */
  rgba(): number {
    return this.#view.getUint32(this.#advance(4), false);
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** A view of bytes behind their length. */
  bytes(): Uint8Array {
    return this.take(this.uint());
  }

  string(): string {
    const start = this.position;
    const bytes = this.bytes();
    try {
      return UTF8.decode(bytes);
    } catch {
      throw new FormatError(`byte ${start}`, "UTF-8", "a string that is not");
    }
  }

  /** The length of a list, held against the limit and the bytes that are left. */
  count(): number {
    const start = this.position;
    const count = this.uint();
    if (count > MAX_LIST_ITEMS || count > this.remaining) {
      throw new FormatError(
        `byte ${start}`,
        `at most ${MAX_LIST_ITEMS}`,
        `${count} items in ${this.remaining} bytes`,
      );
    }
    return count;
  }

  #advance(count: number): number {
    const start = this.position;
    if (count > this.end - start) {
      throw new TruncatedError(`byte ${start}`, `${count} bytes`, `${this.end - start} left`);
    }
    this.position = start + count;
    return start;
  }

  /** The lowest 28 bits and the rest. */
  #leb128(): readonly [number, number] {
    const bytes = this.#bytes;
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      if (start + i >= this.end)
        throw new TruncatedError(`byte ${start}`, "an integer", "one without its end");
      const byte = bytes[start + i] ?? 0;
      if (i < 4) low |= (byte & 127) << (7 * i);
      else high += (byte & 127) * 2 ** (7 * (i - 4));
      if (byte < 128) {
        this.position = start + i + 1;
        return [low, high];
      }
    }
    throw new FormatError(`byte ${start}`, `at most ${MAX_VARINT_BYTES} bytes`, "a longer integer");
  }
}
