"""Ops to the canvas calls that draw them: the executor's Python twin.

FORMAT.md, "Canvas calls", says what comes out; the player's executor.ts must give the same lists.
"""

from __future__ import annotations

import math
import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from ._ops import (
    Clip,
    Column,
    DrawCollection,
    DrawImage,
    DrawMarkers,
    DrawPath,
    DrawText,
    Image,
    Op,
    Path,
    Style,
)

Call = list[Any]

_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")
_AFTER_RESET: dict[str, Any] = {
    "fillStyle": "#000000ff",
    "strokeStyle": "#000000ff",
    "lineWidth": 1.0,
    "lineCap": "butt",
    "lineJoin": "miter",
    "miterLimit": 10.0,
    "setLineDash": [],
    "lineDashOffset": 0.0,
    "imageSmoothingEnabled": True,
}
# path code -> name of the call, vertices that it takes
_SEGMENTS = {1: ("moveTo", 1), 2: ("lineTo", 1), 3: ("quadraticCurveTo", 2), 4: ("bezierCurveTo", 3)}
_EXACT_COSINES: dict[float, float] = {0: 1.0, 90: 0.0, 180: -1.0, 270: 0.0}
_IDENTITY = (1, 0, 0, 1, 0, 0)


def canvas_calls(ops: Iterable[Op]) -> list[Call]:
    """Return the calls that draw *ops*, back to front, at one canvas pixel per figure pixel."""
    drawing = _Drawing()
    for op in ops:
        drawing.draw(op)
    drawing.set_clip(None)
    return drawing.calls


class _Drawing:
    def __init__(self) -> None:
        self.calls: list[Call] = [["reset"]]
        self._state = dict(_AFTER_RESET)
        self._saved = self._state
        self._clip: Clip | None = None
        self._transform(*_IDENTITY)

    def draw(self, op: Op) -> None:
        if op.clip is not self._clip:
            self.set_clip(op.clip)
        if isinstance(op, DrawPath):
            self._path(op)
        elif isinstance(op, DrawMarkers):
            self._markers(op)
        elif isinstance(op, DrawCollection):
            self._collection(op)
        elif isinstance(op, DrawImage):
            self._image(op)
        else:
            self._text(op)

    def set_clip(self, clip: Clip | None) -> None:
        if self._clip is not None:
            self.calls.append(["restore"])
            self._state = self._saved
        self._clip = clip
        if clip is None:
            return
        self.calls.append(["save"])
        self._saved = dict(self._state)
        if clip.rect:
            self.calls.append(["clip", [["rect", *clip.rect]], "nonzero"])
        self.calls += (["clip", _path_calls(path), "nonzero"] for path in clip.paths)

    def _path(self, op: DrawPath) -> None:
        if op.style is not None and op.path is not None:
            self._fill_and_stroke(_path_calls(op.path), op.style, op.style.line_width_px)

    def _markers(self, op: DrawMarkers) -> None:
        if op.style is None or op.path is None or not _visible(op.style):
            return
        path = _path_calls(op.path)
        places = list(zip(_values(op.x, op.bits), _values(op.y, op.bits), strict=True))
        for x, y in places:
            self._transform(1, 0, 0, 1, x, y)
            self._fill_and_stroke(path, op.style, op.style.line_width_px)
        if places:
            self._transform(*_IDENTITY)

    def _collection(self, op: DrawCollection) -> None:
        xs, ys = _values(op.x, op.bits), _values(op.y, op.bits)
        count = len(xs)
        style_index = _ints(op.style_index) or [i % len(op.styles) for i in range(count)]
        path_index = _ints(op.path_index) or [i % len(op.paths) for i in range(count)]
        a = _values(op.a, op.matrix_bits)
        b = _values(op.b, op.matrix_bits) or [0.0] * count
        c = _values(op.c, op.matrix_bits) or [0.0] * count
        d = _values(op.d, op.matrix_bits) or a
        for i in range(count):
            style, path, x, y = op.styles[style_index[i]], op.paths[path_index[i]], xs[i], ys[i]
            if not _visible(style):
                continue
            width = style.line_width_px
            if op.a is None:
                self._transform(1, 0, 0, 1, x, y)
                self._fill_and_stroke(_path_calls(path), style, width)
            elif b[i] == 0 == c[i] and a[i] == d[i] > 0 and not style.dashes_px:
                self._transform(a[i], 0, 0, a[i], x, y)
                self._fill_and_stroke(_path_calls(path), style, width / a[i])
            else:
                self._transform(*_IDENTITY)
                self._fill_and_stroke(_path_calls(path, (a[i], b[i], c[i], d[i], x, y)), style, width)
        if count:
            self._transform(*_IDENTITY)

    def _image(self, op: DrawImage) -> None:
        place = (op.x_px, op.y_px, op.width_px, op.height_px)
        if op.image is None or not all(map(math.isfinite, place)):
            return
        self._set("imageSmoothingEnabled", op.smooth != 0)
        self._call("drawImage", _image_summary(op.image), *place)

    def _text(self, op: DrawText) -> None:
        if op.style is None or op.text is None or not op.style.fill[3] or not op.text.glyphs:
            return
        if not all(map(math.isfinite, (op.x_px, op.y_px, op.angle_deg))):
            return
        text = op.text
        cos, sin = _cosine(op.angle_deg), _cosine(op.angle_deg - 90)
        self._set("fillStyle", _colour(op.style.fill))
        for glyph, u, v in zip(
            text.glyphs, _values(text.x, text.bits), _values(text.y, text.bits), strict=True
        ):
            path = _path_calls(glyph)
            if path:
                self._transform(
                    cos, -sin, sin, cos, op.x_px + (u * cos + v * sin), op.y_px + (v * cos - u * sin)
                )
                self.calls.append(["fill", path, "nonzero"])
        self._transform(*_IDENTITY)

    def _fill_and_stroke(self, path: list[Call], style: Style, line_width: float) -> None:
        if style.fill[3]:
            self._set("fillStyle", _colour(style.fill))
            self.calls.append(["fill", path, "nonzero"])
        if style.stroke[3] and style.line_width_px > 0:
            self._set("strokeStyle", _colour(style.stroke))
            self._set("lineWidth", line_width)
            self._set("lineCap", _CAPS[style.cap])
            self._set("lineJoin", _JOINS[style.join])
            self._set("miterLimit", style.miter_limit)
            self._set("setLineDash", list(style.dashes_px))
            self._set("lineDashOffset", style.dash_offset_px)
            self.calls.append(["stroke", path])

    def _transform(self, *matrix: float) -> None:
        self._call("setTransform", *matrix)

    def _set(self, name: str, value: Any) -> None:
        if self._state[name] != value:
            self._state[name] = value
            self.calls.append([name, value])

    def _call(self, name: str, *values: Any) -> None:
        self.calls.append(_plain([name, *values]))


def _visible(style: Style) -> bool:
    return bool(style.fill[3] or (style.stroke[3] and style.line_width_px > 0))


def _colour(rgba: bytes) -> str:
    return f"#{rgba.hex()}"


def _ints(column: Column | None) -> Sequence[int]:
    return array("i", column.values) if column is not None else ()


def _values(column: Column | None, bits: int) -> list[float]:
    unit = 2.0**-bits
    return [value * unit for value in _ints(column)]


def _path_calls(path: Path, matrix: tuple[float, ...] | None = None) -> list[Call]:
    xs, ys = _values(path.x, path.bits), _values(path.y, path.bits)
    points = list(zip(xs, ys, strict=True))
    if matrix is not None:
        a, b, c, d, e, f = matrix
        points = [(a * u + c * v + e, b * u + d * v + f) for u, v in points]
    if not path.codes:
        return [_plain(["lineTo" if i else "moveTo", *point]) for i, point in enumerate(points)]
    calls: list[Call] = []
    i = 0
    while i < len(points):
        if path.codes[i] not in _SEGMENTS:
            calls.append(["closePath"])
            i += 1
            continue
        name, vertices = _SEGMENTS[path.codes[i]]
        calls.append(_plain([name, *(value for point in points[i : i + vertices] for value in point)]))
        i += vertices
    return calls


def _plain(call: Call) -> Call:
    """Write a negative zero as zero."""
    return [0.0 if type(value) is float and value == 0 else value for value in call]


def _image_summary(image: Image) -> dict[str, int]:
    rgba = image.data
    if image.palette:
        colours = [image.palette[i : i + 4] for i in range(0, len(image.palette), 4)]
        rgba = b"".join(map(colours.__getitem__, image.data))
    return {"width": image.width_px, "height": image.height_px, "crc32": zlib.crc32(rgba)}


def _cosine(degrees: float) -> float:
    turn = math.fmod(math.fmod(degrees, 360) + 360, 360)
    if turn in _EXACT_COSINES:
        return _EXACT_COSINES[turn]
    single: float = struct.unpack("<f", struct.pack("<f", math.cos(turn * math.pi / 180)))[0]
    return single
