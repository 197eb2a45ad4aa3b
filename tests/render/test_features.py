"""The figure with everything: all of it is drawn, without a warning, in every kind of op."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from h5rec.wire._ops import Axes, DrawImage, DrawText, Op, Style

from .features import drawn, everything, styles_of

KINDS = {
    "Barbs",
    "FillBetweenPolyCollection",
    "Line3DCollection",
    "LineCollection",
    "PatchCollection",
    "PathCollection",
    "Poly3DCollection",
    "PolyCollection",
    "QuadContourSet",
    "QuadContourSet3D",
    "QuadMesh",
    "Quiver",
    "axes",
    "line2d",
    "patch",
    "raster",
    "text",
}


@pytest.fixture(scope="module")
def picture() -> tuple[tuple[Op, ...], tuple[Axes, ...]]:
    with mpl.rc_context():
        features = everything()
        features.update(1)
        result = drawn(features.figure)
        plt.close(features.figure)
    return result


def test_every_artist_draws(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    kinds = {op.group.kind for op in picture[0] if op.group is not None}
    if mpl.__version_info__ < (3, 10):  # fill_between has no class of its own there
        kinds.add("FillBetweenPolyCollection")
    assert kinds == KINDS


def test_every_kind_of_op_is_there(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    counts = Counter(type(op) for op in picture[0])
    assert set(counts) == set(get_args(Op))
    assert min(counts.values()) >= 4


def test_every_field_of_a_style_is_used(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    styles = {style for op in picture[0] for style in styles_of(op)}
    for field in Style._fields:
        assert len({getattr(style, field) for style in styles}) > 1, field
    assert {style.cap for style in styles} == {style.join for style in styles} == {0, 1, 2}


def test_only_few_things_are_pixels(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    pixels = [op for op in picture[0] if isinstance(op, DrawImage) and op.group and op.group.kind == "raster"]
    # the gouraud triangles, the filtered line, the rasterized points
    assert 3 <= len(pixels) <= 6


def test_text_says_what_it_says(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    said = {op.text.text for op in picture[0] if isinstance(op, DrawText) and op.text is not None}
    assert {"Everything that matplotlib draws", "Mathtext", "AVATAR office äßç ☃ ∀ε Жж", "3.1"} <= said
    assert any("frac" in text for text in said)


def test_axes_of_every_projection(picture: tuple[tuple[Op, ...], tuple[Axes, ...]]) -> None:
    assert {axes.projection for axes in picture[1]} == {"rectilinear", "polar", "3d"}
    assert ("log", "log") in {axes.scales for axes in picture[1]}
