// Where a log's bytes come from: all of them read pieces at any offset.

import { SourceError } from "./errors.ts";

export interface Source {
  /** For titles and messages. */
  readonly name: string;
  /** Bytes that are there now; a log that is being written grows. */
  size(): Promise<number>;
  /** The bytes from `offset` on: `length` of them, or fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file that was dropped, picked or downloaded. */
export class BlobSource implements Source {
  readonly name: string;
  readonly #blob: Blob;

  constructor(blob: Blob, name?: string) {
    this.#blob = blob;
    this.name = name ?? (blob instanceof File ? blob.name : "log");
  }

  async size(): Promise<number> {
    return this.#blob.size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      throw new SourceError(`${this.name}: cannot be read (${reason(error)})`);
    }
  }
}

/** A log on a web server; read in pieces where the server can do that, else downloaded once. */
export class UrlSource implements Source {
  readonly name: string;
  readonly #url: string;
  #whole: BlobSource | null = null;

  constructor(url: string) {
    this.#url = url;
    this.name = nameOf(url);
  }

  async size(): Promise<number> {
    if (this.#whole !== null) return this.#whole.size();
    const response = await this.#get("bytes=0-0");
    const total = /\/(\d+)\s*$/.exec(response.headers.get("Content-Range") ?? "")?.[1];
    if ((response.status === 206 || response.status === 416) && total !== undefined) {
      await response.body?.cancel();
      return Number(total);
    }
    if (response.status === 416) return 0;
    return (await this.#download(response)).size();
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array(0);
    if (this.#whole !== null) return this.#whole.read(offset, length);
    const response = await this.#get(`bytes=${offset}-${offset + length - 1}`);
    if (response.status === 416) return new Uint8Array(0);
    if (response.status === 206 && startOf(response) === offset) {
      try {
        return new Uint8Array(await response.arrayBuffer()).subarray(0, length);
      } catch (error) {
        throw new SourceError(`${this.name}: the connection broke (${reason(error)})`);
      }
    }
    return (await this.#download(response)).read(offset, length);
  }

  async #get(range: string): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.#url, { headers: { Range: range }, cache: "no-store" });
    } catch (error) {
      throw new SourceError(`${this.name}: cannot be fetched (${reason(error)})`);
    }
    if (!response.ok && response.status !== 416) {
      throw new SourceError(
        `${this.name}: the server answers ${response.status} ${response.statusText}`.trim(),
      );
    }
    return response;
  }

  /** `response` is the whole file, or the wrong part of it. */
  async #download(response: Response): Promise<BlobSource> {
    if (response.status !== 200) {
      throw new SourceError(
        `${this.name}: the server answers ${response.status} with another part than asked for`,
      );
    }
    try {
      this.#whole = new BlobSource(await response.blob(), this.name);
    } catch (error) {
      throw new SourceError(`${this.name}: the connection broke (${reason(error)})`);
    }
    return this.#whole;
  }
}

/** The log inside an exported page: base64 text in `<script type="application/octet-stream" class="h5rec-log">`. */
export class EmbeddedSource extends BlobSource {
  constructor(elements: Iterable<Element>, name = "log") {
    super(new Blob(Array.from(elements, decodeElement)), name);
  }

  /** The page's own log, or null if it has none. */
  static find(root: ParentNode): EmbeddedSource | null {
    const elements = root.querySelectorAll('script[type="application/octet-stream"].h5rec-log');
    const name = elements[0]?.getAttribute("data-name") ?? "log";
    return elements.length === 0 ? null : new EmbeddedSource(elements, name);
  }
}

function decodeElement(element: Element): Uint8Array<ArrayBuffer> {
  let text: string;
  try {
    text = atob(element.textContent ?? "");
  } catch {
    throw new SourceError("the log inside this page is not base64 text");
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function startOf(response: Response): number {
  const start = /^bytes (\d+)-/.exec(response.headers.get("Content-Range") ?? "")?.[1];
  return start === undefined ? Number.NaN : Number(start);
}

function nameOf(url: string): string {
  try {
    const last = new URL(url).pathname.split("/").pop() ?? "";
    return decodeURIComponent(last) || url;
  } catch {
    return url;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
