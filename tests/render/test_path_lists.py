"""Many paths in one definition."""

from __future__ import annotations

import numpy as np

from h5rec.render.path_lists import Gathered, turned_in_turn
from h5rec.wire._ops import DrawCollection

from .helpers import draw, new_figure


def outline(count: int) -> list[int]:
    return [1] + [2] * (count - 1) + [79]


def polygons(*paths: list[int]) -> Gathered:
    codes = np.array([code for path in paths for code in path], np.uint8)
    vertices = np.arange(2.0 * len(codes)).reshape(-1, 2)
    return Gathered(vertices, codes, np.array([len(path) for path in paths]))


def test_outlines_of_every_second_polygon_are_drawn_backwards() -> None:
    both = outline(20) + outline(17)
    given = polygons(both, both)
    before, after = given.vertices, turned_in_turn(given).vertices
    np.testing.assert_array_equal(after[:39], before[:39])
    np.testing.assert_array_equal(after[39:59], before[39:59][::-1])
    np.testing.assert_array_equal(after[60:77], before[60:77][::-1])
    np.testing.assert_array_equal(after[[59, 77]], before[[59, 77]], err_msg="closings stay where they are")


def test_short_and_curved_polygons_are_left_as_they_are() -> None:
    for given in (polygons(outline(4), outline(4)), polygons([1] + [3] * 40, [1] + [3] * 40)):
        assert turned_in_turn(given) is given


def test_contours_that_are_only_filled_are_turned() -> None:
    for edges, is_turned in ((None, True), ("black", False)):
        figure = new_figure()
        axes = figure.add_subplot()
        y, x = np.mgrid[-2:2:40j, -2:2:40j]
        contours = axes.contourf(np.hypot(x, y), levels=[0, 0.5, 1, 1.5])
        if edges is not None:
            contours.set_edgecolor(edges)
        (op,) = (op for op in draw(figure) if isinstance(op, DrawCollection))
        assert op.path_list is not None
        lengths = np.frombuffer(op.path_list.lengths.values, "<i4")  # type: ignore[union-attr]
        columns = (op.path_list.x, op.path_list.y)
        inner, ring = np.split(
            np.stack([np.frombuffer(column.values, "<i4") for column in columns], 1),  # type: ignore[union-attr]
            [lengths[0]],
        )
        # the disc's border is the inner border of the ring
        disc = [tuple(point) for point in inner.tolist()]
        hole = [tuple(point) for point in ring.tolist() if tuple(point) in set(disc)]
        first = disc.index(hole[0])
        follows = disc[(first + 1) % (len(disc) - 1)] == hole[1]
        assert follows == is_turned
