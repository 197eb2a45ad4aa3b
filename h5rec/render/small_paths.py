"""Paths of a few straight lines, in plain numbers: a bar, a spine or a tick that moves takes a fifth of the time.

What comes out is what `geometry.clean` makes of them; a test holds them against each other.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import floor, isfinite
from typing import Any

from ..wire._ops import Column, Path
from .geometry import STRAIGHT_PX, snap_width

MOST = 8  # vertices
_LIMIT = 1 << 30
_POLYLINES = tuple(b"\1" + b"\2" * count for count in range(MOST))
_POLYGONS = tuple(polyline + b"\x4f" for polyline in _POLYLINES)
_KNOWN = frozenset(_POLYLINES[1:] + _POLYGONS[1:])
_PACKED = tuple(struct.Struct(f"<{count}i") for count in range(MOST + 2))


def small_path(
    path: Any,
    matrix: Sequence[Sequence[float]],
    snap: bool | None,
    stroke_width_px: float,
    clip: tuple[float, float, float, float] | None,
    bits: int,
) -> Path | None:
    """Return a path of at most `MOST` vertices, None where that takes more than this.

    Parameters
    ----------
    path : matplotlib.path.Path
    matrix : sequence of 3 x 3 floats
        To px with y downwards.
    snap : bool or None
        The graphics context's mode.
    stroke_width_px : float
        Decides where snapped edges come to lie.
    clip : tuple of float
        left, top, right, bottom: what reaches beyond it has to be cut.
    bits : int
        Precision.
    """
    codes = b"" if path.codes is None else path.codes.tobytes()
    is_closed = codes[-1:] == b"\x4f"
    if (codes and codes not in _KNOWN) or (is_closed and clip is not None):  # that is opened where it is cut
        return None
    (a, c, e), (b, d, f), _ = matrix
    # in the order of Agg's own sums: the last bit of a float may decide about a pixel
    xs, ys = [], []
    for u, v in path.vertices.tolist():
        xs.append(u * a + v * c + e)
        ys.append(u * b + v * d + f)
    if is_closed:  # its vertex is not used
        xs[-1], ys[-1] = xs[-2], ys[-2]
    if len(xs) < 2 or not (isfinite(sum(xs)) and isfinite(sum(ys))):
        return None
    low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)
    if clip is not None and not (
        clip[0] <= low_x and clip[1] <= low_y and high_x <= clip[2] and high_y <= clip[3]
    ):
        return None
    snaps = _is_rectilinear(xs, ys) if snap is None else snap
    unit = 1 << bits
    if not -_LIMIT < min(low_x, low_y) * unit <= max(high_x, high_y) * unit < _LIMIT:
        return None
    rounded = floor if snaps else round
    pack = _PACKED[len(xs)].pack
    return Path(
        bits,
        codes if is_closed else b"",
        Column(pack(*[rounded(x * unit) for x in xs])),
        Column(pack(*[rounded(y * unit) for y in ys])),
        int(snaps),
        snap_width(stroke_width_px) if snaps else 0.0,
    )


def _is_rectilinear(xs: Sequence[float], ys: Sequence[float]) -> bool:
    before_x, before_y = xs[0], ys[0]
    for x, y in zip(xs, ys, strict=True):
        if abs(x - before_x) >= STRAIGHT_PX and abs(y - before_y) >= STRAIGHT_PX:
            return False
        before_x, before_y = x, y
    return True
