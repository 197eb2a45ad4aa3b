"""What a drawing depends on, by content, and whether it still is what it was.

A snapshot holds the objects that were found and copies of what they held, so that looking whether anything
has changed is a few comparisons of lists in C, and no Python code for each of hundreds of attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, eq, is_
from typing import Any

import numpy as np

_bytes_of: Callable[[Any], bytes] = np.ndarray.tobytes
_points = attrgetter("_points")
_matrix = attrgetter("_mtx")
_child = attrgetter("_child")
_TICK_COORDINATES = attrgetter("_x"), attrgetter("_y")
_is_visible = attrgetter("_visible")

#: Kinds of values that nobody can change in place, told apart by type and value.
PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes, type(...), type))

#: Among what may differ in an artist: somebody else draws it, and sees to its flag.
ELSEWHERE = ""


class Snapshot:
    """State of everything that a drawing reads.

    `content` is all of it as a flat list of plain values, for comparing two snapshots of one artist;
    the rest is for finding out later, fast, whether anything has changed since.
    """

    __slots__ = (
        "_array_bytes",
        "_arrays",
        "_attributes",
        "_box_bytes",
        "_boxes",
        "_children",
        "_column_boxes",
        "_column_bytes",
        "_columns",
        "_containers",
        "_copies",
        "_differing",
        "_held",
        "_hidden",
        "_ignorable",
        "_matrices",
        "_matrix_bytes",
        "_tick_lines",
        "_tick_places",
        "_values",
        "_watched",
        "_wrappers",
        "content",
    )

    def __init__(self) -> None:
        self.content: list[Any] = []
        # instance dictionaries, what they held, and what of them may differ
        self._attributes: list[dict[str, Any]] = []
        self._held: list[dict[str, Any]] = []
        self._ignorable: list[frozenset[str]] = []
        self._differing: list[int] = []
        self._hidden: list[Any] = []
        self._containers: list[Any] = []
        self._copies: list[Any] = []
        self._arrays: list[Any] = []
        self._array_bytes: list[bytes] = []
        # transforms: boxes, columns of boxes (x or y alone), matrices, wrappers
        self._boxes: list[Any] = []
        self._box_bytes: list[bytes] = []
        self._columns: list[tuple[Any, int]] = []
        self._column_bytes: list[bytes] = []  # of the whole box, as it was seen last
        self._column_boxes: list[Any] = []
        self._matrices: list[Any] = []
        self._matrix_bytes: list[bytes] = []
        self._wrappers: list[Any] = []
        self._children: list[Any] = []
        # lines of ticks: the coordinate that does not say where the tick is
        self._tick_lines: tuple[list[Any], list[Any]] = ([], [])
        self._tick_places: tuple[list[bytes], list[bytes]] = ([], [])
        # anything else that is asked for each time
        self._watched: list[tuple[Callable[[Any], Any], Any]] = []
        self._values: list[Any] = []

    # ---- taking it

    def add_attributes(self, attributes: dict[str, Any], ignorable: frozenset[str]) -> None:
        """Watch an instance's dictionary."""
        self._attributes.append(attributes)
        self._held.append(attributes.copy())
        self._ignorable.append(ignorable)

    def add_hidden(self, artist: Any) -> None:
        """Watch whether an artist that is not visible still is not: until then, nothing else of it matters."""
        self._hidden.append(artist)

    def add_tick_line(self, line: Any, column: int) -> bytes:
        """Watch the x (0) or y (1) that a line of a tick keeps while the tick moves."""
        (data,) = _bytes_of_places(_TICK_COORDINATES[column], [line])
        self._tick_lines[column].append(line)
        self._tick_places[column].append(data)
        return data

    def add_container(self, container: Any) -> None:
        """Watch a list, a dictionary or a set."""
        self._containers.append(container)
        self._copies.append(container.copy())

    def add_array(self, array: Any) -> bytes:
        """Watch an array; return what it holds."""
        data: bytes = array.tobytes()
        self._arrays.append(array)
        self._array_bytes.append(data)
        return data

    def add_box(self, box: Any, column: int | None) -> bytes:
        """Watch a Bbox, or x (0) or y (1) of it."""
        if column is None:
            data: bytes = box._points.tobytes()
            self._boxes.append(box)
            self._box_bytes.append(data)
        else:
            whole: bytes = box._points.tobytes()
            data = _column(whole, column)
            self._columns.append((box, column))
            self._column_bytes.append(whole)
            self._column_boxes.append(box)
        return data

    def add_matrix(self, transform: Any) -> bytes:
        """Watch an Affine2D."""
        data: bytes = transform._mtx.tobytes()
        self._matrices.append(transform)
        self._matrix_bytes.append(data)
        return data

    def add_wrapper(self, wrapper: Any) -> None:
        """Watch which transform a TransformWrapper stands for."""
        self._wrappers.append(wrapper)
        self._children.append(wrapper._child)

    def add_watched(self, getter: Callable[[Any], Any], owner: Any) -> Any:
        """Watch what a function returns of an object."""
        value = getter(owner)
        self._watched.append((getter, owner))
        self._values.append(value)
        return value

    # ---- looking whether it still is so

    def holds(self) -> bool:
        """Whether nothing has changed since."""
        try:
            return (
                self._attributes_hold()
                and not any(map(_is_visible, self._hidden))
                and all(map(eq, self._containers, self._copies))
                and list(map(_bytes_of, map(_points, self._boxes))) == self._box_bytes
                and list(map(_bytes_of, map(_matrix, self._matrices))) == self._matrix_bytes
                and all(map(is_, map(_child, self._wrappers), self._children))
                and self._columns_hold()
                and [getter(owner) for getter, owner in self._watched] == self._values
                and list(map(_bytes_of, self._arrays)) == self._array_bytes
                and all(map(_places_hold, _TICK_COORDINATES, self._tick_lines, self._tick_places))
            )
        except Exception:
            # What cannot be compared with what it was has changed: arrays, attributes that are gone.
            return False

    def still_holds(self) -> bool:
        """Whether nothing has changed; unlike after `holds`, there is nothing to settle."""
        holds = self.holds()
        self._differing = []
        return holds

    def _columns_hold(self) -> bool:
        # In most drawings the other coordinate has not changed either, and no Python code is needed for each box.
        wholes = list(map(_bytes_of, map(_points, self._column_boxes)))
        if wholes != self._column_bytes:
            for (_, column), now, before in zip(self._columns, wholes, self._column_bytes, strict=True):
                if _column(now, column) != _column(before, column):
                    return False
            self._column_bytes = wholes
        return True

    def _attributes_hold(self) -> bool:
        self._differing = []
        try:
            if self._attributes == self._held:
                return True
        except ValueError:  # another array than before: see which
            pass
        for number, attributes in enumerate(self._attributes):
            held = self._held[number]
            if not _equal(attributes, held):
                if not _hold_closely(attributes, held, self._ignorable[number]):
                    return False
                self._differing.append(number)
        return True

    def settle(self, *, flags: bool = True) -> None:
        """Note what has changed without making a difference.

        Parameters
        ----------
        flags : bool
            Whether artists that are stale without having changed are drawn now, and so no longer stale.
        """
        for number in self._differing:
            attributes = self._attributes[number]
            ignorable = self._ignorable[number]
            if flags and "_stale" in ignorable and ELSEWHERE not in ignorable and "_stale" in attributes:
                attributes["_stale"] = self._held[number]["_stale"]
            self._held[number] = attributes.copy()
        self._differing = []


class Sum(Snapshot):
    """Everything that several snapshots watch, each thing once."""

    __slots__ = ("_origins",)

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        super().__init__()
        self._origins: list[list[tuple[Snapshot, int]]] = []  # where the attributes are watched
        numbers: dict[Any, int] = {}
        seen: set[Any] = set()

        def is_first(*key: Any) -> bool:
            before = len(seen)
            seen.add(key)
            return len(seen) > before

        for snapshot in snapshots:
            for index, (attributes, ignorable) in enumerate(
                zip(snapshot._attributes, snapshot._ignorable, strict=True)
            ):
                number = numbers.setdefault((id(attributes), ignorable), len(numbers))
                if number == len(self._attributes):
                    self._attributes.append(attributes)
                    self._held.append(snapshot._held[index])
                    self._ignorable.append(ignorable)
                    self._origins.append([])
                self._origins[number].append((snapshot, index))
            self._hidden += [artist for artist in snapshot._hidden if is_first(id(artist))]
            for objects, held in _PARALLEL:
                for value, before in zip(getattr(snapshot, objects), getattr(snapshot, held), strict=True):
                    key = tuple(map(id, value)) if type(value) is tuple else (id(value),)
                    if is_first(objects, *key):
                        getattr(self, objects).append(value)
                        getattr(self, held).append(before)
            for column, lines in enumerate(snapshot._tick_lines):
                for line, place in zip(lines, snapshot._tick_places[column], strict=True):
                    if is_first(column, id(line)):
                        self._tick_lines[column].append(line)
                        self._tick_places[column].append(place)
        self._column_boxes = [box for box, _ in self._columns]

    def holds(self) -> bool:
        """Whether nothing has changed; each snapshot can then be settled."""
        if not super().holds():
            return False
        for number in self._differing:
            for snapshot, _ in self._origins[number]:
                snapshot._differing = []
        for number in self._differing:
            for snapshot, index in self._origins[number]:
                snapshot._differing.append(index)
            attributes, held = self._attributes[number], self._held[number]
            self._held[number] = now = attributes.copy()
            if "_stale" in held:
                now["_stale"] = held["_stale"]  # as it will be once it is drawn
        self._differing = []
        return True


_PARALLEL = (
    ("_containers", "_copies"),
    ("_arrays", "_array_bytes"),
    ("_boxes", "_box_bytes"),
    ("_columns", "_column_bytes"),
    ("_matrices", "_matrix_bytes"),
    ("_wrappers", "_children"),
    ("_watched", "_values"),
)


def _places_hold(coordinate: Callable[[Any], Any], lines: list[Any], places: list[bytes]) -> bool:
    return _bytes_of_places(coordinate, lines) == places


def _bytes_of_places(coordinate: Callable[[Any], Any], lines: list[Any]) -> list[bytes]:
    # None: not computed yet
    return [b"" if values is None else values.tobytes() for values in map(coordinate, lines)]


def _column(points: bytes, column: int) -> bytes:
    """Return x (0) or y (1) of both corners of a box."""
    return points[8:16] + points[24:] if column else points[:8] + points[16:24]


def _equal(now: dict[str, Any], held: dict[str, Any]) -> bool:
    try:
        return now == held
    except ValueError:  # another array than before
        return False


_ABSENT = object()


def _hold_closely(now: dict[str, Any], held: dict[str, Any], ignorable: frozenset[str]) -> bool:
    """Compare dictionaries key by key."""
    for name in now.keys() | held.keys():
        value, before = now.get(name, _ABSENT), held.get(name, _ABSENT)
        if value is not before and name not in ignorable and not _is_same(value, before):
            return False
    return True


def _is_same(value: Any, other: Any) -> bool:
    """Whether two plain values, or tuples of such, are the same."""
    kind = type(value)
    if kind is not type(other):
        return False
    if kind is tuple:
        return len(value) == len(other) and all(map(_is_same, value, other))
    return (kind in PLAIN or isinstance(value, np.generic)) and bool(value == other)
