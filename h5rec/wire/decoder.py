"""Raw bytes of one chunk to records whose references are resolved."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import accumulate
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
    RECENT,
    SINCE,
    VERSION,
    Batch,
    Check,
    Close,
    Column,
    Figure,
    Header,
    Record,
    Text,
)
from .batches import BATCHED, unpack_columns, unpack_vector
from .characters import Characters
from .columns import unpack_column
from .pixels import unpack_pixels
from .validate import validate
from .varint import Cursor

_DEFAULTS: dict[str, Any] = {"ref": None, "string": "", "bytes": b"", "f32": 0.0, "f64": 0.0} | dict.fromkeys(
    ("uint", "int", "u8", "u32"), 0
)

_CHECK = NUMBERS[Check]
_BATCH = NUMBERS[Batch]
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
    "pixels": Cursor.blob,
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
        self._characters = Characters()
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
                if number == _BATCH and self._version > 1:
                    self._batch(field_cursor)
                    continue
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
                values.append(self._resolve(self._reference(cursor), target, optional=True))
            elif kind == "refs":
                values.append(self._resolve_all(self._references_of(cursor), target))
            elif kind == "column":
                data = cursor.take(cursor.remaining)
                values.append(unpack_column(data, self._base if version > 1 else None))
            elif kind == "pixels" and version > 1:
                values.append(unpack_pixels(cursor, *values))
            else:
                values.append(_READERS[kind](cursor))
        # bytes that are left belong to fields that somebody has added
        record = cls(*values)
        validate(record)
        return record

    def _batch(self, cursor: Cursor) -> None:
        """Decode many definitions of one kind."""
        number, count = cursor.uint(), cursor.uint()
        self._records += count - 1
        if not FIRST_DEFINITION <= number <= 127 or count == 0:
            raise FormatError(f"{count} definitions of the kind {number}")
        if self._records > MAX_CHUNK_RECORDS:
            raise FormatError(f"a chunk of more than {MAX_CHUNK_RECORDS} records")
        cls = CLASSES.get(number)
        if cls is None or SINCE.get(number, 1) > self._version:
            self._definitions += [None] * count
            return
        if cls not in BATCHED:
            raise FormatError(f"a batch of {cls.__name__}")
        if cls is Column:
            self._definitions += unpack_columns(cursor, count)
            return
        rows = FIELDS[number]
        vectors = [unpack_vector(cursor, kind, count) for _, kind, _, _ in rows]
        for index, (_, kind, _, _) in enumerate(rows):
            if kind == "refs":
                self._count_references(sum(map(len, vectors[index])))
                if cls is Text:
                    texts, fonts, sizes_px = vectors[:3]
                    vectors[index] = self._expected(texts, fonts, sizes_px, vectors[index])
        resolvers = [self._resolver(kind, target) for _, kind, target, _ in rows]
        for values in zip(*vectors, strict=True):
            record = cls(*(resolve(value) for resolve, value in zip(resolvers, values, strict=True)))
            validate(record)
            self._definitions.append(record)

    def _expected(
        self, texts: Sequence[str], fonts: Sequence[str], sizes_px: Sequence[float], glyphs: Sequence[Any]
    ) -> list[list[int]]:
        """Return the ids of glyphs that are stored as differences to what the characters let expect."""
        keys = list(zip(texts, fonts, sizes_px, strict=True))
        out = [
            list(map(int.__add__, each, self._characters.expected(*key, len(each))))
            for key, each in zip(keys, glyphs, strict=True)
        ]
        for key, ids in zip(keys, out, strict=True):
            self._characters.learn(*key, ids)
        return out

    def _resolver(self, kind: str, target: int) -> Callable[[Any], Any]:
        if kind == "ref":
            return lambda id_: self._resolve(id_, target, optional=True)
        if kind == "refs":
            return lambda ids: self._resolve_all(ids, target)
        return lambda value: value

    def _reference(self, cursor: Cursor) -> int:
        value = cursor.uint()
        if self._version < 2 or value == 0:
            return value
        if value > RECENT:
            return value - RECENT
        if value >= len(self._definitions):
            raise FormatError(f"the last definition but {value - 1}; there are {len(self._definitions) - 1}")
        return len(self._definitions) - value

    def _references_of(self, cursor: Cursor) -> list[int]:
        count = cursor.count()
        self._count_references(count)
        if self._version < 2:
            return [cursor.uint() for _ in range(count)]
        return list(accumulate(cursor.zigzag() for _ in range(count)))

    def _count_references(self, count: int) -> None:
        self._references += count
        if self._references > MAX_CHUNK_REFERENCES:
            raise FormatError(f"a chunk of more than {MAX_CHUNK_REFERENCES} references")

    def _base(self, distance: int) -> bytes:
        """Return the values of the column that came so many definitions before the next one."""
        id_ = len(self._definitions) - distance
        found = self._resolve(id_, NUMBERS[Column])
        if found is None:
            raise FormatError(f"id {id_} is of an unknown kind; expected Column")
        values: bytes = found.values
        return values

    def _resolve_all(self, ids: Iterable[int], target: int) -> tuple[Any, ...]:
        found = [self._resolve(id_, target) for id_ in ids]
        return tuple(item for item in found if item is not None)

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
