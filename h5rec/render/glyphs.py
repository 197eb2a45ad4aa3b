"""Where matplotlib puts each glyph, and its hinted outline.

All that is not public in matplotlib's text layout is used here and nowhere else:

- 3.11 and later: ``FT2Font._layout`` (libraqm: kerning, ligatures, complex scripts)
- 3.9 and 3.10: ``FT2Font._get_fontmap`` (font fallback)

Where these are missing, `layout` returns None and the renderer draws text as paths.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import ft2font as _ft2font
from matplotlib.backends import backend_agg
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.mathtext import MathTextParser

from ..wire._ops import Path
from .geometry import BITS, GLYPH_BITS, fixed_path

_CACHE_SIZE = 4096
# an enumeration from 3.10 on, before a plain number
ft2font: Any = _ft2font
_KERNING = ft2font.Kerning.DEFAULT if hasattr(ft2font, "Kerning") else ft2font.KERNING_DEFAULT
#: matplotlib 3.11 places glyphs at 1/64 px; before, Agg placed strings at whole pixels.
SUBPIXEL_TEXT = tuple(int(part) for part in mpl.__version__.split(".")[:2]) >= (3, 11)


class Glyph(NamedTuple):
    """A glyph at its place in a string."""

    path: Path
    x_px: float
    y_px: float  # upwards from the baseline


class GlyphSource:
    """Lays out strings for one resolution and keeps the outlines in use.

    Parameters
    ----------
    dpi : float
    """

    def __init__(self, dpi: float) -> None:
        self._dpi = dpi
        self._outlines: dict[tuple[str, int, float, int], Path | None] = {}
        self._mathtext: MathTextParser[Any] = MathTextParser("path")

    def layout(self, s: str, prop: FontProperties, mtext: Any = None) -> list[Glyph] | None:
        """Return the glyphs of a plain string, None where matplotlib offers no way to lay it out."""
        size = prop.get_size_in_points()
        font: Any = get_font(_find_fonts(prop))
        font.clear()
        font.set_size(size, self._dpi)
        if hasattr(font, "_layout"):
            items = font._layout(
                s,
                flags=_hinting(),
                features=mtext.get_fontfeatures() if mtext is not None else None,
                language=mtext.get_language() if mtext is not None else None,
            )
            placed = [(item.ft_object, item.glyph_index, item.x, item.y) for item in items]
        elif hasattr(font, "_get_fontmap"):
            placed = self._layout_by_advance(s, font)
        else:
            return None
        return self._outlined((*item[:2], size, *item[2:]) for item in placed)

    def layout_mathtext(self, s: str, prop: FontProperties) -> list[Glyph]:
        """Return glyphs and bars of a string with mathtext in it."""
        parse = self._mathtext.parse(s, self._dpi, prop)
        items = []
        for glyph in parse.glyphs:
            font, size, x, y = glyph[0], glyph[1], glyph[-2], glyph[-1]
            # 3.11 tells the glyph's index; before, it is found by character code
            index = glyph[3] if len(glyph) > 5 else font.get_char_index(glyph[2])
            items.append((font, index, size, x, y))
        found = self._outlined(items)
        found += [_bar(x, y, width, height) for x, y, width, height in parse.rects]
        return found

    def _layout_by_advance(self, s: str, font: Any) -> list[tuple[Any, int, float, float]]:
        # As FT2Font.set_text does: kerning between glyphs of one font, hinted advances.
        fonts = font._get_fontmap(s)
        placed = []
        # hinting is done on a grid that is so many times finer from left to right; advances are told in it
        unit = 64 * int(mpl.rcParams.get("text.hinting_factor") or 1)
        x = 0.0
        before: tuple[Any, int] | None = None
        for char in s:
            face = fonts.get(char, font)
            index = face.get_char_index(ord(char))
            if before is not None and before[0] is face:
                x += face.get_kerning(before[1], index, _KERNING) / 64
            placed.append((face, index, x, 0.0))
            x += face.load_glyph(index, flags=_hinting()).horiAdvance / unit
            before = (face, index)
        return placed

    def _outlined(self, items: Any) -> list[Glyph]:
        glyphs = []
        for font, index, size, x, y in items:
            path = self._outline(font, index, size)
            if path is not None:
                glyphs.append(Glyph(path, x, y))
        return glyphs

    def _outline(self, font: Any, index: int, size: float) -> Path | None:
        flags = _hinting()
        key = (str(font.fname), index, size, int(getattr(flags, "value", flags)))
        if key not in self._outlines:
            if len(self._outlines) >= _CACHE_SIZE:
                self._outlines.clear()
            font.set_size(size, self._dpi)
            font.load_glyph(index, flags=flags)
            vertices, codes = font.get_path()
            self._outlines[key] = (
                fixed_path(np.asarray(vertices, float) * (1, -1), np.asarray(codes, np.uint8), GLYPH_BITS)
                if len(vertices)
                else None  # a space
            )
        return self._outlines[key]


def _bar(x: float, y: float, width: float, height: float) -> Glyph:
    """Return a fraction's bar or the like as if it were a glyph, never thinner than a pixel."""
    if width < 1:
        x, width = x - (1 - width) / 2, 1
    if height < 1:
        y, height = y - (1 - height) / 2, 1
    # on whole pixels, as Agg snaps it
    left, bottom = math.floor(x + 0.5), math.floor(y + 0.5)
    width, height = max(1, round(width)), max(1, round(height))
    corners = np.array([(0, 0), (width, 0), (width, -height), (0, -height), (0, 0)], float)
    return Glyph(fixed_path(corners, np.array([1, 2, 2, 2, 79], np.uint8), BITS), left, bottom)


def _hinting() -> Any:
    return backend_agg.get_hinting_flag()  # type: ignore[no-untyped-call]


def _find_fonts(prop: FontProperties) -> Any:
    find = getattr(fontManager, "_find_fonts_by_props", None)  # 3.9 .. 3.11: with fallback fonts
    return find(prop) if find is not None else fontManager.findfont(prop)
