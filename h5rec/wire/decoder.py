"""Raw bytes of one chunk to records whose references are resolved."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Set
from typing import Any

from ..errors import ChecksumError, FormatError, TruncatedError, VersionError
from ._ops import (
    CLASSES,
    FIELDS,
    FIRST_DEFINITION,
    FIRST_OP,
    MAGIC,
    MAX_CHUNK_RAW_BYTES,
    MAX_CHUNK_RECORDS,
    MAX_CHUNK_REFERENCES,
    MAX_RECORD_BYTES,
    NUMBERS,
    SINCE,
    VERSION,
    Check,
    Close,
    Figure,
    Header,
    Record,
)
from .columns import unpack_column
from .validate import validate
from .varint import Cursor

_DEFAULTS: dict[str, Any] = {"ref": None, "string": "", "bytes": b"", "f32": 0.0, "f64": 0.0} | dict.fromkeys(
    ("uint", "int", "u8", "u32"), 0
)

_CHECK = NUMBERS[Check]
_OPENING = frozenset(NUMBERS[kind] for kind in (Header, Figure, Close))


def _list_of(read: Callable[[Cursor], Any]) -> Callable[[Cursor], tuple[Any, ...]]:
    return lambda cursor: tuple(read(cursor) for _ in range(cursor.count()))


_READERS: dict[str, Callable[[Cursor], Any]] = {
    "uint": Cursor.uint,
    "int": Cursor.zigzag,
    "u8": Cursor.u8,
    "u32": Cursor.u32,
    "rgba": lambda cursor: cursor.take(4),
    "f32": Cursor.f32,
    "f64": Cursor.f64,
    "string": Cursor.string,
    "bytes": Cursor.blob,
    "column": lambda cursor: unpack_column(cursor.take(cursor.remaining)),
    "uints": _list_of(Cursor.uint),
    "ints": _list_of(Cursor.zigzag),
    "f32s": _list_of(Cursor.f32),
    "f64s": _list_of(Cursor.f64),
    "strings": _list_of(Cursor.string),
}


class ChunkDecoder:
    """Decodes the raw bytes of one chunk, in pieces of any size.

    A record is given out only once a `check` record has covered it, so whatever comes out is what
    was written.

    Parameters
    ----------
    only : set of int, optional
        Numbers of the records to decode, for whoever looks for a few of them; none of them may refer
        to a definition. By default, all.
    """

    def __init__(self, only: Set[int] | None = None) -> None:
        self._only = only
        self._pending = bytearray()  # from the last check on
        self._scanned = 0  # how much of it is whole records
        self._consumed = 0  # raw bytes of this chunk before it
        self._records = self._references = 0
        self._definitions: list[Any] = [None]  # by id
        self._version = 0  # of the format, by the header; 0: none yet

    def feed(self, raw: bytes) -> list[Record]:
        """Take the next bytes and return the records that they complete, as `records` yields them."""
        return list(self.records(raw))

    def records(self, raw: bytes) -> Iterator[Record]:
        """Take the next bytes and yield the records that they complete, those before an error too.

        Raises
        ------
        ChecksumError
            If a check record does not match.
        VersionError
            If a newer version wrote the stream.
        FormatError
            If the bytes do not follow the format.
        """
        self._pending += raw
        if self._consumed + len(self._pending) > MAX_CHUNK_RAW_BYTES:
            raise FormatError(f"a chunk of more than {MAX_CHUNK_RAW_BYTES} raw bytes")
        while (found := self._next()) is not None:
            number, start, end = found
            self._records += 1
            if self._records > MAX_CHUNK_RECORDS:
                raise FormatError(f"a chunk of more than {MAX_CHUNK_RECORDS} records")
            if number != _CHECK:
                self._scanned = end
                continue
            self._verify(self._scanned, start, end)
            records = self._decode(self._scanned)
            del self._pending[:end]
            self._consumed += end
            self._scanned = 0
            yield from records

    def close(self) -> None:
        """Say that no more bytes come.

        Raises
        ------
        TruncatedError
            If bytes are left that no check record covers.
        """
        if self._pending:
            raise TruncatedError(
                f"raw byte {self._consumed}: {len(self._pending)} bytes without the check record that closes them"
            )

    def _next(self) -> tuple[int, int, int] | None:
        """Return number, start and end of the payload of the next whole record."""
        cursor = Cursor(self._pending, self._scanned)
        try:
            number = cursor.u8()
            length = cursor.uint()
        except TruncatedError:
            return None
        if number == 0 or number > 127 or length > MAX_RECORD_BYTES:
            raise FormatError(
                f"raw byte {self._consumed + self._scanned}: record {number} of {length} bytes; "
                f"expected a number from 1 to 127 and at most {MAX_RECORD_BYTES} bytes"
            )
        if cursor.remaining < length:
            return None
        return number, cursor.position, cursor.position + length

    def _verify(self, covered: int, start: int, end: int) -> None:
        expected = Cursor(self._pending, start, end).u32()
        with memoryview(self._pending) as view, view[:covered] as part:
            found = zlib.crc32(part)
        if found != expected:
            raise ChecksumError(
                f"raw bytes {self._consumed} to {self._consumed + covered}: "
                f"checksum {found:08x}, expected {expected:08x}"
            )

    def _decode(self, end: int) -> list[Record]:
        cursor = Cursor(self._pending, 0, end)
        records: list[Record] = []
        while cursor.remaining:
            at = self._consumed + cursor.position
            number = cursor.u8()
            length = cursor.uint()
            field_cursor = Cursor(self._pending, cursor.position, cursor.position + length)
            cursor.position += length
            if self._only is not None and self._version and number not in self._only:
                continue
            try:
                record = self._record(number, field_cursor)
            except (TruncatedError, FormatError) as error:
                name = CLASSES[number].__name__ if number in CLASSES else str(number)
                raise type(error)(f"raw byte {at}: record {name}: {error}") from None
            if not self._version:
                self._version = _version(record)
            if number >= FIRST_DEFINITION:
                self._definitions.append(record)
            elif record is not None:
                records.append(record)
        return records

    def _record(self, number: int, cursor: Cursor) -> Any:
        cls = CLASSES.get(number)
        version = self._version or 1
        if cls is None or SINCE.get(number, 1) > version:
            return None  # an unknown one: somebody has added it
        values = []
        for _, kind, target, since in FIELDS[number]:
            if since > version or (not cursor.remaining and since > SINCE.get(number, 1)):
                values.append(_DEFAULTS.get(kind, ()))
            elif kind == "ref":
                values.append(self._resolve(cursor.uint(), target, optional=True))
            elif kind == "refs":
                count = cursor.count()
                self._references += count
                if self._references > MAX_CHUNK_REFERENCES:
                    raise FormatError(f"a chunk of more than {MAX_CHUNK_REFERENCES} references")
                found = [self._resolve(cursor.uint(), target) for _ in range(count)]
                values.append(tuple(item for item in found if item is not None))
            else:
                values.append(_READERS[kind](cursor))
        # bytes that are left belong to fields that somebody has added
        record = cls(*values)
        validate(record)
        return record

    def _resolve(self, id_: int, target: int, *, optional: bool = False) -> Any:
        if id_ == 0 and optional:
            return None
        if not 0 < id_ < len(self._definitions):
            raise FormatError(f"id {id_}: not defined; {len(self._definitions) - 1} are")
        found = self._definitions[id_]
        if found is None:
            return None  # of an unknown kind
        number = NUMBERS[type(found)]
        if number != target and not (target == -1 and number >= FIRST_OP):
            wanted = "an op" if target == -1 else CLASSES[target].__name__
            raise FormatError(f"id {id_} is {type(found).__name__}; expected {wanted}")
        return found


def peek_opening(raw: bytes) -> tuple[list[Header | Figure | Close], bool]:
    """Decode the header, figure and close records that a chunk begins with, without their checksum.

    They tell which frames come, so that a log without index needs only the first bytes of each chunk.

    Returns
    -------
    records : list
        Those that are whole in *raw*.
    done : bool
        Whether another record, or a definition, follows them.

    Raises
    ------
    FormatError
        If the bytes do not follow the format.
    """
    decoder = ChunkDecoder()
    cursor = Cursor(raw)
    records: list[Header | Figure | Close] = []
    while True:
        try:
            number = cursor.u8()
            length = cursor.uint()
            if number not in _OPENING:
                return records, True
            field_cursor = Cursor(cursor.take(length))
        except TruncatedError:
            return records, False
        record = decoder._record(number, field_cursor)
        if not records:
            _version(record)
        records.append(record)


def _version(record: Any) -> int:
    """Return the format version that the first record of a chunk tells."""
    if not isinstance(record, Header) or record.magic != MAGIC:
        raise FormatError(f"the first record is {type(record).__name__}; expected a Header of {MAGIC}")
    if record.version == 0:
        raise FormatError("format version 0; the first was 1")
    if record.version > VERSION:
        raise VersionError(
            f"format version {record.version}; this h5rec reads up to {VERSION}: upgrade it (pip install -U h5rec)"
        )
    version: int = record.version
    return version
