"""Where matplotlib puts each glyph, and its outline: hinted for the figure's own pixels, and for finer ones.

What is drawn at other scales (the format calls it unhinted, as it need not fit the figure's pixels) is the outline that
is hinted for twice as many pixels. On a display with two pixels per pixel of the figure that is what Agg draws at twice
the dpi: RMS 7.8 over text-heavy figures of the gallery, 13.7 with outlines that are not hinted at all. At other scales
its stems are off by a quarter of a pixel of the figure at most.

All that is not public in matplotlib's text layout is used here, and in `fonts` and `text_extents`:

- 3.11 and later: ``FT2Font._layout`` (libraqm: kerning, ligatures, complex scripts)
- 3.9 and 3.10: ``FT2Font._get_fontmap`` (font fallback)

Where these are missing, `layout` returns None and the renderer draws text as paths.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib import dviread
from matplotlib import ft2font as _ft2font
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.mathtext import MathTextParser
from matplotlib.texmanager import TexManager

from ..wire._ops import Path
from .bars import Bar
from .fonts import MATPLOTLIB, FontFinder
from .geometry import GLYPH_BITS, fixed_path
from .numbers import CHARACTERS, NumberLayout, Placed

_CACHE_SIZE = 4096
_FONTS = 64  # of which the layout of numbers is kept
# an enumeration from 3.10 on, before a plain number
ft2font: Any = _ft2font
_FINER = 2  # pixels per pixel of the figure for which the outlines of other scales are hinted
_KERNING = ft2font.Kerning.DEFAULT if hasattr(ft2font, "Kerning") else ft2font.KERNING_DEFAULT
_NO_HINTING = int(
    ft2font.LoadFlags.NO_HINTING.value if hasattr(ft2font, "LoadFlags") else ft2font.LOAD_NO_HINTING
)
#: matplotlib 3.11 places glyphs at 1/64 px; before, Agg placed strings at whole pixels.
SUBPIXEL_TEXT = MATPLOTLIB >= (3, 11)
#: matplotlib 3.11 tells the number of each glyph in what LaTeX makes; before, it is a method of tuples.
TELLS_TEX_GLYPHS = isinstance(getattr(dviread.Text, "index", None), property)


class Glyph(NamedTuple):
    """A glyph at its place in a string."""

    path: Path
    x_px: float
    y_px: float  # upwards from the baseline
    unhinted_x_px: float  # at other scales
    unhinted_y_px: float


class GlyphSource:
    """Lays out strings for one resolution and keeps the outlines in use.

    Parameters
    ----------
    dpi : float
    fonts : FontFinder
    """

    def __init__(self, dpi: float, fonts: FontFinder) -> None:
        self._dpi = dpi
        self._fonts = fonts
        self._outlines: dict[tuple[Any, int, float, Any], Path | None] = {}
        self._numbers: dict[Any, tuple[Any, NumberLayout]] = {}
        self._mathtext: MathTextParser[Any] = MathTextParser("path")

    def family(self, prop: FontProperties) -> str:
        """Return the name of the font that is used."""
        return str(self._fonts.of(prop).family_name)

    def layout(self, s: str, prop: FontProperties, mtext: Any = None) -> list[Glyph] | None:
        """Return the glyphs of a plain string, None where matplotlib offers no way to lay it out."""
        size = prop.get_size_in_points()
        font = self._fonts.of(prop)
        is_number = CHARACTERS.issuperset(s) and not _is_shaped(mtext)
        placed = self._placed(s, font, size, 1, mtext, is_number)
        if placed is None:
            return None
        has_finer = self._fonts.hinting != _NO_HINTING
        finer = self._placed(s, font, size, _FINER, mtext, is_number) if has_finer else None
        if finer is None or [item[1] for item in finer] != [item[1] for item in placed]:
            return self._outlined((*item[:2], size, *item[2:], *item[2:]) for item in placed)
        return self._outlined(
            (*item[:2], size, *item[2:], fine[2] / _FINER, fine[3] / _FINER)
            for item, fine in zip(placed, finer, strict=True)
        )

    def layout_tex(self, s: str, prop: FontProperties) -> tuple[list[Glyph], list[Bar]] | None:
        """Return glyphs and bars that LaTeX has laid out, None where matplotlib does not tell which glyphs they are.

        Raises
        ------
        RuntimeError
            By matplotlib: where LaTeX is missing, or does not understand the string.
        """
        if not TELLS_TEX_GLYPHS:
            return None
        source = TexManager().make_dvi(s, prop.get_size_in_points())
        with dviread.Dvi(source, self._dpi) as dvi:
            (page,) = dvi
        found = []
        for text in page.text:
            font: Any = get_font(str(text.font_path))
            effects = text.font_effects
            # the outlines of TeX's fonts are drawn without hinting, as dvipng does
            path = self._tex_outline(
                font, text.index, text.font_size, effects.get("slant", 0.0), effects.get("extend", 1.0)
            )
            if path is not None:
                found.append(Glyph(path, text.x, text.y, text.x, text.y))
        return found, [Bar(box.x, box.y, box.width, box.height) for box in page.boxes]

    def _tex_outline(self, font: Any, index: int, size: float, slant: float, extend: float) -> Path | None:
        key: Any = (font.fname, index, size, (slant, extend))
        if key not in self._outlines:
            if len(self._outlines) >= _CACHE_SIZE:
                self._outlines.clear()
            font.set_size(size, self._dpi)
            path = _path(font, index, _NO_HINTING, 1, np.array([(extend, 0), (extend * slant, 1)]))
            self._outlines[key] = path
        return self._outlines[key]

    def _placed(
        self, s: str, font: Any, size: float, finer: int, mtext: Any, is_number: bool
    ) -> Placed | None:
        if not hasattr(font, "_layout") and not hasattr(font, "_get_fontmap"):
            return None

        def layout(part: str) -> Placed:
            font.clear()
            font.set_size(size, finer * self._dpi)
            return _placed(part, font, mtext, self._fonts.hinting)

        if not is_number:
            return layout(s)
        key = (id(font), size, finer, self._fonts.hinting)
        known = self._numbers.get(key)
        if known is None or known[0] is not font:
            if len(self._numbers) >= _FONTS:
                self._numbers.clear()
            known = self._numbers[key] = font, NumberLayout()
        return known[1].of(s, layout)

    def layout_mathtext(self, s: str, prop: FontProperties) -> tuple[list[Glyph], list[Bar]]:
        """Return glyphs and bars of a string with mathtext in it."""
        parse = self._mathtext.parse(s, self._dpi, prop)
        items = []
        for glyph in parse.glyphs:
            font, size, x, y = glyph[0], glyph[1], glyph[-2], glyph[-1]
            # 3.11 tells the glyph's index; before, it is found by character code
            index = glyph[3] if len(glyph) > 5 else font.get_char_index(glyph[2])
            items.append((font, index, size, x, y, x, y))  # mathtext is laid out without hinting
        return self._outlined(items), [Bar(*rect) for rect in parse.rects]

    def _outlined(self, items: Any) -> list[Glyph]:
        glyphs = []
        for font, index, size, *places in items:
            path = self._outline(font, index, size)
            if path is not None:
                glyphs.append(Glyph(path, *places))
        return glyphs

    def _outline(self, font: Any, index: int, size: float) -> Path | None:
        key = (font.fname, index, size, self._fonts.hinting)
        if key not in self._outlines:
            if len(self._outlines) >= _CACHE_SIZE:
                self._outlines.clear()
            font.set_size(size, self._dpi)
            path = _path(font, index, self._fonts.hinting)
            if path is not None and self._fonts.hinting != _NO_HINTING:
                font.set_size(size, _FINER * self._dpi)
                path = path._replace(unhinted=_path(font, index, self._fonts.hinting, _FINER))
            self._outlines[key] = path
        return self._outlines[key]


def _is_shaped(mtext: Any) -> bool:
    """Whether font features or a language decide how the text of an artist is shaped."""
    if not hasattr(mtext, "get_fontfeatures"):
        return False
    return mtext.get_fontfeatures() is not None or mtext.get_language() is not None


def _placed(s: str, font: Any, mtext: Any, flags: int) -> Placed:
    if not hasattr(font, "_layout"):
        return _placed_by_advance(s, font, flags)
    items = font._layout(
        s,
        flags=_as_flags(flags),
        features=mtext.get_fontfeatures() if mtext is not None else None,
        language=mtext.get_language() if mtext is not None else None,
    )
    return [(item.ft_object, item.glyph_index, item.x, item.y) for item in items]


def _placed_by_advance(s: str, font: Any, flags: int) -> list[tuple[Any, int, float, float]]:
    # As FT2Font.set_text does: kerning between glyphs of one font, hinted advances.
    fonts = font._get_fontmap(s)
    # hinting is done on a grid that is so many times finer from left to right; advances are told in it
    unit = 64 * int(mpl.rcParams.get("text.hinting_factor") or 1)
    placed = []
    x = 0.0
    before: tuple[Any, int] | None = None
    for char in s:
        face = fonts.get(char, font)
        index = face.get_char_index(ord(char))
        if before is not None and before[0] is face:
            x += face.get_kerning(before[1], index, _KERNING) / 64
        placed.append((face, index, x, 0.0))
        x += face.load_glyph(index, flags=_as_flags(flags)).horiAdvance / unit
        before = (face, index)
    return placed


def _path(
    font: Any, index: int, flags: int, finer: int = 1, matrix: npt.NDArray[np.float64] | None = None
) -> Path | None:
    """Return a glyph's outline, None for a space; the font's size is so many times finer than the figure's."""
    font.load_glyph(index, flags=_as_flags(flags))
    vertices, codes = font.get_path()
    if not len(vertices):
        return None
    if matrix is not None:
        vertices = vertices @ matrix
    y_down = np.array((1.0, -1.0)) / finer
    bits = GLYPH_BITS + finer.bit_length() - 1
    return fixed_path(np.asarray(vertices, float) * y_down, np.asarray(codes, np.uint8), bits)


def _as_flags(number: int) -> Any:
    return ft2font.LoadFlags(number) if hasattr(ft2font, "LoadFlags") else number
