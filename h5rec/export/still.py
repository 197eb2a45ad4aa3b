"""A figure as a replay of one frame: what ``fig.savefig("x.h5rec")`` and ``fig.savefig("x.html")`` write."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from matplotlib.figure import Figure

from ..log.writer import LogWriter
from ..render.axes import describe_axes
from ..render.renderer import Renderer
from ..wire import _ops
from ..wire.stream import StreamWriter
from .html import export_html

Target = str | os.PathLike[str] | BinaryIO


def save_log(figure: Figure, target: Target, title: str) -> None:
    """Write *figure*, as it is now, as a log of one frame.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    target : str, path or binary file
        A file that is there is replaced, as `Figure.savefig` does.
    title : str
        Shown by the player.

    Raises
    ------
    LogError
        If the file cannot be written.
    """
    _save(figure, target, title, as_page=False)


def save_page(figure: Figure, target: Target, title: str) -> None:
    """Write *figure*, as it is now, as a page with the player in it; see `save_log`."""
    _save(figure, target, title, as_page=True)


def _save(figure: Figure, target: Target, title: str, *, as_page: bool) -> None:
    # Drawn before a file is made: matplotlib calls us also just to see which renderer we draw with.
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    renderer.start_frame()
    figure.draw(renderer)
    size = renderer.width_px, renderer.height_px, float(figure.dpi)
    frame = _ops.Frame(1, 0, 0, describe_axes(figure, renderer.height_px), renderer.take_ops())
    stream = StreamWriter({"title": title}, time.time_ns())
    events = stream.figure(_ops.Figure(1, 0, title, *size, next_frame=0))
    events += stream.frame(frame)
    events += stream.end(_ops.End(0, 0, "finished"))

    def write(log_path: Path) -> None:
        log = LogWriter(log_path, overwrite=True)
        try:
            for event in events:
                log.handle(event)
        finally:
            log.close()

    if not as_page and isinstance(target, str | os.PathLike):
        write(Path(target))
        return
    with tempfile.TemporaryDirectory() as folder:
        log_path = Path(folder, "figure.h5rec")
        write(log_path)
        if as_page and isinstance(target, str | os.PathLike):
            export_html(log_path, target, overwrite=True)
            return
        if as_page:
            log_path = Path(folder, "figure.html")
            export_html(Path(folder, "figure.h5rec"), log_path)
        assert not isinstance(target, str | os.PathLike)
        target.write(log_path.read_bytes())
