"""Strings to text ops: what they say, and the outlines to draw them with."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties

from ..wire._ops import Column, Text
from .alignment import Widths, shift
from .bars import Bar
from .fonts import FontFinder
from .geometry import GLYPH_BITS, column, f32
from .glyphs import SUBPIXEL_TEXT, GlyphSource

_CACHE_SIZE = 2048
_SHIFTS = 64  # of one line: it may turn
_UNIT = 1 << GLYPH_BITS
_NO_WIDTHS = Widths(0.0, 0.0)


class _Line(NamedTuple):
    """A line of text, how wide it is at scale 1 and at others, and what it has besides glyphs."""

    text: Text | None
    widths: Widths
    bars: tuple[Bar, ...]
    shifted: dict[tuple[int, int], Text]  # by how far it is moved at other scales


class TextMaker:
    """Makes texts for one resolution and keeps the recent ones.

    Parameters
    ----------
    dpi : float
    fonts : FontFinder
    """

    def __init__(self, dpi: float, fonts: FontFinder) -> None:
        self._px = dpi / 72
        self._glyphs = GlyphSource(dpi, fonts)
        self._lines: dict[Any, _Line] = {}

    def of(
        self,
        s: str,
        prop: FontProperties,
        ismath: Any,
        mtext: Any = None,
        artist: Any = None,
        angle: float = 0.0,
    ) -> Text | None:
        """Return the text, None where it can be drawn only as a path.

        Parameters
        ----------
        s : str
        prop : FontProperties
        ismath : bool or "TeX"
            Whether there is mathtext in it, or it is for LaTeX.
        mtext : Text, optional
            The artist: its font features and language count.
        artist : Text, optional
            The artist, also of one of several lines: what is centred or ends on the right does so at every scale.
        angle : float
            In degrees.
        """
        line = self._line(s, prop, ismath, mtext)
        if artist is None or line.text is None:
            return line.text
        lines = artist.get_text().split("\n")
        block = line.widths
        if len(lines) > 1:
            block = max(
                self._line(each, prop, False).widths for each in lines if "$" not in each or each == s
            )
        if block == _NO_WIDTHS == line.widths:
            return line.text
        along, across = (round(part * _UNIT) for part in shift(artist, angle, block, line.widths))
        return line.text if along == 0 == across else _shifted(line, line.text, along, across)

    def bars(self, s: str, prop: FontProperties, ismath: Any, mtext: Any = None) -> tuple[Bar, ...]:
        """Return the bars of a text, which are not part of it: they are snapped where it is drawn."""
        return self._line(s, prop, ismath, mtext).bars

    def _line(self, s: str, prop: FontProperties, ismath: Any, mtext: Any = None) -> _Line:
        key = (s, hash(prop), ismath, _shaping(mtext))
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _CACHE_SIZE:
                self._lines.clear()
            line = self._lines[key] = self._make(s, prop, ismath, mtext)
        return line

    def _make(self, s: str, prop: FontProperties, ismath: Any, mtext: Any) -> _Line:
        bars: list[Bar] = []
        if not ismath:
            glyphs = self._glyphs.layout(s, prop, mtext)
        else:
            layout = self._glyphs.layout_tex if ismath == "TeX" else self._glyphs.layout_mathtext
            glyphs, bars = layout(s, prop) or (None, bars)
        if glyphs is None:
            return _Line(None, _NO_WIDTHS, (), {})
        x, y, unhinted_x, unhinted_y = (
            _packed(values)
            for values in (
                [glyph.x_px for glyph in glyphs],
                [-glyph.y_px for glyph in glyphs],
                [glyph.unhinted_x_px for glyph in glyphs],
                [-glyph.unhinted_y_px for glyph in glyphs],
            )
        )
        same = (x, y) == (unhinted_x, unhinted_y)
        text = Text(
            s,
            self._glyphs.family(prop),
            f32(prop.get_size_in_points() * self._px),
            GLYPH_BITS,
            tuple(glyph.path for glyph in glyphs),
            x,
            y,
            None if same else unhinted_x,
            None if same else unhinted_y,
        )
        # The place of the last glyph tells enough: what its own width changes is less than a pixel.
        widths = _NO_WIDTHS if ismath or not glyphs else Widths(glyphs[-1].x_px, glyphs[-1].unhinted_x_px)
        return _Line(text, widths, tuple(bars), {})


def _shifted(line: _Line, text: Text, along: int, across: int) -> Text:
    key = along, across
    shifted = line.shifted.get(key)
    if shifted is None:
        if len(line.shifted) >= _SHIFTS:
            line.shifted.clear()
        x = text.unhinted_x or text.x
        y = text.unhinted_y or text.y
        shifted = text._replace(unhinted_x=_plus(x, along), unhinted_y=_plus(y, across))
        line.shifted[key] = shifted
    return shifted


def _packed(values_px: list[float]) -> Column:
    # a few numbers: in plain Python it takes a third of the time
    return Column(struct.pack(f"<{len(values_px)}i", *(round(value * _UNIT) for value in values_px)))


def _plus(values: Column | None, number: int) -> Column | None:
    if values is None or not number:
        return values
    return column(np.frombuffer(values.values, "<i4") + np.int32(number))


def tex_origin(x: float, y: float) -> tuple[float, float]:
    """Return where Agg puts the origin of what LaTeX has laid out at (*x*, *y*): on whole pixels."""
    return float(round(x)), float(round(y))


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
