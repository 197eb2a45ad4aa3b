"""Hatches as ordinary paths: Agg's tile, repeated over the shape that it fills."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path as MplPath

from ..wire._ops import Path
from .geometry import fixed_path

_MAX_VERTICES = 500_000  # a hatch finer than this is beyond what can be told apart


def tiled(hatch: MplPath, box_px: tuple[float, float, float, float], tile_px: int, bits: int) -> Path | None:
    """Return *hatch* repeated over a box.

    Parameters
    ----------
    hatch : matplotlib.path.Path
        In the unit square, y upwards.
    box_px : tuple of float
        left, top, right, bottom of what shows.
    tile_px : int
        Size of a tile: Agg takes the dpi. Tiles lie on a grid from the canvas' top left corner.
    bits : int
        Precision of the path.
    """
    left, top = (int(np.floor(part / tile_px)) for part in box_px[:2])
    right, bottom = (int(np.ceil(part / tile_px)) for part in box_px[2:])
    columns, rows = right - left, bottom - top
    vertices = np.asarray(hatch.vertices, float)
    if columns <= 0 or rows <= 0 or not len(vertices) or columns * rows * len(vertices) > _MAX_VERTICES:
        return None
    tile = np.column_stack((vertices[:, 0], 1 - vertices[:, 1])) * tile_px
    corners = np.stack(np.meshgrid(np.arange(left, right), np.arange(top, bottom)), -1).reshape(-1, 1, 2)
    codes = hatch.codes
    if codes is None:
        codes = np.full(len(vertices), MplPath.LINETO, np.uint8)
        codes[0] = MplPath.MOVETO
    return fixed_path(
        (tile[None] + corners * float(tile_px)).reshape(-1, 2),
        np.tile(np.asarray(codes, np.uint8), columns * rows),
        bits,
    )
