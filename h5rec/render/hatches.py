"""Hatches: Agg's tile, of which a player fills the shape."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from matplotlib.path import Path as MplPath

from ..wire._ops import Path
from .geometry import fixed_path

TILE_BITS = 8  # as finely as Agg computes: a tile is kept once, however much it fills
_CACHE_SIZE = 64


@lru_cache(_CACHE_SIZE)
def hatch_tile(hatch: MplPath, tile_px: int) -> Path | None:
    """Return *hatch*, which is in the unit square with y upwards, in a tile of so many px with y downwards."""
    vertices, codes = np.asarray(hatch.vertices, float), hatch.codes
    if not len(vertices):
        return None
    flipped = (vertices * (1, -1) + (0, 1)) * tile_px
    return fixed_path(flipped, None if codes is None else np.asarray(codes, np.uint8), TILE_BITS)


def tile_px(dpi: float) -> int:
    """Return the width and height of a tile: Agg takes the dpi."""
    return max(1, int(dpi))


def hatched_box(shape: Path, width_px: int, height_px: int) -> tuple[int, int, int, int] | None:
    """Return x, y, width, height of the whole px of a canvas that a shape may fill, None if there are none."""
    scale = 1 / (1 << shape.bits)
    x, y = (np.frombuffer(part.values, "<i4") * scale for part in (shape.x, shape.y) if part is not None)
    left, top = max(0, math.floor(x.min()) - 1), max(0, math.floor(y.min()) - 1)  # it may be snapped
    right, bottom = min(width_px, math.ceil(x.max()) + 1), min(height_px, math.ceil(y.max()) + 1)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None
