"""At every pixel ratio, what is snapped covers whole canvas pixels: all of each, and no other."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from h5rec.log.writer import LogWriter
from h5rec.wire._ops import (
    Clip,
    Column,
    DrawCollection,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawPath,
    End,
    Figure,
    Frame,
    Image,
    Op,
    Path,
    Paths,
    Style,
)
from h5rec.wire.stream import StreamWriter
from tests.browser.pages import new_page, open_log, pixels

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Rgba = npt.NDArray[np.uint8]
SCALES = (0.5, 1, 1.25, 1.37, 1.5, 2, 3)
WIDTH_PX, HEIGHT_PX, BITS = 60, 40, 5
NOTHING, BLACK, RED = b"\0\0\0\0", b"\0\0\0\xff", b"\xff\0\0\xff"
FILLED = Style(RED, NOTHING, 0.0, 0, 0, 10.0, 1, 0.0, ())
LINE = Style(NOTHING, BLACK, 1.0, 0, 0, 10.0, 1, 0.0, ())
BOX = (10.3, 7.8, 41.6, 29.5)  # left, top, right, bottom
PLACES = ((5.0, 6.0), (20.3, 17.7), (44.49, 30.5))
EDGES_X, EDGES_Y = (-3.0, 4.4, 4.4, 21.7, 21.9, 70.0), (2.5, 11.1, 33.3)
CELLS = np.random.default_rng(5).integers(0, 256, (2, 5, 4), np.uint8) | np.array([0, 0, 0, 255], np.uint8)
CLIP_RECT = (7, 5, 31, 23)


def column(*values: float) -> Column:
    """Return coordinates as the renderer rounds those that will be snapped."""
    return Column(array("i", [math.floor(value * 2**BITS) for value in values]).tobytes())


def rectangle(box: tuple[float, ...], snap: int = 0) -> Path:
    left, top, right, bottom = box
    xs, ys = column(left, right, right, left, left), column(top, top, bottom, bottom, top)
    return Path(BITS, b"\1\2\2\2\x4f", xs, ys, snap)


def edge(value: float, scale: float) -> int:
    """Return the edge of canvas pixels that an edge in the figure goes to."""
    stored = math.floor(value * (1 << BITS)) / (1 << BITS)
    return math.floor(stored * scale + 0.5)


def blank(scale: float) -> Rgba:
    size = (math.floor(HEIGHT_PX * scale + 0.5), math.floor(WIDTH_PX * scale + 0.5), 4)
    return np.zeros(size, np.uint8)


def boxed(scale: float) -> Rgba:
    left, top, right, bottom = (edge(value, scale) for value in BOX)
    picture = blank(scale)
    picture[top:bottom, left:right] = tuple(RED)
    return picture


def ruled(scale: float) -> Rgba:
    """Return one line across and one down, as many whole pixels wide as the scale says."""
    picture = blank(scale)
    wide = round(scale)
    shift = wide // 2
    down, across = edge(BOX[0], scale) - shift, edge(BOX[1], scale) - shift
    picture[:, down : down + wide] = tuple(BLACK)
    picture[across : across + wide] = tuple(BLACK)
    return picture


def stamped(scale: float) -> Rgba:
    """Return squares of 6 px about the places."""
    picture = blank(scale)
    before, after = edge(-3.0, scale), edge(3.0, scale)
    for x, y in PLACES:
        u, v = edge(x, scale), edge(y, scale)
        picture[v + before : v + after, u + before : u + after] = tuple(RED)
    return picture


def meshed(scale: float) -> Rgba:
    picture = blank(scale)
    columns, rows = (
        [min(max(edge(value, scale), 0), size) for value in values]
        for values, size in ((EDGES_X, picture.shape[1]), (EDGES_Y, picture.shape[0]))
    )
    for j, (top, bottom) in enumerate(pairwise(rows)):
        for i, (left, right) in enumerate(pairwise(columns)):
            picture[top:bottom, left:right] = CELLS[j, i]
    return picture


def clipped(picture: Rgba, scale: float) -> Rgba:
    x, y, width, height = CLIP_RECT
    (left, top, right, bottom) = (edge(value, scale) for value in (x, y, x + width, y + height))
    inside = np.zeros_like(picture)
    inside[top:bottom, left:right] = picture[top:bottom, left:right]
    return inside


CLIP = Clip(CLIP_RECT, ())
SNAPPED_BOX = rectangle(BOX, snap=1)
SQUARE = rectangle((-3.0, -3.0, 3.0, 3.0), snap=1)
PLACE_COLUMNS = (column(*(x for x, _ in PLACES)), column(*(y for _, y in PLACES)))
MESH = DrawMesh(
    None, None, Image(5, 2, b"", CELLS.tobytes()), BITS, column(*EDGES_X), column(*EDGES_Y)
)  # fmt: skip
RULES = (
    Path(BITS, b"", column(BOX[0], BOX[0]), column(-9.0, 99.0), 1, 1.0),
    Path(BITS, b"", column(-9.0, 99.0), column(BOX[1], BOX[1]), 1, 1.0),
)
BOX_LIST = Paths(
    BITS, SNAPPED_BOX.codes, Column(array("i", [5]).tobytes()), SNAPPED_BOX.x, SNAPPED_BOX.y, 1, 0.0
)  # fmt: skip
COLLECTION = DrawCollection(
    None, None, (FILLED,), None, (SNAPPED_BOX,), None, 0, None, None, None, None, BITS, column(0.0), column(0.0)
)  # fmt: skip

# what is drawn in each frame
OPS: dict[str, list[Op]] = {
    "box": [DrawPath(None, None, FILLED, SNAPPED_BOX)],
    "lines": [DrawPath(None, None, LINE, path) for path in RULES],
    "markers": [DrawMarkers(None, None, FILLED, SQUARE, BITS, *PLACE_COLUMNS, 1)],
    "collection": [COLLECTION],
    "path list": [COLLECTION._replace(paths=(), path_list=BOX_LIST)],
    "mesh": [MESH],
    "clipped mesh": [MESH._replace(clip=CLIP)],
    "clip rectangle": [DrawPath(None, CLIP, FILLED, rectangle((-9.0, -9.0, 99.0, 99.0)))],
    "clip path": [
        DrawPath(None, Clip((), (SNAPPED_BOX,)), FILLED, rectangle((-9.0, -9.0, 99.0, 99.0)))
    ],
    "image": [DrawImage(None, None, Image(1, 1, b"", RED), 10.0, 7.0, 31.0, 22.0, 0)],
}  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The log of all frames, on a screen with two device pixels per CSS pixel."""
    path = tmp_path_factory.mktemp("scales") / "scales.h5rec"
    write(path)
    with new_page(browser, device_scale_factor=2) as page:
        open_log(page, path)
        yield page


def write(path: FilePath) -> None:
    stream, writer = StreamWriter({}, 0), LogWriter(path)
    events = stream.figure(Figure(1, 0, "", WIDTH_PX, HEIGHT_PX, 100.0, 0))
    for number, ops in enumerate(OPS.values()):
        events += stream.frame(Frame(1, number, number, (), tuple(ops)))
    for event in events + stream.end(End(len(OPS), 0, "finished")):
        writer.handle(event)
    writer.close()


def drawn(page: Page, name: str, scale: float) -> Rgba:
    """Return a frame as the player draws it at this scale."""
    page.evaluate("frame => h5rec.player.seekToFrame(frame)", list(OPS).index(name))
    return pixels(page, f"h5rec.player.renderAt({scale})")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", ["box", "collection", "path list", "clip path"])
def test_a_snapped_box_covers_whole_pixels(page: Page, name: str, scale: float) -> None:
    assert np.array_equal(drawn(page, name, scale), boxed(scale))


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_line_of_one_px_covers_as_many_whole_rows_as_the_ratio(page: Page, scale: float) -> None:
    picture = drawn(page, "lines", scale)
    assert np.array_equal(picture, ruled(scale))
    assert (picture[:, 0, 3] == 255).sum() == scale


@pytest.mark.parametrize("scale", SCALES)
def test_snapped_markers_are_all_alike(page: Page, scale: float) -> None:
    assert np.array_equal(drawn(page, "markers", scale), stamped(scale))


@pytest.mark.parametrize("scale", SCALES)
def test_cells_of_a_mesh_leave_no_seam_and_cover_nothing_twice(page: Page, scale: float) -> None:
    assert np.array_equal(drawn(page, "mesh", scale), meshed(scale))
    assert np.array_equal(drawn(page, "clipped mesh", scale), clipped(meshed(scale), scale))


@pytest.mark.parametrize("scale", SCALES)
def test_clip_rectangles_lie_between_pixels(page: Page, scale: float) -> None:
    red = blank(scale)
    red[:] = tuple(RED)
    assert np.array_equal(drawn(page, "clip rectangle", scale), clipped(red, scale))


@pytest.mark.parametrize("scale", SCALES)
def test_images_lie_between_pixels(page: Page, scale: float) -> None:
    picture = blank(scale)
    left, top, right, bottom = (edge(value, scale) for value in (10, 7, 41, 29))
    picture[top:bottom, left:right] = tuple(RED)
    assert np.array_equal(drawn(page, "image", scale), picture)


@pytest.mark.parametrize("name", OPS)
def test_the_picture_on_screen_is_that_of_the_pixel_ratio(page: Page, name: str) -> None:
    assert np.array_equal(drawn(page, name, 2), pixels(page))
