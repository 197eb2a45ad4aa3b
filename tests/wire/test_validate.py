"""What must hold inside a record: readers refuse the rest."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from h5rec.errors import FormatError
from h5rec.wire._ops import (
    Column,
    DrawCollection,
    DrawHatch,
    DrawMarkers,
    DrawMesh,
    Image,
    Path,
    Paths,
    Style,
    Text,
)
from h5rec.wire.validate import validate


def column(*values: int) -> Column:
    return Column(struct.pack(f"<{len(values)}i", *values))


THREE = column(1, 2, 3)
STYLE = Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ())
PATH = Path(0, b"", THREE, THREE)
PATHS = Paths(0, b"\1\2\1", column(2, 0, 1), THREE, THREE, 0, 0.0)
MESH = DrawMesh(None, None, Image(2, 1, b"", bytes(8)), 0, column(0, 0, 5), column(-1, 3))
COLLECTION = DrawCollection(
    None, None, (STYLE,), None, (), column(2, 0, 1), 0, None, None, None, None, 0, THREE, THREE, PATHS
)
TEXT = Text("a", "", 1.0, 0, (PATH,), column(1), column(1), column(1), column(1))
MARKERS = DrawMarkers(None, None, STYLE, PATH, 0, THREE, THREE, 1)
HATCH = DrawHatch(None, None, STYLE, PATH, 1, (-5, 0, 1022, 1022))


@pytest.mark.parametrize(
    "record", [PATH, PATHS, MESH, COLLECTION, TEXT, MARKERS, HATCH], ids=lambda record: type(record).__name__
)
def test_good(record: Any) -> None:
    validate(record)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (PATH._replace(snap=2), "snap 2"),
        (PATH._replace(snap_width_px=-1.0), "line width of -1.0"),
        (PATH._replace(snap_width_px=float("nan")), "line width of nan"),
        (PATH._replace(unhinted=PATH._replace(unhinted=PATH)), "unhinted path itself"),
        (PATHS._replace(bits=25), "bits 25"),
        (PATHS._replace(snap=2), "snap 2"),
        (PATHS._replace(lengths=None), "a column is missing"),
        (PATHS._replace(lengths=column(2, 1, 1)), "paths of 4 vertices together and 3 x"),
        (PATHS._replace(lengths=column(4, -1, 0)), "a path of -1 vertices"),
        (
            PATHS._replace(lengths=column(*[2**31 - 1] * 2, 5)),
            "paths of 4294967299 vertices together and 3 x",
        ),
        (PATHS._replace(lengths=column(1, 2)), "begins with code 2"),
        (PATHS._replace(codes=b"\1\3\1"), "expected 2 of them"),
        (PATHS._replace(codes=b"\1\2"), "2 codes for 3"),
        (PATHS._replace(lengths=column(), x=column(), y=column()), "3 codes for no vertices"),
        (PATHS._replace(y=column(1)), "3 x and 1 y"),
        (HATCH._replace(tile_px=0), "tiles of 0 px"),
        (HATCH._replace(box=(1, 2, 3)), "expected x, y, width and height"),
        (HATCH._replace(box=(1, 2, 3, -4)), "expected x, y, width and height"),
        (HATCH._replace(box=(0, 0, 1022, 1023)), "1049600 tiles; at most 1048576"),
        (MESH._replace(bits=25), "bits 25"),
        (MESH._replace(x=column(0, 2, 1)), "x: an edge before"),
        (MESH._replace(y=column(1, -(2**31))), "y: an edge before"),
        (MESH._replace(x=column(0, 2)), "x: 2 edges of 2 cells"),
        (MESH._replace(y=column(1, 2, 3)), "y: 3 edges of 1 cells"),
        (MESH._replace(y=None), "a column is missing"),
        (COLLECTION._replace(paths=(PATH,)), "paths and a path list"),
        (COLLECTION._replace(path_index=column(0, 1, 3)), "outside 0 to 2"),
        (COLLECTION._replace(path_index=column(0, 1, -1)), "outside 0 to 2"),
        (COLLECTION._replace(path_list=None), "paths missing"),
        (TEXT._replace(unhinted_y=None), "a column is missing"),
        (TEXT._replace(unhinted_x=THREE), "1 glyphs and other numbers of unhinted places"),
        (MARKERS._replace(snap=2), "snap 2"),
    ],
)
def test_bad(record: Any, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        validate(record)


def test_a_mesh_whose_image_is_of_an_unknown_kind() -> None:
    validate(MESH._replace(image=None, x=column(1)))
