"""What matplotlib's artists become."""

from __future__ import annotations

import itertools
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from h5rec.render.geometry import fixed_path
from h5rec.render.glyphs import SUBPIXEL_TEXT
from h5rec.render.groups import GroupStack
from h5rec.render.raster import new_agg
from h5rec.render.renderer import Renderer
from h5rec.render.styles import StyleMaker
from h5rec.wire._ops import DrawCollection, DrawHatch, DrawImage, DrawMarkers, DrawMesh, DrawPath, DrawText
from h5rec.wire.validate import MAX_GROUP_DEPTH, are_codes, validate

from .helpers import draw, draw_artist, ints, new_figure, only, parts, points, snapped


def add_line(*args: object, **kwargs: object) -> Line2D:
    figure = new_figure()
    line = Line2D(*args, **kwargs)  # type: ignore[arg-type]  # in px
    figure.add_artist(line)
    line.set_transform(mpl.transforms.IdentityTransform())
    return line


def test_a_line_goes_through_its_points_with_y_downwards() -> None:
    op = only(draw_artist(add_line([10, 20.5, 31], [10, 33.25, 20])), DrawPath)
    np.testing.assert_allclose(points(op.path), [(10, 90), (20.5, 66.75), (31, 80)])
    assert op.path is not None
    assert op.path.codes == b""


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    op = only(draw_artist(add_line([10, 20, 30, 40, 51], [1, 2, np.nan, 40, 51.5])), DrawPath)
    assert op.path is not None
    assert op.path.codes == bytes((1, 2, 1, 2))


def test_line_style_comes_in_pixels() -> None:
    line = add_line([1, 20], [1, 30], lw=2, ls=(1, (3, 5)), color=(1, 0, 0, 0.5), dash_capstyle="round")
    style = only(draw_artist(line), DrawPath).style
    assert style is not None
    assert style.stroke == bytes((255, 0, 0, 128))
    assert style.fill == bytes(4)
    np.testing.assert_allclose(style.line_width_px, 2 * 100 / 72, rtol=1e-6)
    # matplotlib scales dash patterns by the line width
    np.testing.assert_allclose(style.dashes_px, np.array((3, 5)) * 2 * 100 / 72, rtol=1e-6)
    np.testing.assert_allclose(style.dash_offset_px, 2 * 100 / 72, rtol=1e-6)
    assert style.cap == 1


@pytest.mark.parametrize(("color", "lw"), [((0, 0, 0, 0), 1), ("k", 0)])
def test_what_cannot_be_seen_is_not_drawn(color: object, lw: float) -> None:
    assert draw_artist(add_line([1, 20], [1, 30], color=color, lw=lw)) == ()


def test_horizontal_lines_are_snapped_by_the_player() -> None:
    op = only(draw_artist(add_line([10, 50], [20.3, 20.3], lw=0.72)), DrawPath)
    assert op.path is not None
    assert op.path.snap_width_px == pytest.approx(1)
    np.testing.assert_allclose(points(op.path)[:, 1], 79.7, atol=1 / 32)
    assert snapped(op.path)[:, 1] == pytest.approx(80.5)
    assert snapped(op.path, 2)[:, 1] == pytest.approx(79.5)


def test_slanted_lines_are_not_snapped() -> None:
    op = only(draw_artist(add_line([10, 50], [20.3, 20.4])), DrawPath)
    assert op.path is not None
    assert (op.path.snap, op.path.snap_width_px) == (0, 0)


@pytest.mark.parametrize("scale", [1, 2, 4])
@pytest.mark.parametrize("width_pt", [0.72, 1.08, 1.44])
def test_snapped_edges_lie_where_agg_puts_them(scale: int, width_pt: float) -> None:
    rng = np.random.default_rng(4)
    xs, ys = rng.uniform(0, 200, 400), rng.uniform(0, 100, 400)
    xs[:100] = np.round(xs[:100] * 2) / 2  # on the border of two pixels
    line = add_line(np.repeat(xs, 2)[1:], np.repeat(ys, 2)[:-1], lw=width_pt)
    op = only(draw_artist(line), DrawPath)
    transform = mpl.transforms.Affine2D().scale(scale, -scale).translate(0, 100 * scale)
    agg = line.get_path().cleaned(transform, snap=None, stroke_width=width_pt / 72 * 100 * scale)
    np.testing.assert_array_equal(snapped(op.path, scale) * scale, np.asarray(agg.vertices)[:-1])


def test_what_is_sketched_is_snapped_first() -> None:
    line = add_line([10, 150], [20.3, 20.3], lw=0.72)
    line.set_sketch_params(0.001, 100, 1)
    op = only(draw_artist(line), DrawPath)
    assert op.path is not None
    assert op.path.snap == 0
    np.testing.assert_allclose(points(op.path)[:, 1], 80.5, atol=0.04)


def test_markers_are_stamped_on_whole_pixels_by_the_player() -> None:
    line = add_line([10.2, 30.7, np.nan], [10.4, 20.6, 1], ls="", marker="o", ms=7.2, mfc="r", mec="none")
    op = only(draw_artist(line), DrawMarkers)
    assert op.snap == 1
    places = np.column_stack((ints(op.x), ints(op.y))) / (1 << op.bits)
    np.testing.assert_allclose(places, [(10.2, 89.6), (30.7, 79.4)], atol=1 / 32)
    assert op.style is not None
    assert op.style.fill == bytes((255, 0, 0, 255))
    extent = points(op.path)
    np.testing.assert_allclose(extent.max(axis=0) - extent.min(axis=0), 10, atol=0.2)
    np.testing.assert_allclose(extent.mean(axis=0), 0, atol=0.8)
    assert op.path is not None
    assert op.path.snap == 0


@pytest.mark.parametrize("count", [1, 3])
def test_markers_between_two_pixels_are_stamped_on_agg_s(count: int) -> None:
    """What the order of the sums decides: 303.5 + 0.5 is less than 304 in another one."""
    for x_scale, left, u in ((40.18085530536637, 63.83563418747041, 5.964640722332287),
                             (28.018847089002566, 63.76962900831246, 2.2388633905036475)):  # fmt: skip
        places = Path(np.full((count, 2), (u, 5.2)))
        transform = Affine2D.from_values(x_scale, 0, 0, 1, left, 0)
        agg, ours = new_agg(400, 100, 100), Renderer(400, 100, 100)
        ours.start_frame()
        for renderer in (agg, ours):
            gc = renderer.new_gc()
            gc.set_linewidth(0)
            renderer.draw_markers(gc, Path.unit_rectangle(), Affine2D(), places, transform, (0, 0, 0))
        painted = np.flatnonzero(np.asarray(agg.buffer_rgba())[:, :, 3].any(axis=0))
        op = only(ours.take_ops(), DrawMarkers)
        stamped = np.floor(ints(op.x) / (1 << op.bits) + 0.5)
        np.testing.assert_array_equal(stamped, np.full(count, painted[0]))


def test_square_markers_are_snapped_by_themselves() -> None:
    op = only(draw_artist(add_line([10.2], [10.4], marker="s", ms=7.2, mew=0.72)), DrawMarkers)
    np.testing.assert_allclose(np.unique(snapped(op.path)), [-4.5, 5.5])


def test_a_patch_is_filled_and_stroked_by_one_op() -> None:
    figure = new_figure()
    figure.add_artist(Circle((0.5, 0.5), 0.2, fc="b", ec="k", lw=1))
    patch = figure.artists[-1]
    op = only(draw_artist(patch), DrawPath)
    assert op.style is not None
    assert op.style.fill == bytes((0, 0, 255, 255))
    assert op.style.stroke == bytes((0, 0, 0, 255))
    assert op.path is not None
    assert set(op.path.codes) == {1, 4, 79}


def test_alpha_of_the_artist_wins() -> None:
    figure = new_figure()
    figure.add_artist(Rectangle((0.1, 0.1), 0.5, 0.5, fc=(1, 0, 0, 0.9), alpha=0.25))
    style = only(draw_artist(figure.artists[-1]), DrawPath).style
    assert style is not None
    assert style.fill[3] == 64


def test_clip_rectangle_is_rounded_to_whole_pixels() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.101, 0.2, 0.5, 0.5))
    (line,) = axes.plot([0, 1], [0, 1])
    clip = only(draw_artist(line), DrawPath).clip
    assert clip is not None
    assert clip.rect == (20, 30, 100, 50)
    assert clip.paths == ()


def test_clip_path_is_kept() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    image = axes.imshow(np.zeros((2, 2)), aspect="auto")
    image.set_clip_path(Circle((0.5, 0.5), 0.4, transform=axes.transData))
    clip = only(draw_artist(image), DrawImage).clip
    assert clip is not None
    assert len(clip.paths) == 1


def test_hatches_lie_between_fill_and_edge_and_are_clipped_to_the_shape() -> None:
    figure = new_figure()
    figure.add_artist(Circle((0.5, 0.5), 0.3, fc="b", ec="k", hatch="//"))
    fill, hatch, edge = draw_artist(figure.artists[-1])
    assert isinstance(fill, DrawPath)
    assert isinstance(hatch, DrawHatch)
    assert isinstance(edge, DrawPath)
    assert fill.style is not None
    assert fill.style.stroke[3] == 0
    assert edge.style is not None
    assert edge.style.fill[3] == 0
    assert hatch.clip is not None
    assert hatch.clip.paths[-1] == fill.path


def test_a_hatch_is_one_tile_of_as_many_px_as_the_dpi_whatever_it_fills() -> None:
    figure = new_figure(300, 200)
    for size in (0.2, 0.4):
        figure.add_artist(Rectangle((0.1, 0.5), size, size, hatch="|"))
    small, large = (only(draw_artist(each), DrawHatch) for each in figure.artists)
    assert small.path == large.path
    assert small.tile_px == large.tile_px == 100
    extent = points(small.path)
    np.testing.assert_array_equal((extent[:, 1].min(), extent[:, 1].max()), (0, 100))
    for op, size in ((small, 0.2), (large, 0.4)):
        x, y, width, height = op.box
        assert x <= 30
        assert y <= 100 - 200 * size
        assert x + width >= 30 + 300 * size
        assert y + height >= 100


@pytest.mark.parametrize("place", [(-0.5, 0.2), (0.2, 1.1)])
def test_a_hatch_outside_of_the_figure_is_not_drawn(place: tuple[float, float]) -> None:
    figure = new_figure()
    figure.add_artist(Rectangle(place, 0.2, 0.2, hatch="|", clip_on=False))
    assert not [op for op in draw_artist(figure.artists[-1]) if isinstance(op, DrawHatch)]


def test_images_have_their_top_row_first() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.25, 0.25, 0.5, 0.5))
    image = axes.imshow([[(255, 0, 0), (255, 0, 0)], [(0, 0, 255), (0, 0, 255)]], aspect="auto")
    assert isinstance(image, AxesImage)
    op = only(draw_artist(image), DrawImage)
    assert op.image is not None
    assert (op.x_px, op.y_px, op.width_px, op.height_px) == (50, 25, 100, 50)
    assert (op.image.width_px, op.image.height_px) == (100, 50)
    colors = np.frombuffer(op.image.palette, np.uint8).reshape(-1, 4)
    pixels = colors[np.frombuffer(op.image.data, np.uint8)].reshape(50, 100, 4)
    assert pixels[0, 0].tolist() == [255, 0, 0, 255]
    assert pixels[-1, 0].tolist() == [0, 0, 255, 255]


def test_a_scatter_is_one_op_with_its_sizes_and_colours() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    scatter = axes.scatter(
        [10, 20, 30, np.nan],
        [5, 50, 95, 1],
        s=[9, 36, 81, 9],
        c=["r", "g", "r", "b"],
        lw=0,
        plotnonfinite=True,
    )
    assert isinstance(scatter, PathCollection)
    op = only(draw_artist(scatter), DrawCollection)
    scale = 1 / (1 << op.bits)
    np.testing.assert_allclose(ints(op.x) * scale, [10, 20, 30])
    np.testing.assert_allclose(ints(op.y) * scale, [95, 50, 5])
    assert op.a is not None
    sizes = ints(op.a) / ints(op.a)[0]
    np.testing.assert_allclose(sizes, [1, 2, 3], rtol=1e-2)
    fills = [op.styles[i].fill for i in ints(op.style_index)]
    assert fills[0] == fills[2] == bytes((255, 0, 0, 255))
    assert fills[1] == bytes((0, 128, 0, 255))
    radius = np.abs(points(op.paths[0])).max() * ints(op.a)[0] / (1 << op.matrix_bits)
    np.testing.assert_allclose(radius, 1.5 * 100 / 72, rtol=1e-2)


def test_squares_of_a_scatter_are_one_path_that_is_snapped_where_it_lies() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0, 200, 50), rng.uniform(0, 100, 50)
    for sizes in (36, rng.uniform(9, 90, 50)):
        scatter = axes.scatter(x, y, c=x, marker="s", s=sizes, lw=0)
        op = only(draw_artist(scatter), DrawCollection)
        assert len(op.paths) == 1
        assert op.paths[0].snap == 1
        sides = np.broadcast_to(np.sqrt(sizes), 50) * 100 / 72
        for item in range(50):
            place = (ints(op.x)[item] / (1 << op.bits), ints(op.y)[item] / (1 << op.bits))
            own = 1.0 if op.a is None else ints(op.a)[item] / (1 << op.matrix_bits)
            corners = np.floor(points(op.paths[0]) * own + place + 0.5)
            centre = np.array((x[item], 100 - y[item]))
            low, high = np.floor(centre - sides[item] / 2 + 0.5), np.floor(centre + sides[item] / 2 + 0.5)
            np.testing.assert_array_equal(corners.min(axis=0), low)
            np.testing.assert_array_equal(corners.max(axis=0), high)


def test_scaled_stamps_are_only_scaled() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    op = only(draw_artist(axes.scatter([0.1, 0.5], [0.2, 0.4], s=[9, 36])), DrawCollection)
    assert op.a is not None
    assert (ints(op.a) > 0).all()
    assert (op.b, op.c, op.d) == (None, None, None)


def test_sizes_move_nothing_unless_their_matrices_do() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    scatter = axes.scatter([20, 100, 140], [40, 60, 10], s=[9, 36, 9])
    op = only(draw_artist(scatter), DrawCollection)
    where = [ints(part) / (1 << op.bits) for part in (op.x, op.y)]
    np.testing.assert_allclose(where, [(20, 100, 140), (60, 40, 90)])
    lines: Any = LineCollection([[(0, 0), (1, 2)]], offsets=[(20, 40), (100, 60)], transOffset=axes.transData)
    moves = [mpl.transforms.Affine2D().scale(size).translate(size, 0).get_matrix() for size in (3, 5)]
    lines._transforms = np.array(moves)
    lines.set_transform(mpl.transforms.IdentityTransform())
    figure.add_artist(lines)
    op = only(draw_artist(lines), DrawCollection)
    where = [ints(part) / (1 << op.bits) for part in (op.x, op.y)]
    np.testing.assert_allclose(where, [(23, 105), (60, 40)])


def test_line_collections_take_styles_in_turn() -> None:
    figure = new_figure()
    segments = [[(0, 0), (i + 1.5, 3.7 * i + 2)] for i in range(5)]
    lines = LineCollection(segments, colors=["r", "b"], linewidths=[0.72, 1.44, 2.16])
    lines.set_transform(mpl.transforms.IdentityTransform())
    figure.add_artist(lines)
    op = only(draw_artist(lines), DrawCollection)
    chosen = [op.styles[i] for i in ints(op.style_index)]
    assert [style.stroke[0] for style in chosen] == [255, 0, 255, 0, 255]
    assert [round(style.line_width_px) for style in chosen] == [1, 2, 3, 1, 2]
    assert op.paths == ()
    np.testing.assert_allclose(
        [part[1] for part in parts(op.path_list)], [(i + 1.5, 98 - 3.7 * i) for i in range(5)], atol=1 / 32
    )
    assert op.path_list is not None
    assert (op.path_list.snap, op.path_list.codes) == (0, b"")


def test_upright_lines_of_a_collection_are_one_list_that_is_snapped() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    op = only(draw_artist(axes.vlines([10.3, 20.7], 5, 95, lw=1.44)), DrawCollection)
    assert op.path_list is not None
    assert op.path_list.snap == 1
    assert op.path_list.snap_width_px == pytest.approx(2)


def test_upright_lines_of_different_widths_are_snapped_each_by_its_own() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    op = only(draw_artist(axes.vlines([10.3, 20.7, 30.2], 5, 95, lw=[0.72, 1.44, 0.72])), DrawCollection)
    assert op.path_list is None
    index = [0, 1, 2] if op.path_index is None else ints(op.path_index).tolist()
    assert [snapped(op.paths[i])[0, 0] for i in index] == [10.5, 21, 30.5]
    assert [snapped(op.paths[i], 2)[0, 0] for i in index] == [10.5, 20.5, 30]


def test_upright_lines_among_slanted_ones_lie_on_whole_pixels() -> None:
    segments = [np.array(segment) for segment in ([(10.3, 5), (10.3, 95)], [(20, 5), (30, 95)])]
    lines = LineCollection(segments, linewidths=0.72)
    lines.set_transform(mpl.transforms.IdentityTransform())
    new_figure().add_artist(lines)
    op = only(draw_artist(lines), DrawCollection)
    upright, slanted = parts(op.path_list)
    assert upright[:, 0].tolist() == [10.5, 10.5]
    assert slanted[:, 0].tolist() == [20, 30]


def test_collections_leave_out_what_is_not_finite() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    segments: list[Any] = [
        [(0, 0), (10, 11)],
        [(np.nan, 0), (np.nan, 1)],
        [(20, 3), (np.nan, 5), (30, 6), (40, 8)],
        [(5, 6), (7, 9)],
    ]
    lines = axes.add_collection(LineCollection(segments, colors=["r", "g", "b", "k"]))
    op = only(draw_artist(lines), DrawCollection)
    assert [op.styles[i].stroke[:3].hex() for i in ints(op.style_index)] == ["ff0000", "0000ff", "000000"]
    found = parts(op.path_list)
    index = range(len(found)) if op.path_index is None else ints(op.path_index)
    assert [found[i][-1].tolist() for i in index] == [[10, 89], [40, 92], [7, 91]]


def test_lines_far_beyond_the_canvas_are_cut() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 200), ylim=(0, 100))
    lines = axes.add_collection(LineCollection([[(-1e9, -5e8), (1e9, 5e8)], [(0, 0), (10, 11)]]))
    op = only(draw_artist(lines), DrawCollection)
    far = parts(op.path_list)[0]
    assert np.abs(far).max() < 1000
    np.testing.assert_allclose(np.diff(far, axis=0)[0, 1] / np.diff(far, axis=0)[0, 0], -0.5, atol=1e-3)


def test_polygons_at_places_of_their_own() -> None:
    figure = new_figure()
    shapes = [[(0, 0), (3, 0), (0, 5)], [(0, 0), (4, 1), (0, 6)]]
    polygons = PolyCollection(
        shapes, offsets=[(10, 20), (50.5, 60), (90, 10)], offset_transform=mpl.transforms.IdentityTransform()
    )
    polygons.set_transform(mpl.transforms.IdentityTransform())
    figure.add_artist(polygons)
    op = only(draw_artist(polygons), DrawCollection)
    assert len(parts(op.path_list)) == 2
    scale = 1 / (1 << op.bits)
    np.testing.assert_allclose(ints(op.x) * scale, [10, 50.5, 90])
    np.testing.assert_allclose(ints(op.y) * scale, [-20, -60, -10])
    np.testing.assert_allclose(parts(op.path_list)[1][1], (4, 99))


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


def test_groups_are_no_deeper_than_readers_take() -> None:
    groups = GroupStack()
    for _ in range(400):
        groups.open("deep", None, 0)
    depth, group = 0, groups.current
    while group is not None:
        depth, group = depth + 1, group.parent
    assert depth == MAX_GROUP_DEPTH
    for _ in range(400):
        groups.close()
    assert groups.current is None


def test_groups_name_the_artist() -> None:
    figure = new_figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], label="signal", gid="trace-1")
    groups = [op.group for op in draw(figure) if op.group is not None and op.group.kind == "line2d"]
    (signal,) = [group for group in groups if group.label]
    assert (signal.label, signal.gid) == ("signal", "trace-1")
    assert signal.parent is not None
    assert signal.parent.kind == "axes"
    assert signal.parent.parent is not None
    assert signal.parent.parent.kind == "figure"


def test_gouraud_shading_is_an_image() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    mesh = axes.tripcolor([0, 1, 0.5], [0, 0, 1], [0, 0.5, 1], shading="gouraud")
    op = only(draw_artist(mesh), DrawImage)
    assert op.image is not None
    assert op.image.width_px > 50


@pytest.mark.parametrize("cells", [5, 100])
def test_upright_meshes_are_grids(cells: int) -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(cells * cells).reshape(cells, cells))
    axes.set(xlim=(0, cells), ylim=(0, cells))
    op = only(draw_artist(mesh), DrawMesh)
    assert op.image is not None
    assert (op.image.width_px, op.image.height_px) == (cells, cells)
    np.testing.assert_allclose(ints(op.x) / (1 << op.bits), np.linspace(0, 200, cells + 1), atol=1 / 32)
    np.testing.assert_allclose(ints(op.y) / (1 << op.bits), np.linspace(0, 100, cells + 1), atol=1 / 32)


def test_grids_have_their_cells_where_they_belong() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    colors = np.array([["r", "g", "b"], ["k", "w", "y"]])
    rgb = np.array([[mpl.colors.to_rgb(color) for color in row] for row in colors])
    mesh = axes.pcolormesh([0, 1, 3, 4], [0, 1, 2], rgb)
    for flipped in (False, True):
        axes.set(xlim=(4, 0) if flipped else (0, 4), ylim=(0, 2))
        op = only(draw_artist(mesh), DrawMesh)
        assert op.image is not None
        palette = np.frombuffer(op.image.palette, np.uint8).reshape(-1, 4)
        cells = palette[np.frombuffer(op.image.data, np.uint8)].reshape(2, 3, 4)[:, :, :3]
        expected = (rgb[::-1, ::-1] if flipped else rgb[::-1]) * 255
        np.testing.assert_array_equal(cells, np.round(expected))
        edges = [0, 50, 150, 200]
        assert (ints(op.x) / (1 << op.bits)).tolist() == edges


def test_only_what_is_seen_of_a_grid_is_kept() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(10000.0).reshape(100, 100))
    axes.set(xlim=(50.5, 52.5), ylim=(10.5, 11.5))
    op = only(draw_artist(mesh), DrawMesh)
    assert op.image is not None
    assert (op.image.width_px, op.image.height_px) == (3, 2)
    axes.set(xlim=(500, 600))
    assert draw_artist(mesh) == ()


@pytest.mark.parametrize("kind", ["sheared", "edges", "unsnapped"])
@pytest.mark.parametrize(("cells", "op"), [(5, DrawCollection), (100, DrawImage)])
def test_other_meshes_are_cells_until_they_are_too_many(kind: str, cells: int, op: type) -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    x, y = np.meshgrid(np.arange(cells + 1.0), np.arange(cells + 1.0))
    options: dict[str, dict[str, Any]] = {
        "edges": {"edgecolors": "k"},
        "unsnapped": {"snap": False, "antialiased": True},
    }
    mesh = axes.pcolormesh(x + y / 10 if kind == "sheared" else x, y, x[:-1, :-1], **options.get(kind, {}))
    axes.set(xlim=(0, cells), ylim=(0, cells))
    assert isinstance(draw_artist(mesh)[0], op)


def test_grids_far_finer_than_pixels_are_pixels() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(400.0 * 400).reshape(400, 400))
    axes.set(xlim=(0, 400), ylim=(0, 400))
    assert isinstance(draw_artist(mesh)[0], DrawImage)


def test_the_same_figure_gives_the_same_ops() -> None:
    figure = new_figure()
    axes = figure.add_subplot()
    axes.plot(np.arange(10.0), marker="o")
    axes.set_title(r"$x^2$")
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    drawn = []
    for _ in range(2):
        renderer.start_frame()
        figure.draw(renderer)
        drawn.append(renderer.take_ops())
    assert drawn[0] == drawn[1]
    assert drawn[0] == draw(figure)


def test_an_artist_that_raises_does_not_disturb_the_next_frame() -> None:
    figure = new_figure()
    renderer = Renderer(200, 100, 100)
    renderer.open_group("figure")
    renderer.open_group("axes")
    renderer.start_frame()
    figure.draw(renderer)
    op = renderer.take_ops()[0]
    assert op.group is not None
    assert op.group.parent is not None
    assert op.group.parent.parent is None


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


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_paths_put_together_wrongly_are_mended(length: int) -> None:
    vertices = np.arange(2.0 * length).reshape(length, 2)
    for codes in itertools.product([0, 1, 2, 3, 4, 79, 5], repeat=length):
        path = fixed_path(vertices, np.array(codes, np.uint8))
        validate(path)
        assert path.x is not None
        assert 1 <= len(path.x.values) // 4 <= length
        if 5 not in codes and are_codes(bytes(codes)) and set(codes[1:]) - {2}:
            assert path.codes == bytes(codes)


@pytest.mark.parametrize(
    "bounds", [(np.nan, 0, 1, 1), (-np.inf, -np.inf, np.inf, np.inf), (-1e300, 1e300, 1e300, 1e300)]
)
def test_clip_boxes_that_are_not_finite(bounds: tuple[float, float, float, float]) -> None:
    line = add_line([10, 20], [10, 30])
    line.set_clip_box(mpl.transforms.Bbox.from_extents(*bounds))
    draw_artist(line)


def test_numbers_without_bounds_make_styles_that_readers_take() -> None:
    styles = StyleMaker(100)
    for number in (1e9, 1e39, 1e308, np.inf, np.nan, -1e308):
        for dashes in ((0, None), (number, (1, 1)), (0, (number, 1)), (number, (number, number))):
            validate(styles.make(bytes(4), b"\1\2\3\4", number, dashes, "butt", "miter", True))
            validate(styles.make(bytes(4), b"\1\2\3\4", number, dashes, "butt", "miter", False))
            validate(styles.make(bytes(4), b"\1\2\3\4", 1.0, dashes, "butt", "miter", True))


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


def test_groups_and_clips_are_the_same_objects_in_every_frame() -> None:
    figure = new_figure()
    figure.add_subplot().bar([1, 2, 3], [3, 2, 1])
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    frames = []
    for _ in range(2):
        renderer.start_frame()
        figure.draw(renderer)
        frames.append(renderer.take_ops())
    for before, after in zip(*frames, strict=True):
        assert before.group is after.group
        assert before.clip is after.clip
