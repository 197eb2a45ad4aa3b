"""Pixels among vectors."""

from __future__ import annotations

from typing import Any

import pytest

from h5rec.render.renderer import Renderer
from h5rec.wire._ops import DrawImage, DrawPath

from .helpers import draw, draw_artist, new_figure, only


def test_gouraud_shading_is_an_image() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    mesh = axes.tripcolor([0, 1, 0.5], [0, 0, 1], [0, 0.5, 1], shading="gouraud")
    op = only(draw_artist(mesh), DrawImage)
    assert op.image is not None
    assert op.image.width_px > 50


@pytest.mark.parametrize("separate", [None, False, True])
def test_rasterized_artists_are_images_among_vectors(separate: bool | None) -> None:
    figure = new_figure()
    figure.suppressComposite = separate  # True: matplotlib ends the pixels after each artist, and begins anew
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.plot([0, 1], [0, 1], zorder=1)
    axes.plot([0, 1], [1, 0], zorder=2, rasterized=True)
    axes.plot([0, 1], [0.5, 0.5], zorder=3)
    ops = draw(figure)[-3:]
    assert [type(op) for op in ops] == [DrawPath, DrawImage, DrawPath]
    assert ops[1].group is not None
    assert ops[1].group.kind == "raster"


def test_filters_see_the_pixels_of_their_artist_only() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.plot([0, 1], [0, 1], zorder=1)
    (line,) = axes.plot([0.25, 0.75], [0.5, 0.5], zorder=2, color="r", lw=7.2)
    seen = []

    def blue(pixels: Any, dpi: float) -> tuple[Any, float, float]:
        seen.append(pixels.shape)
        return pixels[..., [2, 1, 0, 3]], 3, 0

    line.set_agg_filter(blue)
    ops = draw(figure)[-2:]
    assert [type(op) for op in ops] == [DrawPath, DrawImage]
    assert len(seen) == 1
    assert seen[0][0] < 20
    image = only(ops, DrawImage)
    assert image.image is not None
    assert (0, 0, 255, 255) in {
        tuple(image.image.palette[i : i + 4]) for i in range(0, len(image.image.palette), 4)
    }


def test_an_exception_while_pixels_are_drawn_leaves_the_next_frame_alone() -> None:
    figure = new_figure()
    renderer = Renderer(200, 100, 100)
    renderer.start_rasterizing()
    renderer.start_frame()
    figure.draw(renderer)
    assert [type(op) for op in renderer.take_ops()] == [DrawPath]
