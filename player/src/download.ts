// Reading a whole log, and giving it to the user as a file.

import { make } from "./dom.ts";
import { SourceError } from "./errors.ts";
import type { Source } from "./source.ts";

const PIECE_BYTES = 8 << 20;
const REVOKE_MS = 60_000;

/** All that a source has now, read piece by piece; it may give less than what is asked for. */
export async function readAll(
  source: Source,
  progress: (loaded: number, total: number) => void = () => undefined,
): Promise<Blob> {
  const total = await source.size();
  const pieces: BlobPart[] = [];
  let loaded = 0;
  while (loaded < total) {
    const piece = await source.read(loaded, Math.min(PIECE_BYTES, total - loaded));
    if (piece.byteLength === 0) {
      throw new SourceError(`${source.name}: ended after ${loaded} of ${total} bytes; try again`);
    }
    pieces.push(new Blob([piece as BlobPart])); // a blob may live outside the page's memory
    loaded += piece.byteLength;
    progress(loaded, total);
  }
  return new Blob(pieces);
}

/** Saves *blob* as a file of this name, where the browser puts downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = make("a", { href: url, download: name });
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, REVOKE_MS);
}

/** A file name made of a title: letters, digits and a few signs. */
export function fileName(title: string): string {
  const stem = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
  return `${stem.slice(0, 80) || "session"}.h5rec`;
}
