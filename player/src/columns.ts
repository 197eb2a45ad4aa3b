import { Cursor } from "./cursor.ts";
import { FormatError } from "./errors.ts";
import { MAX_COLUMN_VALUES } from "./ops.gen.ts";

const MAX_ORDER = 2;

/** Decode a column: coding byte, starts, byte planes of signed differences. See "Columns" in FORMAT.md. */
export function unpackColumn(data: Uint8Array): Int32Array {
  const coding = data[0];
  if (coding === undefined) throw new FormatError("", "a coding byte", "a column without one");
  const order = coding >> 2;
  const log2Width = coding & 3;
  if (log2Width > 2 || order > MAX_ORDER)
    throw new FormatError("", "a known column coding", `coding ${coding}`);
  const cursor = new Cursor(data, 1);
  const starts: number[] = [];
  for (let i = 0; i < order; i++) {
    const start = cursor.int();
    if (start < -(2 ** 31) || start >= 2 ** 31)
      throw new FormatError("", "a column start of 32 bits", `${start}`);
    starts.push(start);
  }
  const planes = data.subarray(cursor.position);
  const count = planes.length >> log2Width;
  if (count << log2Width !== planes.length) {
    throw new FormatError("", `${1 << log2Width} bytes a value`, `a column of ${planes.length} bytes`);
  }
  if (count + order > MAX_COLUMN_VALUES) {
    throw new FormatError("", `at most ${MAX_COLUMN_VALUES}`, `a column of ${count + order} values`);
  }
  const values = new Int32Array(count + order);
  const differences = values.subarray(order);
  if (log2Width === 0) join1(planes, differences);
  else if (log2Width === 1) join2(planes, differences);
  else join4(planes, differences);
  for (let level = order - 1; level >= 0; level--) {
    values[level] = starts[level] as number;
    sum(values, level);
  }
  return values;
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
