"""``stale`` flags are as drawing in full leaves them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .canvas import Canvas


@pytest.fixture
def canvas() -> Canvas:
    return Canvas()


def test_flags_are_as_after_a_full_drawing(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(title="t")
    ax.plot([1, 2])
    canvas.settle()
    ax.set_title("u")
    canvas.draw()
    assert not any(artist.stale for artist in (canvas.figure, ax, ax.title, ax.xaxis, *ax.lines))
    mine = [artist.stale for artist in canvas.figure.findobj()]
    canvas.draw_in_full()
    assert mine == [artist.stale for artist in canvas.figure.findobj()]


def test_a_legend_that_measures_marks_stale(canvas: Canvas) -> None:
    """To find the best place, it lays out the texts, and one that wraps says then that it has changed."""
    ax = canvas.figure.add_subplot()
    ax.plot([1, 2], label="line")
    ax.legend()
    text = ax.text(0.5, 1.5, "many words in a line", wrap=True)
    for color in ("r", "g"):
        text.set_color(color)
        for _ in range(5):
            canvas.draw()
            assert text.stale


@pytest.mark.parametrize("kind", ["contours", "legend"])
def test_who_looks_at_texts_leaves_their_flags_alone(canvas: Canvas, kind: str) -> None:
    ax = canvas.figure.add_subplot()
    looking: Any
    if kind == "contours":
        looking = ax.contour(np.arange(9.0).reshape(3, 3))
        text = looking.clabel()[0]
    else:
        ax.plot([1, 2], label="line")
        text = ax.text(0.5, 1.5, "text", zorder=9)
        looking = ax.legend()
    canvas.settle()
    looking.set_alpha(0.5)
    for _ in range(4):  # the text says that it has changed when they are drawn anew, and are kept
        text.set_fontweight("normal")
        canvas.draw()
    for _ in range(6):
        canvas.draw()
        assert not text.stale


def test_what_draws_nothing_stays_stale(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
    note, text = ax.annotate("data", (0.5, 0.5)), ax.text(0.5, 0.5, "text", transform=ax.transAxes)
    canvas.settle()
    ax.set_xlim(2, 3)  # away from the annotation
    canvas.settle()
    for artist in (note, text):
        artist.set_fontweight("normal")  # as it is
    canvas.draw()
    assert [note.stale, text.stale] == [True, False]
