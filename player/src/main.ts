// The page: decides what it is (a replay, a live session, an empty player), and wires its parts.

import MediaController from "media-chrome/dist/media-controller.js";
import "media-chrome/dist/media-fullscreen-button.js";
import "media-chrome/dist/media-play-button.js";
import "media-chrome/dist/media-time-range.js";
import { Details } from "./details.ts";
import { byId, make } from "./dom.ts";
import { H5recPlayer } from "./element.ts";
import { Keyboard, type Shortcut } from "./keys.ts";
import { LivePage } from "./live_page.ts";
import type { Picture } from "./pictures.ts";
import { Replay, showView } from "./replay.ts";
import { BlobSource, EmbeddedSource, type Source, UrlSource } from "./source.ts";
import { drawPicture } from "./stage.ts";

/**
 * What scripts and tests may use; nothing in the page depends on it. It is assigned once, before anything has
 * arrived: who defines a setter for window.h5rec beforehand misses no picture of a live session.
 */
interface PageApi {
  /** The <h5rec-player> element. */
  readonly player: H5recPlayer;
  /** The live page: `state`, `figure`, `stage`, `bytes`, `received`, `onpicture`, `onbytes`; null in a replay. */
  readonly live: LivePage | null;
  /** Draws a picture on a canvas of its own. */
  readonly draw: (picture: Picture, scale: number) => HTMLCanvasElement;
  /** Resolves when what the address names has been opened, or has failed. */
  readonly ready: Promise<unknown>;
}

declare global {
  interface Window {
    h5rec: PageApi;
  }
}

const query = new URL(window.location.href).searchParams;
const src = query.get("src");
const isLive = query.get("live") === "1" || window.location.hash === "#live";

// A page that needs no network gets none: policies add up, so this one can only forbid.
if (src === null && !isLive) {
  document.head.append(
    make("meta", { "http-equiv": "Content-Security-Policy", content: "connect-src 'none'" }),
  );
}

const player = byId("player", H5recPlayer);
const details = new Details();
const replay = new Replay(player, details);
const keyboard = new Keyboard();
const live = isLive ? new LivePage(details, playReplay) : null;
const controller = byId("controller", MediaController);
controller.setAttribute("aria-label", "Figure"); // media-chrome says "video player"
controller.fullscreenElement = byId("app", HTMLElement);

const common: readonly Shortcut[] = [
  { keys: ["f"], shown: "f", what: "Full screen", run: () => toggleFullscreen() },
  { keys: ["i"], shown: "i", what: "Details", run: () => details.toggle() },
  { keys: ["o"], shown: "o", what: "Open a file", run: () => chooseFile() },
];

function useReplayKeys(): void {
  keyboard.shortcuts = [...replay.shortcuts, ...common];
}

async function openReplay(source: Source): Promise<boolean> {
  useReplayKeys();
  byId("live-badge", HTMLElement).hidden = true;
  return (await replay.open(source)) !== null;
}

async function playReplay(source: Source): Promise<void> {
  if (await openReplay(source)) await player.play();
}

function toggleFullscreen(): void {
  const change =
    document.fullscreenElement === null
      ? byId("app", HTMLElement).requestFullscreen()
      : document.exitFullscreen();
  change.catch(() => undefined); // the browser may not want to
}

// ---- opening files

const picker = byId("file", HTMLInputElement);

function chooseFile(): void {
  picker.value = "";
  picker.click();
}

function openFile(file: File): void {
  byId("save", HTMLElement).hidden = true;
  byId("replay", HTMLElement).hidden = true;
  void openReplay(new BlobSource(file));
}

picker.addEventListener("change", () => {
  const file = picker.files?.[0];
  if (file !== undefined) openFile(file);
});
for (const id of ["open", "choose", "error-open"]) {
  byId(id, HTMLButtonElement).addEventListener("click", chooseFile);
}

const drop = byId("drop", HTMLElement);
let inside = 0; // dragenter minus dragleave: both come for every element on the way
const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

document.addEventListener("dragenter", (event) => {
  if (!hasFiles(event)) return;
  inside++;
  drop.hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (!hasFiles(event)) return;
  inside = Math.max(0, inside - 1);
  drop.hidden = inside === 0;
});
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = live === null ? "copy" : "none";
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  inside = 0;
  drop.hidden = true;
  const file = event.dataTransfer?.files[0];
  if (file !== undefined && live === null) openFile(file);
});

// ---- what this page was opened for

async function start(): Promise<void> {
  useReplayKeys();
  if (live !== null) {
    byId("open", HTMLElement).hidden = true;
    keyboard.shortcuts = [...live.shortcuts, ...common.filter(({ what }) => what !== "Open a file")];
    live.start();
    return;
  }
  if (src !== null) {
    await openUrl(src);
    return;
  }
  let embedded: EmbeddedSource | null;
  try {
    embedded = EmbeddedSource.find(document);
  } catch (error) {
    replay.fail(error, "this page");
    return;
  }
  if (embedded === null) showView("empty");
  else await openReplay(embedded);
}

async function openUrl(text: string): Promise<void> {
  let url: URL;
  try {
    url = new URL(text, document.baseURI);
  } catch {
    replay.fail(new Error(`${text} is not an address`), text);
    return;
  }
  await openReplay(new UrlSource(url.href));
}

window.h5rec = {
  player,
  live,
  draw: (picture, scale) => {
    const canvas = make("canvas");
    drawPicture(canvas, picture, scale);
    return canvas;
  },
  ready: start(),
};
