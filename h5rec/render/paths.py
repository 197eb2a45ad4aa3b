"""Paths as they are drawn, and the short ones kept: nearly all of a picture is the same in the next frame."""

from __future__ import annotations

from typing import Any

from ..wire._ops import Path
from .geometry import Matrix, clean
from .small_paths import MOST, small_path

_SHORT = 64  # vertices: ticks, grid lines, spines, patches, circles
_CACHE_SIZE = 2048


class PathMaker:
    """Cleans paths for one canvas.

    Parameters
    ----------
    flip : (3, 3) array
        From matplotlib's pixels to ours.
    bits : int
        Precision.
    """

    def __init__(self, flip: Matrix, bits: int) -> None:
        self._flip = flip
        self._height_px = float(flip[1, 2])
        self._bits = bits
        self._cache: dict[Any, Path | None] = {}

    def of(
        self,
        path: Any,
        matrix: Matrix,
        snap: bool | None,
        stroke_width_px: float = 0.0,
        clip: tuple[float, float, float, float] | None = None,
        simplify: bool = False,
        sketch: tuple[float, float, float] | None = None,
    ) -> Path | None:
        """Return *path* as `clean` makes it, None where nothing is left to draw.

        Looking a short one up takes a fifth of the time of making it, in the midst of a drawing
        figure (4 us against 20).
        """
        if len(path.vertices) > _SHORT:
            return self._make(path, matrix, snap, stroke_width_px, clip, simplify, sketch)
        codes = path.codes
        key = (
            path.vertices.tobytes(),
            None if codes is None else codes.tobytes(),
            matrix.tobytes(),
            snap,
            stroke_width_px,
            clip,
            simplify,
            sketch,
            path.simplify_threshold,
        )
        if key not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = self._make(path, matrix, snap, stroke_width_px, clip, simplify, sketch)
        return self._cache[key]

    def _make(
        self,
        path: Any,
        matrix: Matrix,
        snap: bool | None,
        stroke_width_px: float,
        clip: tuple[float, float, float, float] | None,
        simplify: bool,
        sketch: tuple[float, float, float] | None,
    ) -> Path | None:
        if sketch is None and len(path.vertices) <= MOST:
            # what `flip @ matrix` is, in plain numbers
            across, (b, d, f), last = matrix.tolist()
            flipped = across, (-b, -d, self._height_px - f), last
            made = small_path(path, flipped, snap, stroke_width_px, clip, self._bits)
            if made is not None:
                return made
        return clean(
            path,
            self._flip @ matrix,
            snap=snap,
            stroke_width_px=stroke_width_px,
            clip=clip,
            simplify=simplify,
            sketch=sketch,
            bits=self._bits,
        )
