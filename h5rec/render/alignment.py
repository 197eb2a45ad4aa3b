"""Where a text lies at other scales, where it is not as wide.

matplotlib lays out a figure with the width that hinting for the figure's own pixels gives. What is centred then, or
ends on the right, would no longer do so where glyphs are hinted for finer ones: a title by 3 px.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

_ACROSS = {"left": 0.0, "center": 0.5, "right": 1.0}
_UP = {"bottom": 0.0, "baseline": 0.0, "center": 0.5, "center_baseline": 0.5, "top": 1.0}


class Widths(NamedTuple):
    """How wide something is."""

    hinted_px: float
    unhinted_px: float

    @property
    def growth_px(self) -> float:
        """What it gains at other scales."""
        return self.unhinted_px - self.hinted_px


def shift(artist: Any, angle: float, block: Widths, line: Widths) -> tuple[float, float]:
    """Return how far a line of text moves along its direction, and downwards across it.

    Parameters
    ----------
    artist : Text
        How it is aligned.
    angle : float
        In degrees.
    block : Widths
        Of its longest line.
    line : Widths
        Of the line.
    """
    growth = block.growth_px
    align = artist.get_horizontalalignment()
    # it has no getter
    inside = _ACROSS.get(getattr(artist, "_multialignment", None) or align, 0.0)
    along = inside * (growth - line.growth_px)
    across_part = _ACROSS.get(align, 0.0)
    if artist.get_rotation_mode() == "anchor" or angle == 0:
        return along - across_part * growth, 0.0
    # The box around the turned text keeps its place.
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    up_part = _UP.get(artist.get_verticalalignment(), 0.0)
    right = -growth * cos * (across_part if cos >= 0 else 1 - across_part)
    up = -growth * sin * (up_part if sin >= 0 else 1 - up_part)
    return along + right * cos + up * sin, right * sin - up * cos
