"""Where each axes lies, and what its coordinates are."""

from __future__ import annotations

from typing import Any

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
