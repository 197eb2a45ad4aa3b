"""Columns of 32-bit integers as few, well compressible bytes.

A column is stored as differences in the least number of bytes that hold them all, and those as
planes: first the lowest byte of every value, then the next. The differences are to an earlier column
(`bases`), along rows of equal length, or along the column (of order 0, 1 or 2). What the last ones
start from stands before them, so that it does not make them wider. See "Columns" in FORMAT.md for
what each step was measured to be worth.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from operator import sub
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import FormatError
from ._ops import MAX_COLUMN_VALUES
from .varint import Cursor, pack_int, pack_uint

Ints = npt.NDArray[np.int32]

WIDTHS = (1, 2, 4)
_MAX_ORDER = 2
_MAX_BASES = 2
_ROWS = 64
# A tick or a bar has two to five points, and there are hundreds: for so few, numpy takes five times
# as long as plain integers (5 values: 20 us against 4).
SHORT = 12
_SHORT_LIST = 64  # where there are neither bases nor rows to try: 50 values 20 us against 45
# Of two codings that are nearly as good the simpler is taken.
_CLEARLY = 0.95
_FEW = 256
_SAMPLE = 2048  # values by which codings are compared
_TERMS = np.arange(2 * _SAMPLE + 1) * np.log2(np.maximum(np.arange(2 * _SAMPLE + 1), 1))  # n log2 n
# What zstd needs for a block of its own: its head, and the lengths of the codes of its letters.
_BLOCK_BITS = 8 * 100


class Base(NamedTuple):
    """An earlier column, and how many definitions before the one that is packed it is."""

    distance: int
    values: bytes


class Coding(NamedTuple):
    """What the differences of a column are to."""

    order: int = 0  # 0: none along the column
    bases: int = 0  # how many earlier columns
    rows: bool = False  # whether they are along rows
    apart: bool = False  # whether the planes are so unlike that they are better compressed apart


def pack_column(
    values: bytes, bases: Sequence[Base] = (), row: int = 0, coding: Coding | None = None
) -> bytes:
    """Encode a column.

    Parameters
    ----------
    values : bytes
        Little endian int32.
    bases : sequence of Base
        At most two columns of as many values that this one may resemble: the one before it, and the
        one before that.
    row : int
        How long rows are, where the values come in rows of equal length.
    coding : Coding, optional
        By default the one that `choose_coding` returns.

    Returns
    -------
    bytes
        See "Columns" in FORMAT.md.

    Raises
    ------
    FormatError
        If there are more than ``MAX_COLUMN_VALUES`` values.
    """
    if not values:
        return b"\0"
    count = len(values) // 4
    if count <= SHORT:
        return _pack_short(struct.unpack(f"<{count}i", values))
    if count > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {count} values; at most {MAX_COLUMN_VALUES} fit")
    if coding is None:
        coding = choose_coding(values, bases, row)
    differences: Ints = np.frombuffer(values, "<i4")
    head = b""
    if coding.bases:
        differences = _less_bases(differences, bases[: coding.bases])
        head = b"".join(pack_uint(base.distance) for base in bases[: coding.bases])
    if coding.rows:
        differences = _along_rows(differences, row)
        head += pack_uint(row)
    for _ in range(coding.order):
        head += pack_int(int(differences[0]))
        differences = _differences(differences)
    top = max(int(np.maximum.reduce(differences)), ~int(np.minimum.reduce(differences)))
    log2_width = 0 if top < 1 << 7 else 1 if top < 1 << 15 else 2
    planes = differences.view(np.uint8).reshape(-1, 4)[:, : WIDTHS[log2_width]].T.tobytes()
    return coding_byte(coding, log2_width) + head + planes


def coding_byte(coding: Coding, log2_width: int) -> bytes:
    """Return the first byte of a column."""
    return bytes((log2_width | coding.order << 2 | coding.bases << 4 | (_ROWS if coding.rows else 0),))


def choose_coding(values: bytes, bases: Sequence[Base] = (), row: int = 0) -> Coding:
    """Return the coding that makes a column smallest; parameters as for `pack_column`."""
    plain: Ints = np.frombuffer(values, "<i4")
    if len(plain) <= SHORT:
        return Coding()
    order, least = _best_order(plain)
    best, least_of = Coding(order), plain
    if row > 1:
        along = _along_rows(plain, row)
        order, cost = _best_order(along)
        if cost < _CLEARLY * least:
            best, least, least_of = Coding(order, rows=True), cost, along
    for used in range(1, len(bases) + 1):
        less = _less_bases(plain, bases[:used])
        order, cost = _best_order(less)
        if cost < _CLEARLY * least:
            best, least, least_of = Coding(order, used), cost, less
    return best._replace(apart=_are_unlike(least_of, best.order))


def plane_cuts(packed: bytes, count: int) -> tuple[int, ...]:
    """Return where in an encoded column of *count* values its lowest plane begins and ends, if it has others, too.

    Of noise, the lowest plane has all kinds of bytes, and the next one a few. In one code for both, each byte takes
    half a bit more, or a whole one: a noisy line of 2048 points 3.5 kB instead of 3.2.
    """
    width, plane = WIDTHS[packed[0] & 3], count - (packed[0] >> 2 & 3)
    start = len(packed) - width * plane
    return (start, start + plane) if width > 1 else ()


def pack_ints(values: Sequence[int]) -> bytes:
    """Encode integers of 32 bits as a column without bases.

    Raises
    ------
    struct.error
        If one has more bits.
    """
    packed = struct.pack(f"<{len(values)}i", *values)  # so that those with more bits are found
    return _pack_short(values) if 0 < len(values) <= _SHORT_LIST else pack_column(packed)


def _best_order(plain: Ints) -> tuple[int, float]:
    """Return the order of differences that makes them smallest, and the bits that they take."""
    best, least = 0, _cost(plain)
    first = _differences(plain)
    if (cost := _cost(first)) < least:
        best, least = 1, cost
    if (cost := _cost(_differences(first))) < _CLEARLY * least:
        best, least = 2, cost
    return best, least


def _differences(values: Ints) -> Ints:
    less: Ints = values[1:] - values[:-1]  # modulo 2^32, as the decoder adds; a third of the time of np.diff
    return less


def _cost(values: Ints) -> float:
    """Return about how many bits the planes take.

    That is the entropy of the two lowest; the others are nearly constant or nearly noise. How large
    differences are says less (those of a contour on a grid are often the same), but more than the
    entropy of few values does.
    """
    if len(values) <= _FEW:
        # the exponents are the numbers of bits
        return float(np.frexp(np.abs(values.astype(np.float64)))[1].sum())
    low, high = _letters(values)
    return _bits(low, len(values)) + _bits(high, len(values))


def _letters(values: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return how often each byte is in the two lowest planes, of some of the values."""
    sample = np.ascontiguousarray(values[:: len(values) // _SAMPLE + 1])
    planes = sample.view(np.uint8).reshape(-1, 4)
    return np.bincount(planes[:, 0], minlength=256), np.bincount(planes[:, 1], minlength=256)


def _bits(letters: npt.NDArray[np.intp], count: int) -> float:
    """Return the entropy of *count* bytes of which some are known."""
    seen = int(letters.sum())
    return float(_TERMS[seen] - _TERMS[letters].sum()) * count / seen


def _are_unlike(values: Ints, order: int) -> bool:
    """Whether the two lowest planes of the differences of these values take clearly fewer bits apart."""
    for _ in range(order):
        values = _differences(values)
    if len(values) <= _FEW:
        return False
    low, high = _letters(values)
    together = _bits(low + high, 2 * len(values))
    return together - _bits(low, len(values)) - _bits(high, len(values)) > 2 * _BLOCK_BITS


def _along_rows(plain: Ints, row: int) -> Ints:
    rows = plain.reshape(-1, row)
    turned = rows.T.copy()
    turned[1:] -= rows.T[:-1]
    return turned.ravel()


def _less_bases(plain: Ints, bases: Sequence[Base]) -> Ints:
    found = [np.frombuffer(base.values, "<i4") for base in bases]
    less: Ints = plain - (found[0] if len(found) == 1 else 2 * found[0] - found[1])
    return less


def _pack_short(plain: Sequence[int]) -> bytes:
    """Do what `pack_column` does without bases and rows, in plain integers: the sizes of so few say enough."""
    best = plain
    order, starts = 0, b""
    if len(plain) > 1:
        start = abs(plain[0])
        total = sum(map(abs, plain))
        # Of smaller ones none leaves 32 bits.
        differences = _wrapped_differences if total >= 1 << 29 else _differences_of_few
        first = differences(plain)
        if (first_total := start + sum(map(abs, first))) < total:
            best, order, total = first, 1, first_total
            starts = pack_int(plain[0])
        if len(first) > 1:
            second = differences(first)
            # second differences pay only where the first are nearly constant
            if 2 * (start + abs(first[0]) + sum(map(abs, second))) < total:
                best, order = second, 2
                starts = pack_int(plain[0]) + pack_int(first[0])
    top = max(max(best), ~min(best))
    if top < 1 << 7:
        return bytes((order << 2,)) + starts + struct.pack(f"<{len(best)}b", *best)
    log2_width, code = (1, "h") if top < 1 << 15 else (2, "i")
    width = WIDTHS[log2_width]
    raw = struct.pack(f"<{len(best)}{code}", *best)
    planes = b"".join([raw[plane::width] for plane in range(width)])
    return bytes((order << 2 | log2_width,)) + starts + planes


def _differences_of_few(values: Sequence[int]) -> Sequence[int]:
    return list(map(sub, values[1:], values))


def _wrapped_differences(values: Sequence[int]) -> Sequence[int]:
    return [(less + (1 << 31)) % (1 << 32) - (1 << 31) for less in _differences_of_few(values)]


def unpack_column(data: bytes, base: Callable[[int], bytes] | None = None) -> bytes:
    """Decode what `pack_column` made.

    Parameters
    ----------
    data : bytes
    base : callable, optional
        Returns the values of the column so many definitions before. Without it only what version 1
        of the format has is known.

    Returns
    -------
    bytes
        Little endian int32.

    Raises
    ------
    FormatError
        If the coding is unknown, the planes are of unequal length or there are too many values.
    """
    cursor = Cursor(data)
    if not data:
        raise FormatError("a column without its coding byte")
    if base is None and data[0] >> 4:
        raise FormatError(f"column coding {data[0]}: unknown")
    return _unpack(cursor, None, base).tobytes()


def unpack_ints(cursor: Cursor, count: int) -> Ints:
    """Decode *count* integers from among other fields.

    Raises
    ------
    FormatError
        If they are not all there, or refer to another column.
    """
    return _unpack(cursor, count, None)


def _unpack(cursor: Cursor, count: int | None, base: Callable[[int], bytes] | None) -> Ints:
    coding = cursor.u8()
    log2_width, order, used, rows = coding & 3, coding >> 2 & 3, coding >> 4 & 3, coding & _ROWS
    if coding >> 7 or log2_width > 2 or order > _MAX_ORDER or used > _MAX_BASES or (used and base is None):
        raise FormatError(f"column coding {coding}: unknown")
    bases = [] if base is None else [base(cursor.uint()) for _ in range(used)]
    row = cursor.uint() if rows else 0
    starts = [cursor.zigzag() for _ in range(order)]
    if any(not -1 << 31 <= start < 1 << 31 for start in starts):
        raise FormatError(f"a column that starts at {starts}: more than 32 bits")
    width = WIDTHS[log2_width]
    if count is None:
        stored, rest = divmod(cursor.remaining, width)
        if rest:
            raise FormatError(f"a column of {cursor.remaining} bytes at {width} bytes a value")
    else:
        stored = count - order
        if stored < 0:
            raise FormatError(f"differences of order {order} of {count} values")
    if stored + order > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {stored + order} values; at most {MAX_COLUMN_VALUES} are allowed")
    values = _joined(cursor.take(stored * width), width, stored)
    for start in reversed(starts):
        summed = np.empty(len(values) + 1, "<i4")
        summed[0] = start
        summed[1:] = values
        values = np.add.accumulate(summed, dtype=np.int32)  # modulo 2^32
    if rows:
        values = _from_rows(values, row)
    if bases:
        values = _plus_bases(values, bases)
    return values.astype("<i4", copy=False)


def _joined(data: bytes, width: int, count: int) -> Ints:
    planes = np.frombuffer(data, np.uint8).reshape(width, count)
    joined = np.empty((count, 4), np.uint8)
    joined[:, :width] = planes.T
    # the sign of the highest plane fills the bytes above it
    joined[:, width:] = (planes[-1].view(np.int8) >> 7).view(np.uint8)[:, None]
    values: Ints = joined.view("<i4")[:, 0]
    return values


def _from_rows(values: Ints, row: int) -> Ints:
    if row < 2 or len(values) % row:
        raise FormatError(f"{len(values)} values in rows of {row}")
    turned = np.ascontiguousarray(values.reshape(row, -1).T)
    summed: Ints = np.add.accumulate(turned, axis=1, dtype=np.int32)
    return summed.ravel()


def _plus_bases(values: Ints, bases: Sequence[bytes]) -> Ints:
    found = [np.frombuffer(base, "<i4") for base in bases]
    if any(len(base) != len(values) for base in found):
        raise FormatError(
            f"{len(values)} values and {len(found[0])} of the column that they are differences to"
        )
    summed: Ints = values + (found[0] if len(found) == 1 else 2 * found[0] - found[1])
    return summed
