"""Clip rectangles and paths of graphics contexts."""

from __future__ import annotations

from math import floor
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase

from ..wire._ops import Clip, Path
from .geometry import affine
from .paths import PathMaker

_CACHE_SIZE = 512


class ClipMaker:
    """Makes clips for one canvas.

    Parameters
    ----------
    width_px, height_px : int
        Size of the canvas.
    paths : PathMaker
        Makes the paths to clip to.
    """

    def __init__(self, width_px: int, height_px: int, paths: PathMaker) -> None:
        self._width_px = width_px
        self._height_px = height_px
        self._paths = paths
        self._known: dict[Any, Clip | None] = {}

    def of(self, gc: GraphicsContextBase, *, path: bool = True, extra: Path | None = None) -> Clip | None:
        """Return the clip of a graphics context, None where all of the canvas shows.

        Parameters
        ----------
        gc : GraphicsContextBase
        path : bool
            Whether its clip path counts: for text it does not, in Agg and so here.
        extra : Path, optional
            A further path to clip to.
        """
        box = gc.get_clip_rectangle()
        points = None if box is None else box.get_points()
        key: Any = None if points is None else points.tobytes()
        paths: tuple[Path, ...] = ()
        if path:
            clip_path, transform = gc.get_clip_path()
            if clip_path is not None:
                plain, matrix = affine(clip_path, transform)
                cleaned = self._paths.of(plain, matrix, gc.get_snap())
                if cleaned is None:
                    return Clip((0, 0, 0, 0), () if extra is None else (extra,))  # nothing shows through it
                paths = (cleaned,)
        if extra is not None:
            paths += (extra,)
        if paths:
            key = key, paths
        # the same object for all: so nobody compares them
        if key not in self._known:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            rect = () if points is None else self._rect(points.tolist())
            self._known[key] = Clip(rect, paths) if rect or paths else None
        return self._known[key]

    def _rect(self, points: Any) -> tuple[int, ...]:
        # rounded to whole pixels, as Agg rounds it
        (x0, y0), (x1, y1) = points
        left, right = _rounded(x0, self._width_px), _rounded(x1, self._width_px)
        top, bottom = (
            _rounded(self._height_px - y1, self._height_px),
            _rounded(self._height_px - y0, self._height_px),
        )
        if (left, top, right, bottom) == (0, 0, self._width_px, self._height_px):
            return ()
        return (left, top, max(0, right - left), max(0, bottom - top))


def _rounded(value: float, most: int) -> int:
    # in this order, infinity is the edge and NaN is 0
    return floor(min(most, max(0, value + 0.5)))
