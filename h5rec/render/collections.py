"""Path collections to one op each.

The items follow Agg's rule: there are as many as paths or offsets, whichever are more, and every
property is taken in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path as MplPath

from ..wire._ops import Column, Path, Paths
from .geometry import Floats, Matrix, column, fixed, fixed_path, floored, is_rectilinear, transformed
from .path_lists import (
    Codes,
    Gathered,
    are_same,
    gather,
    joined,
    path_list,
    snapped_at_scale_1,
    turned_in_turn,
    vertices_and_codes,
    which_snap,
)
from .stamps import SNAPPED_BITS, Stamps, stamp

_STAMP_BITS = 8  # a path that is drawn at many places is stored once: a finer grid costs nothing
_QUADS = ((4, None), (5, None), (5, bytes((1, 2, 2, 2, 79))), (6, bytes((1, 2, 2, 2, 2, 79))))
_NO_MATRIX = (None, None, None, None)
_EMPTY = Column(b"")


class Shapes(NamedTuple):
    """Which path each item draws, how it is transformed, and where."""

    paths: tuple[Path, ...]
    path_list: Paths | None  # instead of paths
    path_index: Column | None
    matrix_bits: int
    matrix: tuple[Column | None, Column | None, Column | None, Column | None]
    bits: int
    x: Column
    y: Column
    is_snapped: bool  # every path lies on whole pixels
    kept: npt.NDArray[np.intp] | None  # which of the collection's items these are; None: all


@dataclass(frozen=True)
class Places:
    """A collection's geometry as matplotlib hands it over, and how Agg would clean it."""

    paths: Sequence[Any]  # of matplotlib.path.Path
    transforms: npt.NDArray[np.float64]  # (T, 3, 3): item to collection; T may be 0
    master: Matrix
    offsets: Floats  # (O, 2) in matplotlib's pixels; O may be 0
    flip: Matrix  # from matplotlib's pixels to ours
    bits: int  # precision of coordinates
    snap: bool | None  # the graphics context's mode
    widths_px: Floats  # line widths, in turn: they decide where snapped edges come to lie
    clip: tuple[float, float, float, float] | None  # what open lines are cut to
    sketch: tuple[float, float, float] | None
    stamps: Stamps

    @property
    def count(self) -> int:
        """Items."""
        return max(len(self.paths), len(self.offsets))

    def matrix(self, item: int) -> Matrix:
        """Return the matrix of one item, with y downwards and without its offset."""
        if not len(self.transforms):
            return self.flip @ self.master
        result: Matrix = self.flip @ (self.master @ self.transforms[item % len(self.transforms)])
        return result

    def matrices(self) -> Floats:
        """Return the matrices of all items, (T, 2, 3) with y downwards; T at least 1."""
        base = (self.flip @ self.master)[:2]
        return self.stamps.matrices(base, self.transforms) if len(self.transforms) else base[None]


def shapes(places: Places) -> Shapes | None:
    """Return the geometry of a collection, None where nothing of it can be drawn."""
    if places.sketch is None and len(places.paths) == 1 and places.count > 1:
        stamp = _stamp_of(places)
        if stamp is not None:
            return _stamped(places, *stamp)
    return _separate(places)


def quads(places: Places) -> Floats | None:
    """Return the corners of a collection of rectangles, (N, 4, 2) in px with y downwards; None if it is another."""
    paths = places.paths
    if (
        len(paths) != places.count
        or len(places.transforms) > 1
        or len(places.offsets) > 1
        or places.sketch is not None
        or not is_rectilinear(np.asarray(paths[0].vertices, float), paths[0].codes)
    ):
        return None
    size = len(paths[0].vertices)
    codes = paths[0].codes
    if (size, None if codes is None else codes.tobytes()) not in _QUADS:
        return None
    parts, all_codes = vertices_and_codes(paths)
    if set(map(len, parts)) != {size}:
        return None
    if not are_same(all_codes):
        if codes is None:
            return None
        every = np.concatenate([codes if each is None else each for each in all_codes])
        if len(every) != size * len(paths) or (every.reshape(-1, size) != codes).any():
            return None
    matrix = places.matrices()[0]
    move = places.offsets[0] * (1, -1) if len(places.offsets) else 0
    corners = joined(parts).reshape(-1, size, 2)
    last = size if codes is None else size - 1  # the vertex of a closepoly is not used
    if (corners[:, 4:last] != corners[:, :1]).any():
        return None
    result: Floats = transformed(corners[:, :4].reshape(-1, 2), matrix).reshape(-1, 4, 2) + move
    return result


# ---- one path at many places, perhaps with a matrix for each: a scatter


def _stamp_of(places: Places) -> tuple[Floats, Codes | None, Floats, bool] | None:
    """Return vertices, codes, matrices and whether it is snapped; None where items differ in more than the matrix."""
    path = places.paths[0]
    vertices, codes = np.asarray(path.vertices, float), path.codes
    if codes is not None and len(codes) and codes[-1] == MplPath.STOP:
        vertices, codes = vertices[:-1], codes[:-1]
    if not len(vertices) or not np.isfinite(vertices).all():
        return None
    matrices = places.matrices()
    snaps = _stamps_snap(places, vertices, codes, matrices)
    if snaps is None or (snaps and len(np.unique(places.widths_px)) > 1):
        return None
    return vertices, codes, matrices, snaps


def _stamped(
    places: Places, vertices: Floats, codes: Codes | None, matrices: Floats, snaps: bool
) -> Shapes | None:
    width_px = float(places.widths_px[0]) if len(places.widths_px) else 0.0
    offsets = _offsets(places)
    bits = SNAPPED_BITS if snaps else places.bits
    if len(matrices) == 1:
        moved = vertices @ matrices[0, :, :2].T + matrices[0, :, 2]
        made = stamp(moved, codes, SNAPPED_BITS if snaps else _STAMP_BITS, snaps, width_px)
        return _at(
            offsets, snaps, bits, Shapes((made,), None, None, 0, _NO_MATRIX, 0, _EMPTY, _EMPTY, snaps, None)
        )
    scaled = places.stamps.of(places, vertices, codes, matrices, snaps, width_px)
    if scaled is None:
        return None
    if scaled.offsets is not None:
        offsets += scaled.offsets
    shape = Shapes(
        (scaled.stamp,), None, None, scaled.matrix_bits, scaled.matrix, 0, _EMPTY, _EMPTY, snaps, None
    )
    placed = _at(offsets, snaps, bits, shape)
    if placed is None or placed.kept is None:
        return placed
    a, b, c, d = (None if part is None else _only(part, placed.kept) for part in scaled.matrix)
    return placed._replace(matrix=(a, b, c, d))


def _only(part: Column, kept: npt.NDArray[np.intp]) -> Column:
    return column(np.frombuffer(part.values, "<i4")[kept])


def _stamps_snap(places: Places, vertices: Floats, codes: Codes | None, matrices: Floats) -> bool | None:
    """Whether the stamps are snapped; None: some are."""
    if places.snap is not None:
        return places.snap
    upright = not matrices[:, 0, 1].any() and not matrices[:, 1, 0].any()
    if upright:  # then all are, or none
        return is_rectilinear(vertices @ matrices[0, :, :2].T, codes)
    if codes is not None and ((codes == MplPath.CURVE3) | (codes == MplPath.CURVE4)).any():
        return False
    found = {is_rectilinear(vertices @ matrix[:, :2].T, codes) for matrix in matrices[: places.count]}
    return found.pop() if len(found) == 1 else None


def _at(offsets: Floats, snaps: bool, bits: int, shape: Shapes) -> Shapes | None:
    kept = None
    if not np.isfinite(offsets).all():
        kept = np.flatnonzero(np.isfinite(offsets).all(axis=1))
        if not len(kept):
            return None
        offsets = offsets[kept]
    where = floored(offsets, bits) if snaps else fixed(offsets, bits)
    return shape._replace(bits=bits, x=column(where[:, 0]), y=column(where[:, 1]), kept=kept)


# ---- paths of their own: lines, polygons, contours


def _separate(places: Places) -> Shapes | None:
    count = places.count
    own_transforms = len(places.transforms) > 1
    paths = list(places.paths)
    if own_transforms and count > len(paths):
        paths = [paths[item % len(paths)] for item in range(count)]
    gathered = gather(paths, places)
    if not gathered.lengths.any():
        return None
    snaps = np.zeros(len(paths), bool) if places.sketch is not None else which_snap(gathered, places.snap)
    if snaps.any():
        widths = np.resize(places.widths_px, count) if len(places.widths_px) else np.zeros(count)
        return _baked(places, gathered, snaps, _offsets(places), widths)
    if not len(places.widths_px):  # not stroked: dashes and miters could tell
        gathered = turned_in_turn(gathered)
    empty = gathered.lengths == 0
    if not empty.any() and not places.offsets.any():
        here = _zeros(count)
        shape = Shapes((), None, None, 0, _NO_MATRIX, places.bits, here, here, False, None)
        return _with_paths(shape, gathered, places.bits)
    offsets = _offsets(places)
    good = np.isfinite(offsets).all(axis=1) & ~np.resize(empty, count)
    if not good.any():
        return None
    kept = None if good.all() else np.flatnonzero(good)
    index = None
    if kept is not None:
        # paths in turn would get out of step with the items that are left
        place = np.cumsum(~empty) - 1
        index = column(place[kept % len(paths)].astype("<i4"))
        if len(kept) == np.count_nonzero(~empty) and (kept == np.flatnonzero(~empty)).all():
            index = None
        offsets = offsets[kept]
    x, y = fixed(offsets, places.bits).T
    shape = Shapes((), None, index, 0, _NO_MATRIX, places.bits, column(x), column(y), False, kept)
    return _with_paths(shape, gathered, places.bits)


def _offsets(places: Places) -> Floats:
    """Return the place of each item with y downwards, in an array of its own."""
    if not len(places.offsets):
        return np.zeros((places.count, 2))
    # x and y one after the other, as columns need them
    offsets = np.array(places.offsets, order="F")
    np.negative(offsets[:, 1], out=offsets[:, 1])
    return offsets if len(offsets) == places.count else np.resize(offsets, (places.count, 2))


@lru_cache(64)
def _zeros(count: int) -> Column:
    return Column(bytes(4 * count))


def _baked(
    places: Places, gathered: Gathered, snaps: npt.NDArray[np.bool_], offsets: Floats, widths: Floats
) -> Shapes | None:
    """What is snapped is snapped where it lies: so its place is in the path."""
    count = places.count
    if count > len(snaps):
        gathered, snaps = gathered.in_turn(count), np.resize(snaps, count)
    gathered = gathered.moved(offsets)
    good = np.isfinite(offsets).all(axis=1) & (gathered.lengths > 0)
    if not good.any():
        return None
    kept = None
    if not good.all():
        kept = np.flatnonzero(good)
        gathered, snaps, widths = gathered.only(good), snaps[kept], widths[kept]
    zeros = _zeros(len(snaps))
    is_snapped = bool(snaps.all())
    shape = Shapes((), None, None, 0, _NO_MATRIX, 0, zeros, zeros, is_snapped, kept)
    if not is_snapped:
        # Squares among circles: one list has one rule. Those on whole pixels lie there at every whole ratio.
        return _with_paths(shape, snapped_at_scale_1(gathered, snaps, widths), places.bits)
    if (widths == widths[0]).all():
        return _with_paths(shape, gathered, places.bits, snap=True, width_px=float(widths[0]))
    paths: dict[Path, int] = {}
    index = [
        paths.setdefault(fixed_path(*part, places.bits, snap=True, snap_width_px=width), len(paths))
        for part, width in zip(gathered.parts(), widths.tolist(), strict=True)
    ]
    return shape._replace(paths=tuple(paths), path_index=column(np.array(index, "<i4")))


def _with_paths(
    shape: Shapes, gathered: Gathered, bits: int, *, snap: bool = False, width_px: float = 0.0
) -> Shapes:
    if np.count_nonzero(gathered.lengths) == 1:
        codes = gathered.codes
        return shape._replace(
            paths=(fixed_path(gathered.vertices, codes, bits, snap=snap, snap_width_px=width_px),)
        )
    return shape._replace(path_list=path_list(gathered, bits, snap, width_px))
