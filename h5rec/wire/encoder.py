"""Records to raw bytes, each definition written once per chunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import FormatError
from . import varint
from ._ops import CLASSES, FIELDS, MAX_LIST_ITEMS, MAX_RECORD_BYTES, NUMBERS, Definition, Path, Record, Style
from .columns import pack_column
from .validate import validate

_pack_uint = varint.pack_uint


def _pack_rgba(value: bytes) -> bytes:
    if len(value) != 4:
        raise FormatError(f"a colour of {len(value)} bytes; expected 4")
    return value


def _list_of(pack: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def pack_list(values: tuple[Any, ...]) -> bytes:
        if len(values) > MAX_LIST_ITEMS:
            raise FormatError(f"a list of {len(values)} items; at most {MAX_LIST_ITEMS} fit")
        return _pack_uint(len(values)) + b"".join(map(pack, values))

    return pack_list


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
    "column": pack_column,
    "uints": _list_of(varint.pack_uint),
    "ints": _list_of(varint.pack_int),
    "f32s": _list_of(varint.pack_f32),
    "f64s": _list_of(varint.pack_f64),
    "strings": _list_of(varint.pack_string),
}

# class -> how each field is packed: a function, or "ref" / "refs" for what needs ids
_PLANS: dict[type[Any], tuple[Callable[[Any], bytes] | str, ...]] = {
    cls: tuple(_PACKERS.get(kind, kind) for _, kind, _, _ in FIELDS[number])
    for number, cls in CLASSES.items()
}
# class -> defaults of its trailing fields
_DEFAULTS: dict[type[Any], tuple[Any, ...]] = {cls: tuple(cls._field_defaults.values()) for cls in _PLANS}


# What a script's own numbers go into: what no reader takes must not be written, or the whole chunk is lost.
_CHECKED = {Style, Path}


def _without_defaults(record: Any) -> Any:
    """Return the fields of *record* up to the last that is not a trailing one with its default."""
    defaults = _DEFAULTS[type(record)]
    if not defaults or record[-1] != defaults[-1]:
        return record
    count, least = len(record) - 1, len(record) - len(defaults)
    while count > least and record[count - 1] == defaults[count - 1 - least]:
        count -= 1
    return record[:count]


class ChunkEncoder:
    """Encodes the records of one chunk.

    Definitions are found again by content: the same `DrawPath` in two frames is written once.

    Attributes
    ----------
    records, references : int
        How many have been written; chunks have limits for both.
    """

    def __init__(self) -> None:
        self._ids: dict[type[Any], dict[Any, int]] = {cls: {} for cls in CLASSES.values()}
        self._next_id = 1
        self.records = 0
        self.references = 0

    def encode(self, record: Record) -> bytes:
        """Return *record*, with the definitions that it needs and this chunk lacks before it.

        Raises
        ------
        FormatError
            If a value does not fit the format (a record over 64 MiB, say). The chunk should then be
            ended: definitions may have been given ids that were never written.
        """
        out: list[bytes] = []
        try:
            self._write(record, out)
        except FormatError:
            raise
        except Exception as error:  # of another type or size than the field: a float beyond f32, say
            raise FormatError(
                f"record {type(record).__name__}: cannot be written: {type(error).__name__}: {error}"
            ) from error
        return b"".join(out)

    def _write(self, record: Any, out: list[bytes]) -> None:
        if type(record) in _CHECKED:
            validate(record)
        fields: list[bytes] = []
        for plan, value in zip(_PLANS[type(record)], _without_defaults(record), strict=False):
            if callable(plan):
                fields.append(plan(value))
            elif plan == "ref":
                fields.append(b"\0" if value is None else _pack_uint(self._id(value, out)))
            else:
                if len(value) > MAX_LIST_ITEMS:
                    raise FormatError(f"a list of {len(value)} items; at most {MAX_LIST_ITEMS} fit")
                self.references += len(value)
                fields.append(_pack_uint(len(value)))
                fields += [_pack_uint(self._id(item, out)) for item in value]
        payload = b"".join(fields)
        number = NUMBERS[type(record)]
        if len(payload) > MAX_RECORD_BYTES:
            raise FormatError(
                f"record {type(record).__name__}: {len(payload)} bytes; at most {MAX_RECORD_BYTES} fit"
            )
        self.records += 1
        out += (_pack_u8(number), _pack_uint(len(payload)), payload)

    def _id(self, definition: Definition, out: list[bytes]) -> int:
        known = self._ids[type(definition)]
        found = known.get(definition)
        if found is None:
            self._write(definition, out)
            found = known[definition] = self._next_id
            self._next_id += 1
        return found
