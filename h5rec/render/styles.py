"""Graphics contexts to styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..wire._ops import Style
from .geometry import f32

NO_COLOR = b"\0\0\0\0"

_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
HARD_EDGE_PX = 0.5  # RMS against Agg of a figure with contourf: 4.7; with 0.75 px 5.5, with 1 px 6.7
SNAPPED_EDGE_PX = (
    1 / 128
)  # on whole pixels there are no seams: not seen, but wider where a replay is magnified

_CACHE_SIZE = 4096
# Lines and dashes beyond these look no different; readers take up to 1e6, and offsets up to 1e9.
_WIDEST_PX, _FARTHEST_PX = 1e5, 1e8


def rgba8(color: Sequence[float], alpha: float | None = None) -> bytes:
    """Return a colour of floats 0 .. 1 as four bytes, rounded as Agg rounds.

    Parameters
    ----------
    color : sequence of 3 or 4 floats
    alpha : float, optional
        Instead of the colour's own.
    """
    if alpha is None:
        alpha = color[3] if len(color) > 3 else 1.0
    return bytes(int(min(max(part, 0.0), 1.0) * 255 + 0.5) for part in (color[0], color[1], color[2], alpha))


def rgba8_rows(colors: Any) -> npt.NDArray[np.uint8]:
    """Return (N, 4) floats as (N, 4) bytes."""
    array = np.asarray(colors, float).reshape(-1, 4)
    rows: npt.NDArray[np.uint8] = (np.clip(array, 0, 1) * 255 + 0.5).astype(np.uint8)
    return rows


class StyleMaker:
    """Makes styles for one resolution and keeps the recent ones.

    Parameters
    ----------
    dpi : float
        Dots per inch; line widths and dashes come in points.
    """

    def __init__(self, dpi: float) -> None:
        self._px = dpi / 72
        self._cache: dict[Any, Style] = {}

    def line_width_px(self, gc: Any) -> float:
        """Return the line width in px, 0 for a stroke that is not seen."""
        rgb = gc.get_rgb()
        if len(rgb) > 3 and rgb[3] == 0:
            return 0.0
        return float(gc.get_linewidth()) * self._px

    def of(self, gc: Any, face: Any, *, stroke: bool = True) -> Style:
        """Return the style of a graphics context.

        Parameters
        ----------
        gc : GraphicsContextBase
        face : sequence of floats or None
            matplotlib's ``rgbFace``. Its alpha is the context's where that is forced or where the
            face has none.
        stroke : bool
            Whether to stroke at all.
        """
        offset, dashes = gc.get_dashes()
        key = (
            None if face is None else tuple(face),
            gc.get_forced_alpha(),
            gc.get_alpha(),
            tuple(gc.get_rgb()) if stroke else None,
            gc.get_linewidth(),
            gc.get_capstyle(),
            gc.get_joinstyle(),
            gc.get_antialiased(),
            offset,
            None if dashes is None else tuple(dashes),
        )
        style = self._cache.get(key)
        if style is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            style = self._cache[key] = self._make(gc, face, stroke)
        return style

    def _make(self, gc: Any, face: Any, stroke: bool) -> Style:
        fill = NO_COLOR
        if face is not None:
            forced = gc.get_forced_alpha() or len(face) == 3
            fill = rgba8(face, gc.get_alpha() if forced else None)
        return self.make(
            fill,
            rgba8(gc.get_rgb()) if stroke else NO_COLOR,
            float(gc.get_linewidth()),
            gc.get_dashes(),
            gc.get_capstyle(),
            gc.get_joinstyle(),
            bool(gc.get_antialiased()),
        )

    def make(
        self,
        fill: bytes,
        stroke: bytes,
        line_width_pt: float,
        dashes: Any,
        cap: str,
        join: str,
        antialias: bool,
        hard_edge_px: float = HARD_EDGE_PX,
    ) -> Style:
        """Return a style from its parts; line width and dashes in points."""
        if fill[3] == 0:
            fill = NO_COLOR
        if stroke[3] == 0 or not line_width_pt > 0:
            if not antialias and fill[3] == 255:
                # Agg then fills every pixel that is touched at all, so that neighbours (contourf,
                # tripcolor) leave no seam; a canvas cannot, but a thin stroke of the same colour does
                return Style(fill, fill, f32(hard_edge_px), 0, 1, 10.0, 0, 0.0, ())
            return Style(fill, NO_COLOR, 0.0, 0, 0, 10.0, int(antialias), 0.0, ())
        width_px = min(line_width_pt * self._px, _WIDEST_PX)
        if not antialias:
            # Agg takes whole pixels, and then fills every pixel that the line touches: half a pixel more
            # to each side. (RMS of a mesh with thin edges: 33 without either, 9 so.)
            width_px = max(0.5, round(width_px)) + 1.0
        offset, pattern = dashes
        lengths = (
            ()
            if pattern is None
            else tuple(f32(min(max(0.0, part * self._px), _WIDEST_PX)) for part in pattern)
        )
        if sum(lengths) <= 0:
            lengths = ()
        shift = (offset or 0.0) * self._px
        return Style(
            fill,
            stroke,
            f32(width_px),
            _CAPS[str(cap)] if str(cap) in _CAPS else _CAPS[getattr(cap, "value", "butt")],
            _JOINS[str(join)] if str(join) in _JOINS else _JOINS[getattr(join, "value", "round")],
            f32(max(1.0, width_px)),  # Agg's miter limit is the line width in px
            int(antialias),
            f32(shift) if lengths and abs(shift) < _FARTHEST_PX else 0.0,
            lengths,
        )
