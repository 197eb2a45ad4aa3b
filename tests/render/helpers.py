"""Drawing a figure to ops."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from h5rec.render.renderer import Renderer
from h5rec.wire._ops import Column, Op, Path, Paths

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
    """Return a path's vertices in px, as they are in the log."""
    assert path is not None
    scale = 1 / (1 << path.bits)
    return np.column_stack((ints(path.x) * scale, ints(path.y) * scale))


def snapped(
    path: Path | None, scale: float = 1, place: tuple[float, float] = (0, 0)
) -> npt.NDArray[np.float64]:
    """Return a path's vertices in px, snapped as a player with so many canvas pixels per figure pixel does it."""
    assert path is not None
    assert path.snap
    shift = 0.5 if np.floor(path.snap_width_px * scale + 0.5) % 2 else 0.0
    return (np.floor((points(path) + place) * scale + 0.5) + shift) / scale


def parts(paths: Paths | None) -> list[npt.NDArray[np.float64]]:
    """Return the vertices of each path of a list in px, as they are in the log."""
    assert paths is not None
    scale = 1 / (1 << paths.bits)
    whole = np.column_stack((ints(paths.x) * scale, ints(paths.y) * scale))
    return np.split(whole, np.cumsum(ints(paths.lengths))[:-1])
