"""Palettes: found again, and always those of the picture alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from h5rec.render.images import ImageMaker
from h5rec.wire._ops import Image


def pixels_of(image: Image) -> npt.NDArray[np.uint8]:
    """Return the RGBA rows of an image."""
    rows = np.frombuffer(image.data, np.uint8)
    if image.palette:
        rows = np.frombuffer(image.palette, np.uint8).reshape(-1, 4)[rows]
    return rows.reshape(image.height_px, image.width_px, 4)


def test_pictures_are_made_as_if_there_were_no_others() -> None:
    rng = np.random.default_rng(1)
    colors = rng.integers(0, 256, (256, 4), np.uint8)
    maker = ImageMaker()
    for most in (256, 200, 7, 256, 1):
        for _ in range(3):
            picture = colors[rng.integers(0, most, (40, 50))]
            ((_, image),) = maker.bands(picture)
            np.testing.assert_array_equal(pixels_of(image), picture)
            assert ((0, image),) == tuple(ImageMaker().bands(picture))
            assert len(image.palette) == 4 * len(np.unique(picture.view("<u4")))


def test_pictures_of_one_colour_map_soon_share_a_palette() -> None:
    rng = np.random.default_rng(3)
    colors = rng.integers(0, 256, (256, 4), np.uint8)
    maker = ImageMaker()
    for start in (0, 50, 100, 156, 20):
        maker.bands(colors[rng.integers(start, start + 100, (40, 50))])
    assert len(maker._palettes) == 1


def test_many_colours_have_no_palette() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (40, 50, 4), np.uint8)
    ((_, image),) = ImageMaker().bands(picture)
    assert image.palette == b""
    np.testing.assert_array_equal(pixels_of(image), picture)


@pytest.mark.parametrize("shape", [(0, 3, 4), (3, 0, 4)])
def test_nothing_is_no_image(shape: tuple[int, ...]) -> None:
    assert ImageMaker().bands(np.zeros(shape)) == []
