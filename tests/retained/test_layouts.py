"""Texts are laid out again only where that can make a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from h5rec.errors import RetainedError
from h5rec.render.retained.layouts import LAYOUT
from h5rec.render.retained.measuring import CORNERS, TICKS

from .canvas import Canvas


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, kind: Any, name: str) -> Iterator[list[Any]]:
    """Collect the objects whose method is called."""
    owners: list[Any] = []
    original = getattr(kind, name)

    def method(self: Any, *args: Any) -> Any:
        owners.append(self)
        return original(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(kind, name, method)
        yield owners


@pytest.fixture
def canvas() -> Canvas:
    canvas = Canvas()
    canvas.figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
    return canvas


def laid_out(canvas: Canvas, monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> list[str]:
    """Return the strings that are laid out after a change; the picture has to be what it would be in full."""
    canvas.settle()
    change()
    with counted(monkeypatch, Text, LAYOUT) as texts:
        mine = canvas.draw()
    strings = [text.get_text() for text in texts]
    assert mine == canvas.draw_in_full()
    return strings


def test_a_text_that_moves_is_not_laid_out_again(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    text = canvas.figure.axes[0].text(0.1, 0.1, "a")
    assert laid_out(canvas, monkeypatch, lambda: text.set_position((0.5, 0.6))) == []


def test_strings_are_found_again_for_all_texts_that_are_alike(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    ax = canvas.figure.axes[0]
    one, _ = ax.text(0.1, 0.1, "a"), ax.text(0.1, 0.5, "b")
    assert laid_out(canvas, monkeypatch, lambda: one.set_text("b")) == []
    assert laid_out(canvas, monkeypatch, lambda: one.set_text("c")) == ["c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.set_rotation(30),
        lambda text: text.set_fontsize(20),
        lambda text: text.get_fontproperties().set_size(20),
        lambda text: text.set_ha("right"),
        lambda text: text.set(parse_math=False),
        lambda text: text.set_linespacing(3),
    ],
)
def test_what_changes_the_layout_is_heeded(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch, change: Callable[[Text], Any]
) -> None:
    text = canvas.figure.axes[0].text(0.5, 0.5, "$a$\nb")
    assert laid_out(canvas, monkeypatch, lambda: change(text)) == ["$a$\nb"]


def test_layouts_that_depend_on_the_place_are_made_each_time(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    ax = canvas.figure.axes[0]
    text = ax.text(0.1, 0.5, "a long text that is wrapped", wrap=True)
    assert len(laid_out(canvas, monkeypatch, lambda: text.set_x(0.8))) == 1
    turned = ax.text(0.1, 0.5, "b", rotation=45, transform_rotates_text=True)
    assert laid_out(canvas, monkeypatch, lambda: turned.set_x(0.8)).count("b") == 1


def test_parameters_of_matplotlib_are_heeded(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.figure.axes[0].text(0.1, 0.5, "a")
    with mpl.rc_context():
        assert "a" in laid_out(canvas, monkeypatch, lambda: mpl.rcParams.update({"text.hinting": "none"}))


def test_an_axis_that_moves_finds_its_ticks_once(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    ax = canvas.figure.axes[0]
    canvas.settle()
    ax.set_xlim(0.1, 1.1)
    with counted(monkeypatch, Axis, TICKS) as found:
        mine = canvas.draw()
    assert found == [ax.xaxis]
    assert mine == canvas.draw_in_full()


def test_so_do_those_of_a_plot_in_3d(monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = Canvas()
    ax: Any = canvas.figure.add_subplot(projection="3d")
    ax.plot([0, 1], [0, 1], [0, 1])
    canvas.settle()
    ax.view_init(azim=10)
    with (
        counted(monkeypatch, Axis, TICKS) as found,
        counted(monkeypatch, Text, LAYOUT) as texts,
        counted(monkeypatch, type(ax.xaxis).__base__, CORNERS) as corners,
    ):
        mine = canvas.draw()
    assert len(corners) == 1
    assert sorted(map(id, found)) == sorted(id(axis) for axis in (ax.xaxis, ax.yaxis, ax.zaxis))
    assert texts == []
    assert mine == canvas.draw_in_full()


def test_a_function_that_writes_labels_is_called_as_often_as_ever(canvas: Canvas) -> None:
    ax = canvas.figure.axes[0]
    calls: list[float] = []

    def label(x: float, _: int) -> str:
        calls.append(x)
        return f"{x:.1f}"

    ax.xaxis.set_major_formatter(FuncFormatter(label))
    canvas.settle()
    calls.clear()
    canvas.draw()
    mine = len(calls)
    canvas.draw_in_full()
    assert len(calls) == 2 * mine > 0


def test_flags_are_those_of_a_full_drawing(canvas: Canvas) -> None:
    ax = canvas.figure.axes[0]

    def flags() -> list[bool]:
        return [artist.stale for artist in canvas.figure.findobj()]

    canvas.settle()
    ax.set_xlim(0.1, 1.1)
    canvas.draw()
    mine = flags()
    ax.set_xlim(0.1, 1.1)
    canvas.draw_in_full()
    assert mine == flags()


def test_check_finds_another_layout() -> None:
    canvas = Canvas(check=True)
    text = canvas.figure.add_subplot().text(0.5, 0.5, "a")
    canvas.settle()
    for style in canvas.retainer.styles._styles.values():
        style.layouts = dict.fromkeys(style.layouts, "wrong")
    text.set_x(0.6)
    with pytest.raises(RetainedError, match=r"its layout is .*, kept was wrong; run with H5REC_RETAINED=0"):
        canvas.draw()


def test_private_names_of_matplotlib_that_are_used(canvas: Canvas) -> None:
    """They are there in matplotlib 3.9, 3.10 and 3.11; without them every text is laid out each time."""
    text = canvas.figure.axes[0].text(0, 0, "a")
    names = "_x _y _stale _text _transform _wrap _transform_rotates_text _fontproperties _get_layout"
    assert not [name for name in names.split() if not hasattr(text, name)]
