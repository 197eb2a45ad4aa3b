"""Text says what it says, and has its outlines where Agg has them."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.text import Text

from h5rec.render.glyphs import SUBPIXEL_TEXT
from h5rec.render.renderer import Renderer
from h5rec.wire._ops import DrawPath, DrawText

from .helpers import draw, draw_artist, ints, new_figure, only, points


def test_text_says_what_it_says_and_has_outlines() -> None:
    figure = new_figure()
    text = figure.text(0.5, 0.25, "Hi there", fontsize=7.2, color="g", rotation=30)
    assert isinstance(text, Text)
    op = only(draw_artist(text), DrawText)
    assert op.text is not None
    assert op.text.text == "Hi there"
    assert op.text.font == "DejaVu Sans"
    assert op.text.size_px == pytest.approx(10)
    assert len(op.text.glyphs) == 7  # a space has no outline
    for glyph in op.text.glyphs:
        assert glyph.unhinted is not None
        np.testing.assert_allclose(points(glyph.unhinted), points(glyph), atol=1)
    assert op.angle_deg == 30
    assert op.style is not None
    assert op.style.fill == bytes((0, 128, 0, 255))
    xs = ints(op.text.x)
    assert (np.diff(xs) > 0).all()


def test_glyphs_stand_where_the_width_of_the_text_says() -> None:
    figure = new_figure(600)
    op = only(draw_artist(figure.text(0, 0.5, "mmmm AVA m|", fontsize=10)), DrawText)
    assert op.text is not None
    prop = figure.texts[-1].get_fontproperties()
    width = Renderer(600, 100, 100).get_text_width_height_descent("mmmm AVA m|", prop, False)[0]
    last = ints(op.text.x)[-1] / (1 << op.text.bits) + points(op.text.glyphs[-1])[:, 0].max()
    # the width goes up to the end of the bar, or to where the next glyph would stand
    assert width - 3 < last < width + 1


def test_mathtext_has_outlines_and_bars() -> None:
    figure = new_figure()
    ops = draw_artist(figure.text(0.5, 0.5, r"$\frac{a}{b}$"))
    op = only(ops, DrawText)
    assert op.text is not None
    assert op.text.text == r"$\frac{a}{b}$"
    assert len(op.text.glyphs) == 2
    only(ops, DrawPath)


def test_text_extents_are_aggs() -> None:
    figure = new_figure()
    agg = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    ours = Renderer(200, 100, 100)
    text = figure.text(0, 0, "Ägypten fjord", fontsize=13)
    prop = text.get_fontproperties()
    for s, ismath in (("Ägypten fjord", False), (r"$\sum_i x_i^2$", True)):
        assert ours.get_text_width_height_descent(s, prop, ismath) == agg.get_text_width_height_descent(
            s, prop, ismath
        )


def test_a_text_far_away_and_names_that_are_no_strings() -> None:
    figure = new_figure()
    text = figure.add_artist(Text(1e300, 5, "far"))
    text.set_transform(mpl.transforms.IdentityTransform())
    text.set_gid(7)  # type: ignore[arg-type]
    (op,) = (op for op in draw(figure) if isinstance(op, DrawText))
    assert op.x_px == np.inf
    assert op.group is not None
    assert op.group.gid == "7"


@pytest.mark.parametrize(("align", "part"), [("left", 0), ("center", 0.5), ("right", 1)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_text_is_aligned_at_every_scale(align: str, part: float, rotation: float) -> None:
    figure = new_figure(600, 600)
    upright = rotation in (0, 180)
    up = {"left": "bottom", "center": "center", "right": "top"}[align]
    text = figure.text(
        0.5, 0.5, "Concise Date Formatter", ha=align if upright else "center", va="center" if upright else up
    )
    text.set_rotation(rotation)
    op = only(draw_artist(text), DrawText)
    assert op.text is not None
    direction = 1 if rotation in (0, 90) else -1
    ends = []
    for x in (op.text.x, op.text.unhinted_x):
        along = ints(x) / (1 << op.text.bits)
        ends.append(along[[0, -1]] if direction > 0 else along[[-1, 0]])
    growth = abs(ends[1][1] - ends[1][0]) - abs(ends[0][1] - ends[0][0])
    assert abs(growth) > 1 or not SUBPIXEL_TEXT  # before, hinting left the widths nearly as they are
    np.testing.assert_allclose(
        (ends[1] - ends[0]) * direction, [-part * growth, (1 - part) * growth], atol=0.1
    )


def test_each_of_several_lines_is_aligned_at_every_scale() -> None:
    figure = new_figure(600, 600)
    lines = ("Concise Date Formatter", "date")
    ops = draw_artist(figure.text(0.5, 0.5, "\n".join(lines), ha="center"))
    for op in ops:
        assert isinstance(op, DrawText)
        assert op.text is not None
        centres = [
            (ints(x)[0] + ints(x)[-1]) / 2 / (1 << op.text.bits)
            for x in (op.text.x, op.text.unhinted_x or op.text.x)
        ]
        assert centres[1] == pytest.approx(centres[0], abs=0.1)


def test_without_hinting_text_is_the_same_at_every_scale() -> None:
    with mpl.rc_context({"text.hinting": "none"}):
        op = only(draw_artist(new_figure().text(0.5, 0.5, "abc")), DrawText)
    assert op.text is not None
    assert (op.text.unhinted_x, op.text.unhinted_y) == (None, None)
    assert {glyph.unhinted for glyph in op.text.glyphs} == {None}
