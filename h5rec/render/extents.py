"""Where an op can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..wire._ops import (
    Column,
    DrawCollection,
    DrawHatch,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawPath,
    DrawText,
    Op,
    Path,
    Paths,
    Style,
)

Box = tuple[float, float, float, float]  # left, top, right, bottom in px, y downwards

_BLUR_PX = 1.0  # edges are smoothed, and snapped
_SHORT_BYTES = 4 * 256  # of a column


def clip_box(op: Op) -> Box | None:
    """Return the clip rectangle of an op, if it has one."""
    if op.clip is None or not op.clip.rect:
        return None
    x, y, width, height = op.clip.rect
    return (x, y, x + width, y + height)


def clip_extent(op: Op) -> Box | None:
    """Return a box around all that an op's clip rectangle and paths leave to be seen; None if it has none."""
    box = clip_box(op)
    for path in () if op.clip is None else op.clip.paths:
        inner = _points(path)
        if inner is not None:
            box = inner if box is None else common(box, inner)
    return box


def common(one: Box, other: Box) -> Box:
    """Return the box that two boxes have in common."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def grown(box: Box, margin: float) -> Box:
    """Return a box that is larger on all sides."""
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)


def extent(op: Op) -> Box | None:
    """Return a box that nothing of *op* shows outside of; None if there is nothing of it to see."""
    own, clip = _own_extent(op), clip_extent(op)
    return own if own is None or clip is None else common(own, clip)


def is_within(inner: Box, outer: Box) -> bool:
    """Whether one box lies within another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def is_apart(one: Box, other: Box) -> bool:
    """Whether two boxes have no pixel in common."""
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def _own_extent(op: Op) -> Box | None:
    if isinstance(op, DrawImage):
        return (op.x_px, op.y_px, op.x_px + op.width_px, op.y_px + op.height_px)
    if isinstance(op, DrawPath) and op.path is not None:
        return _grown(_points(op.path), _margin(op.style))
    if isinstance(op, DrawMarkers) and op.path is not None:
        places, marker = _range(op.x, op.y, op.bits), _points(op.path)
        if places is None or marker is None:
            return None
        return _grown(_added(places, marker), _margin(op.style))
    if isinstance(op, DrawCollection):
        return _collection(op)
    if isinstance(op, DrawMesh):
        return _grown(_range(op.x, op.y, op.bits), 0.0)
    if isinstance(op, DrawText):
        return _text(op)
    if isinstance(op, DrawHatch):
        x, y, width, height = op.box
        return _grown((x, y, x + width, y + height), op.tile_px)  # whole tiles
    return None


def _collection(op: DrawCollection) -> Box | None:
    shapes: list[Path | Paths] = list(op.paths) if op.path_list is None else [op.path_list]
    boxes = [box for box in map(_points, shapes) if box is not None]
    places = _range(op.x, op.y, op.bits)
    if places is None or not boxes:
        return None
    shape = _around_all(boxes)
    if op.a is not None:
        # (u, v) is drawn at (a u + c v, b u + d v): no farther away than with the largest of each
        u, v = max(abs(shape[0]), abs(shape[2])), max(abs(shape[1]), abs(shape[3]))
        a, b, c, d = (_largest(part) / (1 << op.matrix_bits) for part in (op.a, op.b, op.c, op.d or op.a))
        across, down = a * u + c * v, b * u + d * v
        shape = (-across, -down, across, down)
    return _grown(_added(places, shape), max(map(_margin, op.styles), default=0.0))


def _around_all(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _largest(column: Column | None) -> float:
    """Return the largest value of a column, whatever its sign."""
    if column is None or not column.values:
        return 0.0
    return float(np.abs(np.frombuffer(column.values, "<i4").astype(float)).max())


def _text(op: DrawText) -> Box | None:
    """Return a circle's box about the origin of the text, or without an angle, the text's."""
    text = op.text
    if text is None or not text.glyphs:
        return None
    places = _range(text.x, text.y, text.bits)
    glyphs = [box for box in map(_points, text.glyphs) if box is not None]
    if places is None or not glyphs:
        return None
    box = _added(places, _around_all(glyphs))
    if op.angle_deg:
        reach = max(map(abs, box)) * 1.5  # more than the diagonal of a square of that half width
        box = (-reach, -reach, reach, reach)
    return _grown((box[0] + op.x_px, box[1] + op.y_px, box[2] + op.x_px, box[3] + op.y_px), 0.0)


def _margin(style: Style | None) -> float:
    if style is None or not style.stroke[3]:
        return 0.0
    return style.line_width_px * max(style.miter_limit if style.join == 0 else 1.0, 1.5)


def _grown(box: Box | None, margin: float) -> Box | None:
    return None if box is None else grown(box, margin + _BLUR_PX)


def _added(one: Box, other: Box) -> Box:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3])


def _points(path: Path | Paths) -> Box | None:
    # What is short comes back, what is long is seldom the same: its content would be hashed, and kept, for nothing.
    is_short = path.x is not None and len(path.x.values) <= _SHORT_BYTES
    return _points_of_short(path) if is_short else _range(path.x, path.y, path.bits)


@lru_cache(maxsize=1024)
def _points_of_short(path: Path | Paths) -> Box | None:
    return _range(path.x, path.y, path.bits)


def _range(x: Column | None, y: Column | None, bits: int) -> Box | None:
    if x is None or y is None or not x.values or not y.values:
        return None
    across, down = np.frombuffer(x.values, "<i4"), np.frombuffer(y.values, "<i4")
    scale = 1 / (1 << bits)
    return (
        float(across.min()) * scale,
        float(down.min()) * scale,
        float(across.max()) * scale,
        float(down.max()) * scale,
    )
