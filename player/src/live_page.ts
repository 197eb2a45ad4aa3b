// The live page: draws the newest picture at most once per repaint, and says how the session is doing.

import { detached } from "./controls.ts";
import { type Details, scriptName } from "./details.ts";
import { byId, setText } from "./dom.ts";
import { fileName, readAll, saveBlob } from "./download.ts";
import type { Shortcut } from "./keys.ts";
import {
  afterConnection,
  afterMessage,
  afterRecords,
  FrameRate,
  type LiveState,
  type Message,
  Received,
  START,
} from "./live.ts";
import { badgeText, liveSections, metaOf, sorted } from "./live_details.ts";
import { LiveSocket, streamUrl } from "./live_socket.ts";
import { notify } from "./notice.ts";
import type { Rec } from "./ops.gen.ts";
import { letDrag, letWheelZoom } from "./pan.ts";
import type { Picture } from "./pictures.ts";
import { showView, zoomShortcuts } from "./replay.ts";
import { BlobSource, type Source, UrlSource } from "./source.ts";
import { Stage, shapeBox } from "./stage.ts";
import { StreamReader } from "./stream.ts";
import { FigureStrip } from "./strip.ts";
import { clockText, countText, durationText, numberText } from "./words.ts";
import { ZoomMenu } from "./zoom.ts";

const THUMBS_MS = 400;
const TEXT_MS = 500;
const SILENT_MS = 3000;
const LOG_CLOSED_MS = 1000; // from the end of the stream: by then the log has its index
const KEEP_BYTES = 64 << 20;

export class LivePage {
  /** For tests: called with every picture that arrives, also those that are never shown. */
  onpicture: ((picture: Picture) => void) | null = null;
  /** For tests: called with the bytes of every binary message. */
  onbytes: ((bytes: Uint8Array) => void) | null = null;
  readonly stage = new Stage(byId("live-stage", HTMLElement));
  readonly received = new Received();
  readonly #zoom = new ZoomMenu(byId("live-zoom", HTMLSelectElement), this.stage);
  readonly #strip: FigureStrip;
  readonly #details: Details;
  readonly #replay: (source: Source) => Promise<unknown>;
  readonly #reader = new StreamReader();
  readonly #socket: LiveSocket;
  readonly #rate = new FrameRate();
  readonly #save = byId("save", HTMLButtonElement);
  #state: LiveState = START;
  #figure = -1;
  #wanted = -1; // the figure that was clicked; until then the first
  #repaint: number | null = null;
  #thumbsMs = Number.NEGATIVE_INFINITY;
  #thumbsTimer: ReturnType<typeof setTimeout> | null = null;
  #frameMs = 0;
  #watching = true;
  #saving = false;
  #bytes = 0;
  #log: Blob | null = null; // fetched after the end, while the server was still there
  #leaving = false;

  constructor(details: Details, replay: (source: Source) => Promise<unknown>) {
    this.#details = details;
    this.#replay = replay;
    this.#strip = new FigureStrip(byId("figures", HTMLElement), (figure) => {
      this.figure = figure;
    });
    this.#socket = new LiveSocket(streamUrl(new URL(window.location.href)), {
      bytes: (bytes) => {
        this.#take(bytes);
      },
      message: (message) => {
        this.#told(message);
      },
      lost: () => {
        this.#dropped("lost");
      },
      refused: () => {
        this.#dropped("refused");
      },
    });
    this.stage.addEventListener("scalechange", () => {
      shapeBox(byId("stage", HTMLElement), this.stage.picture, this.stage.zoom);
    });
    letDrag(this.stage.scroller, this.stage.canvas, () => undefined);
    letWheelZoom(this.stage.scroller, this.stage.canvas, (direction) => {
      this.#zoom.step(direction);
    });
    this.#save.addEventListener("click", () => void this.save());
    byId("replay", HTMLElement).addEventListener("click", () => void this.replay());
    window.addEventListener("online", () => {
      this.#socket.retryNow();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#socket.retryNow();
    });
  }

  start(): void {
    showView("live");
    byId("follow-box", HTMLElement).hidden = true;
    this.stage.connect();
    this.#socket.open();
    setInterval(() => {
      this.#writeNumbers();
    }, TEXT_MS);
    this.#write();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Bytes of the stream that have been read since the page was opened. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The figure that is shown large. */
  get figure(): number {
    return this.#figure;
  }

  set figure(figure: number) {
    this.#wanted = figure;
    this.#rate.clear();
    this.#ask();
  }

  // ---- what arrives

  #take(bytes: Uint8Array): void {
    this.onbytes?.(bytes);
    this.#bytes += bytes.byteLength;
    this.received.add(bytes);
    const records: readonly Rec[] = this.#reader.feed(bytes);
    if (records.length === 0) return;
    const onpicture = this.onpicture;
    if (onpicture === null) this.#state = afterRecords(this.#state, records);
    else for (const record of records) this.#tellPicture(record, onpicture);
    this.#count();
    this.#ask();
  }

  #tellPicture(record: Rec, tell: (picture: Picture) => void): void {
    const before = this.#state.figures;
    this.#state = afterRecords(this.#state, [record]);
    for (const [number, { picture }] of this.#state.figures) {
      if (picture !== null && picture !== before.get(number)?.picture) tell(picture);
    }
  }

  #count(): void {
    const picture = this.#state.figures.get(this.#figure)?.picture;
    if (!picture || picture === this.stage.picture) return;
    this.#frameMs = performance.now();
    this.#rate.add(picture.number, this.#frameMs);
  }

  #told(message: Message): void {
    if (message.type === "join") {
      this.#reader.reset();
      this.received.join(message.chunk);
    }
    this.#state = afterMessage(this.#state, message);
    if (message.type === "end") void this.#takeLog();
    this.#ask();
  }

  #dropped(how: "lost" | "refused"): void {
    if (this.#state.phase === "ended") this.#socket.close();
    this.#state = afterConnection(this.#state, how);
    this.#ask();
  }

  // ---- what is shown

  #ask(): void {
    // In a tab that is not looked at nothing is repainted, and nothing piles up: only the newest is kept.
    this.#repaint ??= requestAnimationFrame(() => {
      this.#repaint = null;
      if (this.#watching) this.#write();
    });
  }

  #write(): void {
    const { figures, phase, end } = this.#state;
    this.#choose();
    const picture = figures.get(this.#figure)?.picture ?? null;
    if (picture !== null && picture !== this.stage.picture) {
      shapeBox(byId("stage", HTMLElement), picture, this.stage.zoom);
      this.stage.show(picture);
    }
    this.#strip.update(sorted(figures), this.#figure);
    this.#askThumbs();
    const badge = byId("live-badge", HTMLElement);
    badge.hidden = false;
    badge.dataset.phase = phase;
    setText(badge, badgeText(phase, end));
    this.#writeText();
    this.#writeButtons();
    this.#writeNumbers();
  }

  #choose(): void {
    const { figures } = this.#state;
    const numbers = sorted(figures);
    const known = (number: number) => figures.has(number);
    const before = this.#figure;
    if (known(this.#wanted)) this.#figure = this.#wanted;
    else if (!known(before))
      this.#figure = (numbers.find(({ picture }) => picture) ?? numbers[0])?.figure ?? before;
    if (before !== this.#figure) this.#rate.clear();
  }

  #writeText(): void {
    const { phase } = this.#state;
    const text = byId("live-text", HTMLElement);
    text.hidden = this.stage.picture !== null;
    if (phase === "refused") {
      setText(
        text,
        "The session cannot be reached. It is over, or this page’s address is not the one that h5rec printed.",
      );
    } else if (phase === "ended") setText(text, "The session ended without drawing anything.");
    else setText(text, phase === "live" ? "Waiting for the first picture…" : badgeText(phase, null));
  }

  #writeButtons(): void {
    const { save, phase } = this.#state;
    const there = save !== null || this.received.complete;
    this.#save.hidden = !there;
    const over = phase === "ended" || (phase === "reconnecting" && this.received.complete);
    byId("replay", HTMLElement).hidden = !(there && over);
  }

  #writeNumbers(): void {
    if (!this.#watching) return;
    const { timeNs, viewers, phase, marks } = this.#state;
    const figure = this.#state.figures.get(this.#figure);
    setText(byId("live-time", HTMLElement), clockText(timeNs / 1e9, 1));
    const frame = this.stage.picture?.number;
    setText(byId("live-frame", HTMLElement), frame === undefined ? "" : `Frame ${numberText(frame)}`);
    setText(byId("live-fps", HTMLElement), phase === "live" ? this.#paceText() : "");
    const watching = viewers === null || phase === "ended" ? "" : countText(viewers, "viewer");
    setText(byId("live-viewers", HTMLElement), watching);
    const meta = metaOf(this.#state.header);
    const title = meta.get("title") || scriptName(meta) || this.#state.title || "Live session";
    if (document.title !== title) document.title = title;
    setText(byId("title", HTMLElement), title);
    const script = scriptName(meta);
    setText(byId("subtitle", HTMLElement), script === title ? "" : script);
    this.stage.name = `${figure?.title || `Figure ${this.#figure}`}, live`;
    this.#details.show(liveSections(this.#state), marks, null);
  }

  #paceText(): string {
    const now = performance.now();
    const silent = this.#frameMs > 0 && now - this.#frameMs > SILENT_MS;
    if (silent) return `last frame ${durationText(Math.floor((now - this.#frameMs) / 1000))} ago`;
    const fps = this.#rate.at(now);
    return fps > 0 ? `${fps.toFixed(fps < 9.95 ? 1 : 0)} fps` : "";
  }

  // Thumbnails are drawn a few times a second, the last one surely.
  #askThumbs(): void {
    if (this.#thumbsTimer !== null || this.#state.figures.size < 2) return;
    const wait = Math.max(0, this.#thumbsMs + THUMBS_MS - performance.now());
    this.#thumbsTimer = setTimeout(() => {
      this.#thumbsTimer = null;
      this.#thumbsMs = performance.now();
      if (!this.#watching || document.hidden) return;
      for (const { picture } of this.#state.figures.values()) if (picture !== null) this.#strip.draw(picture);
    }, wait);
  }

  // ---- the log

  // The server waits for viewers for a while. Once this page has all that it may be asked for it leaves.
  async #takeLog(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await new Promise((resolve) => setTimeout(resolve, LOG_CLOSED_MS));
    try {
      const source = this.#logSource();
      if (this.#state.save !== null && (await source.size()) <= KEEP_BYTES) this.#log = await readAll(source);
    } catch {
      // Then there is what was received, or the server is asked again when the user wants the log.
    }
    if (this.#log !== null || this.received.complete || this.#state.save === null) this.#socket.close();
  }

  /** Downloads the log: from the server, or if that is gone what this page has received. */
  async save(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    const progress = (loaded: number, total: number) => {
      setText(this.#save, `Saving ${Math.floor((loaded / total) * 100)} %`);
    };
    try {
      const name = this.#state.save ?? fileName(document.title);
      const blob = this.#log ?? (await this.#fetched(progress)) ?? this.received.blob();
      if (blob === null)
        throw new Error("the server is gone, and this page did not see the session from its start");
      saveBlob(blob, name);
      setText(this.#save, "Save log");
    } catch (error) {
      setText(this.#save, "Save log");
      const reason = error instanceof Error ? error.message : String(error);
      notify(`The log was not saved: ${reason}`);
    } finally {
      this.#saving = false;
    }
  }

  async #fetched(progress: (loaded: number, total: number) => void): Promise<Blob | null> {
    if (this.#state.save === null) return null;
    try {
      return await readAll(this.#logSource(), progress);
    } catch (error) {
      if (this.received.complete) return null;
      throw error;
    }
  }

  #logSource(): Source {
    return new UrlSource(new URL("log", window.location.href).href);
  }

  /** Plays the session that has ended, in this page. */
  async replay(): Promise<void> {
    const blob = this.#log ?? this.received.blob();
    const name = this.#state.save ?? fileName(document.title);
    this.#watching = false;
    this.#socket.close();
    byId("replay", HTMLElement).hidden = true;
    byId("live-text", HTMLElement).hidden = true;
    this.#strip.update([], -1);
    await this.#replay(blob === null ? this.#logSource() : new BlobSource(blob, name));
  }

  get shortcuts(): readonly Shortcut[] {
    return [
      { keys: ["]"], shown: "]", what: "Next figure", run: () => this.#nextFigure(1) },
      { keys: ["["], shown: "[", what: "Previous figure", run: () => this.#nextFigure(-1) },
      { keys: ["s"], shown: "s", what: "Save the log", run: () => detached(this.save()) },
      ...zoomShortcuts(this.#zoom),
    ];
  }

  #nextFigure(step: number): void {
    const numbers = sorted(this.#state.figures).map(({ figure }) => figure);
    const next = numbers[(numbers.indexOf(this.#figure) + step + numbers.length) % numbers.length];
    if (next !== undefined) this.figure = next;
  }
}
