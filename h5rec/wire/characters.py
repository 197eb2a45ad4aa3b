"""Which glyph a character was drawn with before: what a text says tells its outlines."""

from __future__ import annotations

from collections.abc import Sequence


class Characters:
    """Glyphs of characters, as the batches of texts of a chunk had them.

    Only texts with a glyph for each character (code point) count: no ligatures, no formulas.
    """

    def __init__(self) -> None:
        self._glyphs: dict[tuple[str, float, str], int] = {}

    def expected(self, text: str, font: str, size_px: float, count: int) -> list[int]:
        """Return the ids that *count* glyphs of this text are expected to have; 0 where none is known."""
        if len(text) != count:
            return [0] * count
        get = self._glyphs.get
        return [get((font, size_px, character), 0) for character in text]

    def learn(self, text: str, font: str, size_px: float, glyphs: Sequence[int]) -> None:
        """Take the ids of the glyphs of a text."""
        if len(text) == len(glyphs) and size_px == size_px:  # not for NaN, which is never found again
            for character, glyph in zip(text, glyphs, strict=True):
                self._glyphs[font, size_px, character] = glyph
