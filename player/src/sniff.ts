// What a file is that is not a log, so that the error can say so.

const ZSTD = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50; // and the 15 numbers after it

const KINDS: readonly (readonly [string, string])[] = [
  ["89504e470d0a1a0a", "a PNG image"],
  ["ffd8ff", "a JPEG image"],
  ["47494638", "a GIF image"],
  ["25504446", "a PDF document"],
  ["894844460d0a1a0a", "an HDF5 file"],
  ["504b0304", "a ZIP archive"],
  ["1f8b", "a gzip file"],
  ["424d", "a bitmap image"],
  ["52494646", "a RIFF file (WebP, WAV or AVI)"],
  ["1a45dfa3", "a Matroska or WebM video"],
  ["7f454c46", "a program"],
  ["934e554d5059", "a NumPy array"],
];

/** How much of a file `whatItIs` looks at. */
export const SNIFF_BYTES = 64;

/** null for what may be a log; otherwise what it is, to be put after "it is" or "it begins with". */
export function whatItIs(head: Uint8Array): string | null {
  if (head.byteLength === 0) return "it is empty";
  if (head.byteLength >= 4) {
    const magic = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
    if (magic === ZSTD || (magic & 0xfffffff0) >>> 0 === SKIPPABLE) return null;
  }
  const hex = Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const kind = KINDS.find(([magic]) => hex.startsWith(magic));
  if (kind !== undefined) return `it is ${kind[1]}`;
  const text = asText(head);
  if (text === null) return `it begins with the bytes ${hex.slice(0, 16).replaceAll(/..(?=.)/g, "$& ")}`;
  if (/^\s*<(!doctype html|html)/i.test(text)) {
    return "it is an HTML page; an exported replay opens by itself, in a tab of its own";
  }
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? "";
  return line === "" ? "it is blank text" : `it is text that begins with “${shorten(line)}”`;
}

function asText(head: Uint8Array): string | null {
  let text: string;
  try {
    // A cut at the end may split a character: stream mode holds it back.
    text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\0-\x08\x0e-\x1f]/.test(text) ? null : text;
}

function shorten(line: string): string {
  return line.length > 32 ? `${line.slice(0, 32)}…` : line;
}
