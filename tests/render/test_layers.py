"""Blitting with ops."""

from __future__ import annotations

import struct

import pytest
from matplotlib.transforms import Bbox

from h5rec.render.extents import extent, is_within
from h5rec.render.layers import MOST_ON_TOP, Layers, pixel_box
from h5rec.wire._ops import (
    Clip,
    Column,
    DrawCollection,
    DrawHatch,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawPath,
    DrawText,
    Image,
    Op,
    Path,
    Paths,
    Style,
    Text,
)

WHOLE = (0.0, 0.0, 100.0, 100.0)
LEFT, RIGHT = (0.0, 0.0, 50.0, 100.0), (50.0, 0.0, 100.0, 100.0)


def column(*values: float) -> Column:
    return Column(struct.pack(f"<{len(values)}i", *(int(32 * value) for value in values)))


def line(x: float, width: float = 2, color: int = 0) -> DrawPath:
    style = Style(bytes(4), bytes((color, 0, 0, 255)), 1.0, 0, 1, 10.0, 1, 0.0, ())
    return DrawPath(None, None, style, Path(5, b"", column(x, x + width), column(10, 20)))


def box(left: float, right: float, color: int = 0) -> DrawPath:
    style = Style(bytes((color, 2, 3, 255)), bytes(4), 0.0, 0, 0, 10.0, 1, 0.0, ())
    x, y = column(left, right, right, left), column(0, 0, 100, 100)
    return DrawPath(None, None, style, Path(5, b"\1\2\2\2", x, y))


BACKGROUND = box(0, 100)


def layers(*overlay: Op) -> Layers:
    shown = Layers()
    shown.show((BACKGROUND,))
    shown.add(overlay)
    return shown


def test_what_is_drawn_on_top_goes_when_the_background_comes_back() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    shown.add((line(10),))
    shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND,)


def test_what_lies_outside_the_region_stays() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    shown.add((line(10), line(70)))
    shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND, line(70))


def test_what_was_on_top_when_it_was_copied_comes_back() -> None:
    shown = layers(line(20))
    region = shown.copy(LEFT, WHOLE)
    shown.add((line(10),))
    shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND, line(20))


def test_of_what_lies_across_the_edge_the_part_outside_stays() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    for color in range(3):
        shown.add((line(40, 20, color), line(70, color=color)))
        shown.restore(region, WHOLE)
    right = Clip((50, 0, 50, 100), ())
    expected = [(line(40, 20, color)._replace(clip=right), line(70, color=color)) for color in range(3)]
    assert shown.ops == (BACKGROUND, *(op for pair in expected for op in pair))  # in the order of drawing


def test_around_a_box_there_are_four_parts() -> None:
    shown = layers()
    region = shown.copy((40.0, 12.0, 50.0, 18.0), WHOLE)
    shown.add((line(20, 60),))
    shown.restore(region, WHOLE)
    assert [op.clip.rect for op in shown.overlay if op.clip] == [
        (0, 0, 100, 12), (0, 12, 40, 6), (50, 12, 50, 6), (0, 18, 100, 82),
    ]  # fmt: skip


def test_a_region_of_another_picture_shows_in_its_box_only() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    other = box(0, 100, color=9)
    shown.show((other,))
    shown.restore(region, WHOLE)
    assert shown.ops == (other, BACKGROUND._replace(clip=Clip((0, 0, 50, 100), ())))
    shown.restore(region, WHOLE)
    assert len(shown.ops) == 2


def test_nothing_shows_through_what_comes_back() -> None:
    """Agg replaces pixels; painting a background that has holes over them would not."""
    shown = Layers()
    shown.show((line(10), line(75)))
    region = shown.copy(LEFT, WHOLE)
    shown.show((line(30), line(40, 20), line(80)))
    shown.add((line(20), line(45, 20), line(70)))
    for _ in range(2):
        shown.restore(region, WHOLE)
        right = Clip((50, 0, 50, 100), ())
        assert shown.picture == (line(40, 20)._replace(clip=right), line(80), line(10))
        assert shown.overlay == (line(45, 20)._replace(clip=right), line(70))


def test_a_large_picture_with_holes_comes_back_whole() -> None:
    shown = Layers()
    picture = (*(line(10, color=step % 250) for step in range(MOST_ON_TOP + 9)), line(-5, 200))
    shown.show(picture)
    region = shown.copy((-10.0, -10.0, 110.0, 110.0), WHOLE)
    shown.show((line(30), line(-5, 300)))
    shown.restore(region, WHOLE)
    assert shown.ops == (*picture[:-1], picture[-1]._replace(clip=Clip((0, 0, 100, 100), ())))
    assert not shown.is_full


def test_a_part_of_a_region() -> None:
    shown = layers()
    region = shown.copy(WHOLE, WHOLE)
    shown.add((line(10), line(70)))
    shown.restore(region, WHOLE, RIGHT)
    assert shown.ops == (BACKGROUND, line(10))


def test_what_is_clipped_within_the_box_counts_as_within() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    shown.add((line(0, 100)._replace(clip=Clip((0, 0, 50, 100), ())),))
    shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND,)


def test_what_is_clipped_to_a_path_within_the_box_counts_as_within() -> None:
    """The axes of a polar plot have no clip rectangle."""
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    circle = Path(5, b"", column(0, 50.4, 50.4, 0), column(0, 0, 90, 90))
    shown.add((line(0, 100)._replace(clip=Clip((), (circle,))),))
    shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND,)


def test_what_reaches_over_the_edge_by_a_hair_is_no_op_more_in_each_frame() -> None:
    """Axes seldom end at whole pixels."""
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    for color in range(3):
        shown.add((line(0, 100, color)._replace(clip=Clip((0, 0, 51, 100), ())),))
        shown.restore(region, WHOLE)
    assert shown.ops == (BACKGROUND,)


def test_a_region_of_a_smaller_canvas() -> None:
    shown = layers()
    region = shown.copy(LEFT, WHOLE)
    shown.add((line(20, 160),))
    shown.restore(region, (0.0, 0.0, 200.0, 300.0))
    assert [op.clip.rect for op in shown.overlay if op.clip] == [(50, 0, 150, 100)]


def test_only_so_much_is_kept() -> None:
    shown = layers(*(line(10, color=step % 250) for step in range(MOST_ON_TOP)))
    assert not shown.is_full
    shown.add((line(20),))
    assert shown.is_full
    assert len(shown.overlay) == MOST_ON_TOP
    assert shown.overlay[-1] == line(20)


def test_pixels_of_a_box() -> None:
    assert pixel_box(Bbox([[80, 52.8], [576, 422.4]]), 480) == (80, 58, 576, 428)


IMAGE = Image(1, 1, b"", b"\1\2\3\xff")
GLYPH = Path(6, b"", Column(struct.pack("<2i", 0, 640)), Column(struct.pack("<2i", -640, 0)))
TEXT = Text(
    "ab", "f", 10.0, 6, (GLYPH, GLYPH), *(Column(struct.pack("<2i", 0, 640 * part)) for part in (1, 0))
)


def collection(x: Column, y: Column, **matrix: Column) -> DrawCollection:
    """Return items of a path from (0, 10) to (2, 20)."""
    a, b, c, d = (matrix.get(name) for name in "abcd")
    _, _, style, path = line(0)
    assert style is not None
    assert path is not None
    return DrawCollection(None, None, (style,), None, (path,), None, 5, a, b, c, d, 5, x, y)


@pytest.mark.parametrize(
    ("op", "inside"),
    [
        (line(10), (10, 10, 12, 20)),
        (DrawImage(None, None, IMAGE, 5.0, 6.0, 7.0, 8.0, 0), (5, 6, 12, 14)),
        (DrawMesh(None, None, IMAGE, 5, column(1, 2), column(3, 4)), (1, 3, 2, 4)),
        (
            DrawMarkers(None, None, line(0).style, line(0).path, 5, column(30, 40), column(50, 60)),
            (30, 60, 42, 80),
        ),
        (collection(column(30, 40), column(50, 60)), (30, 60, 42, 80)),
        (collection(column(30, 40), column(50, 60), a=column(-2, 2)), (26, 30, 44, 100)),
        (
            collection(column(30, 40), column(50, 60), a=column(1, 1), b=column(-3, 0), d=column(0, 0)),
            (28, 44, 42, 66),
        ),
        (collection(column(30, 40), column(50, 60), a=column(0, 0), c=column(2, 0)), (-10, 50, 80, 60)),
        (
            collection(column(30, 40), column(50, 60))._replace(
                paths=(),
                path_list=Paths(5, b"", column(2, 2), column(0, 1, 5, 2), column(0, 1, 5, 2), 0, 0.0),
            ),
            (30, 50, 45, 65),
        ),
        (DrawText(None, None, None, TEXT, 30.0, 40.0, 0.0), (30, 30, 50, 40)),
        (DrawText(None, None, None, TEXT, 30.0, 40.0, 90.0), (20, 20, 40, 40)),
        (DrawHatch(None, None, line(0).style, line(0).path, 10, (30, 40, 20, 10)), (20, 30, 60, 60)),
    ],
)
def test_extents_hold_all_that_shows(op: Op, inside: tuple[float, float, float, float]) -> None:
    seen = extent(op)
    assert seen is not None
    assert is_within(inside, seen)
    assert is_within(seen, (inside[0] - 40, inside[1] - 40, inside[2] + 40, inside[3] + 40))


def test_clips_limit_extents() -> None:
    assert extent(line(0, 90)._replace(clip=Clip((5, 5, 10, 10), ()))) == (5, 7.5, 15, 15)
    circle = Path(5, b"", column(20, 30), column(0, 14))
    assert extent(line(0, 90)._replace(clip=Clip((5, 5, 50, 10), (circle,)))) == (20, 7.5, 30, 14)


def test_the_widest_style_counts() -> None:
    narrow = collection(column(30), column(50))
    (style,) = narrow.styles
    wide = narrow._replace(styles=(style, style._replace(line_width_px=9.0), style))
    assert extent(narrow) == (27.5, 57.5, 34.5, 72.5)
    assert extent(wide) == (15.5, 45.5, 46.5, 84.5)


def test_what_shows_nothing_has_no_extent() -> None:
    nothing = collection(column(), column())
    assert extent(nothing) is None
    assert extent(nothing._replace(clip=Clip((5, 5, 10, 10), ()))) is None
    assert extent(collection(column(1), column(2))._replace(paths=())) is None
    shown = layers(nothing)
    shown.restore(shown.copy(LEFT, WHOLE), WHOLE)
    assert shown.ops == (BACKGROUND,)
