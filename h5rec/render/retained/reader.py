"""Reads what an artist consists of into a snapshot: attributes, arrays, transforms, and what these hold in turn.

It stops with `Unknown` at whatever may change without a trace: objects and functions that are not
matplotlib's own. An artist that has such a thing is drawn every time.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import functools
import types
import weakref
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np
from matplotlib import cbook
from matplotlib import transforms as _transforms
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XTick, YTick
from matplotlib.figure import FigureBase
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from .hook import Hook
from .nodes import has_columns, is_current, is_equal, is_separable
from .snapshot import ELSEWHERE, PLAIN, Snapshot

transforms: Any = _transforms  # whose private attributes are read, and typed as if there were none

OWN = ("matplotlib", "mpl_toolkits")

#: Where an artist belongs, who listens to it, and what only picking and layout look at.
NOT_DRAWN = frozenset(
    (
        "_axes",
        "_callbacks",
        "_cid",
        "_contains",
        "_contour_generator",
        "_custom_handler_map",
        "_figure",
        "_id_colorizer",
        "_id_norm",
        "_mouseover",
        "_parent_figure",
        "_picker",
        "_pickradius",
        "_remove_method",
        "_renderer",
        "_root_figure",
        "_stale",
        "axes",
        "callbacks",
        "callbacksSM",
        "colorbar",
        "figure",
        "pickradius",
        "stale_callback",
    )
)
#: A line's data as they were given: only `Line2D.recache` reads them, and says so in `_invalidx`.
_GIVEN = frozenset(("_xorig", "_yorig"))
#: What ticks compute anew from where they are put, at every drawing.
_COMPUTED = frozenset(
    (
        "_invalidx",
        "_invalidy",
        "_path",
        "_subslice",
        "_transformed_path",
        "_x",
        "_x_filled",
        "_xy",
        "_y",
        "ind_offset",
    )
)
#: What may differ in an artist that is as it was.
_IGNORABLE = frozenset(("_renderer",))
#: In parts of an axis, whose `stale` comes of measuring them, too. `Snapshot.settle` puts it right.
_IGNORABLE_IN_AXIS = _IGNORABLE | {"_stale"}
#: In texts that are only looked at: whether these are drawn is not said by who looks.
_IGNORABLE_ELSEWHERE = _IGNORABLE_IN_AXIS | {ELSEWHERE}
#: What a formatter is told before every use.
_TOLD = frozenset(("_locs", "locs"))
_IGNORABLE_IN_TICK_LINES = _IGNORABLE_IN_AXIS | _COMPUTED

_COPIES = frozenset(("_affine", "_inverted", "_invalid", "_mtx", "_parents", "_points", "_shorthand_name"))

_UNCHANGING = (
    Enum,
    np.generic,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    datetime.tzinfo,
    decimal.Decimal,
    fractions.Fraction,
    range,
    weakref.ref,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    np.ufunc,
    np.dtype,
    cbook.CallbackRegistry,
    cbook.Grouper,
    Hook,
)


#: Of these, some are equal and look different: UTC and GMT, Decimal("1.0") and Decimal("1.00").
_MORE_THAN_EQUAL = (datetime.date, datetime.time, datetime.tzinfo, decimal.Decimal)


class Unknown(Exception):
    """Something may change without a trace; its text says what."""


class Reader:
    """Takes one snapshot."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self._add = self.snapshot.content.append
        self._seen: dict[Any, int] = {}
        self._kept: list[Any] = []  # so that no id is used twice
        self._in_axis = self._is_elsewhere = False
        self.root: Any = None  # the artist whose ops are to be kept: whether it is rasterized is seen to

    def read(self, value: Any) -> None:
        """Read anything."""
        kind: Any = type(value)
        if kind in PLAIN:
            self._add(kind)
            self._add(value)
            return
        if self._was_seen(value, id(value)):
            return
        self._add(kind)
        reading: Reading = _reading_of(kind)
        reading(self, value)

    def read_elsewhere(self, value: Any) -> None:
        """Read what is looked at, and drawn by others."""
        before, self._is_elsewhere = self._is_elsewhere, True
        self.read(value)
        self._is_elsewhere = before

    def _was_seen(self, value: Any, key: Any) -> bool:
        number = self._seen.get(key)
        if number is not None:
            self._add(number)
            return True
        self._seen[key] = len(self._seen)
        self._kept.append(value)
        return False

    # ---- values

    def _read_unchanging(self, value: Any) -> None:
        self._add(value)

    def _read_sequence(self, value: Any) -> None:
        if isinstance(value, list):
            self.snapshot.add_container(value)
        self._add(len(value))
        for part in value:
            self.read(part)

    def _read_mapping(self, value: Any) -> None:
        self.snapshot.add_container(value)
        self._add(len(value))
        for key, part in value.items():
            self.read(key)
            self.read(part)

    def _read_set(self, value: Any) -> None:
        if not all(type(part) in PLAIN or isinstance(part, _UNCHANGING) for part in value):
            raise Unknown("a set of objects")
        if isinstance(value, set):
            self.snapshot.add_container(value)
        self._add(frozenset(value))

    def _read_array(self, value: Any) -> None:
        if value.dtype.hasobject:
            self.snapshot.add_watched(np.ndarray.tolist, value)
            self._add(value.shape)
            self.read(value.tolist())
            return
        self._add((value.dtype.str, value.shape))
        self._add(self.snapshot.add_array(value))

    def _read_masked_array(self, value: Any) -> None:
        self.snapshot.add_attributes(vars(value), _IGNORABLE)
        self.read(value.mask)
        self._read_array(value.view(np.ndarray))

    def _read_function(self, value: Any) -> None:
        if not is_own(value.__module__):
            raise Unknown(f"the function {value.__qualname__} of {value.__module__}")
        self._add(value)
        for cell in value.__closure__ or ():
            self.read(cell.cell_contents)

    def _read_method(self, value: Any) -> None:
        self.read(value.__func__)
        self.read(value.__self__)

    def _read_partial(self, value: Any) -> None:
        for part in (value.func, value.args, value.keywords):
            self.read(part)

    # ---- artists and other objects

    def _read_object(self, value: Any, skipped: frozenset[str] = NOT_DRAWN) -> None:
        self.read_attributes(value, skipped)

    def read_attributes(
        self, value: Any, skipped: frozenset[str] = NOT_DRAWN, ignorable: frozenset[str] = _IGNORABLE
    ) -> None:
        """Read the attributes of an object."""
        attributes = vars(value)
        add = self._add
        for name, part in tuple(attributes.items()):
            if name in skipped:
                continue
            add(name)
            kind = type(part)
            if kind in PLAIN:
                add(kind)
                add(part)
            else:
                if isinstance(part, _MORE_THAN_EQUAL):
                    self.snapshot.add_watched(_identity_of(name), attributes)
                self.read(part)
        if self._in_axis:
            ignorable = ignorable | _IGNORABLE_IN_AXIS
        self.snapshot.add_attributes(attributes, ignorable)

    def _read_artist(self, value: Any, ignorable: frozenset[str] = _IGNORABLE) -> None:
        if value.get_agg_filter() is not None:
            raise Unknown("a filter")
        if value.get_rasterized() and value is not self.root:
            raise Unknown("rasterized")
        self.read_attributes(value, NOT_DRAWN, ignorable)

    def _read_line(self, value: Any) -> None:
        self.read_attributes(value, NOT_DRAWN | _GIVEN)

    def _read_text(self, value: Any) -> None:
        if value.get_wrap() and value is not self.root:
            raise Unknown("a text that wraps: measuring it marks it stale")
        # Placing a title marks it stale, wherever it ends up.
        self._read_artist(value, _IGNORABLE_ELSEWHERE if self._is_elsewhere else _IGNORABLE_IN_AXIS)

    def _read_formatter(self, value: Any) -> None:
        self.read_attributes(value, NOT_DRAWN | _TOLD, _IGNORABLE | _TOLD)

    def _read_owner(self, value: Any) -> None:
        """Stop at axes, axis and figure: who reads those says what of them."""
        self._add(value)

    def read_axis(self, axis: Any) -> None:
        """Read an axis with its ticks and labels."""
        if self._was_seen(axis, id(axis)):
            return
        self._add(type(axis))
        before, self._in_axis = self._in_axis, True
        self._read_artist(axis)
        self._in_axis = before

    def _read_tick(self, value: Any) -> None:
        for name, part in vars(value).items():
            if isinstance(part, Line2D | Text) and is_own_kind(type(part)):
                self._add(name)
                if not self._was_seen(part, id(part)):
                    self._read_part_of_tick(part, _kept_coordinate(value))
        self.read_attributes(value)

    def _read_part_of_tick(self, part: Any, column: int | None) -> None:
        if isinstance(part, Line2D):
            skipped, ignorable = NOT_DRAWN | _COMPUTED, _IGNORABLE_IN_TICK_LINES
        else:
            skipped, ignorable = NOT_DRAWN, _IGNORABLE_IN_AXIS
        if part.get_visible():
            self.read_attributes(part, skipped, ignorable)
            if column is not None and isinstance(part, Line2D):
                self._add(self.snapshot.add_tick_line(part, column))
        else:  # until it is shown, what else it has does not matter
            self._add(False)
            self.snapshot.add_hidden(part)

    # ---- paths and transforms

    def _read_transformed_path(self, value: Any) -> None:
        if isinstance(value, transforms.TransformedPatchPath):
            self.read(value._patch)
            return
        self.read(value._path)
        self.read(value._transform)
        cached = vars(value).get("_transformed_path")
        if cached is not None and not value._invalid:
            fresh = value._transform.transform_path_non_affine(value._path)
            if fresh is not cached and not is_equal(fresh.vertices, cached.vertices):
                raise Unknown("a path that was changed in place")

    def _read_transform(self, value: Any) -> None:
        self.read_transform(value, None)

    def read_transform(self, node: Any, column: int | None) -> None:
        """Read a transform or a box.

        Parameters
        ----------
        node : TransformNode
        column : int or None
            0 or 1 where only x or y of it matters.
        """
        kind = type(node)
        if not is_own_kind(kind):
            raise Unknown(f"a {kind.__qualname__} of {kind.__module__}")
        if column is not None and not (is_separable(node) and has_columns(node)):
            column = None
        if self._was_seen(node, (id(node), column)):
            return
        if not is_current(node):
            raise Unknown("a transform that was changed in place")
        self._add(kind)
        if kind is transforms.Bbox:
            self._add(self.snapshot.add_box(node, column))
        elif kind is transforms.Affine2D:
            self._add(self.snapshot.add_matrix(node))
        elif isinstance(node, transforms.TransformWrapper):
            self.snapshot.add_wrapper(node)
            self.read_transform(node._child, column)
        elif isinstance(node, transforms.BlendedGenericTransform | transforms.BlendedAffine2D):
            if column != 1:
                self.read_transform(node._x, 0)
            if column != 0:
                self.read_transform(node._y, 1)
        elif isinstance(node, transforms.TransformedPath):
            self._read_transformed_path(node)
        else:
            self._read_other_transform(node, column)

    def _read_other_transform(self, node: Any, column: int | None) -> None:
        for name, part in vars(node).items():
            if name in _COPIES:
                continue
            self._add(name)
            if isinstance(part, transforms.TransformNode):
                self.read_transform(part, column)
            else:
                self.read(part)


@functools.lru_cache(maxsize=256)
def _identity_of(name: str) -> Callable[[dict[str, Any]], int]:
    """Return a function that tells which object an attribute is: the same for the same name."""
    return lambda attributes: id(attributes.get(name))


def _kept_coordinate(tick: Tick) -> int | None:
    """Return which coordinate of its lines a tick does not compute at every drawing: x (0) or y (1)."""
    if isinstance(tick, XTick):
        return 1
    return 0 if isinstance(tick, YTick) else None


def is_own(module: str | None) -> bool:
    """Whether a module is one of matplotlib's."""
    return module is not None and module.partition(".")[0] in OWN


def is_own_kind(kind: type) -> bool:
    """Whether a class is one of matplotlib's."""
    return is_own(kind.__module__)


Reading = Callable[[Reader, Any], None]


@functools.lru_cache(maxsize=512)
def _reading_of(kind: type) -> Reading:
    """Return how values of a kind are read."""
    for base, reading in _BY_BASE:
        if issubclass(kind, base) and (is_own_kind(kind) or kind.__module__ in _SAFE_MODULES or base in _ANY):
            return reading
    if is_own_kind(kind):
        return Reader._read_object
    raise Unknown(f"a {kind.__qualname__} of {kind.__module__}")


_ANY = frozenset(_UNCHANGING)  # also those that somebody has derived
_SAFE_MODULES = frozenset(("builtins", "collections", "functools", "numpy", "numpy.ma", "types"))
_BY_BASE: tuple[tuple[type, Reading], ...] = (
    *((kind, Reader._read_unchanging) for kind in _UNCHANGING),
    (np.ma.MaskedArray, Reader._read_masked_array),
    (np.ndarray, Reader._read_array),
    (list, Reader._read_sequence),
    (tuple, Reader._read_sequence),
    (dict, Reader._read_mapping),
    (set, Reader._read_set),
    (frozenset, Reader._read_set),
    (types.FunctionType, Reader._read_function),
    (types.MethodType, Reader._read_method),
    (functools.partial, Reader._read_partial),
    (transforms.TransformedPath, Reader._read_transformed_path),
    (transforms.TransformNode, Reader._read_transform),
    (Axes, Reader._read_owner),
    (FigureBase, Reader._read_owner),
    (Axis, Reader._read_owner),
    (Tick, Reader._read_tick),
    (Line2D, Reader._read_line),
    (Text, Reader._read_text),
    (Formatter, Reader._read_formatter),
    (Artist, Reader._read_artist),
)
