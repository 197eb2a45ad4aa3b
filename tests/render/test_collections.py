"""Collections become one op each."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection, PolyCollection

from h5rec.wire._ops import DrawCollection

from .helpers import draw_artist, ints, new_figure, only, parts, points, snapped


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
