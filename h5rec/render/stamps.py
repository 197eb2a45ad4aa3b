"""One path that many items draw, each with a matrix of its own: the sizes of a scatter."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..wire._ops import Column, Path
from .geometry import Floats, column, fixed, fixed_path, snap_width

if TYPE_CHECKING:
    from .collections import Places
    from .path_lists import Codes

_CACHE_SIZE = 8
_MATRIX_BITS_TOP = 24
_RIM_BITS = 10  # of a path's rim, once it is as large as it is drawn
# What is snapped where it lies is the sum of two rounded numbers: one edge in 10,000 may come out a pixel off.
SNAPPED_BITS = 14


class Scaled(NamedTuple):
    """A stamp with its matrices."""

    stamp: Path
    matrix_bits: int
    matrix: tuple[Column | None, Column | None, Column | None, Column | None]
    # What the matrices add to the places, NaN where one is not finite: (N, 2), or (1, 2) where it is the same for all.
    offsets: Floats | None  # None: nothing


class Stamps:
    """Makes stamps and keeps the last few: points move, their sizes seldom."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Any, Floats, Scaled | None]] = deque(maxlen=_CACHE_SIZE)
        self._matrices: deque[tuple[bytes, Floats, Floats]] = deque(maxlen=_CACHE_SIZE)

    def matrices(self, base: Floats, transforms: Floats) -> Floats:
        """Return the products of *base*, (2, 3), and each of the transforms, (T, 3, 3).

        Those of the frames before are the same arrays: comparing 10,000 takes a fifth of the time of making them.
        """
        key = base.tobytes()
        for kept_key, kept_transforms, matrices in self._matrices:
            if kept_key == key and np.array_equal(kept_transforms, transforms):
                return matrices
        matrices = np.empty((len(transforms), 2, 3))
        # by parts: the product of thousands of stacked 3 x 3 matrices takes ten times as long
        for row in range(2):
            for col in range(3):
                matrices[:, row, col] = (
                    base[row, 0] * transforms[:, 0, col] + base[row, 1] * transforms[:, 1, col]
                )
        matrices[:, :, 2] += base[:, 2]
        self._matrices.append((key, transforms.copy(), matrices))
        return matrices

    def of(
        self,
        places: Places,
        vertices: Floats,
        codes: Codes | None,
        matrices: Floats,
        snaps: bool,
        width_px: float,
    ) -> Scaled | None:
        """Return the stamp of a collection, None where nothing of it can be seen.

        Parameters
        ----------
        places : Places
        vertices, codes : array
            The path.
        matrices : (T, 2, 3) array
            In turn, y downwards.
        snaps : bool
            Whether it is snapped where it lies.
        width_px : float
            Line width that decides where.
        """
        key = (places.count, vertices.tobytes(), None if codes is None else codes.tobytes(), snaps, width_px)
        for kept_key, kept_matrices, scaled in self._kept:
            if kept_key == key and (kept_matrices is matrices or np.array_equal(kept_matrices, matrices)):
                return scaled
        scaled = _scaled(np.resize(matrices, (places.count, 2, 3)), vertices, codes, snaps, width_px)
        self._kept.append((key, matrices, scaled))
        return scaled


def _scaled(
    matrices: Floats, vertices: Floats, codes: Codes | None, snaps: bool, width_px: float
) -> Scaled | None:
    # The path is stored with its y downwards: then a stamp that is only larger or smaller has a = d.
    vertices = vertices * (1, -1)
    top = float(np.abs(vertices).max(initial=0))
    if top == 0:
        return None
    rim = int(np.ceil(np.log2(top)))
    bits = int(np.clip((SNAPPED_BITS if snaps else _RIM_BITS) + rim, 0, _MATRIX_BITS_TOP))
    parts = np.stack((matrices[:, 0, 0], matrices[:, 1, 0], -matrices[:, 0, 1], -matrices[:, 1, 1]))
    good = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    a, b, c, d = fixed(np.where(good, parts, 0.0), bits)
    if not (a.any() or b.any() or c.any() or d.any()):
        return None
    offsets = np.array(np.where(good[:, None], matrices[:, :, 2], np.nan), order="F")  # as the places are
    if (offsets == offsets[0]).all():
        offsets = offsets[:1]
    return Scaled(
        stamp(vertices, codes, int(np.clip(20 - rim, 0, 24)), snaps, width_px),
        bits,
        (
            column(a),
            column(b) if b.any() else None,
            column(c) if c.any() else None,
            None if (a == d).all() else column(d),
        ),
        offsets if offsets.any() else None,
    )


def stamp(vertices: Floats, codes: Codes | None, bits: int, snaps: bool, width_px: float) -> Path:
    """Return a path that is drawn elsewhere: it is not rounded down even if it is snapped, its place is."""
    made = fixed_path(vertices, codes, bits)
    return made._replace(snap=1, snap_width_px=snap_width(width_px)) if snaps else made
