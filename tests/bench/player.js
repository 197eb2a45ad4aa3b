// What `browser.py` runs in a page: the player's own modules, a frame at a time, as a live page gets them.

import { Pictures } from "../../player/src/pictures.ts";
import { Stage } from "../../player/src/stage.ts";
import { StreamReader } from "../../player/src/stream.ts";

const WIDTH = 640;
const HEIGHT = 480;

// Canvas commands are rasterised later; to give a pixel away, they have to be done.
function finish(canvas) {
  canvas.getContext("2d").getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1);
}

// What tells how fast the machine is at the moment: nothing, and a stroke that is always the same.
class Calibration {
  #empty = newCanvas();
  #stroke = newCanvas();
  #line = new Path2D();

  constructor() {
    for (let i = 0, y = 1; i < 2048; i++) {
      y = (y * 16807) % 2147483647; // the same noise everywhere
      this.#line.lineTo(40 + (560 * i) / 2048, 240 + 160 * Math.sin(i / 200) + (y % 997) / 20);
    }
  }

  empty() {
    this.#empty.getContext("2d").clearRect(0, 0, WIDTH, HEIGHT);
    finish(this.#empty);
  }

  stroke() {
    const context = this.#stroke.getContext("2d");
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.lineWidth = 1.39;
    context.stroke(this.#line);
    finish(this.#stroke);
  }
}

function newCanvas() {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.append(canvas);
  return canvas;
}

function timed(action) {
  const start = performance.now();
  action();
  return performance.now() - start;
}

// Between two frames the page does what it likes, such as collecting garbage.
const pause = () => new Promise((resolve) => setTimeout(resolve));

function newStage() {
  const host = document.createElement("div");
  host.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px; position: relative`;
  document.body.append(host);
  const stage = new Stage(host);
  stage.connect();
  stage.zoom = 1;
  return stage;
}

// A player that is given one frame after the other.
class Playing {
  #stage = newStage();
  #reader = new StreamReader();
  #pictures = new Pictures();
  #picture = null;

  decode(bytes) {
    this.#picture = null;
    for (const record of this.#reader.feed(bytes)) this.#picture = this.#pictures.apply(record) ?? this.#picture;
  }

  draw() {
    const { canvas } = this.#stage;
    if (this.#picture === null) throw new Error("there is no picture in what should be a frame");
    this.#stage.show(this.#picture);
    finish(canvas);
    if (canvas.width !== WIDTH || canvas.height !== HEIGHT) throw new Error("not drawn at its size");
  }
}

let frames = [];
let steady = null;

// `encoded`: of each frame, the bytes in base64.
window.prepare = (encoded) => {
  frames = encoded.map((text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
};

// Times of each frame but the first `warmUp`, with calibrations between.
window.benchmark = async (warmUp) => {
  const playing = new Playing();
  const calibration = new Calibration();
  const found = { decode: [], draw: [], empty: [], stroke: [] };
  for (const [number, bytes] of frames.entries()) {
    const times = {
      decode: timed(() => playing.decode(bytes)),
      draw: timed(() => playing.draw()),
    };
    await pause();
    times.empty = timed(() => calibration.empty());
    times.stroke = timed(() => calibration.stroke());
    await pause();
    if (number >= warmUp) for (const what of Object.keys(found)) found[what].push(times[what]);
  }
  return found;
};

// Plays the frames from `first` to before `end` and does nothing else, so that the thread's processor time is theirs.
window.play = async (first, end) => {
  if (first === 0) steady = new Playing();
  for (const bytes of frames.slice(first, end)) {
    steady.decode(bytes);
    steady.draw();
    await pause();
  }
};
