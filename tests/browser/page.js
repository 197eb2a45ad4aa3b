// What the tests ask of a page. Loaded before the page's own script, so that no picture of a live session is missed.
(() => {
  let api;

  // SHA-256 of the pixels; they are taken before this returns.
  async function hashOf(canvas) {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const digest = await crypto.subtle.digest("SHA-256", data);
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
    return `${width}x${height} ${hex.join("")}`;
  }

  const live = []; // [figure, frame, promise of the hash] of every picture that arrived

  Object.defineProperty(window, "h5rec", {
    get: () => api,
    set(value) {
      api = value;
      if (api.live === null) return;
      api.live.onpicture = (picture) => {
        live.push([picture.figure, picture.number, hashOf(api.draw(picture, 1))]);
      };
    },
  });

  async function settled(entries) {
    return Promise.all(entries.map(async (entry) => Promise.all(entry)));
  }

  window.probe = {
    hashOf,

    // [figure, frame, hash] of every picture that the live page has been sent.
    live: () => settled(live),

    // Hashes of the canvas after going to each frame.
    async seek(frames) {
      const hashes = [];
      for (const frame of frames) {
        await api.player.seekToFrame(frame);
        hashes.push(await hashOf(api.player.canvas));
      }
      return hashes;
    },

    // Frame number and hash after each of so many single steps.
    async step(from, steps, direction) {
      await api.player.seekToFrame(from);
      const seen = [];
      for (let i = 0; i < steps; i++) {
        await api.player.step(direction);
        seen.push([api.player.frame, await hashOf(api.player.canvas)]);
      }
      return seen;
    },

    // Frame number and hash of every frame that is shown while playing from start to end. The player's clock and
    // repaints are ours: `stepMs` passes between two repaints, however long drawing takes.
    async playThrough(stepMs) {
      const { player } = api;
      const real = [window.requestAnimationFrame, window.cancelAnimationFrame];
      const waiting = new Map();
      let nowMs = performance.now();
      let id = 0;
      performance.now = () => nowMs;
      window.requestAnimationFrame = (callback) => {
        waiting.set(++id, callback);
        return id;
      };
      window.cancelAnimationFrame = (number) => waiting.delete(number);
      const shown = [];
      const note = () => shown.push([player.frame, hashOf(player.canvas)]);
      try {
        await player.seekToFrame(0);
        note();
        player.addEventListener("framechange", note);
        await player.play();
        while (!player.ended) {
          await new Promise((resolve) => setTimeout(resolve));
          if (waiting.size === 0) continue;
          const due = [...waiting.values()];
          waiting.clear();
          nowMs += stepMs;
          for (const callback of due) callback(nowMs);
        }
      } finally {
        player.removeEventListener("framechange", note);
        delete performance.now;
        [window.requestAnimationFrame, window.cancelAnimationFrame] = real;
      }
      return settled(shown);
    },

    // The canvas as base64 RGBA, not premultiplied.
    pixels(canvas) {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let text = "";
      for (let at = 0; at < data.length; at += 8192) {
        text += String.fromCharCode(...data.subarray(at, at + 8192));
      }
      return { width: canvas.width, height: canvas.height, data: btoa(text) };
    },
  };
})();
