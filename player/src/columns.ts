import { FormatError } from "./errors.ts";
import { MAX_COLUMN_VALUES } from "./ops.gen.ts";

const MAX_ORDER = 2;

/** Decode a column: coding byte, then byte planes of signed differences. See "Columns" in FORMAT.md. */
export function unpackColumn(data: Uint8Array): Int32Array {
  const coding = data[0];
  if (coding === undefined) throw new FormatError("", "a coding byte", "a column without one");
  const order = coding >> 2;
  const log2Width = coding & 3;
  if (log2Width > 2 || order > MAX_ORDER)
    throw new FormatError("", "a known column coding", `coding ${coding}`);
  const count = (data.length - 1) >> log2Width;
  if (count << log2Width !== data.length - 1) {
    throw new FormatError("", `${1 << log2Width} bytes a value`, `a column of ${data.length - 1} bytes`);
  }
  if (count > MAX_COLUMN_VALUES) {
    throw new FormatError("", `at most ${MAX_COLUMN_VALUES}`, `a column of ${count} values`);
  }
  const values = new Int32Array(count);
  if (log2Width === 0) join1(data, values);
  else if (log2Width === 1) join2(data, values);
  else join4(data, values);
  for (let i = 0; i < order; i++) sum(values);
  return values;
}

function join1(data: Uint8Array, values: Int32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = ((data[i + 1] as number) << 24) >> 24;
}

function join2(data: Uint8Array, values: Int32Array): void {
  const second = values.length + 1;
  for (let i = 0; i < values.length; i++) {
    values[i] = (data[i + 1] as number) | (((data[i + second] as number) << 24) >> 16);
  }
}

function join4(data: Uint8Array, values: Int32Array): void {
  const count = values.length;
  for (let i = 0; i < count; i++) {
    const at = i + 1;
    values[i] =
      (data[at] as number) |
      ((data[at + count] as number) << 8) |
      ((data[at + 2 * count] as number) << 16) |
      ((data[at + 3 * count] as number) << 24);
  }
}

/** Differences to values, modulo 2^32. */
function sum(values: Int32Array): void {
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    total = (total + (values[i] as number)) | 0;
    values[i] = total;
  }
}
