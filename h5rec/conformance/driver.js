// What the measuring asks of the player's page.
window.h5recConformance = {
  // Resolves once the log that was chosen is shown, with the numbers of its figures.
  async opened(name, patienceMs) {
    const { player } = window.h5rec;
    const until = performance.now() + patienceMs;
    for (;;) {
      const { view } = document.getElementById("app").dataset;
      if (view === "error") throw new Error(document.getElementById("error-text").textContent);
      if (view === "replay" && player.recording?.name === name) return [...player.figures];
      if (performance.now() > until) throw new Error(`${name} was not opened: the page is at "${view}"`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },

  // Frame 0 of a figure as a PNG: drawn by the player, on the same canvas code that is on screen.
  async canvas(figure, scale) {
    const { player } = window.h5rec;
    player.figure = figure;
    await player.seekToFrame(0);
    const startMs = performance.now();
    const canvas = player.renderAt(scale);
    canvas.getContext("2d").getImageData(0, 0, 1, 1); // until it is drawn
    const drawMs = performance.now() - startMs;
    return { png: canvas.toDataURL("image/png"), drawMs };
  },

  // Where to put an SVG: a file needs not go through the wire to the browser.
  fileInput() {
    let input = document.getElementById("h5rec-conformance-svg");
    if (input === null) {
      input = document.createElement("input");
      input.type = "file";
      input.id = "h5rec-conformance-svg";
      document.body.append(input);
    }
    return input;
  },

  // That SVG as a PNG of this size.
  async svg(width, height, patienceMs) {
    const [file] = this.fileInput().files;
    const url = URL.createObjectURL(file.slice(0, file.size, "image/svg+xml"));
    try {
      const image = new Image(width, height);
      const tooLate = new Promise((_, reject) => {
        setTimeout(() => reject(new Error(`not drawn within ${patienceMs / 1000} s`)), patienceMs);
      });
      image.src = url;
      await Promise.race([image.decode(), tooLate]);
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d").drawImage(image, 0, 0, width, height);
      return canvas.toDataURL("image/png");
    } finally {
      URL.revokeObjectURL(url);
    }
  },
};
