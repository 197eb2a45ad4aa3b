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
_SEAM_PX = 1.25  # canvas pixels that a stroke which closes a seam covers at least, at a scale other than 1
_WIDENED_PX = 1.5  # hard strokes that are at least so wide have the pixel in them by which Agg widens them
_UNBOUNDED = (2**31 - 1, 2**31 - 1)


def canvas_calls(
    ops: Iterable[Op], scale: float = 1.0, canvas_size: tuple[int, int] = _UNBOUNDED
) -> list[Call]:
    """Return the calls that draw *ops*, back to front.

    Parameters
    ----------
    ops : iterable of Op
    scale : float
        Canvas pixels per figure pixel.
    canvas_size : tuple of int
        Width and height of the canvas: meshes are drawn as far as they lie on it.
    """
    drawing = _Drawing(scale, canvas_size)
    for op in ops:
        drawing.draw(op)
    drawing.set_clip(None)
    return drawing.calls


class _Drawing:
    def __init__(self, scale: float, canvas_size: tuple[int, int]) -> None:
        self.calls: list[Call] = [["reset"]]
        self._scale = float(scale)
        self._canvas_size = canvas_size
        self._state = dict(_AFTER_RESET)
        self._saved = self._state
        self._clip: Clip | None = None
        self._place(0.0, 0.0)

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
        elif isinstance(op, DrawMesh):
            self._mesh(op)
        elif isinstance(op, DrawHatch):
            self._hatch(op)
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
            x, y, width, height = clip.rect
            self.calls.append(["clip", [["rect", *self._snapped_box(x, y, width, height)]], "nonzero"])
        self.calls += (["clip", self._canvas_path(path), "nonzero"] for path in clip.paths)

    def _path(self, op: DrawPath) -> None:
        if op.style is not None and op.path is not None:
            width = self._line_width(op.style, op.path.snap)
            self._fill_and_stroke(self._canvas_path(op.path), op.style, width)

    def _markers(self, op: DrawMarkers) -> None:
        if op.style is None or op.path is None or not _visible(op.style):
            return
        path = self._canvas_path(op.path)
        width = self._line_width(op.style, op.path.snap)
        shift = 0.0 if op.path.snap else 0.5
        places = list(zip(_values(op.x, op.bits), _values(op.y, op.bits), strict=True))
        for x, y in places:
            u, v = self._scale * x, self._scale * y
            self._place(*((_snapped(u, shift), _snapped(v, shift)) if op.snap else (u, v)))
            self._fill_and_stroke(path, op.style, width)
        if places:
            self._place(0.0, 0.0)

    def _collection(self, op: DrawCollection) -> None:
        scale = self._scale
        xs, ys = _values(op.x, op.bits), _values(op.y, op.bits)
        count = len(xs)
        paths = op.paths if op.path_list is None else _each(op.path_list)
        style_index = _ints(op.style_index) or [i % len(op.styles) for i in range(count)]
        path_index = _ints(op.path_index) or [i % len(paths) for i in range(count)]
        a = _values(op.a, op.matrix_bits) or [1.0] * count
        b = _values(op.b, op.matrix_bits) or [0.0] * count
        c = _values(op.c, op.matrix_bits) or [0.0] * count
        d = _values(op.d, op.matrix_bits) or a
        for i in range(count):
            style, path, x, y = op.styles[style_index[i]], paths[path_index[i]], xs[i], ys[i]
            if not _visible(style):
                continue
            width = self._line_width(style, path.snap)
            is_shared = op.path_list is None and not path.snap
            if is_shared and op.a is None:
                self._place(scale * x, scale * y)
                self._fill_and_stroke(self._canvas_path(path), style, width)
            elif is_shared and b[i] == 0 == c[i] and a[i] == d[i] > 0 and not style.dashes_px:
                size = scale * a[i]
                self._call("setTransform", size, 0.0, 0.0, size, scale * x, scale * y)
                self._fill_and_stroke(_path_calls(path.codes, _points(path)), style, width / size)
            else:
                self._place(0.0, 0.0)
                moved = [(a[i] * u + c[i] * v + x, b[i] * u + d[i] * v + y) for u, v in _points(path)]
                self._fill_and_stroke(self._canvas_path(path, moved), style, width)
        if count:
            self._place(0.0, 0.0)

    def _image(self, op: DrawImage) -> None:
        place = (op.x_px, op.y_px, op.width_px, op.height_px)
        if op.image is None or not all(map(math.isfinite, place)):
            return
        if self._scale != 1:
            place = self._snapped_box(*place)
        self._set("imageSmoothingEnabled", op.smooth != 0)
        summary = _summary(op.image.width_px, op.image.height_px, _rgba(op.image))
        self._call("drawImage", summary, *place)

    def _mesh(self, op: DrawMesh) -> None:
        if op.image is None:
            return
        columns, rows = (
            [
                int(min(max(_snapped(self._scale * edge, 0.0), 0.0), float(size)))
                for edge in _values(column, op.bits)
            ]
            for column, size in zip((op.x, op.y), self._canvas_size, strict=True)
        )
        width, height = columns[-1] - columns[0], rows[-1] - rows[0]
        if not width or not height:
            return
        cells = _rgba(op.image)
        pixels = bytearray()
        for j in range(op.image.height_px):
            at = 4 * j * op.image.width_px
            row = b"".join(
                cells[at + 4 * i : at + 4 * i + 4] * (columns[i + 1] - columns[i])
                for i in range(op.image.width_px)
            )
            pixels += row * (rows[j + 1] - rows[j])
        self._set("imageSmoothingEnabled", False)
        place = (columns[0], rows[0], width, height)
        self._call("drawImage", _summary(width, height, bytes(pixels)), *place)

    def _hatch(self, op: DrawHatch) -> None:
        if op.style is None or op.path is None or not _visible(op.style):
            return
        side = max(1.0, _snapped(self._scale * op.tile_px, 0.0))
        size = side / op.tile_px
        tile = _path_calls(op.path.codes, [(size * u, size * v) for u, v in _points(op.path)])
        width = self._line_width(op.style, 0)
        x, y, columns, rows = op.box
        (left, right), (top, bottom) = (
            [min(max(_snapped(self._scale * edge, 0.0), 0.0), float(most)) for edge in edges]
            for edges, most in zip(((x, x + columns), (y, y + rows)), self._canvas_size, strict=True)
        )
        for v in _multiples(side, top, bottom):
            for u in _multiples(side, left, right):
                self.calls.append(["save"])
                saved = dict(self._state)
                self.calls.append(["clip", [["rect", u, v, side, side]], "nonzero"])
                self._place(u, v)
                self._fill_and_stroke(tile, op.style, width)
                self.calls.append(["restore"])
                self._state = saved

    def _text(self, op: DrawText) -> None:
        if op.style is None or op.text is None or not op.style.fill[3] or not op.text.glyphs:
            return
        if not all(map(math.isfinite, (op.x_px, op.y_px, op.angle_deg))):
            return
        text, scale = op.text, self._scale
        is_hinted = scale == 1
        x = text.x if is_hinted or text.unhinted_x is None else text.unhinted_x
        y = text.y if is_hinted or text.unhinted_y is None else text.unhinted_y
        cos, sin = _cosine(op.angle_deg), _cosine(op.angle_deg - 90)
        self._set("fillStyle", _colour(op.style.fill))
        for own, u, v in zip(text.glyphs, _values(x, text.bits), _values(y, text.bits), strict=True):
            glyph = own if is_hinted or own.unhinted is None else own.unhinted
            path = _path_calls(glyph.codes, _points(glyph))
            if path:
                self._call(
                    "setTransform",
                    scale * cos,
                    scale * -sin,
                    scale * sin,
                    scale * cos,
                    scale * (op.x_px + (u * cos + v * sin)),
                    scale * (op.y_px + (v * cos - u * sin)),
                )
                self.calls.append(["fill", path, "nonzero"])
        self._place(0.0, 0.0)

    def _line_width(self, style: Style, snap: int) -> float:
        width, scale = style.line_width_px, self._scale
        if style.antialias or scale == 1:
            return scale * width
        if width >= _WIDENED_PX:
            return max(0.5, math.floor((width - 1) * scale + 0.5)) + 1
        return scale * width if snap else max(_SEAM_PX, scale * width)

    def _fill_and_stroke(self, path: list[Call], style: Style, line_width: float) -> None:
        scale = self._scale
        if style.fill[3]:
            self._set("fillStyle", _colour(style.fill))
            self.calls.append(["fill", path, "nonzero"])
        if style.stroke[3] and style.line_width_px > 0:
            self._set("strokeStyle", _colour(style.stroke))
            self._set("lineWidth", line_width)
            self._set("lineCap", _CAPS[style.cap])
            self._set("lineJoin", _JOINS[style.join])
            limit = style.miter_limit if scale == 1 else max(1.0, scale * style.miter_limit)
            self._set("miterLimit", limit)
            self._set("setLineDash", [scale * dash for dash in style.dashes_px])
            self._set("lineDashOffset", scale * style.dash_offset_px)
            self.calls.append(["stroke", path])

    def _canvas_path(self, path: Path, points: list[tuple[float, float]] | None = None) -> list[Call]:
        """Return a path in canvas pixels; its points, if they are not the path's own, in the figure's."""
        scale = self._scale
        moved = [(scale * u, scale * v) for u, v in (_points(path) if points is None else points)]
        if path.snap:
            shift = 0.5 if math.floor(path.snap_width_px * scale + 0.5) % 2 else 0.0
            moved = [(_snapped(u, shift), _snapped(v, shift)) for u, v in moved]
        return _path_calls(path.codes, moved)

    def _snapped_box(
        self, x: float, y: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        left, top, right, bottom = (
            _snapped(self._scale * edge, 0.0) for edge in (x, y, x + width, y + height)
        )
        return left, top, right - left, bottom - top

    def _place(self, x: float, y: float) -> None:
        self._call("setTransform", 1.0, 0.0, 0.0, 1.0, x, y)

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


def _points(path: Path) -> list[tuple[float, float]]:
    return list(zip(_values(path.x, path.bits), _values(path.y, path.bits), strict=True))


def _each(paths: Paths) -> list[Path]:
    xs, ys = (array("i", column.values if column else b"") for column in (paths.x, paths.y))
    each = []
    at = 0
    for length in _ints(paths.lengths):
        end = at + length
        x, y = Column(xs[at:end].tobytes()), Column(ys[at:end].tobytes())
        each.append(Path(paths.bits, paths.codes[at:end], x, y, paths.snap, paths.snap_width_px))
        at = end
    return each


def _multiples(step: float, start: float, end: float) -> list[float]:
    """Return where steps begin that have a part between *start* and *end*."""
    if start >= end:
        return []
    return [step * n for n in range(int(start // step), math.ceil(end / step))]


def _snapped(value: float, shift: float) -> float:
    """Return the edge of a pixel next to *value*, in canvas pixels, moved by *shift*."""
    return math.floor(value + 0.5) + shift


def _path_calls(codes: bytes, points: list[tuple[float, float]]) -> list[Call]:
    if not codes:
        return [_plain(["lineTo" if i else "moveTo", *point]) for i, point in enumerate(points)]
    calls: list[Call] = []
    i = 0
    while i < len(points):
        if codes[i] not in _SEGMENTS:
            calls.append(["closePath"])
            i += 1
            continue
        name, vertices = _SEGMENTS[codes[i]]
        calls.append(_plain([name, *(value for point in points[i : i + vertices] for value in point)]))
        i += vertices
    return calls


def _plain(call: Call) -> Call:
    """Write a negative zero as zero."""
    return [0.0 if type(value) is float and value == 0 else value for value in call]


def _rgba(image: Image) -> bytes:
    if not image.palette:
        return image.data
    colours = [image.palette[i : i + 4] for i in range(0, len(image.palette), 4)]
    return b"".join(map(colours.__getitem__, image.data))


def _summary(width: int, height: int, rgba: bytes) -> dict[str, int]:
    return {"width": width, "height": height, "crc32": zlib.crc32(rgba)}


def _cosine(degrees: float) -> float:
    turn = math.fmod(math.fmod(degrees, 360) + 360, 360)
    if turn in _EXACT_COSINES:
        return _EXACT_COSINES[turn]
    single: float = struct.unpack("<f", struct.pack("<f", math.cos(turn * math.pi / 180)))[0]
    return single
