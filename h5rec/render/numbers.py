"""Layout of numbers: what most texts that change say, such as tick labels and values above bars.

A number is laid out from what is known of its pairs of characters: 3 us instead of 200. That is right as long as a font
lays out a character only by the one before it; each font has to show for its first few strings that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Placed = Sequence[tuple[Any, int, float, float]]  # font, glyph, x, y in px

CHARACTERS = frozenset("0123456789.,-+\N{MINUS SIGN}%: ")
_PROOFS = 12
_LONGEST = 32


class NumberLayout:
    """Lays out numbers in one font at one size."""

    def __init__(self) -> None:
        self._pairs: dict[
            str, tuple[Any, int, float]
        ] = {}  # the second one, and how far it is from the first
        self._proofs = _PROOFS
        self._is_plain = True

    def of(self, s: str, layout: Callable[[str], Placed]) -> Placed:
        """Return where the characters of *s* go, as *layout* does.

        Parameters
        ----------
        s : str
            Of `CHARACTERS` only.
        layout : callable
            Lays out any string, with this font and size.
        """
        if not self._is_plain or not s or len(s) > _LONGEST:
            return layout(s)
        placed = self._from_pairs(s, layout)
        if placed is None or self._proofs:
            self._proofs -= 1
            whole = layout(s)
            if placed is None or list(whole) != placed:
                self._is_plain = False
            return whole
        return placed

    def _from_pairs(
        self, s: str, layout: Callable[[str], Placed]
    ) -> list[tuple[Any, int, float, float]] | None:
        placed = []
        x = 0.0
        before = ""
        for char in s:
            pair = before + char
            step = self._pairs.get(pair)
            if step is None:
                found = layout(pair)
                if len(found) != len(pair) or any(y != 0 for _, _, _, y in found) or found[0][2] != 0:
                    return None
                step = self._pairs[pair] = found[-1][0], found[-1][1], found[-1][2]
            x += step[2]
            placed.append((step[0], step[1], x, 0.0))
            before = char
        return placed
