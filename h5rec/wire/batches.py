"""Many definitions of one kind, field by field: what is alike comes to lie side by side.

A field of all items is a *vector*: one value where all are the same, else every one. See "Batches" in
FORMAT.md.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import accumulate, chain, pairwise
from math import copysign
from operator import or_
from typing import Any

import numpy as np

from ..errors import FormatError
from . import varint
from ._ops import CLASSES, FIELDS, FIRST_DEFINITION, MAX_COLUMN_VALUES, Column
from .columns import pack_column, pack_ints, unpack_ints
from .varint import Cursor, pack_uint

_SAME, _EACH = b"\0", b"\1"
_RAW = 255  # floats as they are
_FEW = 64  # numbers for which numpy does not pay
MAX_BITS = 24
_LISTS = {"ints": "int", "f32s": "f32", "refs": "ref"}
_KINDS = {"int", "u8", "rgba", "f32", "string", "bytes", "ref", *_LISTS}

# Kinds of which there can be batches, by what their fields are.
BATCHED = frozenset(
    cls
    for number, cls in CLASSES.items()
    if number >= FIRST_DEFINITION and all(kind in _KINDS for _, kind, _, _ in FIELDS[number])
) | {Column}


def pack_columns(columns: Sequence[bytes]) -> bytes:
    """Encode the values of columns that are equally long, and not empty."""
    row = len(columns[0]) // 4
    return pack_uint(row) + pack_column(b"".join(columns), row=row)


def pack_vector(kind: str, values: Sequence[Any]) -> bytes:
    """Encode one field of all items; references are ids by now.

    Raises
    ------
    struct.error, OverflowError
        If a value is none of its type.
    """
    first = values[0]
    if values.count(first) == len(values) and not (kind == "f32" and first == 0):  # -0.0 is 0.0
        return _SAME + _pack_one(kind, first)
    return _EACH + _pack_each(kind, values)


def _pack_one(kind: str, value: Any) -> bytes:
    item = _LISTS.get(kind)
    if item is not None:
        return pack_uint(len(value)) + _pack_each(item, value)
    if kind == "rgba":
        return bytes(value)
    packed: bytes = _ONE[kind](value)
    return packed


_ONE: dict[str, Callable[[Any], bytes]] = {
    "int": varint.pack_int,
    "u8": lambda value: bytes((value,)),
    "ref": varint.pack_int,
    "f32": varint.pack_f32,
    "string": varint.pack_string,
    "bytes": varint.pack_bytes,
}


def _pack_each(kind: str, values: Sequence[Any]) -> bytes:
    if not values:
        return b""
    item = _LISTS.get(kind)
    if item is not None:
        return pack_ints(list(map(len, values))) + _pack_each(item, list(chain.from_iterable(values)))
    if kind == "rgba":
        if any(len(value) != 4 for value in values):
            raise FormatError("a colour that has not 4 bytes")
        return pack_ints(struct.unpack(f"<{len(values)}i", b"".join(values)))
    if kind == "f32":
        return _pack_floats(values)
    if kind in ("string", "bytes"):
        parts: list[bytes] = [
            value.encode("utf-8", "replace") if kind == "string" else value for value in list[Any](values)
        ]
        return pack_ints(list(map(len, parts))) + b"".join(parts)
    return pack_ints(bytes(values) if kind == "u8" else values)


def _pack_floats(values: Sequence[float]) -> bytes:
    raw = struct.pack(f"<{len(values)}f", *values)
    scaled = _scaled(raw) if len(values) > _FEW else _few_scaled(raw)
    if scaled is None:
        return bytes((_RAW,)) + b"".join([raw[plane::4] for plane in range(4)])
    bits, whole = scaled
    return bytes((bits,)) + pack_ints(whole)


def _scaled(raw: bytes) -> tuple[int, list[int]] | None:
    """Return the fewest bits after the point with which these single precision numbers are integers, and those.

    None if there is a -0.0 among them, or if 32 bits or ``MAX_BITS`` are not enough.
    """
    plain = np.frombuffer(raw, "<f4")
    scaled = plain * np.float64(1 << MAX_BITS)
    if not np.abs(scaled).max() < 1 << 53 or (np.signbit(plain) & (plain == 0)).any():
        return None
    whole = scaled.astype(np.int64)
    if not (whole == scaled).all():
        return None
    unused = _unused_bits(int(np.bitwise_or.reduce(whole)))
    whole >>= unused
    return (MAX_BITS - unused, whole.tolist()) if np.abs(whole).max() < 1 << 31 else None


def _few_scaled(raw: bytes) -> tuple[int, list[int]] | None:
    """Do what `_scaled` does in plain numbers: 50 of them take 10 us instead of 25."""
    plain = struct.unpack(f"<{len(raw) // 4}f", raw)
    scaled = [value * (1 << MAX_BITS) for value in plain]
    if not all(map(float.is_integer, scaled)):  # what is infinite or no number is none
        return None
    whole = list(map(int, scaled))
    if max(map(abs, whole)) >= 1 << 53:
        return None
    if 0 in whole and any(value == 0 and copysign(1, value) < 0 for value in plain):
        return None
    unused = _unused_bits(reduce(or_, whole))
    whole = [value >> unused for value in whole]
    return (MAX_BITS - unused, whole) if max(map(abs, whole)) < 1 << 31 else None


def _unused_bits(every: int) -> int:
    return min(MAX_BITS, (every & -every).bit_length() - 1) if every else MAX_BITS


def unpack_columns(cursor: Cursor, count: int) -> list[Column]:
    """Decode what `pack_columns` made of *count* columns.

    Raises
    ------
    FormatError
        If the bytes do not follow the format.
    """
    row = cursor.uint()
    if not 0 < row * count <= MAX_COLUMN_VALUES:
        raise FormatError(f"{count} columns of {row} values; at most {MAX_COLUMN_VALUES} together")
    raw = unpack_ints(cursor, row * count).tobytes()
    return [Column(raw[at : at + 4 * row]) for at in range(0, len(raw), 4 * row)]


def unpack_vector(cursor: Cursor, kind: str, count: int) -> Sequence[Any]:
    """Decode what `pack_vector` made of *count* values.

    Raises
    ------
    FormatError
        If the bytes do not follow the format.
    """
    form = cursor.u8()
    if form > 1:
        raise FormatError(f"form {form} of a field of many; expected 0 or 1")
    if form == 0:
        return _Same(_unpack_one(cursor, kind), count)
    return _unpack_each(cursor, kind, count)


class _Same(Sequence[Any]):
    """One value, many times."""

    def __init__(self, value: Any, count: int) -> None:
        self.value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, int):
            return [self.value] * len(range(*index.indices(self._count)))
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self.value


def _unpack_one(cursor: Cursor, kind: str) -> Any:
    item = _LISTS.get(kind)
    if item is not None:
        return tuple(_unpack_each(cursor, item, cursor.count()))
    return _READ_ONE[kind](cursor)


_READ_ONE: dict[str, Callable[[Cursor], Any]] = {
    "int": Cursor.zigzag,
    "u8": Cursor.u8,
    "rgba": lambda cursor: cursor.take(4),
    "ref": Cursor.zigzag,
    "f32": Cursor.f32,
    "string": Cursor.string,
    "bytes": Cursor.blob,
}


def _unpack_each(cursor: Cursor, kind: str, count: int) -> Sequence[Any]:
    if not count:
        return ()
    item = _LISTS.get(kind)
    if item is not None:
        ends = _ends(cursor, count)
        items = _unpack_each(cursor, item, ends[-1])
        return [tuple(items[start:end]) for start, end in pairwise((0, *ends))]
    if kind == "f32":
        return _unpack_floats(cursor, count)
    if kind in ("string", "bytes"):
        start = cursor.position
        ends = _ends(cursor, count)
        raw = cursor.take(ends[-1])
        parts = [raw[start:end] for start, end in pairwise((0, *ends))]
        if kind == "bytes":
            return parts
        try:
            return [part.decode("utf-8") for part in parts]
        except UnicodeDecodeError as error:
            raise FormatError(f"byte {start}: a string that is not UTF-8 ({error.reason})") from None
    values = unpack_ints(cursor, count)
    if kind == "rgba":
        raw = values.tobytes()
        return [raw[at : at + 4] for at in range(0, len(raw), 4)]
    if kind == "u8" and not 0 <= values.min() <= values.max() <= 255:
        raise FormatError(f"{values.min()} to {values.max()} in a byte")
    found: list[int] = values.tolist()
    return found


def _ends(cursor: Cursor, count: int) -> list[int]:
    lengths = unpack_ints(cursor, count)
    if lengths.min() < 0:
        raise FormatError(f"a length of {lengths.min()}")
    return list(accumulate(lengths.tolist()))


def _unpack_floats(cursor: Cursor, count: int) -> list[float]:
    bits = cursor.u8()
    if bits == _RAW:
        planes = np.frombuffer(cursor.take(4 * count), np.uint8).reshape(4, count)
        raw: list[float] = np.ascontiguousarray(planes.T).view("<f4")[:, 0].tolist()
        return raw
    if bits > MAX_BITS:
        raise FormatError(f"bits {bits}; at most {MAX_BITS}")
    scaled: list[float] = (unpack_ints(cursor, count) * 2.0**-bits).tolist()
    return scaled
