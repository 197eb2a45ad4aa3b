"""What must hold inside a record beyond its field types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import FormatError
from ._ops import (
    MAX_LIST_ITEMS,
    Clip,
    DrawCollection,
    DrawHatch,
    DrawMarkers,
    DrawMesh,
    Group,
    Image,
    Path,
    Paths,
    Style,
    Text,
)

MAX_BITS = 24
MAX_GROUP_DEPTH = 256  # whoever hashes or compares a group does it to its parents, too
_VERTICES = {1: 1, 2: 1, 3: 2, 4: 3, 79: 1}  # path code -> vertices that carry it


def validate(record: Any) -> None:
    """Check *record*.

    Raises
    ------
    FormatError
        If its fields contradict each other.
    """
    rule = _RULES.get(type(record))
    if rule is not None:
        rule(record)


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise FormatError(message)


def _length(column: Any) -> int:
    _need(column is not None, "a column is missing")
    return len(column.values) // 4


def _ints(column: Any) -> npt.NDArray[np.int32]:
    _need(column is not None, "a column is missing")
    return np.frombuffer(column.values, "<i4")


def _snap(snap: int, width_px: float) -> None:
    if snap > 1:
        raise FormatError(f"snap {snap}; at most 1")
    if not 0 <= width_px < 1e6:
        raise FormatError(f"a line width of {width_px} to snap by")


def _path(path: Path) -> None:
    # the most frequent of all: no message is made unless it is needed
    bits, codes, x, y, snap, snap_width_px, unhinted = path
    _snap(snap, snap_width_px)
    if unhinted is not None:
        _need(unhinted.unhinted is None, "an unhinted path that has an unhinted path itself")
    if bits > MAX_BITS:
        raise FormatError(f"bits {bits}; at most {MAX_BITS}")
    if x is None or y is None or len(x.values) != len(y.values):
        raise FormatError(f"{_length(x)} x and {_length(y)} y")
    if codes:
        _codes(codes, len(x.values) // 4)


def _codes(codes: bytes, count: int) -> None:
    if len(codes) != count:
        raise FormatError(f"{len(codes)} codes for {count} vertices")
    if are_codes(codes):
        return
    _need(codes[0] == 1, f"the first path code is {codes[0]}; expected 1")
    at = 0
    while at < count:
        code = codes[at]
        run = _VERTICES.get(code, 0)
        _need(run > 0, f"path code {code} at vertex {at}: unknown")
        _need(
            codes[at : at + run] == bytes((code,)) * run,
            f"path code {code} at vertex {at}: expected {run} of them",
        )
        at += run


def are_codes(codes: bytes) -> bool:
    """Whether these are the codes of a path: a moveto first, curves with all of their vertices."""
    whole = codes.replace(b"\4\4\4", b"\2").replace(b"\3\3", b"\2")
    return codes[:1] == b"\1" and not whole.translate(None, b"\1\2\x4f")


def _paths(paths: Paths) -> None:
    _snap(paths.snap, paths.snap_width_px)
    _need(paths.bits <= MAX_BITS, f"bits {paths.bits}; at most {MAX_BITS}")
    lengths, count = _ints(paths.lengths), _length(paths.x)
    _need(_length(paths.y) == count, f"{count} x and {_length(paths.y)} y")
    least = int(lengths.min(initial=0))
    _need(least >= 0, f"a path of {least} vertices")
    total = int(lengths.sum(dtype=np.int64))
    _need(total == count, f"paths of {total} vertices together and {count} x")
    if not paths.codes or not count:
        _need(not paths.codes, f"{len(paths.codes)} codes for no vertices")
        return
    _codes(paths.codes, count)
    # Each begins with a moveto: then no curve goes on from one into the next.
    starts = (np.cumsum(lengths, dtype=np.int64) - lengths)[lengths > 0]
    first = np.frombuffer(paths.codes, np.uint8)[starts]
    wrong = np.flatnonzero(first != 1)
    _need(len(wrong) == 0, f"a path that begins with code {first[wrong[0]] if len(wrong) else 1}; expected 1")


def _style(style: Style) -> None:
    _need(style.cap <= 2 and style.join <= 2, f"cap {style.cap}, join {style.join}; at most 2")
    _need(0 <= style.line_width_px < 1e6, f"line width {style.line_width_px}")
    _need(all(0 <= dash < 1e6 for dash in style.dashes_px), f"dashes {style.dashes_px}")
    _need(
        abs(style.dash_offset_px) < 1e9 and 0 < style.miter_limit < 1e6,
        "dash offset or miter limit out of range",
    )


def _clip(clip: Clip) -> None:
    _need(len(clip.rect) in (0, 4), f"a clip rectangle of {len(clip.rect)} numbers; expected 4")


def _group(group: Group) -> None:
    depth, outer = 1, group.parent
    while outer is not None:
        depth, outer = depth + 1, outer.parent
        _need(depth <= MAX_GROUP_DEPTH, f"a group within more than {MAX_GROUP_DEPTH - 1} others")


def _image(image: Image) -> None:
    pixels = image.width_px * image.height_px
    _need(pixels > 0, f"an image of {image.width_px} x {image.height_px}")
    _need(
        len(image.palette) % 4 == 0 and len(image.palette) <= 1024, f"a palette of {len(image.palette)} bytes"
    )
    expected = pixels if image.palette else 4 * pixels
    _need(len(image.data) == expected, f"{len(image.data)} bytes of pixels; expected {expected}")
    if image.palette:
        top = max(image.data)
        _need(4 * top < len(image.palette), f"colour {top} of {len(image.palette) // 4}")


def _text(text: Text) -> None:
    _need(text.bits <= MAX_BITS, f"bits {text.bits}; at most {MAX_BITS}")
    if text.glyphs or text.x is not None:
        count = len(text.glyphs)
        _need(
            _length(text.x) == count and _length(text.y) == count,
            f"{count} glyphs and other numbers of places",
        )
    unhinted = text.unhinted_x, text.unhinted_y
    if unhinted != (None, None):
        count = len(text.glyphs)
        _need(
            all(_length(column) == count for column in unhinted),
            f"{count} glyphs and other numbers of unhinted places",
        )


def _markers(markers: DrawMarkers) -> None:
    _need(markers.snap <= 1, f"snap {markers.snap}; at most 1")
    _need(markers.bits <= MAX_BITS, f"bits {markers.bits}; at most {MAX_BITS}")
    _need(_length(markers.x) == _length(markers.y), f"{_length(markers.x)} x and {_length(markers.y)} y")


def _collection(op: DrawCollection) -> None:
    _need(op.bits <= MAX_BITS and op.matrix_bits <= MAX_BITS, f"bits over {MAX_BITS}")
    count = _length(op.x)
    for column in (op.y, op.style_index, op.path_index, op.a, op.b, op.c, op.d):
        _need(column is None or _length(column) == count, f"{count} items and a column of another length")
    paths = len(op.paths) if op.path_list is None else _length(op.path_list.lengths)
    _need(op.y is not None and bool(op.styles) and paths > 0, "y, styles or paths missing")
    _need(op.path_list is None or not op.paths, "paths and a path list; expected one of them")
    for column, items in ((op.style_index, len(op.styles)), (op.path_index, paths)):
        if column is not None and count:
            values = _ints(column)
            _need(values.min() >= 0 and values.max() < items, f"an index outside 0 to {items - 1}")


def _mesh(mesh: DrawMesh) -> None:
    _need(mesh.bits <= MAX_BITS, f"bits {mesh.bits}; at most {MAX_BITS}")
    for name, column in (("x", mesh.x), ("y", mesh.y)):
        edges = _ints(column)
        _need(bool((edges[1:] >= edges[:-1]).all()), f"{name}: an edge before the one before it")
        if mesh.image is not None:
            cells = mesh.image.width_px if name == "x" else mesh.image.height_px
            _need(len(edges) == cells + 1, f"{name}: {len(edges)} edges of {cells} cells")


def _hatch(hatch: DrawHatch) -> None:
    tile_px, box = hatch.tile_px, hatch.box
    _need(tile_px >= 1, f"tiles of {tile_px} px; expected at least 1")
    _need(len(box) == 4 and min(box[2:]) >= 0, f"a box of {box}; expected x, y, width and height")
    tiles = (box[2] // tile_px + 2) * (box[3] // tile_px + 2)
    _need(tiles <= MAX_LIST_ITEMS, f"{tiles} tiles; at most {MAX_LIST_ITEMS}")


_RULES: dict[type[Any], Callable[[Any], None]] = {
    Path: _path,
    Style: _style,
    Clip: _clip,
    Group: _group,
    Image: _image,
    Text: _text,
    DrawMarkers: _markers,
    DrawCollection: _collection,
    Paths: _paths,
    DrawMesh: _mesh,
    DrawHatch: _hatch,
}
