"""Pixel arrays to image definitions."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from ..wire._ops import Image

# A record holds 64 MiB; wider pictures are cut into bands of rows.
_BAND_BYTES = 32 << 20
_PALETTE_SIZE = 256
_KEPT = 8  # palettes
_FEW = 512  # pixels
_TABLE_BITS = 16
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)  # odd numbers that scatter well


class ImageMaker:
    """Makes images, and keeps the palettes of the last few: data move, their colour maps seldom."""

    def __init__(self) -> None:
        self._palettes: deque[_Palette] = deque(maxlen=_KEPT)

    def bands(self, rgba: Any) -> list[tuple[int, Image]]:
        """Return *rgba* as images with the row at which each begins.

        Parameters
        ----------
        rgba : (height, width, 4) array
            uint8, or floats 0 .. 1; rows from the top, not premultiplied.
        """
        pixels = np.asarray(rgba)
        if pixels.dtype != np.uint8:
            pixels = (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
        height, width = pixels.shape[:2]
        if height == 0 or width == 0:
            return []
        rows = max(1, _BAND_BYTES // (4 * width))
        return [
            (top, self._image(np.ascontiguousarray(pixels[top : top + rows])))
            for top in range(0, height, rows)
        ]

    def _image(self, pixels: npt.NDArray[np.uint8]) -> Image:
        height, width = pixels.shape[:2]
        packed = pixels.view("<u4").reshape(-1)
        for known in self._palettes:
            found = known.indices(packed)
            if found is not None:
                return Image(width, height, *found)
        colors = _colors(packed)
        if colors is None:
            return Image(width, height, b"", pixels.tobytes())
        found = self._palette(colors).indices(packed)
        if found is None:
            found = colors.tobytes(), np.searchsorted(colors, packed).astype(np.uint8).tobytes()
        return Image(width, height, *found)

    def _palette(self, colors: npt.NDArray[np.uint32]) -> _Palette:
        """Return a new palette: one that is known with more colours, so that it soon has all of its colour map."""
        palette = _Palette(colors)
        for known in self._palettes:
            more = np.union1d(known.colors, colors)
            if len(more) <= _PALETTE_SIZE and (larger := _Palette(more)).has_table:
                self._palettes.remove(known)
                palette = larger
                break
        self._palettes.appendleft(palette)
        return palette


class _Palette:
    """Colours, and a table that finds the number of each by some of its bits."""

    def __init__(self, colors: npt.NDArray[np.uint32]) -> None:
        self.colors = colors
        self.has_table = False  # hardly ever: two of them share a place in it
        self._factor = np.uint32(1)
        self._table = np.zeros(1 << _TABLE_BITS, np.uint8)
        for factor in _FACTORS:
            places = _places(colors, np.uint32(factor))
            if len(np.unique(places)) == len(colors):
                self._factor = np.uint32(factor)
                self._table[places] = np.arange(len(colors), dtype=np.uint8)
                self.has_table = True
                break

    def indices(self, packed: npt.NDArray[np.uint32]) -> tuple[bytes, bytes] | None:
        """Return the colours that there are and the number of each pixel's, None if one is not of this palette.

        It is as if there were no other pictures: the colours that do not occur in this one are left out.
        """
        # a look at a few turns most pictures away
        few = packed[:: max(1, len(packed) // _FEW)]
        for part in (few, packed):
            # clip: what is looked up is in range, and need not be looked at (half of the time)
            numbers = self._table.take(_places(part, self._factor), mode="clip")
            if (self.colors.take(numbers, mode="clip") != part).any():
                return None
        used = np.bincount(numbers, minlength=len(self.colors)) > 0
        if used.all():
            return self.colors.tobytes(), numbers.tobytes()
        fewer = np.zeros(_PALETTE_SIZE, np.uint8)
        fewer[: len(used)] = np.cumsum(used) - 1
        return self.colors[used].tobytes(), numbers.tobytes().translate(fewer.tobytes())


def _places(packed: npt.NDArray[np.uint32], factor: np.uint32) -> npt.NDArray[np.uint32]:
    return (packed * factor) >> np.uint32(32 - _TABLE_BITS)


def _colors(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32] | None:
    """Return the colours, sorted, if an index of one byte can name them all."""
    # a look at every 61st pixel is enough to turn most photographs away
    if len(np.unique(packed[::61])) > _PALETTE_SIZE:
        return None
    colors: npt.NDArray[np.uint32] = np.unique(packed)
    return colors if len(colors) <= _PALETTE_SIZE else None
