"""Layout of numbers: what most texts that change say, such as tick labels and values above bars.

A number is laid out and measured from what is known of its pairs of characters: 3 us instead of 200. That is right as
long as a font lays out a character only by the one before it; each font has to show for its first few strings that it
does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Placed = list[tuple[Any, int, float, float]]  # font, glyph, x, y in px
Extents = tuple[float, float, float]  # width, height, descent in px

CHARACTERS = frozenset("0123456789.,-+\N{MINUS SIGN}%: ")
_PROOFS = 12
_LONGEST = 32

Found = TypeVar("Found")


class _FromPairs(Generic[Found]):
    """What is known of a string once it is known of its pairs, in one font at one size."""

    def __init__(self) -> None:
        self._proofs = _PROOFS
        self._is_plain = True

    def of(self, s: str, whole: Callable[[str], Found]) -> Found:
        """Return what *whole* returns for a string.

        Parameters
        ----------
        s : str
            Of `CHARACTERS` only.
        whole : callable
            Finds it for any string, in this font and size.
        """
        if not self._is_plain or not s or len(s) > _LONGEST:
            return whole(s)
        made = self._from_pairs(s, whole)
        if made is None or self._proofs:
            self._proofs -= 1
            found = whole(s)
            if made is None or found != made:
                self._is_plain = False
            return found
        return made

    def _from_pairs(self, s: str, whole: Callable[[str], Found]) -> Found | None:
        raise NotImplementedError


class NumberLayout(_FromPairs[Placed]):
    """Where the characters of numbers go."""

    def __init__(self) -> None:
        super().__init__()
        # the second one, and how far it is from the first
        self._pairs: dict[str, tuple[Any, int, float]] = {}

    def _from_pairs(self, s: str, whole: Callable[[str], Placed]) -> Placed | None:
        placed = []
        x = 0.0
        before = ""
        for char in s:
            pair = before + char
            step = self._pairs.get(pair)
            if step is None:
                found = whole(pair)
                if len(found) != len(pair) or any(y != 0 for _, _, _, y in found) or found[0][2] != 0:
                    return None
                step = self._pairs[pair] = found[-1][0], found[-1][1], found[-1][2]
            x += step[2]
            placed.append((step[0], step[1], x, 0.0))
            before = char
        return placed


class NumberExtents(_FromPairs[Extents]):
    """How large numbers are: as wide as their pairs, and as high and deep as the highest and deepest character."""

    def __init__(self) -> None:
        super().__init__()
        self._characters: dict[str, Extents] = {}
        self._pairs: dict[str, Extents] = {}  # what the second one adds to the width; its top and descent

    def _from_pairs(self, s: str, whole: Callable[[str], Extents]) -> Extents | None:
        width, top, descent = 0.0, -math.inf, -math.inf
        before = ""
        for char in s:
            pair = before + char
            step = self._pairs.get(pair)
            if step is None:
                step = self._pairs[pair] = self._step(before, char, whole)
            width += step[0]  # all are multiples of 1/64: their sums are exact
            top = max(top, step[1])
            descent = max(descent, step[2])
            before = char
        return width, top + descent, descent

    def _step(self, before: str, char: str, whole: Callable[[str], Extents]) -> Extents:
        width, height, descent = self._character(char, whole)
        if before:
            width = whole(before + char)[0] - self._character(before, whole)[0]
        return width, height - descent, descent

    def _character(self, char: str, whole: Callable[[str], Extents]) -> Extents:
        if char not in self._characters:
            self._characters[char] = whole(char)
        return self._characters[char]
