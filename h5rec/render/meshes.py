"""Quad meshes whose lines are upright: a grid of edges and one colour for each cell."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .geometry import Floats, Matrix
from .styles import rgba8_rows

_STRAIGHT_PX = 1e-6
# A display of twice the figure's pixels shows no more cells than these per pixel of the figure.
_CELLS_PER_PX = 4


class Mesh(NamedTuple):
    """A mesh that a grid can describe."""

    x_px: Floats  # edges, from the left
    y_px: Floats  # edges, from the top
    rgba: npt.NDArray[np.uint8]  # (rows, columns, 4)


def upright_mesh(
    matrix: Matrix, coordinates: Any, offsets: Any, faces: Any, size_px: tuple[int, int]
) -> Mesh | None:
    """Return a mesh as a grid, None if it is not one or if its cells are far smaller than pixels.

    Parameters
    ----------
    matrix : (3, 3) array
        From the mesh's coordinates to px, y downwards.
    coordinates : (rows + 1, columns + 1, 2) array
    offsets : (N, 2) array
        In px, y downwards; one or none.
    faces : (rows * columns, 4) array
        Colours.
    size_px : tuple of int
        Width and height of the canvas: cells beyond it are left out.
    """
    corners = np.asarray(coordinates, float)
    rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
    if rows < 1 or columns < 1 or len(offsets) > 1 or len(faces) not in (1, rows * columns):
        return None
    if matrix[0, 1] or matrix[1, 0]:
        return None
    # Looked at before they are transformed: equal coordinates stay equal.
    x, y = corners[0, :, 0], corners[:, 0, 1]
    scale = abs(matrix[0, 0]), abs(matrix[1, 1])
    with np.errstate(invalid="ignore"):
        if not (
            np.abs(corners[..., 0] - x).max() * scale[0] < _STRAIGHT_PX
            and np.abs(corners[..., 1] - y[:, None]).max() * scale[1] < _STRAIGHT_PX
        ):
            return None
    move = offsets[0] if len(offsets) else (0.0, 0.0)
    x = x * matrix[0, 0] + matrix[0, 2] + move[0]
    y = y * matrix[1, 1] + matrix[1, 2] + move[1]
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return None
    rgba = np.broadcast_to(rgba8_rows(faces).reshape(-1, 4), (rows * columns, 4)).reshape(rows, columns, 4)
    if x[-1] < x[0]:
        x, rgba = x[::-1], rgba[:, ::-1]
    if y[-1] < y[0]:
        y, rgba = y[::-1], rgba[::-1]
    if (np.diff(x) < 0).any() or (np.diff(y) < 0).any():
        return None
    across, down = _seen(x, size_px[0]), _seen(y, size_px[1])
    x, y, rgba = x[across], y[down], rgba[down, across][: len(y[down]) - 1, : len(x[across]) - 1]
    if len(x) < 2 or len(y) < 2:
        return Mesh(x, y, rgba[:0])
    shown = (min(x[-1], size_px[0]) - max(x[0], 0)) * (min(y[-1], size_px[1]) - max(y[0], 0))
    if rgba.shape[0] * rgba.shape[1] > max(64, _CELLS_PER_PX * shown):
        return None
    return Mesh(x, y, rgba)


def _seen(edges: Floats, size_px: int) -> slice:
    """Return the edges from the last before the canvas to the first behind it."""
    first = max(0, int(np.searchsorted(edges, -1, "right")) - 1)
    return slice(first, int(np.searchsorted(edges, size_px + 1, "left")) + 1)
