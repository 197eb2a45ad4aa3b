"""The styles of a collection's items: each that occurs once, and which one every item has."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..wire._ops import Column, Style
from .geometry import column
from .styles import HARD_EDGE_PX, NO_COLOR, StyleMaker, rgba8_rows

_CACHE_SIZE = 8
_SHORT = 16  # more line widths or dashes than these are not looked up: their key would cost more

Index = npt.NDArray[np.int32]


class Rows(NamedTuple):
    """The styles of a collection's items."""

    styles: tuple[Style, ...]
    numbers: Index | None  # which one each item has; None: all the first
    column: Column | None  # the same as a column


class _Kept(NamedTuple):
    key: Any
    faces: npt.NDArray[Any]
    edges: npt.NDArray[Any] | None  # None: the same as the faces
    rows: Rows


class StyleRows:
    """Makes the styles of collections for one resolution, and keeps the last few: points move, their colours seldom.

    Parameters
    ----------
    styles : StyleMaker
    """

    def __init__(self, styles: StyleMaker) -> None:
        self._styles = styles
        self._kept: deque[_Kept] = deque(maxlen=_CACHE_SIZE)
        self._tuples: dict[Any, tuple[Style, ...]] = {}

    def of(
        self,
        count: int,
        faces: Any,
        edges: Any,
        widths_pt: Sequence[float],
        dashes: Sequence[Any],
        antialias: Sequence[bool],
        cap: str,
        join: str,
        hard_edge_px: float = HARD_EDGE_PX,
    ) -> Rows:
        """Return the distinct styles of *count* items and which one each has."""
        is_one = edges is faces
        faces = np.asarray(faces, float).reshape(-1, 4)
        edges = faces if is_one else np.asarray(edges, float).reshape(-1, 4)
        if not is_one and np.array_equal(faces, edges):
            edges = faces
        args = (count, faces, edges, widths_pt, dashes, antialias, cap, join, hard_edge_px)
        if max(len(widths_pt), len(dashes), len(antialias)) > _SHORT:
            return self._make(*args)
        key = (
            count,
            tuple(widths_pt),
            tuple((offset, None if pattern is None else tuple(pattern)) for offset, pattern in dashes),
            tuple(antialias),
            cap,
            join,
            hard_edge_px,
        )
        for kept in self._kept:
            if (
                kept.key == key
                and np.array_equal(kept.faces, faces)
                and (edges is faces if kept.edges is None else np.array_equal(kept.edges, edges))
            ):
                return kept.rows
        rows = self._make(*args)
        self._kept.append(_Kept(key, faces.copy(), None if edges is faces else edges.copy(), rows))
        return rows

    def _make(
        self,
        count: int,
        faces: Any,
        edges: Any,
        widths_pt: Sequence[float],
        dashes: Sequence[Any],
        antialias: Sequence[bool],
        cap: str,
        join: str,
        hard_edge_px: float,
    ) -> Rows:
        face_rows = _packed(faces)
        columns = [
            _distinct(face_rows),
            # edges in the colours of the faces make no further styles
            None if edges is faces else _distinct(_packed(edges)),
            _distinct(np.asarray(widths_pt, float)),
            _distinct_dashes(dashes),
            _distinct(np.asarray(antialias, bool)),
        ]
        parts = [each if each is not None else columns[0] for each in columns]
        code = np.zeros(count, np.int64)
        sizes = []
        for each in columns:
            sizes.append(1 if each is None else max(1, len(each[0])))
            if each is not None and sizes[-1] > 1:
                code = code * sizes[-1] + np.resize(each[1], count)
        chosen, index = _distinct(code)
        # points move and are sorted anew: their colours are seldom new
        key = (
            chosen.tobytes(),
            *(None if each is None else _bytes(each[0]) for each in columns),
            cap,
            join,
            hard_edge_px,
            edges is faces,
        )
        made = self._tuples.get(key)
        if made is None:
            if len(self._tuples) >= _CACHE_SIZE:
                self._tuples.clear()
            values = [part[0] if part is not None else () for part in parts]
            made = self._tuples[key] = tuple(
                self._style(values, _digits(number, sizes), edges is faces, cap, join, hard_edge_px)
                for number in chosen.tolist()
            )
        return Rows(made, index, column(index)) if len(made) > 1 else Rows(made, None, None)

    def _style(
        self, values: list[Any], at: list[int], same: bool, cap: str, join: str, hard_edge_px: float
    ) -> Style:
        faces, edges, widths, dashes, smooth = values
        face, edge, width, dash, alias = at
        edge = face if same else edge
        return self._styles.make(
            _color(faces, face),
            _color(edges, edge),
            (float(widths[width]) if len(widths) else 1.0) if len(edges) else 0.0,
            dashes[dash] if len(dashes) else (0, None),
            cap,
            join,
            bool(smooth[alias]) if len(smooth) else True,
            hard_edge_px,
        )


def _digits(number: int, sizes: list[int]) -> list[int]:
    """Return the digits of a number of which each counts to another size."""
    digits = []
    for size in reversed(sizes):
        number, digit = divmod(number, size)
        digits.append(digit)
    return digits[::-1]


def _packed(colors: Any) -> npt.NDArray[np.uint32]:
    packed: npt.NDArray[np.uint32] = rgba8_rows(colors).view("<u4").reshape(-1)
    return packed


def _bytes(values: Any) -> Any:
    return values.tobytes() if isinstance(values, np.ndarray) else tuple(values)


def _distinct(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Index]:
    if len(values) < 2 or (values == values[0]).all():
        return values[:1], np.zeros(min(1, len(values)), np.int32)
    found, index = np.unique(values, return_inverse=True)
    return found, index.reshape(-1).astype(np.int32)


def _distinct_dashes(dashes: Sequence[Any]) -> tuple[list[Any], Index]:
    numbers: dict[Any, int] = {}
    index = [
        numbers.setdefault((offset, None if pattern is None else tuple(pattern)), len(numbers))
        for offset, pattern in dashes
    ]
    return list(numbers), np.array(index, np.int32)


def _color(values: npt.NDArray[Any], at: int) -> bytes:
    return int(values[at]).to_bytes(4, "little") if len(values) else NO_COLOR
