"""Path collections to one op each.

The items follow Agg's rule: there are as many as paths or offsets, whichever are more, and every
property is taken in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path as MplPath

from ..wire._ops import Column, Path, Style
from .geometry import Floats, Matrix, clean, column, fixed, fixed_path, is_rectilinear
from .styles import HARD_EDGE_PX, NO_COLOR, StyleMaker, rgba8_rows

_MATRIX_BITS_TOP = 24
_STAMP_BITS = 8  # a path that is drawn at many places is stored once: a finer grid costs nothing


class Shapes(NamedTuple):
    """Which path each item draws, how it is transformed, and where."""

    paths: tuple[Path, ...]
    path_index: Column | None
    matrix_bits: int
    matrix: tuple[Column | None, Column | None, Column | None, Column | None]
    x: Column
    y: Column
    is_snapped: bool  # every path lies on whole pixels
    kept: npt.NDArray[np.bool_]  # which of the collection's items these are: the others are not finite


@dataclass(frozen=True)
class Places:
    """A collection's geometry as matplotlib hands it over."""

    paths: Sequence[Any]  # of matplotlib.path.Path
    transforms: npt.NDArray[np.float64]  # (T, 3, 3): item to collection; T may be 0
    master: Matrix
    offsets: Floats  # (O, 2) in matplotlib's pixels; O may be 0
    bits: int  # precision of coordinates

    @property
    def path_count(self) -> int:
        """Combinations of path and transform."""
        return max(len(self.paths), len(self.transforms))

    @property
    def count(self) -> int:
        """Items."""
        return max(self.path_count, len(self.offsets))

    def matrix(self, item: int) -> Matrix:
        """Return the matrix of one item, without its offset."""
        if not len(self.transforms):
            return self.master
        result: Matrix = self.master @ self.transforms[item % len(self.transforms)]
        return result


def shapes(places: Places, flip: Matrix, snap: bool | None, stroke_width_px: float) -> Shapes | None:
    """Return the geometry of a collection, None where nothing of it can be drawn.

    Parameters
    ----------
    places : Places
    flip : (3, 3) array
        From matplotlib's pixels to ours.
    snap : bool or None
        The graphics context's mode.
    stroke_width_px : float
        Decides where snapped edges come to lie.
    """
    if snap or (snap is None and any(is_rectilinear(*_points(path)) for path in places.paths)):
        return _snapped(places, flip, snap, stroke_width_px)
    if len(places.paths) == 1 and len(places.offsets) > 1:
        return _stamped(places, flip)
    return _separate(places, flip)


def style_rows(
    styles: StyleMaker,
    count: int,
    faces: Any,
    edges: Any,
    widths_pt: Sequence[float],
    dashes: Sequence[Any],
    antialias: Sequence[bool],
    cap: str,
    join: str,
    hard_edge_px: float = HARD_EDGE_PX,
) -> tuple[tuple[Style, ...], npt.NDArray[np.intp] | None]:
    """Return the distinct styles of *count* items and which one each has (None: all the first)."""
    face_rows, edge_rows = rgba8_rows(faces), rgba8_rows(edges)
    lengths = [len(face_rows), len(edge_rows), len(widths_pt), len(dashes), len(antialias)]
    period = min(count, lcm(*(length for length in lengths if length)))
    keys = np.zeros((period, 5), np.int64)
    item = np.arange(period)
    for at, rows in enumerate((face_rows, edge_rows)):
        if len(rows):
            keys[:, at] = rows.view("<u4").reshape(-1)[item % len(rows)]
    for at, values in enumerate((widths_pt, dashes, antialias), 2):
        if len(values):
            keys[:, at] = item % len(values)
    distinct, index = np.unique(keys, axis=0, return_inverse=True)
    made = []
    for face, edge, width, dash, smooth in distinct.tolist():
        made.append(
            styles.make(
                face.to_bytes(4, "little") if len(face_rows) else NO_COLOR,
                edge.to_bytes(4, "little") if len(edge_rows) else NO_COLOR,
                (float(widths_pt[width]) if len(widths_pt) else 1.0) if len(edge_rows) else 0.0,
                dashes[dash] if len(dashes) else (0, None),
                cap,
                join,
                bool(antialias[smooth]) if len(antialias) else True,
                hard_edge_px,
            )
        )
    if len(made) == 1:
        return (made[0],), None
    return tuple(made), np.resize(index.reshape(-1), count)


def _points(path: Any) -> tuple[Floats, npt.NDArray[np.uint8] | None]:
    return np.asarray(path.vertices, float), path.codes


def _offsets(places: Places) -> Floats:
    if not len(places.offsets):
        return np.zeros((places.count, 2))
    return np.resize(places.offsets, (places.count, 2))


def _stamped(places: Places, flip: Matrix) -> Shapes | None:
    """One path at many places, perhaps with a matrix for each: a scatter."""
    count = places.count
    vertices, codes = _points(places.paths[0])
    offsets = _offsets(places) * (1, -1)
    if len(places.transforms) <= 1:
        matrix = flip @ places.matrix(0)
        path = _placed(vertices, codes, matrix, _STAMP_BITS)
        if path is None:
            return None
        good = _all_finite(offsets)
        return _at(
            offsets, good, Shapes((path,), None, 0, (None,) * 4, _EMPTY, _EMPTY, False, good), places.bits
        )
    matrices = flip @ (places.master @ places.transforms)
    matrices = np.resize(matrices, (count, 3, 3))
    offsets = offsets + matrices[:, :2, 2]
    top = float(np.abs(vertices).max(initial=0))
    bits = int(np.clip(20 - np.ceil(np.log2(top)) if top > 0 else 20, 0, 24))
    path = fixed_path(vertices, codes, bits) if len(vertices) and np.isfinite(vertices).all() else None
    if path is None:
        return None
    good = _all_finite(offsets) & _all_finite(matrices.reshape(-1, 9))
    scale = float(np.abs(matrices[good][:, :2, :2]).max(initial=0))
    # an error of 2^-10 px at the rim of the path
    matrix_bits = int(np.clip(10 + np.ceil(np.log2(top)) if top > 0 else 10, 0, _MATRIX_BITS_TOP))
    if scale * top == 0:
        return None
    parts = fixed(np.nan_to_num(matrices[:, :2, :2]), matrix_bits)[good]
    a, b, c, d = parts[:, 0, 0], parts[:, 1, 0], parts[:, 0, 1], parts[:, 1, 1]
    columns = (
        column(a),
        column(b) if b.any() else None,
        column(c) if c.any() else None,
        None if (a == d).all() else column(d),
    )
    return _at(
        offsets, good, Shapes((path,), None, matrix_bits, columns, _EMPTY, _EMPTY, False, good), places.bits
    )


def _separate(places: Places, flip: Matrix) -> Shapes | None:
    """Paths of their own: lines, polygons, contours."""
    offsets = _offsets(places) * (1, -1)
    made: dict[int, Path | None] = {}
    paths: list[Path] = []
    index = []
    good = _all_finite(offsets)
    position: dict[int, int] = {}
    for item in range(places.count):
        key = item % places.path_count
        if key not in made:
            vertices, codes = _points(places.paths[key % len(places.paths)])
            made[key] = path = _placed(vertices, codes, flip @ places.matrix(key), places.bits)
            if path is not None:
                position[key] = len(paths)
                paths.append(path)
        if made[key] is None:
            good[item] = False
        else:
            index.append(position[key])
    if not paths:
        return None
    kept = np.array(
        [position.get(item % places.path_count, -1) for item in np.flatnonzero(good).tolist()], np.int32
    )
    in_turn = (kept == np.arange(len(kept)) % len(paths)).all()
    return _at(
        offsets,
        good,
        Shapes(tuple(paths), None if in_turn else column(kept), 0, (None,) * 4, _EMPTY, _EMPTY, False, good),
        places.bits,
    )


def _snapped(places: Places, flip: Matrix, snap: bool | None, stroke_width_px: float) -> Shapes | None:
    """Paths that lie on whole pixels once they are in place: squares, bars, grid lines."""
    offsets = _offsets(places)
    paths: dict[Path, int] = {}
    kept, corners, index = [], [], []
    for item in range(places.count):
        x, y = offsets[item]
        if not (np.isfinite(x) and np.isfinite(y)):
            continue
        matrix = places.matrix(item).copy()
        matrix[:2, 2] += (x, y)
        # snapping commutes with whole pixels: equal shapes then share one path
        left, top = np.floor(x), np.floor(-y)
        placed = flip @ matrix
        placed[:2, 2] -= (left, top)
        path = clean(
            places.paths[item % len(places.paths)],
            placed,
            snap=snap,
            stroke_width_px=stroke_width_px,
            bits=places.bits,
        )
        if path is None:
            continue
        kept.append(item)
        corners.append((left, top))
        index.append(paths.setdefault(path, len(paths)))
    if not kept:
        return None
    good = np.zeros(places.count, bool)
    good[kept] = True
    where = np.zeros((places.count, 2))
    where[kept] = corners
    kept_index = np.array(index, np.int32)
    in_turn = (kept_index == np.arange(len(index)) % len(paths)).all()
    return _at(
        where,
        good,
        Shapes(
            tuple(paths), None if in_turn else column(kept_index), 0, (None,) * 4, _EMPTY, _EMPTY, True, good
        ),
        places.bits,
    )


def _placed(vertices: Floats, codes: npt.NDArray[np.uint8] | None, matrix: Matrix, bits: int) -> Path | None:
    """Transform a path that is not snapped."""
    if len(vertices) == 0:
        return None
    moved = vertices @ matrix[:2, :2].T + matrix[:2, 2]
    if codes is not None and codes[-1] == MplPath.STOP:
        moved, codes = moved[:-1], codes[:-1]
    drawn = moved if codes is None else moved[codes != MplPath.CLOSEPOLY]
    if np.isfinite(drawn).all():
        return fixed_path(np.nan_to_num(moved), codes, bits) if len(moved) else None
    return clean(MplPath(vertices, codes), matrix, bits=bits)


_EMPTY = Column(b"")


def _at(offsets: Floats, good: npt.NDArray[np.bool_], shape: Shapes, bits: int) -> Shapes | None:
    if not good.any():
        return None
    places = fixed(offsets[good], bits)
    return shape._replace(x=column(places[:, 0]), y=column(places[:, 1]))


def _all_finite(rows: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray(np.isfinite(rows).all(axis=1))
