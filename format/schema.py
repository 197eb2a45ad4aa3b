"""ops.toml as checked Python objects: the generator's input."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCALARS = ("uint", "int", "u8", "u32", "rgba", "f32", "f64", "string", "bytes", "column", "pixels", "vectors")
LISTS = ("uints", "ints", "f32s", "f64s", "strings")
FIRST_DEFINITION = 64
FIRST_OP = 96
LAST_NUMBER = 127


@dataclass(frozen=True)
class Field:
    """One field of a record.

    ``kind`` is one of `SCALARS` or `LISTS`, or ``ref`` / ``refs``, in which case ``target`` names
    the definition that is referred to (``op``: any op). ``since`` is the format version that has it:
    a field younger than its record is a trailing one, with the default of its type.
    """

    name: str
    kind: str
    target: str
    doc: str
    since: int

    @property
    def type(self) -> str:
        """The type as ops.toml writes it."""
        return f"{self.kind}:{self.target}" if self.target else self.kind


@dataclass(frozen=True)
class Record:
    """One record type."""

    name: str
    number: int
    doc: str
    since: int
    fields: tuple[Field, ...]

    def is_trailing(self, field: Field) -> bool:
        """Whether this is a field that writers may leave out."""
        return field.since > self.since

    @property
    def is_definition(self) -> bool:
        """Whether it takes an id."""
        return self.number >= FIRST_DEFINITION

    @property
    def is_op(self) -> bool:
        """Whether frames list it."""
        return self.number >= FIRST_OP

    @property
    def class_name(self) -> str:
        """Its name as a class: ``draw_path`` is ``DrawPath``."""
        return "".join(part.capitalize() for part in self.name.split("_"))


@dataclass(frozen=True)
class Schema:
    """The whole of ops.toml."""

    version: int
    magic: str
    recent: int
    limits: dict[str, int]
    zstd: dict[str, int]
    records: tuple[Record, ...]


def load(path: Path) -> Schema:
    """Read and check ops.toml.

    Raises
    ------
    ValueError
        If a number or name is used twice, a type is unknown, a reference has no target before it,
        or a field follows one of a later version.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    records: list[Record] = []
    names: set[str] = set()
    numbers: set[int] = set()
    for item in data["record"]:
        since = item.get("since", 1)
        fields = tuple(_field(item["name"], field, since) for field in item["fields"])
        record = Record(item["name"], item["number"], item["doc"], since, fields)
        if record.name in names or record.number in numbers:
            raise ValueError(f"{path.name}: record {record.name} ({record.number}) is there twice")
        if not 1 <= record.number <= LAST_NUMBER:
            raise ValueError(f"{path.name}: record {record.name}: number {record.number} not in 1..127")
        if [field.since for field in fields] != sorted(field.since for field in fields):
            raise ValueError(f"{path.name}: record {record.name}: a field follows one of a later version")
        names.add(record.name)
        numbers.add(record.number)
        records.append(record)
    defined = {record.name for record in records if record.is_definition} | {"op"}
    for record in records:
        for field in record.fields:
            if field.target and field.target not in defined:
                raise ValueError(f"{path.name}: {record.name}.{field.name}: no definition {field.target}")
    return Schema(
        data["version"], data["magic"], data["recent"], data["limits"], data["zstd"], tuple(records)
    )


def _field(record: str, item: dict[str, Any], since: int) -> Field:
    kind, _, target = item["type"].partition(":")
    known = SCALARS + LISTS if not target else ("ref", "refs")
    if kind not in known:
        raise ValueError(f"ops.toml: {record}.{item['name']}: unknown type {item['type']}")
    return Field(item["name"], kind, target, item["doc"], item.get("since", since))
