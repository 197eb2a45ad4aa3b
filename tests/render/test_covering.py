"""What hides what was drawn before."""

from __future__ import annotations

import struct

import pytest

from h5rec.render.covering import on_top
from h5rec.wire._ops import Clip, Column, DrawImage, DrawPath, Image, Path, Style

INSIDE = Clip((10, 10, 20, 20), ())
UNCLIPPED = DrawPath(None, None, None, None)
BELOW = DrawPath(None, INSIDE, None, None)


def box(
    *corners: tuple[int, int], alpha: int = 255, codes: bytes = b"\1\2\2\2\x4f", clip: Clip | None = None
) -> DrawPath:
    x, y = (
        Column(struct.pack(f"<{len(part)}i", *(32 * v for v in part))) for part in zip(*corners, strict=True)
    )
    style = Style(bytes((1, 2, 3, alpha)), bytes(4), 0.0, 0, 0, 10.0, 1, 0.0, ())
    return DrawPath(None, clip, style, Path(5, codes, x, y))


SQUARE = ((10, 10), (30, 10), (30, 30), (10, 30), (10, 30))


def test_a_box_hides_what_is_clipped_to_it() -> None:
    assert on_top((BELOW, UNCLIPPED), (box(*SQUARE),)) == (UNCLIPPED, box(*SQUARE))
    assert on_top((BELOW,), (box(*SQUARE[:4], (10, 10), codes=b""),)) == (
        box(*SQUARE[:4], (10, 10), codes=b""),
    )


@pytest.mark.parametrize(
    "op",
    [
        box(*SQUARE, alpha=254),
        box((10, 10), (30, 30), (30, 10), (10, 30), (10, 30)),
        box((10, 10), (30, 10), (30, 29), (10, 29), (10, 29)),
        box((10, 10), (30, 10), (30, 30), (10, 31), (10, 31)),
        box(*SQUARE, codes=b"\1\4\4\4\x4f"),
        box(*SQUARE, clip=Clip((10, 10, 19, 20), ())),
        box(*SQUARE, clip=Clip((), (Path(0, b"", Column(b""), Column(b"")),))),
        DrawImage(None, None, Image(1, 1, b"", b"\1\2\3\xfe"), 0.0, 0.0, 99.0, 99.0, 0),
        DrawImage(None, None, Image(1, 1, b"", b"\1\2\3\xff"), 10.5, 0.0, 99.0, 99.0, 0),
    ],
)
def test_what_does_not_surely_hide_it(op: DrawPath | DrawImage) -> None:
    assert on_top((BELOW,), (op,)) == (BELOW, op)


def test_snapped_boxes_cover_the_pixels_that_they_are_snapped_to() -> None:
    # 1/8 px beside the pixels' edges
    path = box(*SQUARE).path
    assert path is not None
    columns = [
        Column(struct.pack("<5i", *(value + 4 for value in struct.unpack("<5i", part.values))))
        for part in (path.x, path.y)
        if part is not None
    ]
    beside = path._replace(x=columns[0], y=columns[1])
    for moved, hides in (
        (beside, False),
        (beside._replace(snap=1), True),
        (beside._replace(snap=1, snap_width_px=1.0), False),
    ):
        op = box(*SQUARE)._replace(path=moved)
        assert on_top((BELOW,), (op,)) == ((op,) if hides else (BELOW, op))


def test_opaque_images_hide_images() -> None:
    image = DrawImage(None, None, Image(1, 1, b"\1\2\3\xff", b"\0"), 0.0, 0.0, 99.0, 99.0, 0)
    assert on_top((image, BELOW), (image,)) == (image,)


def test_a_box_hides_the_box_before() -> None:
    before = box(*SQUARE, alpha=100)
    stroked = before._replace(style=Style(bytes(4), b"\1\2\3\xff", 1.0, 0, 0, 10.0, 1, 0.0, ()))
    assert on_top((before, stroked), (box(*SQUARE),)) == (stroked, box(*SQUARE))
