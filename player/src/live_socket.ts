// The connection of a live page: opens, tells what came, acknowledges, and comes back after a loss.

import { type Message, parseMessage } from "./live.ts";

export interface LiveHandlers {
  /** Bytes of the stream. Throwing drops the connection and joins again. */
  readonly bytes: (bytes: Uint8Array) => void;
  readonly message: (message: Message) => void;
  readonly lost: () => void;
  /** The server does not let us in, or has gone for good: it will not be tried again by itself. */
  readonly refused: () => void;
}

const ACK_MS = 100;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
const STEADY_MS = 5000; // a connection that lived this long makes the next retry a quick one
const POLICY_VIOLATION = 1008;
const MAX_EARLY_FAILURES = 3;

/** How long to wait before the next attempt, the first being 0; spread so that viewers do not come in step. */
export function retryDelayMs(attempt: number, random: number): number {
  const whole = Math.min(FIRST_RETRY_MS * 2 ** attempt, MAX_RETRY_MS);
  return whole * (0.5 + random / 2);
}

/** Where the stream is, seen from the page's own address. */
export function streamUrl(page: URL): URL {
  const url = new URL("stream", page);
  url.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  const token = page.searchParams.get("token");
  url.search = "";
  if (token !== null) url.searchParams.set("token", token);
  url.hash = "";
  return url;
}

export class LiveSocket {
  readonly #url: URL;
  readonly #handlers: LiveHandlers;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #everOpen = false;
  #openedMs = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #ackTimer: ReturnType<typeof setTimeout> | null = null;
  #processed = 0;
  #acknowledged = 0;
  #ackMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(url: URL, handlers: LiveHandlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  open(): void {
    if (this.#closed) return;
    this.#forget();
    this.#processed = this.#acknowledged = 0;
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      this.#everOpen = true;
      this.#openedMs = performance.now();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket === this.#socket) this.#take(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  /** Tries at once, instead of when the next attempt is due. */
  retryNow(): void {
    if (this.#retry === null) return;
    this.#attempt = 0;
    this.open();
  }

  /** No further attempt: the session is over. */
  close(): void {
    this.#closed = true;
    this.#forget();
    this.#socket?.close();
    this.#socket = null;
  }

  #take(data: unknown): void {
    if (typeof data === "string") {
      const message = parseMessage(data);
      if (message !== null) this.#handlers.message(message);
      return;
    }
    if (!(data instanceof ArrayBuffer)) return;
    const bytes = new Uint8Array(data);
    try {
      this.#handlers.bytes(bytes);
    } catch (error) {
      console.error(error);
      this.#socket?.close();
      this.#lost(0);
      return;
    }
    this.#processed += bytes.byteLength;
    this.#acknowledge();
  }

  // At most every ACK_MS; at once where that has passed, since timers are slow in a tab that is not looked at.
  #acknowledge(): void {
    const wait = this.#ackMs + ACK_MS - performance.now();
    if (wait > 0) {
      this.#ackTimer ??= setTimeout(() => {
        this.#ackTimer = null;
        this.#acknowledge();
      }, wait);
      return;
    }
    if (this.#processed === this.#acknowledged || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#ackMs = performance.now();
    this.#acknowledged = this.#processed;
    this.#socket.send(JSON.stringify({ type: "ack", bytes: this.#processed }));
  }

  #lost(code: number): void {
    this.#socket = null;
    this.#forget();
    if (this.#closed) return;
    const steady = this.#openedMs > 0 && performance.now() - this.#openedMs > STEADY_MS;
    this.#openedMs = 0;
    if (steady) this.#attempt = 0;
    const never = !this.#everOpen && this.#attempt + 1 >= MAX_EARLY_FAILURES;
    if (code === POLICY_VIOLATION || never) this.#handlers.refused();
    else this.#handlers.lost();
    if (code === POLICY_VIOLATION) return;
    const delay = retryDelayMs(this.#attempt++, Math.random());
    this.#retry = setTimeout(() => {
      this.open();
    }, delay);
  }

  #forget(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#ackTimer !== null) clearTimeout(this.#ackTimer);
    this.#retry = this.#ackTimer = null;
  }
}
