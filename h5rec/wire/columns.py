"""Columns of 32-bit integers as few, well compressible bytes.

A column is stored as differences (of order 0, 1 or 2) in the least number of bytes that hold them
all, and those as planes: first the lowest byte of every value, then the next. What the differences
start from stands before them, so that it does not make them wider. See "Columns" in FORMAT.md for
what each step was measured to be worth.
"""

from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ..errors import FormatError
from ._ops import MAX_COLUMN_VALUES
from .varint import Cursor, pack_int

Ints = npt.NDArray[np.int32]

_WIDTHS = (1, 2, 4)
_MAX_ORDER = 2
# A tick or a bar has two to five points, and there are hundreds: for so few, numpy takes five times
# as long as plain integers (5 values: 20 us against 4).
_SHORT_BYTES = 4 * 12


def pack_column(values: bytes) -> bytes:
    """Encode a column.

    Parameters
    ----------
    values : bytes
        Little endian int32.

    Returns
    -------
    bytes
        One coding byte (bits 0-1: log2 of the bytes per value, bits 2-3: order of the differences),
        the first value of each difference that was taken, as a zigzag integer, then the planes.

    Raises
    ------
    FormatError
        If there are more than ``MAX_COLUMN_VALUES`` values.
    """
    if 0 < len(values) <= _SHORT_BYTES:
        return _pack_short(values)
    plain = np.frombuffer(values, "<i4")
    if len(plain) > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {len(plain)} values; at most {MAX_COLUMN_VALUES} fit")
    if len(plain) == 0:
        return b"\0"
    best, starts = plain, b""
    order = 0
    if len(plain) > 1:
        first = np.diff(plain)  # modulo 2^32, as the decoder adds
        start = abs(int(plain[0]))
        total = _magnitude(plain)
        if (first_total := start + _magnitude(first)) < total:
            best, order, total = first, 1, first_total
            starts = pack_int(int(plain[0]))
        if len(plain) > 2:
            second = np.diff(first)
            # second differences pay only where the first are nearly constant
            if 2 * (start + abs(int(first[0])) + _magnitude(second)) < total:
                best, order = second, 2
                starts = pack_int(int(plain[0])) + pack_int(int(first[0]))
    top = max(int(best.max()), ~int(best.min()))
    log2_width = 0 if top < 1 << 7 else 1 if top < 1 << 15 else 2
    planes = best.view(np.uint8).reshape(-1, 4)[:, : _WIDTHS[log2_width]].T.tobytes()
    return bytes((order << 2 | log2_width,)) + starts + planes


def _pack_short(values: bytes) -> bytes:
    """Do what `pack_column` does, in plain integers."""
    count = len(values) // 4
    best = plain = struct.unpack(f"<{count}i", values)
    order, starts = 0, b""
    if count > 1:
        first = [_signed(b - a) for a, b in pairwise(plain)]
        start = abs(plain[0])
        total = sum(map(abs, plain))
        if (first_total := start + sum(map(abs, first))) < total:
            best, order, total = tuple(first), 1, first_total
            starts = pack_int(plain[0])
        if count > 2:
            second = [_signed(b - a) for a, b in pairwise(first)]
            if 2 * (start + abs(first[0]) + sum(map(abs, second))) < total:
                best, order = tuple(second), 2
                starts = pack_int(plain[0]) + pack_int(first[0])
    top = max(max(best), ~min(best))
    log2_width = 0 if top < 1 << 7 else 1 if top < 1 << 15 else 2
    raw = struct.pack(f"<{len(best)}i", *best)
    planes = b"".join(raw[plane::4] for plane in range(_WIDTHS[log2_width]))
    return bytes((order << 2 | log2_width,)) + starts + planes


def _signed(value: int) -> int:
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


def unpack_column(data: bytes) -> bytes:
    """Decode what `pack_column` made.

    Returns
    -------
    bytes
        Little endian int32.

    Raises
    ------
    FormatError
        If the coding is unknown, the planes are of unequal length or there are too many values.
    """
    if not data:
        raise FormatError("a column without its coding byte")
    coding = data[0]
    order, log2_width = coding >> 2, coding & 3
    if log2_width > 2 or order > _MAX_ORDER:
        raise FormatError(f"column coding {coding}: unknown")
    cursor = Cursor(data, 1)
    starts = [cursor.zigzag() for _ in range(order)]
    if any(not -1 << 31 <= start < 1 << 31 for start in starts):
        raise FormatError(f"a column that starts at {starts}: more than 32 bits")
    width = _WIDTHS[log2_width]
    count, rest = divmod(cursor.remaining, width)
    if rest:
        raise FormatError(f"a column of {cursor.remaining} bytes at {width} bytes a value")
    if count + order > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {count + order} values; at most {MAX_COLUMN_VALUES} are allowed")
    planes = np.frombuffer(data, np.uint8, offset=cursor.position).reshape(width, count)
    joined = np.empty((count, 4), np.uint8)
    joined[:, :width] = planes.T
    # the sign of the highest plane fills the bytes above it
    joined[:, width:] = (planes[-1].view(np.int8) >> 7).view(np.uint8)[:, None]
    values = joined.view("<i4")[:, 0]
    for start in reversed(starts):
        summed = np.empty(len(values) + 1, "<i4")
        summed[0] = start
        summed[1:] = values
        values = np.add.accumulate(summed, dtype=np.int32)  # modulo 2^32
    raw: bytes = values.astype("<i4").tobytes()
    return raw


def _magnitude(values: Ints) -> float:
    return float(np.abs(values.astype(np.float64)).sum())
