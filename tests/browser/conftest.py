"""A log to look at, and a web server to get it from."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

import h5rec

STEPS = 20
STEP_S = 0.1


@pytest.fixture(scope="session")
def two_figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 frames each of figures "sine" (640 x 480) and "noise" (400 x 300), 0.1 s apart, in several chunks."""
    path = tmp_path_factory.mktemp("logs") / "two figures.h5rec"
    noise = np.random.default_rng(3)
    with h5rec.record(path, fast=True, title="Two figures"):
        sine, axes = plt.subplots(num="sine", figsize=(6.4, 4.8), dpi=100)
        (line,) = axes.plot(np.sin(np.linspace(0, 7, 200)))
        plt.figure("noise", figsize=(4, 3), dpi=100)
        image = plt.imshow(noise.random((150, 150)), interpolation="nearest")
        for step in range(STEPS):
            line.set_ydata(np.sin(np.linspace(0, 7, 200) + step / 3))
            axes.set_title(f"step {step}")
            image.set_data(noise.random((150, 150)))
            sine.canvas.draw_idle()
            plt.pause(STEP_S)
    plt.close("all")
    with h5rec.open(path) as recording:
        assert [len(figure.frames) for figure in recording.figures] == [STEPS, STEPS]
    return path


@pytest.fixture(scope="session")
def sequence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Figures "Run 1" to "Run 4" (400 x 300), one after the other, each closed after 10 frames, 0.1 s apart."""
    path = tmp_path_factory.mktemp("logs") / "sequence.h5rec"
    with h5rec.record(path, fast=True, title="In sequence"):
        for run in range(1, 5):
            figure, axes = plt.subplots(num=f"Run {run}", figsize=(4, 3), dpi=100)
            (line,) = axes.plot([])
            axes.set(xlim=(0, 9), ylim=(0, 9))
            for step in range(10):
                line.set_data(np.arange(step), np.arange(step))
                figure.canvas.draw_idle()
                plt.pause(STEP_S)
            plt.close(figure)
    with h5rec.open(path) as recording:
        assert [len(figure.frames) for figure in recording.figures] == [10] * 4
    return path


class WebServer:
    """Serves a folder, with ranges or without, and notes what was asked for."""

    def __init__(self, folder: Path, *, ranges: bool = True) -> None:
        self.requests: list[str] = []
        self.sent_bytes: dict[str, int] = {}
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Handler, self, ranges, folder)
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, web: WebServer, ranges: bool, folder: Path, *args: object) -> None:
        self._web = web
        self._ranges = ranges
        super().__init__(*args, directory=folder)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        name = self.path.partition("?")[0]
        self._web.requests.append(name)
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        size = len(data)
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if asked is not None and self._ranges:
            data = data[int(asked[1]) : int(asked[2]) + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {asked[1]}-{int(asked[1]) + len(data) - 1}/{size}")
        else:
            self.send_response(200)
        self.send_header(
            "Content-Type", "text/html" if path.suffix == ".html" else "application/octet-stream"
        )
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self._web.sent_bytes[name] = self._web.sent_bytes.get(name, 0) + len(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(params=["ranges", "no ranges"])
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WebServer]:
    """A server of this test's own folder."""
    server = WebServer(tmp_path, ranges=request.param == "ranges")
    yield server
    server.close()
