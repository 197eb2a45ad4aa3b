"""Where each axes lies, and what its coordinates are."""

from __future__ import annotations

import weakref
from typing import Any

from matplotlib import axes as matplotlib_axes
from matplotlib.figure import Figure

from ..wire._ops import Axes


def describe_axes(figure: Figure, height_px: int) -> tuple[Axes, ...]:
    """Return one record per visible axes of *figure*, in drawing order of creation.

    Parameters
    ----------
    figure : Figure
    height_px : int
        Height of its canvas: y is flipped about it.
    """
    return tuple(_describe(axes, height_px) for axes in figure.axes if axes.get_visible())


class AxesDescriber:
    """Describes the axes of one figure again and again, but makes records only of what has changed.

    Asking plain axes for limits, scales and box takes four times as long as looking whether they are the same.
    """

    def __init__(self) -> None:
        self._known: weakref.WeakKeyDictionary[Any, tuple[Any, Axes]] = weakref.WeakKeyDictionary()

    def of(self, figure: Figure, height_px: int) -> tuple[Axes, ...]:
        """Return what `describe_axes` returns."""
        return tuple(
            [
                self._plain(axes, height_px)
                if type(axes) is matplotlib_axes.Axes
                else _describe(axes, height_px)
                for axes in figure.axes
                if axes.get_visible()
            ]
        )

    def _plain(self, axes: Any, height_px: int) -> Axes:
        state = (
            axes.viewLim.get_points().tobytes(),
            axes.bbox.get_points().tobytes(),
            axes.xaxis.get_scale(),
            axes.yaxis.get_scale(),
            axes.get_label(),
            height_px,
        )
        known = self._known.get(axes)
        if known is None or known[0] != state:
            known = self._known[axes] = state, _describe(axes, height_px)
        return known[1]


def _describe(axes: Any, height_px: int) -> Axes:
    box = axes.bbox
    scales: list[str] = []
    limits: list[float] = []
    for name in ("x", "y", "z"):
        get_limits = getattr(axes, f"get_{name}lim", None)
        if get_limits is None:
            continue
        try:
            low, high = map(float, get_limits())
        except Exception:  # somebody's own axes: without limits, rather than no picture
            continue
        limits += [low, high]
        scales.append(str(getattr(axes, f"get_{name}scale", lambda: "linear")()))
    label = axes.get_label()
    return Axes(
        (float(box.x0), float(height_px - box.y1), float(box.width), float(box.height)),
        str(getattr(axes, "name", "")),
        tuple(scales),
        tuple(limits),
        label if isinstance(label, str) and not label.startswith("_") else "",
    )
