"""Scalars of the record stream: LEB128 integers, floats, strings; and the cursor that reads them."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from ..errors import FormatError, TruncatedError
from ._ops import MAX_LIST_ITEMS, MAX_VARINT_BYTES

# Nearly every number of a stream is an id or a length below 2^14: two thirds of the encoder's time
# went into the loop of `_long_uint` before this table.
_SHORT = [bytes((i,)) if i < 128 else bytes((i & 127 | 128, i >> 7)) for i in range(1 << 14)]

_F32 = struct.Struct("<f")
_F64 = struct.Struct("<d")
_U32 = struct.Struct("<I")

pack_f32 = _F32.pack
pack_f64 = _F64.pack
pack_u32 = _U32.pack


def pack_uint(value: int) -> bytes:
    """Return *value* (0 .. 2^63-1) as LEB128."""
    if 0 <= value < 1 << 14:
        return _SHORT[value]
    return _long_uint(value)


def _long_uint(value: int) -> bytes:
    if not 0 <= value < 1 << 63:
        raise FormatError(f"integer {value}: expected 0 to 2^63-1")
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def pack_int(value: int) -> bytes:
    """Return *value* (-2^62 .. 2^62-1) as zigzag LEB128."""
    return pack_uint(value << 1 if value >= 0 else (-value << 1) - 1)


class _PackedInts(dict[int, bytes]):
    """Integers as `pack_int` has them, made when they are first asked for."""

    def __missing__(self, value: int) -> bytes:
        packed = pack_int(value)
        if len(self) < _MOST_PACKED:
            self[value] = packed
        return packed


_MOST_PACKED = 1 << 12
_PACKED_INTS = _PackedInts()


def join_ints(values: Iterable[int]) -> bytes:
    """Return integers one after the other, each as `pack_int` has it."""
    # Differences of ids are the same few in each frame: 137 of them 6 us instead of 27.
    return b"".join(map(_PACKED_INTS.__getitem__, values))


def pack_bytes(value: bytes) -> bytes:
    """Return *value* behind its length."""
    return pack_uint(len(value)) + value


def pack_string(value: str) -> bytes:
    """Return *value* as UTF-8 behind its length; lone surrogates become question marks."""
    return pack_bytes(value.encode("utf-8", "replace"))


class Cursor:
    """Reads fields from bytes; every read checks that the bytes are there.

    Parameters
    ----------
    data : bytes or memoryview
        What is read.
    position : int
        Where reading begins.
    end : int, optional
        Where the bytes end; by default at the end of *data*.
    """

    __slots__ = ("_data", "end", "position")

    def __init__(
        self, data: bytes | bytearray | memoryview, position: int = 0, end: int | None = None
    ) -> None:
        self._data = data
        self.position = position
        self.end = len(data) if end is None else end

    @property
    def remaining(self) -> int:
        """Bytes that are left."""
        return self.end - self.position

    def take(self, count: int) -> bytes:
        """Return the next *count* bytes.

        Raises
        ------
        TruncatedError
            If there are fewer.
        """
        start = self.position
        if count > self.end - start:
            raise TruncatedError(f"byte {start}: {count} bytes expected, {self.end - start} left")
        self.position = start + count
        return bytes(self._data[start : start + count])

    def uint(self) -> int:
        """Read a LEB128 integer."""
        data, position, end = self._data, self.position, self.end
        result = shift = 0
        while position < end:
            byte = data[position]
            position += 1
            result |= (byte & 127) << shift
            if byte < 128:
                self.position = position
                return result
            shift += 7
            if shift == 7 * MAX_VARINT_BYTES:
                raise FormatError(f"byte {self.position}: an integer of more than {MAX_VARINT_BYTES} bytes")
        raise TruncatedError(f"byte {self.position}: an integer without its end")

    def zigzag(self) -> int:
        """Read a zigzag LEB128 integer."""
        value = self.uint()
        return value >> 1 if not value & 1 else -((value + 1) >> 1)

    def u8(self) -> int:
        """Read one byte."""
        return self.take(1)[0]

    def u32(self) -> int:
        """Read four bytes, little endian."""
        value: int = _U32.unpack(self.take(4))[0]
        return value

    def f32(self) -> float:
        """Read a single precision number."""
        value: float = _F32.unpack(self.take(4))[0]
        return value

    def f64(self) -> float:
        """Read a double precision number."""
        value: float = _F64.unpack(self.take(8))[0]
        return value

    def blob(self) -> bytes:
        """Read bytes behind their length."""
        return self.take(self.uint())

    def string(self) -> str:
        """Read a string.

        Raises
        ------
        FormatError
            If it is not UTF-8.
        """
        start = self.position
        try:
            return self.blob().decode("utf-8")
        except UnicodeDecodeError as error:
            raise FormatError(f"byte {start}: a string that is not UTF-8 ({error.reason})") from None

    def count(self) -> int:
        """Read the length of a list and hold it against the limit and the bytes that are left."""
        start = self.position
        count = self.uint()
        if count > MAX_LIST_ITEMS or count > self.remaining:
            raise FormatError(f"byte {start}: a list of {count} items in {self.remaining} bytes")
        return count
