"""The styles of a collection's items: each that occurs once, and which one every item has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..wire._ops import Style
from .styles import HARD_EDGE_PX, NO_COLOR, StyleMaker, rgba8_rows

_CACHE_SIZE = 16
_SHORT = 16  # more line widths or dashes than these are not looked up: their key would cost more

Index = npt.NDArray[np.int32]
Rows = tuple[tuple[Style, ...], Index | None]


class StyleRows:
    """Makes the styles of collections for one resolution, and keeps the last few: points move, their colours seldom.

    Parameters
    ----------
    styles : StyleMaker
    """

    def __init__(self, styles: StyleMaker) -> None:
        self._styles = styles
        self._cache: dict[Any, Rows] = {}

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
        """Return the distinct styles of *count* items and which one each has (None: all the first)."""
        args = (count, faces, edges, widths_pt, dashes, antialias, cap, join, hard_edge_px)
        if max(len(widths_pt), len(dashes), len(antialias)) > _SHORT:
            return self._make(*args)
        key = (
            count,
            _key(faces),
            None if edges is faces else _key(edges),
            tuple(widths_pt),
            tuple((offset, None if pattern is None else tuple(pattern)) for offset, pattern in dashes),
            tuple(antialias),
            cap,
            join,
            hard_edge_px,
        )
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            found = self._cache[key] = self._make(*args)
        return found

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
        face_values, face_index = _distinct(rgba8_rows(faces).view("<u4").reshape(-1))
        edge_values, edge_index = _distinct(rgba8_rows(edges).view("<u4").reshape(-1))
        width_values, width_index = _distinct(np.asarray(widths_pt, float))
        dash_values, dash_index = _distinct_dashes(dashes)
        smooth_values, smooth_index = _distinct(np.asarray(antialias, bool))
        code = np.zeros(count, np.int64)
        sizes = []
        for values, index in (
            (face_values, face_index),
            (edge_values, edge_index),
            (width_values, width_index),
            (dash_values, dash_index),
            (smooth_values, smooth_index),
        ):
            sizes.append(max(1, len(values)))
            if sizes[-1] > 1:
                code = code * sizes[-1] + np.resize(index, count)
        chosen, index = _distinct(code)
        made = []
        for number in chosen.tolist():
            at = []
            for size in reversed(sizes):
                number, part = divmod(number, size)
                at.append(part)
            smooth, dash, width, edge, face = at
            made.append(
                self._styles.make(
                    _color(face_values, face),
                    _color(edge_values, edge),
                    (float(width_values[width]) if len(width_values) else 1.0) if len(edge_values) else 0.0,
                    dash_values[dash] if dash_values else (0, None),
                    cap,
                    join,
                    bool(smooth_values[smooth]) if len(smooth_values) else True,
                    hard_edge_px,
                )
            )
        return (made[0],) if len(made) == 1 else tuple(made), index if len(made) > 1 else None


def _key(rows: Any) -> Any:
    return (rows.shape, rows.dtype.str, rows.tobytes()) if isinstance(rows, np.ndarray) else repr(rows)


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
