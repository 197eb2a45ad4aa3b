"""The bars of fractions lie where Agg draws them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from h5rec.render.bars import Bar, bar_path
from h5rec.render.glyphs import SUBPIXEL_TEXT
from h5rec.render.raster import new_agg
from h5rec.wire._ops import DrawPath, DrawText

from .helpers import draw_artist, new_figure, only, points, snapped

BAR = r"$\frac{\quad}{\quad}$"  # and nothing else
PLACES = [(20.0 + n * 0.37, 30.0 + n * 0.23) for n in range(12)]


def agg_box(artist: Any, scale: int) -> npt.NDArray[np.int64]:
    """Return left, top, right, bottom of what Agg draws of an artist at so many times the dpi."""
    figure = artist.figure
    figure.set_dpi(100 * scale)
    agg = new_agg(200 * scale, 100 * scale, 100 * scale)
    artist.draw(agg)
    figure.set_dpi(100)
    rows, columns = np.nonzero(np.asarray(agg.buffer_rgba())[:, :, 3])
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


def box(op: DrawPath, scale: int) -> npt.NDArray[np.float64]:
    corners = snapped(op.path, scale) * scale
    return np.concatenate((corners.min(axis=0), corners.max(axis=0)))


@pytest.mark.skipif(not SUBPIXEL_TEXT, reason="before matplotlib 3.11, Agg drew mathtext on whole pixels")
@pytest.mark.parametrize("size", [6, 10, 23])
@pytest.mark.parametrize("rotation", [0, 90, 180])
def test_a_bar_covers_the_pixels_that_agg_fills(size: float, rotation: float) -> None:
    figure = new_figure()
    for x, y in PLACES:
        text = figure.text(x / 200, y / 100, BAR, size=size, rotation=rotation)
        op = only(draw_artist(text), DrawPath)
        np.testing.assert_array_equal(box(op, 1), agg_box(text, 1))


@pytest.mark.skipif(not SUBPIXEL_TEXT, reason="before matplotlib 3.11, Agg drew mathtext on whole pixels")
def test_at_twice_the_pixels_it_is_as_thin_as_agg_draws_it_there() -> None:
    figure = new_figure()
    heights = []
    for x, y in PLACES:
        text = figure.text(x / 200, y / 100, BAR, size=9)
        _, top, _, bottom = box(only(draw_artist(text), DrawPath), 2)
        heights.append((bottom - top, *np.diff(agg_box(text, 2)[1::2])))
    ours, agg = np.array(heights).T
    assert set(agg) == {1, 2}
    assert np.abs(ours - agg).sum() <= 2


def test_a_slanted_bar_is_not_snapped_and_at_least_a_pixel_thick() -> None:
    path = bar_path(Bar(0.0, 0.0, 10.0, 0.25), (50.0, 50.0), 30.0, None)
    assert path.snap == 0
    corners = points(path)
    np.testing.assert_allclose(np.linalg.norm(corners[2] - corners[1]), 1, atol=0.05)


def test_it_has_the_colour_and_the_clip_rectangle_of_its_text() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    text = axes.text(0.5, 0.5, r"$\frac{a}{b}$", color="r", alpha=0.5, clip_on=True)
    ops = draw_artist(text)
    said, bar = only(ops, DrawText), only(ops, DrawPath)
    assert ops == (said, bar)
    assert said.style == bar.style
    assert said.clip == bar.clip is not None
    assert said.group == bar.group
