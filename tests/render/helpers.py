"""Drawing a figure to ops."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from h5rec.render.renderer import Renderer
from h5rec.wire._ops import Column, Op, Path

T = TypeVar("T")


def new_figure(width_px: int = 200, height_px: int = 100) -> Figure:
    """Return a figure of 100 dpi."""
    figure = Figure(figsize=(width_px / 100, height_px / 100), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def draw(figure: Figure) -> tuple[Op, ...]:
    """Return the ops of a figure."""
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    renderer.start_frame()
    figure.draw(renderer)
    return renderer.take_ops()


def draw_artist(artist: Any) -> tuple[Op, ...]:
    """Return the ops of one artist of a figure."""
    figure = artist.figure
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    renderer.start_frame()
    artist.draw(renderer)
    return renderer.take_ops()


def only(ops: tuple[Op, ...], kind: type[T]) -> T:
    """Return the one op of a kind."""
    found = [op for op in ops if isinstance(op, kind)]
    assert len(found) == 1, [type(op).__name__ for op in ops]
    return found[0]


def ints(column: Column | None) -> npt.NDArray[np.int32]:
    """Return a column's values."""
    assert column is not None
    return np.frombuffer(column.values, "<i4")


def points(path: Path | None) -> npt.NDArray[np.float64]:
    """Return a path's vertices in px."""
    assert path is not None
    scale = 1 / (1 << path.bits)
    return np.column_stack((ints(path.x) * scale, ints(path.y) * scale))
