"""How large texts are, as Agg measures them: layout then comes out as Agg's, in every version of matplotlib."""

from __future__ import annotations

from typing import Any

from matplotlib.font_manager import FontProperties

from .fonts import MATPLOTLIB, FontFinder
from .numbers import CHARACTERS, Extents, NumberExtents
from .raster import new_agg

_FONTS = 64  # of which the extents of numbers, or the heights, are kept
_TABLES = (
    ("OS/2", "sTypoLineGap", "sTypoAscender", "sTypoDescender"),
    ("hhea", "lineGap", "ascent", "descent"),
)
#: matplotlib 3.11 asks a renderer that knows how high lines are. What it will ask later, nobody knows yet.
ASKS_FOR_LINES = MATPLOTLIB == (3, 11)


class TextMeter:
    """Measures texts for one resolution.

    Parameters
    ----------
    dpi : float
    fonts : FontFinder
    """

    def __init__(self, dpi: float, fonts: FontFinder) -> None:
        self._dpi = dpi
        self._fonts = fonts
        self._agg: Any = new_agg(1, 1, dpi)
        self._numbers: dict[Any, tuple[Any, NumberExtents]] = {}
        self._lines: dict[Any, tuple[Any, Any]] = {}

    def extents(self, s: str, prop: FontProperties, ismath: Any) -> Extents:
        """Return width, height and descent of a string in px."""

        def measure(part: str) -> Extents:
            extents: Extents = self._agg.get_text_width_height_descent(part, prop, ismath)
            return extents

        if ismath or not CHARACTERS.issuperset(s):
            return measure(s)
        font = self._fonts.of(prop)
        key = id(font), prop.get_size_in_points(), self._fonts.hinting
        known = self._numbers.get(key)
        if known is None or known[0] is not font:
            if len(self._numbers) >= _FONTS:
                self._numbers.clear()
            known = self._numbers[key] = font, NumberExtents()
        return known[1].of(s, measure)

    def line(self, prop: FontProperties) -> tuple[float, float, float] | tuple[None, None, None]:
        """Return ascent, descent and gap of a font's lines in px, as `Text` computes them; None where it has to.

        For every text in every frame it reads them from the font's file (50 us, a fifth of what drawing a text takes).
        """
        font = self._fonts.of(prop)
        key = id(font), prop.get_size_in_points()
        known = self._lines.get(key)
        if known is None or known[0] is not font:
            if len(self._lines) >= _FONTS:
                self._lines.clear()
            known = self._lines[key] = font, self._line_of(font, key[1])
        line: tuple[float, float, float] | tuple[None, None, None] = known[1]
        return line

    def _line_of(self, font: Any, size: float) -> Any:
        for name, gap, ascent, descent in _TABLES:
            table = font.get_sfnt_table(name)
            if table is not None:
                # in the order of matplotlib's own product: the last bit of a float may decide about a pixel
                scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * size * self._dpi / 72
                return table[ascent] * scale, -table[descent] * scale, table[gap] * scale
        return None, None, None
