"""What must hold inside a record beyond its field types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import FormatError
from ._ops import Clip, DrawCollection, DrawMarkers, Group, Image, Path, Style, Text

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


def _path(path: Path) -> None:
    _need(path.bits <= MAX_BITS, f"bits {path.bits}; at most {MAX_BITS}")
    count = _length(path.x)
    _need(_length(path.y) == count, f"{count} x and {_length(path.y)} y")
    if not path.codes:
        return
    codes = path.codes
    _need(len(codes) == count, f"{len(codes)} codes for {count} vertices")
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


def _markers(markers: DrawMarkers) -> None:
    _need(markers.bits <= MAX_BITS, f"bits {markers.bits}; at most {MAX_BITS}")
    _need(_length(markers.x) == _length(markers.y), f"{_length(markers.x)} x and {_length(markers.y)} y")


def _collection(op: DrawCollection) -> None:
    _need(op.bits <= MAX_BITS and op.matrix_bits <= MAX_BITS, f"bits over {MAX_BITS}")
    count = _length(op.x)
    for column in (op.y, op.style_index, op.path_index, op.a, op.b, op.c, op.d):
        _need(column is None or _length(column) == count, f"{count} items and a column of another length")
    _need(op.y is not None and bool(op.styles) and bool(op.paths), "y, styles or paths missing")
    for column, items in ((op.style_index, op.styles), (op.path_index, op.paths)):
        if column is not None and count:
            values = memoryview(column.values).cast("i")
            _need(min(values) >= 0 and max(values) < len(items), f"an index outside 0 to {len(items) - 1}")


_RULES: dict[type[Any], Callable[[Any], None]] = {
    Path: _path,
    Style: _style,
    Clip: _clip,
    Group: _group,
    Image: _image,
    Text: _text,
    DrawMarkers: _markers,
    DrawCollection: _collection,
}
