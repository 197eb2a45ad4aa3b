"""What LaTeX lays out is drawn from the outlines of its glyphs; where there is no LaTeX, matplotlib says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

import h5rec
from h5rec.render.glyphs import TELLS_TEX_GLYPHS
from h5rec.render.raster import new_agg
from h5rec.wire._ops import DrawPath, DrawText

from .helpers import draw_artist, ints, new_figure, points

HAS_LATEX = all(map(shutil.which, ("latex", "dvipng", "kpsewhich")))
needs_latex = pytest.mark.skipif(not HAS_LATEX, reason="latex, dvipng or kpsewhich is not installed")
SOURCE = r"TeX\ $\frac{a^2}{b_n} \int_0^1 x\,dx$"


@needs_latex
def test_it_is_where_agg_draws_it() -> None:
    with mpl.rc_context({"text.usetex": True}):
        figure = new_figure(400, 200)
        text = figure.text(0.1, 0.5, SOURCE, fontsize=20)
        op, *bars = draw_artist(text)
        agg = new_agg(400, 200, 100)
        text.draw(agg)
        rows, columns = np.nonzero(np.asarray(agg.buffer_rgba())[:, :, 3] > 128)
    if not TELLS_TEX_GLYPHS:  # before matplotlib 3.11
        assert isinstance(op, DrawPath)
        corners = points(op.path)
    else:
        assert isinstance(op, DrawText)
        assert op.text is not None
        assert op.text.text == SOURCE
        assert len(op.text.glyphs) == 13
        assert len(bars) == 1
        scale = 1 / (1 << op.text.bits)
        places = np.column_stack((ints(op.text.x), ints(op.text.y))) * scale + (op.x_px, op.y_px)
        corners = np.concatenate(
            [points(glyph) + place for glyph, place in zip(op.text.glyphs, places, strict=True)]
        )
    atol = 2 if TELLS_TEX_GLYPHS else 20
    np.testing.assert_allclose(corners.min(axis=0), (columns.min(), rows.min()), atol=atol)
    np.testing.assert_allclose(corners.max(axis=0), (columns.max() + 1, rows.max() + 1), atol=atol)


@needs_latex
def test_what_latex_does_not_understand_is_matplotlibs_error() -> None:
    with mpl.rc_context({"text.usetex": True}):
        text = new_figure().text(0.1, 0.5, r"\nosuchcommand")
        with pytest.raises(RuntimeError, match="latex was not able to process"):
            draw_artist(text)


SCRIPT = """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
fig.canvas.draw()
ax.set_title("title", usetex=True)
fig.canvas.draw()
"""


def test_without_latex_the_script_fails_and_nothing_is_lost(tmp_path: Path) -> None:
    script, log = tmp_path / "script.py", tmp_path / "script.h5rec"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "PATH": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / "config")}
    command = [sys.executable, "-m", "h5rec", "record", "-o", os.fspath(log), os.fspath(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "RuntimeError: Failed to process string with tex because latex could not be found" in done.stderr
    with h5rec.open(log) as recording:
        assert len(recording.frames) == 1
