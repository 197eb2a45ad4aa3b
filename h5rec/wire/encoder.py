"""Records to raw bytes, each definition written once per chunk."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from operator import sub
from typing import Any

from ..errors import FormatError
from . import varint
from ._ops import (
    CLASSES,
    FIELDS,
    FIRST_DEFINITION,
    MAX_LIST_ITEMS,
    MAX_RECORD_BYTES,
    NUMBERS,
    RECENT,
    Batch,
    Carry,
    Column,
    DrawMesh,
    Frame,
    Image,
    Path,
    Paths,
    Record,
    Style,
    Text,
)
from .batches import BATCHED, pack_columns, pack_vector
from .characters import Characters
from .column_sets import pack_set
from .columns import SHORT, pack_column
from .interning import Interner, Node
from .pictures import Picture, next_picture, pair_columns
from .pixels import Layouts, pack_pixels, pixel_cuts
from .validate import validate

_pack_uint = varint.pack_uint


def _pack_rgba(value: bytes) -> bytes:
    if len(value) != 4:
        raise FormatError(f"a colour of {len(value)} bytes; expected 4")
    return value


def _list_of(pack: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def pack_list(values: tuple[Any, ...]) -> bytes:
        _need_room(len(values))
        return _pack_uint(len(values)) + b"".join(map(pack, values))

    return pack_list


def _need_room(items: int) -> None:
    if items > MAX_LIST_ITEMS:
        raise FormatError(f"a list of {items} items; at most {MAX_LIST_ITEMS} fit")


def _pack_u8(value: int) -> bytes:
    return bytes((value,))


_PACKERS: dict[str, Callable[[Any], bytes]] = {
    "uint": varint.pack_uint,
    "int": varint.pack_int,
    "u8": _pack_u8,
    "u32": varint.pack_u32,
    "rgba": _pack_rgba,
    "f32": varint.pack_f32,
    "f64": varint.pack_f64,
    "string": varint.pack_string,
    "bytes": varint.pack_bytes,
    "uints": _list_of(varint.pack_uint),
    "ints": _list_of(varint.pack_int),
    "f32s": _list_of(varint.pack_f32),
    "f64s": _list_of(varint.pack_f64),
    "strings": _list_of(varint.pack_string),
}

# class -> how each field is packed; columns and pixels, which come last, are packed on their own
_PLANS: dict[type[Any], tuple[Callable[[Any], bytes] | str, ...]] = {
    cls: tuple(
        _PACKERS.get(kind, kind) for _, kind, _, _ in FIELDS[number] if kind not in ("column", "pixels")
    )
    for number, cls in CLASSES.items()
}
_NUMBERS: dict[type[Any], bytes] = {cls: _pack_u8(number) for cls, number in NUMBERS.items()}
# class -> defaults of its trailing fields
_DEFAULTS: dict[type[Any], tuple[Any, ...]] = {cls: tuple(cls._field_defaults.values()) for cls in _PLANS}
# Definitions are written kind by kind, so that each kind's own references come before it.
_KINDS: tuple[type[Any], ...] = tuple(
    sorted(
        (cls for cls in CLASSES.values() if NUMBERS[cls] >= FIRST_DEFINITION),
        key=lambda cls: (cls is not Column, NUMBERS[cls]),
    )
)

# What a script's own numbers go into: what no reader takes must not be written, or the whole chunk is lost.
_CHECKED = {Style, Path, Paths, DrawMesh}

_NOTHING = Picture()
_LEAST_BATCH = 3
_LONGEST_ROW = 16  # values of columns that are written side by side
_LEAST_BASED = 4 * 32  # bytes of a column for which a difference to another pays


class ChunkEncoder:
    """Encodes the records of one chunk.

    Definitions are found again by content: the same `DrawPath` in two frames is written once.

    Parameters
    ----------
    layouts : Layouts, optional
        Of images, which chunks may share: what has proved good is used again.

    Attributes
    ----------
    records, references : int
        How many have been written; chunks have limits for both.
    cuts : list of int
        Where, in what `encode` returned last, bytes of another kind begin: zstd has one code for all letters of
        a block, so that each kind is better in blocks of its own.
    """

    def __init__(self, layouts: Layouts | None = None) -> None:
        self._interner = Interner()
        self._next_id = 1
        self._pictures: dict[int, Picture] = {}  # by figure: the last
        self._characters = Characters()
        self._layouts = Layouts() if layouts is None else layouts
        self.records = 0
        self.references = 0
        self.cuts: list[int] = []
        self._marks: list[tuple[int, int]] = []  # of the cuts: in which part of the output, and where in that

    def encode(self, record: Record) -> bytes:
        """Return *record*, with the definitions that it needs and this chunk lacks before it.

        Raises
        ------
        FormatError
            If a value does not fit the format (a record over 64 MiB, say). The chunk should then be
            ended: definitions may have been given ids that were never written.
        """
        out: list[bytes] = []
        self._marks.clear()
        try:
            if isinstance(record, (Frame, Carry)):
                self._write_picture(record, out)
            else:
                self._write(type(record), record, out)
        except FormatError:
            raise
        except Exception as error:  # of another type or size than the field: a float beyond f32, say
            raise FormatError(
                f"record {type(record).__name__}: cannot be written: {type(error).__name__}: {error}"
            ) from error
        self.cuts = self._places_of_marks(out)
        return b"".join(out)

    def _places_of_marks(self, out: list[bytes]) -> list[int]:
        if not self._marks:
            return []
        starts = list(accumulate(map(len, out), initial=0))
        return [starts[part] + cut for part, cut in self._marks]

    def _mark(self, cuts: Sequence[int], out: list[bytes], *, start: int = 0) -> None:
        """Note where the last part of the output is to be cut; *start* is where in it to count from."""
        self._marks += [(len(out) - 1, start + cut) for cut in cuts]

    def _write_picture(self, frame: Frame | Carry, out: list[bytes]) -> None:
        before = self._pictures.get(frame.figure, _NOTHING)
        picture, changed = next_picture(self._interner, frame, before)
        self._pictures[frame.figure] = picture
        new = self._interner.take_new()
        for paths in new.get(Paths, ()):
            _find_rows(paths)
        if any(len(column.fields[0]) >= _LEAST_BASED for column in new.get(Column, ())):
            pair_columns(picture.nodes, changed, before.nodes, _LEAST_BASED)
        for cls in _KINDS:
            if cls in new:
                self._write_all(cls, new[cls], out)
        self._write(type(frame), (*frame[:3], picture.axes_nodes, picture.nodes), out)

    def _write_all(self, cls: type[Any], nodes: list[Node], out: list[bytes]) -> None:
        """Write the new definitions of one kind, many of them as a batch."""
        if cls in _CHECKED:
            for node in nodes:
                validate(node.record)
        if cls is Column:
            self._write_columns(nodes, out)
        elif len(nodes) < _LEAST_BATCH or cls not in BATCHED:
            self._write_each(nodes, out)
        else:
            self._write_batch(cls, nodes, out)

    def _write_columns(self, columns: list[Node], out: list[bytes]) -> None:
        by_length: dict[int, list[Node]] = {}
        for column in columns:
            by_length.setdefault(len(column.fields[0]) // 4, []).append(column)
        batches = {
            length
            for length, alike in by_length.items()
            if len(alike) >= _LEAST_BATCH and 0 < length <= _LONGEST_ROW
        }
        for alike in by_length.values():
            self._number(alike)
        long = [
            column
            for length, alike in by_length.items()
            if length > SHORT and length not in batches
            for column in alike
        ]
        packed = iter(pack_set(long))
        for length, alike in by_length.items():
            if length in batches:
                payload = pack_columns([column.fields[0] for column in alike])
                self._write_record(Batch, _batch_head(Column, len(alike)) + payload, out)
                self.records += len(alike) - 1
                continue
            for column in alike:
                if length > SHORT:
                    payload, cuts = next(packed)
                    self._write_record(Column, payload, out)
                    self._mark(cuts, out)
                else:
                    self._write_record(Column, pack_column(column.fields[0]), out)

    def _write_batch(self, cls: type[Any], nodes: list[Node], out: list[bytes]) -> None:
        first = self._next_id
        self._number(nodes)  # so that they can refer to each other
        try:
            payload = _batch_head(cls, len(nodes)) + b"".join(self._vectors(cls, nodes))
        except struct.error:  # a number that vectors have no room for
            payload = b""
        if not 0 < len(payload) <= MAX_RECORD_BYTES:
            self._next_id = first
            self._write_each(nodes, out)
            return
        self._write_record(Batch, payload, out)
        self.records += len(nodes) - 1

    def _vectors(self, cls: type[Any], nodes: list[Node]) -> Iterator[bytes]:
        columns = list(zip(*[node.fields for node in nodes], strict=True))
        for (_, kind, _, _), values in zip(FIELDS[NUMBERS[cls]], columns, strict=True):
            if kind == "ref":
                yield pack_vector(kind, [0 if value is None else value.id for value in values])
            elif kind == "refs":
                ids = [tuple([item.id for item in value]) for value in values]
                self.references += sum(map(len, ids))
                yield pack_vector(kind, self._unexpected(columns, ids) if cls is Text else ids)
            else:
                yield pack_vector(kind, values)

    def _unexpected(self, columns: list[Any], glyphs: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Return glyphs as differences to what the characters let expect, and learn from them."""
        keys = [_as_written(*key) for key in zip(*columns[:3], strict=True)]
        out = [
            tuple(map(int.__sub__, ids, self._characters.expected(*key, len(ids))))
            for key, ids in zip(keys, glyphs, strict=True)
        ]
        for key, ids in zip(keys, glyphs, strict=True):
            self._characters.learn(*key, ids)
        return out

    def _write_each(self, nodes: list[Node], out: list[bytes]) -> None:
        for node in nodes:
            cls = type(node.record)
            record: Any = node.record
            pixels = pack_pixels(record, self._layouts.of(record)) if cls is Image else b""
            self._write(cls, node.fields, out, pixels)
            if pixels:
                self._mark(pixel_cuts(pixels, record), out, start=len(out[-1]) - len(pixels))
            node.id = self._next_id
            self._next_id += 1

    def _number(self, nodes: Sequence[Node]) -> None:
        for number, node in enumerate(nodes, self._next_id):
            node.id = number
        self._next_id += len(nodes)

    def _write(self, cls: type[Any], fields: Sequence[Any], out: list[bytes], last: bytes = b"") -> None:
        packed: list[bytes] = []
        for plan, value in zip(_PLANS[cls], _without_defaults(cls, fields), strict=False):
            if plan == "ref":
                packed.append(b"\0" if value is None else self._reference(value))
            elif plan == "refs":
                packed.append(self._references(value))
            else:
                packed.append(plan(value))  # type: ignore[operator]
        packed.append(last)
        self._write_record(cls, b"".join(packed), out)

    def _write_record(self, cls: type[Any], payload: bytes, out: list[bytes]) -> None:
        if len(payload) > MAX_RECORD_BYTES:
            raise FormatError(f"record {cls.__name__}: {len(payload)} bytes; at most {MAX_RECORD_BYTES} fit")
        self.records += 1
        out += (_NUMBERS[cls], _pack_uint(len(payload)), payload)

    def _reference(self, node: Node) -> bytes:
        distance = self._next_id - node.id
        return _pack_uint(distance if distance <= RECENT else node.id + RECENT)

    def _references(self, nodes: Sequence[Node]) -> bytes:
        _need_room(len(nodes))
        self.references += len(nodes)
        ids = [node.id for node in nodes]
        return _pack_uint(len(ids)) + varint.join_ints(map(sub, ids, [0, *ids]))


def _without_defaults(cls: type[Any], fields: Sequence[Any]) -> Sequence[Any]:
    """Return *fields* up to the last that is not a trailing one with its default."""
    defaults = _DEFAULTS[cls]
    count, least = len(fields), len(fields) - len(defaults)
    while count > least and fields[count - 1] == defaults[count - 1 - least]:
        count -= 1
    return fields[:count]


def _find_rows(paths: Node) -> None:
    """Note with the columns of a path list how long its paths are, if all are equally long."""
    _, _, lengths, x, y, *_ = paths.fields
    if lengths is None or len(lengths.fields[0]) < 8:
        return
    values = lengths.fields[0]
    row = int.from_bytes(values[:4], "little")
    if row > 1 and values == values[:4] * (len(values) // 4):
        for column in (x, y):
            if column is not None:
                column.row = row


def _as_written(text: str, font: str, size_px: float) -> tuple[str, str, float]:
    """Return string, font and size as a reader gets them."""
    text, font = (part.encode("utf-8", "replace").decode("utf-8") for part in (text, font))
    return text, font, struct.unpack("<f", varint.pack_f32(size_px))[0]


def _batch_head(cls: type[Any], count: int) -> bytes:
    return _pack_uint(NUMBERS[cls]) + _pack_uint(count)
