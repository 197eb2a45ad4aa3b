"""Runs one script and dumps its figures; it has a process of its own, ``python -m h5rec.conformance.scripts``.

What it dumps, into a folder: ``N.agg.png`` and ``N.svg`` for figure N, ``figures.h5rec`` with one frame of each,
and ``dump.json``, written anew after every figure, so that what was drawn before a crash is not lost.
"""

from __future__ import annotations

import io
import json
import os
import runpy
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

_MAX_SVG_BYTES = 32_000_000  # browsers take minutes over more than that
_MOST_DRAWS = 6  # layouts that settle have settled by then


class FigureDump(TypedDict, total=False):
    """What is known of one figure."""

    number: int
    status: str  # ok, unstable (Agg draws it differently each time), failed (Agg cannot draw it), error (we can't)
    message: str
    warnings: list[str]  # what we warn of and Agg does not
    width_px: int
    height_px: int
    ops: int
    features: list[str]
    svg_message: str


class Dump(TypedDict):
    """What is known of one script."""

    status: str  # running, ok, failed
    message: str
    figures: list[FigureDump]


def run(script: Path, out: Path, *, dpi: float, scale: int) -> Dump:
    """Run a script under Agg, as ``python script.py`` would, and dump its figures.

    Parameters
    ----------
    script : Path
    out : Path
        A folder that exists.
    dpi : float
        Every figure's, whatever the script says.
    scale : int
        Agg draws at so many times this dpi.
    """
    dump = Dump(status="running", message="", figures=[])
    _write(dump, out)
    _execute(script, dump)
    import matplotlib.pyplot as plt

    with _Log(out / "figures.h5rec") as log:
        for number in plt.get_fignums():
            entry = FigureDump(number=number)
            _dump_figure(plt.figure(number), entry, out, log, dpi=dpi, scale=scale)
            dump["figures"].append(entry)
            _write(dump, out)
    _write(dump, out)
    return dump


def _execute(script: Path, dump: Dump) -> None:
    os.chdir(script.parent)
    sys.path.insert(0, os.fspath(script.parent))
    sys.argv = [os.fspath(script)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            runpy.run_path(os.fspath(script), run_name="__main__")
    except SystemExit as error:
        if error.code not in (None, 0):
            dump["message"] = f"SystemExit: {error.code}"
    except BaseException as error:  # the script's own, whatever it is
        dump["message"] = _last_line(error)
        traceback.print_exc()
    dump["status"] = "failed" if dump["message"] else "ok"


def _dump_figure(figure: Any, entry: FigureDump, out: Path, log: _Log, *, dpi: float, scale: int) -> None:
    number = entry["number"]
    try:
        figure.set_dpi(dpi)
        before, known = _settled(figure)
    except Exception as error:
        entry["status"], entry["message"] = "failed", _last_line(error)
        return
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            log.draw(figure, entry)
        told = {str(warning.message) for warning in caught}
        entry["warnings"] = sorted(told - known)
        entry["status"] = "ok"
    except Exception as error:
        traceback.print_exc()
        entry["status"], entry["message"] = "error", _last_line(error)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = _agg(figure)
        if before is None or not np.array_equal(before, after):
            if entry["status"] == "ok":
                entry["status"] = "unstable"
        elif entry["status"] == "ok" and entry["warnings"]:
            entry["status"], entry["message"] = "error", entry["warnings"][0]
        if scale != 1:
            figure.set_dpi(dpi * scale)
            for _ in range(2):  # layout may settle anew
                after = _agg(figure)
        _write_png(out / f"{number}.agg.png", after)
        figure.set_dpi(dpi)
        try:
            # As the canvas shows it: the figure's own colour, all of the figure.
            file = _Bounded()
            figure.savefig(file, format="svg", facecolor="auto", bbox_inches=None)
            (out / f"{number}.svg").write_bytes(file.getbuffer())
        except Exception as error:
            entry["svg_message"] = _last_line(error)


def _settled(figure: Any) -> tuple[npt.NDArray[np.uint8] | None, set[str]]:
    """Let Agg draw until nothing moves: the picture, or None if it never settles; and what Agg warns of.

    A layout that goes on moving by fractions of a pixel is left as it is then.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        picture = _still(figure, _MOST_DRAWS)
        if picture is None and figure.get_layout_engine() is not None:
            figure.set_layout_engine("none")
            picture = _still(figure, 2)
    return picture, {str(warning.message) for warning in caught}


def _still(figure: Any, most_draws: int) -> npt.NDArray[np.uint8] | None:
    """Draw until two pictures are the same, but not more than so often."""
    before = _agg(figure)
    for _ in range(most_draws - 1):
        after = _agg(figure)
        if np.array_equal(before, after):
            return after
        before = after
    return None


def _agg(figure: Any) -> npt.NDArray[np.uint8]:
    """Draw with Agg as we draw: what handlers of the draw event put on the figure's own canvas is in neither."""
    from ..render.raster import new_agg

    renderer = new_agg(figure.bbox.width, figure.bbox.height, figure.dpi)
    figure.draw(renderer)
    return np.array(renderer.buffer_rgba())


def _write_png(path: Path, rgba: npt.NDArray[np.uint8]) -> None:
    from PIL import Image

    Image.fromarray(rgba).save(path, compress_level=3)


class _Bounded(io.BytesIO):
    """A file that refuses to become too large."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > _MAX_SVG_BYTES:
            raise ValueError(f"larger than {_MAX_SVG_BYTES / 1e6:.0f} MB")
        return super().write(data)


class _Log:
    """A log with one frame of each figure."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Log:
        from ..log.writer import LogWriter
        from ..wire.stream import StreamWriter

        self._writer = LogWriter(self._path, overwrite=True)
        self._stream = StreamWriter({}, 0)
        return self

    def __exit__(self, *_: object) -> None:
        from ..wire._ops import End

        self._send(self._stream.end(End(0, 0, "finished")))
        self._writer.close()

    def draw(self, figure: Any, entry: FigureDump) -> None:
        """Draw a figure with our renderer; it becomes frame 0 of the log's figure of its number."""
        from ..render.axes import describe_axes
        from ..render.renderer import Renderer
        from ..wire._ops import Figure, Frame

        renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
        renderer.start_frame()
        figure.draw(renderer)
        ops = renderer.take_ops()
        axes = describe_axes(figure, renderer.height_px)
        width, height, number = renderer.width_px, renderer.height_px, entry["number"]
        entry["width_px"], entry["height_px"] = width, height
        entry["ops"], entry["features"] = len(ops), _features(ops, axes)
        events = self._stream.figure(Figure(number, 0, f"Figure {number}", width, height, figure.dpi, 0))
        events += self._stream.frame(Frame(number, 0, 0, axes, ops))
        self._send(events + self._stream.flush())  # whatever becomes of the script

    def _send(self, events: Any) -> None:
        for event in events:
            self._writer.handle(event)


def _features(ops: tuple[Any, ...], axes: tuple[Any, ...]) -> list[str]:
    """Return which ops, artists and projections occur in a picture."""
    found = {f"op:{type(op).__name__}" for op in ops}
    found.update(f"axes:{each.projection}" for each in axes if each.projection)
    groups = {op.group for op in ops if op.group is not None}
    for group in groups:
        while group is not None:
            found.add(f"artist:{group.kind}")
            group = group.parent
    return sorted(found)


def _last_line(error: BaseException) -> str:
    return " ".join(traceback.format_exception_only(error)[-1].split())[:500]


def _write(dump: Dump, out: Path) -> None:
    part = out / "dump.json.part"
    part.write_text(json.dumps(dump), encoding="utf-8")
    part.replace(out / "dump.json")


def main() -> None:
    """Run the script that the command line names."""
    script, out, dpi, scale = sys.argv[1:]
    run(Path(script), Path(out).resolve(), dpi=float(dpi), scale=int(scale))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # threads and exit handlers of the script are no concern of ours


if __name__ == "__main__":
    main()
