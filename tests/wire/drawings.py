"""What the vector "drawing" draws: all that a canvas is told differently at a scale other than 1."""

from __future__ import annotations

from collections.abc import Iterator

from h5rec.wire._ops import (
    Clip,
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

from . import vectors
from .vectors import (
    CURVES,
    FILLED,
    GLYPH_A,
    LINE_PATH,
    PALETTE_IMAGE,
    RED,
    RGBA_IMAGE,
    SPACE,
    TRIANGLE,
    column,
    style,
)

# Places between pixels, on their edges and in their middles, at scale 1 and 2, and left of and above the canvas.
_X = (0, 7, 8, 9, 15, 16, 24, 311, -1, -8, -9, 500)
_Y = (3, 8, 12, 16, 20, 40, 41, 300, -8, -16, -24, 123)
CORNERS = vectors.polyline(*zip(_X, _Y, strict=True))
SQUARE = vectors.coded((1, -40, -40), (2, 40, -40), (2, 40, 41), (2, -40, 41), (79, 0, 0))
UNHINTED = vectors.coded((1, 3, -5), (2, 250, -633), (3, 301, -99), (3, 500, 2), (79, 0, 0), bits=6)
HINTED = GLYPH_A._replace(unhinted=UNHINTED)
SEAM = style(fill=RED, stroke=RED, line_width_px=0.5, antialias=0)
HARD = style(line_width_px=2.0, antialias=0)
DASHED = style(line_width_px=1.25, dashes_px=(3.5, 1.25), dash_offset_px=0.75, miter_limit=1.25)
STYLES = (
    style(fill=RED),
    FILLED,
    SEAM,
    HARD,
    DASHED,
    style(line_width_px=0.1),
    style(stroke=vectors.NOTHING),
)
LENGTHS = column(3, 0, 4, 1)
LIST = Paths(4, b"", LENGTHS, column(0, 7, 8, 9, 15, 16, 24, -9), column(3, 8, 12, 16, 20, -8, -7, 1), 0, 0.0)
CODED_LIST = LIST._replace(codes=bytes((1, 3, 3, 1, 2, 2, 79, 1)))
EDGES_X, EDGES_Y = column(-24, 8, 8, 40), column(16, 41)
TALL_EDGES_X, TALL_EDGES_Y = column(24, 200, 2000), column(-100, 24, 10_000)


def snapped(path: Path, width_px: float = 0.0) -> Path:
    """Return *path* so that its vertices are snapped."""
    return path._replace(snap=1, snap_width_px=width_px)


def frames() -> Iterator[list[Op]]:
    """Yield the ops of each frame."""
    shapes = (LINE_PATH, CORNERS, *(snapped(CORNERS, width) for width in (0.0, 0.4, 0.8, 1.0, 1.5, 2.0)))
    yield [DrawPath(None, None, one, path) for one in STYLES for path in shapes[:3]]
    yield [DrawPath(None, None, style(), path) for path in (*shapes, snapped(CURVES, 1.0), snapped(SPACE))]
    yield from ([op] for op in _markers())
    yield from ([op] for op in _collections())
    clips = (
        Clip((1, 2, 31, 17), ()),
        Clip((-5, 0, 0, 7), (snapped(TRIANGLE),)),
        Clip((), (CURVES, snapped(CORNERS, 1.0))),
    )
    yield [DrawPath(None, clip, FILLED, snapped(SQUARE)) for clip in clips]
    yield [
        DrawImage(None, None, image, x, y, width, 3.0, smooth)
        for image, x, y, width, smooth in (
            (RGBA_IMAGE, 0.0, 0.0, 2.0, 0),
            (RGBA_IMAGE, 0.25, -2.5, 30.0, 1),
            (PALETTE_IMAGE, 7.0, 11.0, 3.0, 0),
        )
    ]
    yield [op for image in (RGBA_IMAGE, PALETTE_IMAGE, None) for op in _meshes(image)]
    yield list(_texts())


def _markers() -> Iterator[Op]:
    x, y = column(*_X), column(*_Y)
    for snap in (0, 1):
        for path in (SQUARE, snapped(SQUARE, 1.0), snapped(SQUARE), TRIANGLE):
            yield DrawMarkers(None, None, style(fill=RED), path, 4, x, y, snap)
    yield DrawMarkers(None, None, DASHED, SQUARE, 0, column(3), column(-4), 1)


def _collections() -> Iterator[Op]:
    x, y = column(0, 5, 24, -9), column(3, 8, 40, 100)
    plain = DrawCollection(
        None, None, STYLES, column(0, 2, 3, 4), (SQUARE, snapped(SQUARE, 1.0)), column(0, 1, 1, 0), 8,
        None, None, None, None, 4, x, y,
    )  # fmt: skip
    larger, other, slant = column(256, 100, 300, 3), column(256, -100, 300, 3), column(0, 7, 0, -7)
    yield plain
    yield plain._replace(a=larger)
    yield plain._replace(a=larger, d=other)
    yield plain._replace(a=larger, b=slant, c=other, d=other)
    for paths in (LIST, CODED_LIST, LIST._replace(snap=1, snap_width_px=1.0)):
        listed = plain._replace(paths=(), path_index=None, path_list=paths)
        yield listed
        yield listed._replace(path_index=column(3, 2, 2, 0), a=larger)


def _meshes(image: Image | None) -> Iterator[Op]:
    if image is None or image is PALETTE_IMAGE:
        yield DrawMesh(None, None, image, 4, EDGES_X, EDGES_Y)
        yield DrawMesh(None, None, image, 4, EDGES_X, column(16, 16))  # nothing of it is seen
    else:
        yield DrawMesh(None, None, image, 4, column(0, 16, 24), column(8, 9, 41))
        yield DrawMesh(None, None, image, 4, TALL_EDGES_X, TALL_EDGES_Y)  # from above to below the canvas
        yield DrawMesh(None, None, image, 4, column(-90, -80, -70), column(8, 9, 41))  # left of it


def hatches() -> Iterator[list[Op]]:
    """Yield the ops of each frame of the vector "hatches"."""
    clip = Clip((3, 4, 40, 30), (TRIANGLE,))
    yield [
        DrawHatch(None, clip, one, path, 19, (2, 3, 33, 31))
        for one in (FILLED, DASHED, HARD, style(stroke=vectors.NOTHING))
        for path in (CURVES, snapped(SQUARE, 1.0))
    ]
    square = DrawHatch(None, None, FILLED, SQUARE, 13, (0, 0, 0, 0))
    boxes = (
        (0, 0, 60, 40),
        (13, 8, 2, 1),
        (-20, -9, 30, 12),
        (59, 39, 900, 900),
        (60, 0, 9, 9),
        (5, 5, 0, 9),
        (5, 5, 9, 0),
    )
    yield [square._replace(box=box) for box in boxes]
    yield [square._replace(tile_px=side, box=(1, 1, 9, 9)) for side in (1, 3, 1000)]
    whole = square._replace(box=(0, 0, 60, 40))
    yield [whole._replace(style=None), whole._replace(path=None)]


def _texts() -> Iterator[Op]:
    places = (column(0, 640, 1200), column(0, 0, -64))
    plain = Text("A A", "DejaVu Sans", 13.9, 6, (HINTED, SPACE, GLYPH_A), *places)
    moved = plain._replace(unhinted_x=column(1, 630, 1210), unhinted_y=column(0, 0, -60))
    fill: Style = FILLED
    for text in (plain, moved):
        for angle in (0.0, 90.0, 30.0):
            yield DrawText(None, None, fill, text, 10.25, 20.5, angle)
