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

// `frames`: of each, the bytes in base64. The first `warmUp` do not count.
window.benchmark = async (frames, warmUp) => {
  const host = document.createElement("div");
  host.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px; position: relative`;
  document.body.append(host);
  const stage = new Stage(host);
  stage.connect();
  stage.zoom = 1;
  const reader = new StreamReader();
  const pictures = new Pictures();
  const calibration = new Calibration();
  const found = { decode: [], draw: [], empty: [], stroke: [] };
  for (const [number, text] of frames.entries()) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const times = {};
    let picture = null;
    times.decode = timed(() => {
      for (const record of reader.feed(bytes)) picture = pictures.apply(record) ?? picture;
    });
    if (picture === null) throw new Error(`frame ${number}: there is no picture in it`);
    times.draw = timed(() => {
      stage.show(picture);
      finish(stage.canvas);
    });
    await pause();
    times.empty = timed(() => calibration.empty());
    times.stroke = timed(() => calibration.stroke());
    await pause();
    if (number >= warmUp) for (const what of Object.keys(found)) found[what].push(times[what]);
  }
  if (stage.canvas.width !== WIDTH || stage.canvas.height !== HEIGHT) throw new Error("not drawn at its size");
  return found;
};
