"""Quad meshes whose lines are upright: a grid of edges and one colour for each cell."""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .geometry import Floats, Matrix
from .styles import rgba8_rows

_STRAIGHT_PX = 1e-6
# A display of twice the figure's pixels shows no more cells than these per pixel of the figure.
_CELLS_PER_PX = 4
_EMPTY_CELLS = 2  # cells per rectangle: a grid may have holes
_UNIT = 1024  # corners that are as close as its inverse in px are one
_FARTHEST_PX = 1e6
_KEPT = 4  # meshes whose edges are known


class Mesh(NamedTuple):
    """A mesh that a grid can describe."""

    x_px: Floats  # edges, from the left
    y_px: Floats  # edges, from the top
    rgba: npt.NDArray[np.uint8]  # (rows, columns, 4)


class _Edges(NamedTuple):
    """The lines of a mesh's coordinates, and how far they are from being upright."""

    x: Floats
    y: Floats
    slant: tuple[float, float]


class MeshMaker:
    """Makes grids of quad meshes, and keeps the edges of the last few: values change, coordinates seldom.

    Parameters
    ----------
    size_px : tuple of int
        Width and height of the canvas: cells beyond it are left out.
    """

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size_px = size_px
        self._kept: deque[tuple[Floats, _Edges]] = deque(maxlen=_KEPT)

    def upright(self, matrix: Matrix, coordinates: Any, offsets: Any, faces: Any) -> Mesh | None:
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
        """
        corners = np.asarray(coordinates, float)
        rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
        if rows < 1 or columns < 1 or len(offsets) > 1 or len(faces) not in (1, rows * columns):
            return None
        if matrix[0, 1] or matrix[1, 0]:
            return None
        x, y, slant = self._edges(corners)
        if not (slant[0] * abs(matrix[0, 0]) < _STRAIGHT_PX and slant[1] * abs(matrix[1, 1]) < _STRAIGHT_PX):
            return None
        move = offsets[0] if len(offsets) else (0.0, 0.0)
        x = x * matrix[0, 0] + matrix[0, 2] + move[0]
        y = y * matrix[1, 1] + matrix[1, 2] + move[1]
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            return None
        rgba = np.broadcast_to(rgba8_rows(faces).reshape(-1, 4), (rows * columns, 4)).reshape(
            rows, columns, 4
        )
        if x[-1] < x[0]:
            x, rgba = x[::-1], rgba[:, ::-1]
        if y[-1] < y[0]:
            y, rgba = y[::-1], rgba[::-1]
        if (np.diff(x) < 0).any() or (np.diff(y) < 0).any():
            return None
        return _cropped(x, y, rgba, self._size_px)

    def _edges(self, corners: Floats) -> _Edges:
        # to compare them takes a fourth of the time of looking whether they are upright
        for kept, edges in self._kept:
            if np.array_equal(kept, corners):
                return edges
        corners = corners.copy()
        # Looked at before they are transformed: equal coordinates stay equal.
        x, y = corners[0, :, 0], corners[:, 0, 1]
        with np.errstate(invalid="ignore"):
            slant = np.abs(corners[..., 0] - x).max(), np.abs(corners[..., 1] - y[:, None]).max()
        edges = _Edges(x, y, (float(slant[0]), float(slant[1])))
        self._kept.append((corners, edges))
        return edges


def _cropped(x: Floats, y: Floats, rgba: npt.NDArray[np.uint8], size_px: tuple[int, int]) -> Mesh | None:
    """Return what is seen of a mesh, None if its cells are far smaller than pixels."""
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


def rectangles_mesh(vertices: Floats, faces: Any, *, snapped: bool, size_px: tuple[int, int]) -> Mesh | None:
    """Return rectangles that make up a grid, such as those of ``pcolor``, as one; None if they do not.

    Parameters
    ----------
    vertices : (N, 4, 2) array
        Corners in px, y downwards; in the order in which they are drawn.
    faces : (N, 4) array
        Colours.
    snapped : bool
        Whether they lie on whole pixels. If not, they are without antialiasing: then Agg fills every pixel that is
        touched at all, and the later of two neighbours has the pixels between them.
    size_px : tuple of int
        Width and height of the canvas: cells beyond it are left out.
    """
    if not np.isfinite(vertices).all() or np.abs(vertices).max() > _FARTHEST_PX:
        return None
    corners = np.rint(vertices * _UNIT).astype(np.int64)
    low, high = corners.min(axis=1), corners.max(axis=1)
    steps = np.abs(np.diff(corners, axis=1))
    if not (
        ((corners == low[:, None]) | (corners == high[:, None])).all() and (steps.min(axis=2) == 0).all()
    ):
        return None
    if (high <= low).any():
        return None
    places, edges = [], []
    for axis in range(2):
        lines = np.unique(np.concatenate((low[:, axis], high[:, axis])))
        at = np.searchsorted(lines, low[:, axis])
        if (lines[at + 1] != high[:, axis]).any():
            return None  # one reaches over a line of others
        places.append(at)
        edges.append(lines / _UNIT)
    columns, rows = (len(lines) - 1 for lines in edges)
    count = len(vertices)
    if rows * columns > _EMPTY_CELLS * count:
        return None
    order = np.full((rows, columns), -1)
    order[places[1], places[0]] = np.arange(count)
    if np.count_nonzero(order >= 0) != count:
        return None  # one lies on another
    if not snapped:
        for axis in range(2):
            later = _later(order, 1 - axis)
            if later == 0:
                return None
            edges[axis] = _touched(edges[axis], later)
    rgba = np.zeros((rows, columns, 4), np.uint8)
    rgba[places[1], places[0]] = rgba8_rows(faces)
    return _cropped(edges[0], edges[1], rgba, size_px)


def _later(order: npt.NDArray[np.intp], axis: int) -> int:
    """Return 1 where the later of two neighbours is the one farther along the axis, -1 where it is before, else 0."""
    steps = np.diff(order, axis=axis)[
        (order.take(range(1, order.shape[axis]), axis) >= 0)
        & (order.take(range(order.shape[axis] - 1), axis) >= 0)
    ]
    if (steps > 0).all():
        return 1
    return -1 if (steps < 0).all() else 0


def _touched(edges: Floats, later: int) -> Floats:
    """Return edges which, rounded, take in the pixels that are touched."""
    down, up = edges - 0.5, edges + 0.5 - 1 / _UNIT
    moved = (down if later > 0 else up).copy()
    moved[0], moved[-1] = down[0], up[-1]
    return moved
