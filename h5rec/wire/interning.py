"""Definitions found again: by identity, else by content, each once in a chunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ._ops import CLASSES, FIELDS, FIRST_DEFINITION, Column, Definition
from .columns import Coding

# class -> its fields that refer: index, whether to many
REFERENCES: dict[type[Any], tuple[tuple[int, bool], ...]] = {
    cls: tuple((i, row[1] == "refs") for i, row in enumerate(FIELDS[number]) if row[1] in ("ref", "refs"))
    for number, cls in CLASSES.items()
    if number >= FIRST_DEFINITION
}
_MOST_ALIASES = 1 << 14
# The 256 styles of a scatter come as the same tuple in every frame: 60 us for looking each of them up.
_LONG_LIST, _MOST_LISTS = 32, 64


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

    __slots__ = ("age", "base", "coding", "fields", "id", "record", "row")

    def __init__(self, record: Definition, fields: tuple[Any, ...]) -> None:
        self.record = record
        self.fields = fields
        self.id = self.age = self.row = 0
        self.base: Node | None = None
        self.coding: Coding | None = None


class Interner:
    """Gives each definition its node.

    What is the very same object is found without a look at its content. Else its fields are looked up,
    with nodes for what it refers to: so no tree is ever hashed or compared as a whole.
    """

    def __init__(self) -> None:
        self._by_identity: dict[int, Node] = {}  # id() of the object -> node
        # These nodes keep their objects alive.
        self._by_content: dict[type[Any], dict[tuple[Any, ...], Node]] = {cls: {} for cls in REFERENCES}
        self._aliases: list[Any] = []  # known by identity, but equal to another object
        # id() of a tuple -> the tuple, and its nodes
        self._lists: dict[int, tuple[tuple[Any, ...], tuple[Node, ...]]] = {}
        self._new: defaultdict[type[Any], list[Node]] = defaultdict(list)

    def node(self, definition: Any) -> Node:
        """Return the node of a definition."""
        return self._by_identity.get(id(definition)) or self._meet(definition)

    def nodes(self, definitions: Iterable[Any]) -> list[Node]:
        """Return the node of each."""
        known = self._by_identity
        return [known.get(id(definition)) or self._meet(definition) for definition in definitions]

    def _each(self, definitions: tuple[Any, ...]) -> tuple[Node, ...]:
        known = self._by_identity
        return tuple([known.get(id(definition)) or self._meet(definition) for definition in definitions])

    def _list(self, definitions: tuple[Any, ...]) -> tuple[Node, ...]:
        found = self._lists.get(id(definitions))
        if found is not None:
            return found[1]
        nodes = self._each(definitions)
        if len(self._lists) >= _MOST_LISTS:
            self._lists.clear()
        self._lists[id(definitions)] = definitions, nodes
        return nodes

    def take_new(self) -> dict[type[Any], list[Node]]:
        """Return the nodes that were met first since the last time, by class."""
        if not self._new:
            return {}
        new, self._new = self._new, defaultdict(list)
        return new

    def _meet(self, definition: Any) -> Node:
        """Return the node of an object that is not known by identity."""
        # This is called for every new object of every frame: `nodes` and `node` are written out.
        cls = type(definition)
        fields = definition
        references = REFERENCES[cls]
        if references:
            known = self._by_identity
            changed = list(definition)
            for index, many in references:
                value = changed[index]
                if many:
                    changed[index] = self._list(value) if len(value) >= _LONG_LIST else self._each(value)
                elif value is not None:
                    changed[index] = known.get(id(value)) or self._meet(value)
            fields = tuple(changed)
        alike = self._by_content[cls]
        found = alike.get(fields)
        if found is None:
            found = alike[fields] = self._by_identity[id(definition)] = Node(definition, fields)
            self._new[cls].append(found)
            return found
        if cls is Column:  # two thirds of what is made anew with the content of before; found like this again
            return found
        aliases = self._aliases
        if len(aliases) >= _MOST_ALIASES:
            for alias in aliases:
                del self._by_identity[id(alias)]
            aliases.clear()
        self._by_identity[id(definition)] = found
        aliases.append(definition)
        return found
