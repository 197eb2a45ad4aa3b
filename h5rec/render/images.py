"""Pixel arrays to image definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..wire._ops import Image

# A record holds 64 MiB; wider pictures are cut into bands of rows.
_BAND_BYTES = 32 << 20
_PALETTE_SIZE = 256


def image_bands(rgba: Any) -> list[tuple[int, Image]]:
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
    return [(top, _image(np.ascontiguousarray(pixels[top : top + rows]))) for top in range(0, height, rows)]


def _image(pixels: npt.NDArray[np.uint8]) -> Image:
    height, width = pixels.shape[:2]
    packed = pixels.view("<u4").reshape(-1)
    palette = _palette(packed)
    if palette is None:
        return Image(width, height, b"", pixels.tobytes())
    indices = np.searchsorted(palette, packed).astype(np.uint8)
    return Image(width, height, palette.astype("<u4").tobytes(), indices.tobytes())


def _palette(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32] | None:
    """Return the colours, sorted, if an index of one byte can name them all."""
    # a look at every 61st pixel is enough to turn most photographs away
    if len(np.unique(packed[::61])) > _PALETTE_SIZE:
        return None
    colors: npt.NDArray[np.uint32] = np.unique(packed)
    return colors if len(colors) <= _PALETTE_SIZE else None
