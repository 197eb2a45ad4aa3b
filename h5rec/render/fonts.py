"""Which font a text is in, and how it is hinted: looked up once a frame."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from matplotlib.backends import backend_agg
from matplotlib.font_manager import FontProperties, fontManager, get_font

#: Major and minor version of matplotlib, for what is not public.
MATPLOTLIB = tuple(int(part) for part in mpl.__version__.split(".")[:2])


class FontFinder:
    """Finds fonts."""

    def __init__(self) -> None:
        self._fonts: dict[FontProperties, Any] = {}
        self._hinting: int | None = None

    def start_frame(self) -> None:
        """Look fonts up anew: what families mean may have changed."""
        self._fonts.clear()
        self._hinting = None

    def of(self, prop: FontProperties) -> Any:
        """Return the font, with others for what it lacks."""
        font = self._fonts.get(prop)
        if font is None:
            font = self._fonts[prop] = get_font(_find_fonts(prop))
        return font

    @property
    def hinting(self) -> int:
        """FreeType's flags, as a plain number: an enumeration takes longer to hash than to use."""
        if self._hinting is None:
            flags: Any = backend_agg.get_hinting_flag()  # type: ignore[no-untyped-call]
            self._hinting = int(getattr(flags, "value", flags))
        return self._hinting


def _find_fonts(prop: FontProperties) -> Any:
    find = getattr(fontManager, "_find_fonts_by_props", None)  # 3.9 .. 3.11: with fallback fonts
    return find(prop) if find is not None else fontManager.findfont(prop)
