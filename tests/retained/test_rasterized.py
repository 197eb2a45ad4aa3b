"""Artists that are drawn as pixels: these are reused, too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .canvas import Canvas, Failing, drawn_after


@pytest.fixture
def canvas() -> Canvas:
    return Canvas()


def test_rasterized_artists_are_reused(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    mesh = ax.pcolormesh(np.arange(4.0).reshape(2, 2), rasterized=True)
    (line,) = ax.plot([0, 1])
    assert drawn_after(canvas, lambda: line.set_ydata([1, 0])) == ["Line2D"]
    assert drawn_after(canvas, lambda: mesh.set_clim(0, 9)) == ["QuadMesh"]


def test_rasterized_artists_one_after_the_other(canvas: Canvas) -> None:
    """Agg draws the second on top of the first; of the first, the pixels are reused."""
    ax = canvas.figure.add_subplot()
    ax.plot([0, 1], linewidth=9, alpha=0.5, rasterized=True)
    (line,) = ax.plot([1, 0], linewidth=9, alpha=0.5, rasterized=True)
    assert "Line2D" in drawn_after(canvas, lambda: line.set_ydata([1, 0.5]))


@pytest.mark.parametrize("separate", [True, False])
def test_pixels_by_themselves_or_with_the_next(canvas: Canvas, separate: bool) -> None:
    figure = canvas.figure
    figure.suppressComposite = not separate
    subfigure: Any = figure.subfigures()
    for parent in (figure, subfigure):
        parent.text(0.5, 0.5, "pixels", rasterized=True)
    assert drawn_after(canvas, lambda: setattr(figure, "suppressComposite", separate)) == ["Text", "Text"]


def test_an_error_amid_pixels_leaves_vectors(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    ax.plot([0, 1], rasterized=True)
    failing = Failing()
    ax.add_artist(failing)
    failing.set_rasterized(True)
    before = canvas.draw()
    failing.fails = True
    with pytest.raises(RuntimeError, match="halfway"):
        canvas.draw()
    failing.fails = False
    assert canvas.draw() == before
