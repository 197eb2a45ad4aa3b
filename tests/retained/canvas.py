"""A figure, drawn the retained way, for tests that look at what is drawn and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.artist import Artist, allow_rasterization
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from h5rec.render.renderer import Renderer
from h5rec.render.retained import Retainer
from h5rec.render.retained.unit import Unit
from h5rec.wire._ops import Op


class Canvas:
    """A figure, drawn the retained way; it counts what was drawn."""

    def __init__(self, **options: Any) -> None:
        self.figure = Figure(figsize=(2, 1.5), dpi=100)
        FigureCanvasAgg(self.figure)
        self.renderer = Renderer(200, 150, 100)
        self.retainer = Retainer(self.renderer, **options)

    def draw(self) -> tuple[Op, ...]:
        self.renderer.start_frame()
        self.retainer.draw(self.figure)
        return self.renderer.take_ops()

    def draw_in_full(self) -> tuple[Op, ...]:
        self.renderer.start_frame()
        self.figure.draw(self.renderer)
        return self.renderer.take_ops()

    def settle(self) -> None:
        """Draw until everything that can be kept is kept."""
        for _ in range(5):
            self.draw()

    @contextmanager
    def drawn(self) -> Iterator[list[str]]:
        """Collect the kinds of artists that draw."""
        kinds: list[str] = []
        original = Unit.__call__

        def call(unit: Unit, renderer: Any) -> None:
            before = self.retainer.drawn
            original(unit, renderer)
            if self.retainer.drawn > before and not (
                isinstance(unit._owner, Text) and not unit._owner.get_text()
            ):
                kinds.append(type(unit._owner).__name__)

        Unit.__call__ = call  # type: ignore[assignment,method-assign]
        try:
            yield kinds
        finally:
            Unit.__call__ = original  # type: ignore[method-assign]


def drawn_after(canvas: Canvas, change: Callable[[], Any]) -> list[str]:
    """Return which artists draw after a change; the picture has to be what it would be in full."""
    canvas.settle()
    change()
    with canvas.drawn() as kinds:
        mine = canvas.draw()
    assert mine == canvas.draw_in_full()
    return kinds


class Failing(Artist):
    """Raises while it is drawn, when it is told to."""

    fails = False

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: Any) -> None:
        if self.fails:
            raise RuntimeError("halfway")
