"""A figure saved as a replay."""

from __future__ import annotations

import io
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import h5rec
from h5rec.backend import FigureCanvas
from h5rec.wire._ops import DrawText


def new_figure(canvas: type = FigureCanvas) -> Figure:
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas(figure)
    figure.add_subplot().set_title("a title")
    return figure


@pytest.mark.parametrize("canvas", [FigureCanvas, FigureCanvasAgg])
def test_savefig_writes_a_log_of_one_frame(tmp_path: Path, canvas: type) -> None:
    path = tmp_path / "figure.h5rec"
    figure = new_figure(canvas)
    figure.savefig(path)
    with h5rec.open(path) as recording:
        assert recording.complete
        (frame,) = recording.frames
        assert (frame.width_px, frame.height_px) == (300, 200)
        texts = [op.text.text for op in frame.ops if isinstance(op, DrawText) and op.text is not None]
        assert "a title" in texts
        assert len(frame.axes) == 1


def test_dpi_and_a_tight_box_are_savefigs(tmp_path: Path) -> None:
    figure = new_figure()
    sizes = []
    for name, options in (("plain", {}), ("fine", {"dpi": 200}), ("tight", {"bbox_inches": "tight"})):
        figure.savefig(tmp_path / f"{name}.h5rec", **options)
        with h5rec.open(tmp_path / f"{name}.h5rec") as recording:
            sizes.append((recording.frames[0].width_px, recording.frames[0].height_px))
    assert sizes[:2] == [(300, 200), (600, 400)]
    assert sizes[2] != sizes[0]
    assert figure.dpi == 100


def test_savefig_replaces_what_is_there_and_takes_files(tmp_path: Path) -> None:
    figure = new_figure()
    path = tmp_path / "figure.h5rec"
    path.write_text("something else", encoding="utf-8")
    figure.savefig(path)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="h5rec")
    path.with_name("other.h5rec").write_bytes(buffer.getvalue())
    for each in (path, path.with_name("other.h5rec")):
        with h5rec.open(each) as recording:
            assert len(recording.frames) == 1


def test_savefig_writes_a_page_that_brings_the_player_along(tmp_path: Path) -> None:
    figure = new_figure()
    figure.savefig(tmp_path / "figure.html")
    page = (tmp_path / "figure.html").read_text(encoding="utf-8")
    assert "connect-src 'none'" in page
    assert re.search(r'<script type="application/octet-stream"', page)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="html")
    assert b"connect-src 'none'" in buffer.getvalue()


def test_saving_is_not_a_frame_of_the_recording(tmp_path: Path) -> None:
    with h5rec.record(tmp_path / "run.h5rec") as session:
        figure, _ = plt.subplots()
        figure.canvas.draw()
        figure.savefig(tmp_path / "still.h5rec")
        figure.savefig(tmp_path / "still.png")
        assert session.frames == 1
        plt.close(figure)
