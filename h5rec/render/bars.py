"""The bars of fractions and roots: what text has besides glyphs."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..wire._ops import Path
from .geometry import BITS, fixed_path, is_rectilinear

_THINNEST_PX = 0.5  # on a display with two pixels per pixel of the figure: one of them
_CACHE_SIZE = 1024
_CODES = np.array([1, 2, 2, 2, 79], np.uint8)
_CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)


class Bar(NamedTuple):
    """A rectangle in px, from the origin of its text; y upwards from the baseline."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, least_px: float) -> Bar:
        """Return it at least so wide and so high, about the same middle."""
        width, height = max(self.width, least_px), max(self.height, least_px)
        return Bar(self.x - (width - self.width) / 2, self.y - (height - self.height) / 2, width, height)


@lru_cache(_CACHE_SIZE)
def bar_path(
    bar: Bar, place: tuple[float, float], angle_deg: float, snap: bool | None, bits: int = BITS
) -> Path:
    """Return the path of a bar.

    Agg lets none be thinner than a pixel, and then snaps it. For a display with more pixels than the figure it would
    grow less, or not at all: edges stay where they then are, as far as the figure's own pixels let them.

    Parameters
    ----------
    bar : Bar
    place : tuple of float
        The text's origin in px, y downwards.
    angle_deg : float
    snap : bool or None
        The graphics context's mode.
    bits : int
        Precision of the path.
    """
    thick = _placed(bar if snap is False else bar.grown(1.0), place, angle_deg)
    if not (is_rectilinear(thick, _CODES) if snap is None else snap):
        return fixed_path(thick, _CODES, bits)
    pixels = np.floor(thick + 0.5)
    edges = np.clip(
        _placed(bar.grown(_THINNEST_PX), place, angle_deg), pixels - 0.5, np.nextafter(pixels + 0.5, pixels)
    )
    return fixed_path(edges, _CODES, bits, snap=True)


def _placed(bar: Bar, place: tuple[float, float], angle_deg: float) -> np.ndarray:
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    u, v = (_CORNERS * (bar.width, bar.height) + (bar.x, bar.y)).T
    return np.column_stack((place[0] + (u * cos - v * sin), place[1] - (u * sin + v * cos)))
