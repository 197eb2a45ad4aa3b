"""What hides what was drawn before: a script that blits without putting its background back draws on top for ever."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..wire._ops import Column, DrawImage, DrawPath, Image, Op, Path
from .extents import Box, clip_box, is_within

_CORNERS = 4


def on_top(below: tuple[Op, ...], ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """Return *below* and *ops* on top of it, without what can no longer be seen of *below*.

    An axes' patch and a line, drawn and blitted again and again, are then two ops and not two more each time.
    """
    if below:
        for box in filter(None, map(_hides, ops)):
            below = tuple(op for op in below if not _is_within(op, box))
    return below + ops


def covers(ops: Iterable[Op], box: Box) -> bool:
    """Whether one of the ops surely paints over a box."""
    return any(is_within(box, hidden) for hidden in filter(None, map(_hides, ops)))


def _hides(op: Op) -> Box | None:
    """Return the whole pixels that *op* surely paints over, if there are any."""
    box: Box | None = None
    if op.clip is not None and op.clip.paths:
        return None
    if isinstance(op, DrawPath) and op.path is not None and op.style is not None and op.style.fill[3] == 255:
        box = _rectangle(op.path)
    elif isinstance(op, DrawImage) and op.image is not None and _is_opaque(op.image):
        box = _own_box(op)
    if box is None or any(part != int(part) for part in box):
        return None
    clip = clip_box(op)
    if clip is not None:
        box = (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))
    return box


def _is_within(op: Op, box: Box) -> bool:
    inner = clip_box(op) or _own_box(op)
    return inner is not None and is_within(inner, box)


def _own_box(op: Op) -> Box | None:
    """Return where *op* can be seen without a clip, where that is easily told."""
    if isinstance(op, DrawImage):
        return (op.x_px, op.y_px, op.x_px + op.width_px, op.y_px + op.height_px)
    if isinstance(op, DrawPath) and op.path is not None and op.style is not None and not op.style.stroke[3]:
        return _rectangle(op.path)
    return None


def _rectangle(path: Path) -> Box | None:
    if path.x is None or path.y is None or not _CORNERS <= len(path.x.values) // 4 <= _CORNERS + 1:
        return None
    points = list(zip(_placed(path.x, path), _placed(path.y, path), strict=True))
    first = points[:_CORNERS]
    if path.codes[:_CORNERS] not in (b"", b"\1\2\2\2") or len(set(first)) < _CORNERS:
        return None
    if any((a[0] == b[0]) == (a[1] == b[1]) for a, b in zip(first, first[1:] + first[:1], strict=True)):
        return None
    if path.codes[_CORNERS:] != b"\x4f" and points[_CORNERS:] not in ([], first[:1]):
        return None
    (left, right), (top, bottom) = ((min(part), max(part)) for part in zip(*first, strict=True))
    return (left, top, right, bottom)


def _placed(column: Column, path: Path) -> list[float]:
    """Return coordinates in px, snapped as players snap them."""
    values = np.frombuffer(column.values, "<i4") / (1 << path.bits)
    if path.snap:
        values = np.floor(values + 0.5) + (0.5 if int(path.snap_width_px + 0.5) % 2 else 0.0)
    places: list[float] = values.tolist()
    return places


def _is_opaque(image: Image) -> bool:
    alpha = np.frombuffer(image.palette or image.data, np.uint8)[3::4]
    return bool((alpha == 255).all())
