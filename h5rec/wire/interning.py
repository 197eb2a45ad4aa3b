"""Definitions found again: by identity, else by content, each once in a chunk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._ops import CLASSES, FIELDS, Column, Definition
from .columns import Coding

# class -> its fields that refer: index, whether to many
REFERENCES: dict[type[Any], tuple[tuple[int, bool], ...]] = {
    cls: tuple((i, row[1] == "refs") for i, row in enumerate(FIELDS[number]) if row[1] in ("ref", "refs"))
    for number, cls in CLASSES.items()
}
_MOST_ALIASES = 1 << 14


class Node:
    """A definition of a chunk, whose references are nodes.

    Attributes
    ----------
    record : Definition
    fields : tuple
        Those of the record, with nodes in place of what it refers to.
    id : int
        Its number in the chunk; 0 until it is written.
    base, coding, age
        Of a column: the one that stood in its place in the frame before, how it was coded, and how
        many before it were coded like this.
    row : int
        Of a column: how long rows are, where the values come in rows.
    """

    id = 0
    base: Node | None = None
    coding: Coding | None = None
    age = 0
    row = 0

    def __init__(self, record: Definition, fields: tuple[Any, ...]) -> None:
        self.record = record
        self.fields = fields


class Interner:
    """Gives each definition its node.

    What is the very same object is found without a look at its content: most ops of a frame are those
    of the frame before. Else its fields are looked up, with nodes for what it refers to: so no tree is
    ever hashed or compared as a whole.
    """

    def __init__(self) -> None:
        self._by_identity: dict[int, Node] = {}  # id() of the object -> node
        self._by_content: dict[tuple[Any, ...], Node] = {}  # these nodes keep their objects alive
        self._aliases: list[Any] = []  # known by identity, but equal to another object
        self.new: dict[type[Any], list[Node]] = {}  # what was met first since this was cleared, by class

    def fields(self, record: Any) -> tuple[Any, ...]:
        """Return the fields of *record* with nodes for what it refers to."""
        known = self._by_identity
        fields = list(record)
        for index, many in REFERENCES[type(record)]:
            value = fields[index]
            if many:
                fields[index] = tuple([known.get(id(item)) or self._node(item) for item in value])
            elif value is not None:
                fields[index] = known.get(id(value)) or self._node(value)
        return tuple(fields)

    def _node(self, definition: Any) -> Node:
        """Return the node of an object that is not known by identity."""
        # What `fields` does, once more: this is called for every new object of every frame.
        cls = type(definition)
        references = REFERENCES[cls]
        fields = definition
        if references:
            known = self._by_identity
            fields = list(definition)
            for index, many in references:
                value = fields[index]
                if many:
                    fields[index] = tuple([known.get(id(item)) or self._node(item) for item in value])
                elif value is not None:
                    fields[index] = known.get(id(value)) or self._node(value)
        key = (cls, *fields)
        found = self._by_content.get(key)
        if found is None:
            found = self._by_content[key] = self._by_identity[id(definition)] = Node(
                definition, tuple(fields)
            )
            if cls in self.new:
                self.new[cls].append(found)
            else:
                self.new[cls] = [found]
            return found
        aliases = self._aliases
        if len(aliases) >= _MOST_ALIASES:
            for alias in aliases:
                del self._by_identity[id(alias)]
            aliases.clear()
        self._by_identity[id(definition)] = found
        aliases.append(definition)
        return found


def pair_columns(ops: Sequence[Node], before: Sequence[Node], least_bytes: int) -> None:
    """Set the bases of the columns of new ops: what stood in their place in the frame before.

    Ops are paired from the front and, where they are not alike, from the back: ticks come and go.
    Columns of fewer bytes are left alone.
    """
    shift = len(before) - len(ops)
    for index, op in enumerate(ops):
        if op.id:
            continue
        for other in (index, index + shift):
            if 0 <= other < len(before) and _alike(op, before[other]):
                _pair(op, before[other], least_bytes)
                break


def _alike(op: Node, other: Node) -> bool:
    return type(op.record) is type(other.record) and op.fields[0] is other.fields[0]  # the group


def _pair(node: Node, before: Node, least_bytes: int) -> None:
    for index, many in REFERENCES[type(node.record)]:
        new, old = node.fields[index], before.fields[index]
        if many or new is None or old is None or new is old or new.id:
            continue
        if type(new.record) is not type(old.record):
            continue
        if REFERENCES[type(new.record)]:
            _pair(new, old, least_bytes)
            continue
        shorter = min(len(new.fields[0]), len(old.fields[0]))
        if isinstance(new.record, Column) and shorter >= least_bytes and new.base is None and old.id:
            new.base = old
