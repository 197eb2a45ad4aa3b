"""Strings to text ops: what they say, and the outlines to draw them with."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties

from ..wire._ops import Text
from .geometry import GLYPH_BITS, column, f32, fixed
from .glyphs import SUBPIXEL_TEXT, GlyphSource

_CACHE_SIZE = 2048


class TextMaker:
    """Makes texts for one resolution and keeps the recent ones.

    Parameters
    ----------
    dpi : float
    """

    def __init__(self, dpi: float) -> None:
        self._px = dpi / 72
        self._glyphs = GlyphSource(dpi)
        self._cache: dict[Any, Text | None] = {}

    def of(self, s: str, prop: FontProperties, ismath: bool, mtext: Any = None) -> Text | None:
        """Return the text, None where it can be drawn only as a path.

        Parameters
        ----------
        s : str
        prop : FontProperties
        ismath : bool
            Whether there is mathtext in it.
        mtext : Text, optional
            The artist: its font features and language count.
        """
        key = (s, hash(prop), ismath, _shaping(mtext))
        if key not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = self._make(s, prop, ismath, mtext)
        return self._cache[key]

    def _make(self, s: str, prop: FontProperties, ismath: bool, mtext: Any) -> Text | None:
        glyphs = self._glyphs.layout_mathtext(s, prop) if ismath else self._glyphs.layout(s, prop, mtext)
        if glyphs is None:
            return None
        places = fixed(
            np.array([(g.x_px, -g.y_px, g.unhinted_x_px, -g.unhinted_y_px) for g in glyphs], float).reshape(
                -1, 4
            ),
            GLYPH_BITS,
        )
        x, y, unhinted_x, unhinted_y = map(column, places.T)
        same = (x, y) == (unhinted_x, unhinted_y)
        return Text(
            s,
            prop.get_name(),
            f32(prop.get_size_in_points() * self._px),
            GLYPH_BITS,
            tuple(glyph.path for glyph in glyphs),
            x,
            y,
            None if same else unhinted_x,
            None if same else unhinted_y,
        )


def origin(x: float, y: float) -> tuple[float, float]:
    """Return where Agg puts the origin of a text at (*x*, *y*)."""
    if SUBPIXEL_TEXT:
        return round(x * 64) / 64, round(y * 64) / 64
    return float(round(x)), float(round(y))


def _shaping(mtext: Any) -> Any:
    if mtext is None or not hasattr(mtext, "get_fontfeatures"):  # new in matplotlib 3.11
        return None
    features, language = mtext.get_fontfeatures(), mtext.get_language()
    return (
        None if features is None else tuple(features),
        language if language is None or isinstance(language, str) else tuple(language),
    )
