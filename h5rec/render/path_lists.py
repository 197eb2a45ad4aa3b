"""Many paths at once: their vertices in one array, transformed, looked at and fixed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import repeat
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path as MplPath

from ..wire._ops import Column, Paths
from ..wire.validate import are_codes
from .geometry import (
    MOST_SNAPPED,
    STRAIGHT_PX,
    Floats,
    cleaned,
    column,
    fixed,
    floored,
    mended,
    snap_width,
    transformed,
)

if TYPE_CHECKING:
    from .collections import Places

# Open lines that go farther are cut to the canvas first, as Agg does with all: a browser reckons in single precision.
_FAR_PX = 1e5
_MOVETO, _LINETO = int(MplPath.MOVETO), int(MplPath.LINETO)
_CLOSEPOLY, _STOP = int(MplPath.CLOSEPOLY), int(MplPath.STOP)

# Vertices of a path, on average: shorter ones have no long border in common.
_WORTH_TURNING = 16

Codes = npt.NDArray[np.uint8]

# A surface has 1,500 paths: without a loop over them they are gathered in a fourth of the time. What matplotlib's
# properties return is in fields that are not public.
_GETTERS = attrgetter("vertices"), attrgetter("codes")
_HAS_FIELDS = {"_vertices", "_codes"} <= vars(MplPath([(0, 0)])).keys()
_FIELDS = (attrgetter("_vertices"), attrgetter("_codes")) if _HAS_FIELDS else None
_DTYPE, _DOUBLE = attrgetter("dtype"), np.dtype(float)


class Gathered(NamedTuple):
    """Paths one after the other, in px with y downwards."""

    vertices: Floats
    codes: Codes | None  # None: each is one polyline
    lengths: npt.NDArray[np.intp]

    @property
    def starts(self) -> npt.NDArray[np.intp]:
        """Where each begins."""
        return np.cumsum(self.lengths) - self.lengths

    def parts(self) -> Iterator[tuple[Floats, Codes | None]]:
        """Yield the paths one by one."""
        for start, length in zip(self.starts.tolist(), self.lengths.tolist(), strict=True):
            part = slice(start, start + length)
            yield self.vertices[part], None if self.codes is None else self.codes[part]

    def in_turn(self, count: int) -> Gathered:
        """Return *count* paths: these, from the first again after the last."""
        times = -(-count // len(self.lengths))
        lengths = np.resize(self.lengths, count)
        vertices = int(lengths.sum())
        codes = None if self.codes is None else np.tile(self.codes, times)[:vertices]
        return Gathered(np.tile(self.vertices, (times, 1))[:vertices], codes, lengths)

    def moved(self, offsets: Floats) -> Gathered:
        """Return the paths, each moved by its own offset."""
        if not offsets.any():
            return self
        return self._replace(vertices=self.vertices + np.repeat(offsets, self.lengths, axis=0))

    def only(self, kept: npt.NDArray[np.bool_]) -> Gathered:
        """Return some of the paths."""
        wanted = np.repeat(kept, self.lengths)
        codes = None if self.codes is None else self.codes[wanted]
        return Gathered(self.vertices[wanted], codes, self.lengths[kept])


def gather(paths: Sequence[Any], places: Places) -> Gathered:
    """Return *paths* transformed, without what is not finite.

    The transforms are taken in turn; offsets are left to the caller.
    """
    parts, codes = vertices_and_codes(paths)
    lengths = np.fromiter(map(len, parts), np.intp, len(parts))
    matrices = places.matrices()
    matrix: Any = matrices[0]
    if len(matrices) > 1:
        each = np.resize(matrices, (len(parts), 2, 3))
        matrix = each.repeat(lengths, axis=0).transpose(1, 2, 0)
    gathered = Gathered(transformed(joined(parts), matrix), _codes(codes, lengths), lengths)
    if places.sketch is None and _is_sound(gathered, places.clip is not None):
        return gathered
    return _one_by_one(paths, gathered, places)


def vertices_and_codes(paths: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return what matplotlib's paths are made of."""
    get_vertices, get_codes = _GETTERS
    if _FIELDS is not None and all(map(is_, map(type, paths), repeat(MplPath))):
        get_vertices, get_codes = _FIELDS
    return list(map(get_vertices, paths)), list(map(get_codes, paths))


def joined(parts: list[Any]) -> Floats:
    """Return (N, 2) arrays one after the other."""
    if set(map(_DTYPE, parts)) == {_DOUBLE}:
        with suppress(BufferError, TypeError):  # one that does not lie in one piece
            return np.frombuffer(b"".join(parts)).reshape(-1, 2)
    return np.concatenate(parts).astype(float, copy=False).reshape(-1, 2)


def are_same(codes: list[Any]) -> bool:
    """Whether all are the very same object: paths of one kind share their codes."""
    return all(map(is_, codes, repeat(codes[0])))


def _codes(codes: list[Any], lengths: npt.NDArray[np.intp]) -> Codes | None:
    first = codes[0]
    if are_same(codes):
        if first is None:
            return None
        if (lengths == len(first)).all():  # polygons of one kind share their codes
            return np.tile(np.asarray(first, np.uint8), len(codes)) if not _is_polyline(first) else None
    if any(each is None for each in codes):
        codes = [
            _polyline(int(length)) if each is None else each
            for each, length in zip(codes, lengths.tolist(), strict=True)
        ]
    joined = np.concatenate(codes).astype(np.uint8, copy=False)
    starts = (np.cumsum(lengths) - lengths)[lengths > 0]
    if np.count_nonzero(joined == _LINETO) == len(joined) - len(starts) and (joined[starts] == _MOVETO).all():
        return None
    return joined


def _is_polyline(codes: Any) -> bool:
    return len(codes) > 0 and codes[0] == _MOVETO and bool((codes[1:] == _LINETO).all())


def _polyline(length: int) -> Codes:
    codes = np.full(length, _LINETO, np.uint8)
    codes[:1] = _MOVETO
    return codes


def _is_sound(gathered: Gathered, is_cut: bool) -> bool:
    vertices, codes, lengths = gathered
    if not np.isfinite(vertices).all():
        return False
    if is_cut and len(vertices) and np.abs(vertices).max() > _FAR_PX:
        return False
    if codes is None:
        return True
    return bool((codes[gathered.starts[lengths > 0]] == _MOVETO).all()) and are_codes(codes.tobytes())


def _one_by_one(paths: Sequence[Any], gathered: Gathered, places: Places) -> Gathered:
    """Clean those that are not sound each by itself, as Agg would."""
    vertices, codes = [], []
    for item, (path, own) in enumerate(zip(paths, gathered.parts(), strict=True)):
        part: tuple[Floats, Codes | None] = own
        alone = Gathered(own[0], own[1], np.array([len(own[0])]))
        if places.sketch is not None or not (len(own[0]) and _is_sound(alone, places.clip is not None)):
            part = _cleaned(path, item, places)
        vertices.append(part[0])
        codes.append(part[1])
    lengths = np.fromiter(map(len, vertices), np.intp, len(vertices))
    return Gathered(np.concatenate(vertices), _codes(codes, lengths), lengths)


def _cleaned(path: Any, item: int, places: Places) -> tuple[Floats, Codes | None]:
    snap = False if places.sketch is None else places.snap
    widths = places.widths_px
    found = cleaned(
        path,
        places.matrix(item),
        places.clip,
        simplify=False,
        snap=snap,
        width_px=float(widths[item % len(widths)]) if len(widths) else 0.0,
        sketch=places.sketch,
    )
    if found is None:
        return np.zeros((0, 2)), np.zeros(0, np.uint8)
    vertices, codes = found
    whole = codes.tobytes()
    if not are_codes(whole):
        whole = mended(whole)
    return vertices[: len(whole)], np.frombuffer(whole, np.uint8)


def which_snap(gathered: Gathered, snap: bool | None) -> npt.NDArray[np.bool_]:
    """Return which of the paths Agg would snap (``PathSnapper::should_snap``)."""
    vertices, codes, lengths = gathered
    if snap is not None:
        return np.full(len(lengths), snap)
    snaps: npt.NDArray[np.bool_] = (lengths > 0) & (lengths <= MOST_SNAPPED)
    if not len(vertices) or not snaps.any():
        return snaps & False
    steps = np.abs(vertices[1:] - vertices[:-1])
    against = np.zeros(len(vertices), bool)
    np.greater_equal(np.minimum(steps[:, 0], steps[:, 1]), STRAIGHT_PX, out=against[1:])
    if codes is None:
        against[gathered.starts[lengths > 0]] = False
    else:
        against &= codes == _LINETO
        against |= (codes == MplPath.CURVE3) | (codes == MplPath.CURVE4)
    filled = lengths > 0
    snaps[filled] &= ~np.logical_or.reduceat(against, gathered.starts[filled])
    return snaps


def snapped_at_scale_1(gathered: Gathered, snaps: npt.NDArray[np.bool_], widths_px: Floats) -> Gathered:
    """Return the paths with some of them on whole pixels of the figure."""
    where = np.repeat(snaps, gathered.lengths)
    shift = np.where(np.floor(widths_px + 0.5) % 2 == 1, 0.5, 0.0)
    vertices = gathered.vertices.copy()
    vertices[where] = np.floor(vertices[where] + 0.5) + np.repeat(shift, gathered.lengths)[where][:, None]
    return gathered._replace(vertices=vertices)


def turned_in_turn(gathered: Gathered) -> Gathered:
    """Return the polygons with the outlines of every second one drawn backwards; of others, just them.

    Filled, they look the same. Neighbouring levels of filled contours have their common border in opposite
    directions: so it is twice the same numbers, and zstd finds them (contourf: 7.1 kB a frame instead of 11.7).
    """
    vertices, codes, lengths = gathered
    if codes is None or len(lengths) < 2 or len(vertices) < _WORTH_TURNING * len(lengths):
        return gathered
    closing = codes == _CLOSEPOLY
    if not (closing | (codes == _LINETO) | (codes == _MOVETO)).all():
        return gathered  # curves
    turned = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths) & ~closing
    firsts = np.flatnonzero(codes == _MOVETO)
    outline = np.cumsum(codes == _MOVETO) - 1
    lasts = firsts + np.bincount(outline[~closing], minlength=len(firsts)) - 1
    order = np.arange(len(vertices))
    order[turned] = (firsts + lasts)[outline[turned]] - order[turned]
    return gathered._replace(vertices=vertices[order])


def path_list(gathered: Gathered, bits: int, snap: bool, width_px: float) -> Paths:
    """Return the paths as one definition; those without vertices are left out."""
    vertices, codes, lengths = gathered
    if codes is not None:
        # the vertex of a closepoly is not used, and may be anything: repeating the one before costs nothing
        closing = np.flatnonzero(codes == _CLOSEPOLY)
        vertices = vertices.copy("K")
        vertices[closing] = vertices[closing - 1]
    integers = floored(vertices, bits) if snap else fixed(vertices, bits)
    x, y = integers.T
    return Paths(
        bits,
        b"" if codes is None else codes.tobytes(),
        column(lengths[lengths > 0].astype("<i4")),
        Column(x.tobytes()),
        Column(y.tobytes()),
        int(snap),
        snap_width(width_px) if snap else 0.0,
    )
