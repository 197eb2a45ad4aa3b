"""Markers: one path, stamped at the vertices of another."""

from __future__ import annotations

import struct
from math import floor
from typing import Any

import numpy as np
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Transform

from ..wire._ops import Column, Path
from .geometry import affine, clean, column, floored

_CACHE_SIZE = 256
_BITS = 8
_FARTHEST_PX = 1 << 23  # Agg leaves out markers that are farther away than this
_FLIP_Y = np.diag((1.0, -1.0, 1.0))
_INT = struct.Struct("<i")
_NOWHERE = Column(b"")


class MarkerMaker:
    """Makes markers for one canvas, and keeps the recent ones.

    Parameters
    ----------
    dpi : float
    height_px : int
        Of the canvas: y is flipped about it.
    bits : int
        Precision of places.
    """

    def __init__(self, dpi: float, height_px: int, bits: int) -> None:
        self._dpi = dpi
        self._height_px = height_px
        self._bits = bits
        self._known: dict[Any, Path | None] = {}

    def of(self, gc: Any, marker_path: MplPath, marker_trans: Transform) -> Path | None:
        """Return the path that is stamped, None where nothing of it can be seen."""
        plain, matrix = affine(marker_path, marker_trans)
        # here the width counts even if the line is not seen
        width_px, snap = float(gc.get_linewidth()) * self._dpi / 72, gc.get_snap()
        codes = plain.codes
        key = (
            plain.vertices.tobytes(),
            None if codes is None else codes.tobytes(),
            matrix.tobytes(),
            width_px,
            snap,
        )
        if key not in self._known:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            self._known[key] = clean(plain, _FLIP_Y @ matrix, snap=snap, stroke_width_px=width_px, bits=_BITS)
        return self._known[key]

    def places(self, path: MplPath, trans: Transform) -> tuple[Column, Column]:
        """Return where the vertices of a path are, x and y, rounded to whole pixels when they are drawn."""
        plain, matrix = affine(path, trans)
        vertices: Any = plain.vertices
        if plain.codes is not None:  # markers go to the end points of all segments
            ends = [part[-2:] for part, _ in plain.iter_segments(simplify=False) if len(part)]
            vertices = np.array(ends, float).reshape(-1, 2)
        unit = 1 << self._bits
        # Half a pixel is added before rounding, in the order of Agg's own sums, and taken away after: at the border of
        # two pixels the last bit of a float decides.
        half = unit >> 1
        (a, c, e), (b, d, f), _ = matrix.tolist()
        e, f = e + 0.5, self._height_px + 0.5 - f
        if len(vertices) == 1:
            # every tick is drawn so, one at a time: in plain numbers it takes a quarter of the time
            u, v = vertices[0].tolist()
            x, y = a * u + c * v + e, -b * u - d * v + f
            if not (abs(x) < _FARTHEST_PX and abs(y) < _FARTHEST_PX):
                return _NOWHERE, _NOWHERE
            return Column(_INT.pack(floor(x * unit) - half)), Column(_INT.pack(floor(y * unit) - half))
        with np.errstate(invalid="ignore"):
            u, v = np.asarray(vertices, float).T
            places = np.column_stack((a * u + c * v + e, -b * u - d * v + f))
            places = places[(np.abs(places) < _FARTHEST_PX).all(axis=1)]
        where = floored(places, self._bits) - np.int32(half)
        return column(where[:, 0]), column(where[:, 1])
