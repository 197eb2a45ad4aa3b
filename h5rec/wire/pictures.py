"""What a figure showed last, and what is new in its next picture: most of it is the very same objects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import is_not
from typing import NamedTuple

from ._ops import Axes, Carry, Column, Frame, Op
from .interning import REFERENCES, Interner, Node


class Picture(NamedTuple):
    """The ops and axes of a frame, and their nodes."""

    ops: tuple[Op, ...] = ()
    nodes: list[Node] = []  # noqa: RUF012  # nobody changes it
    axes: tuple[Axes, ...] = ()
    axes_nodes: list[Node] = []  # noqa: RUF012


def next_picture(interner: Interner, frame: Frame | Carry, before: Picture) -> tuple[Picture, Sequence[int]]:
    """Return the picture of *frame*, and the places of its ops that may be new since *before*."""
    ops, axes = tuple(frame.ops), tuple(frame.axes)
    # Axes are described anew for each frame.
    axes_nodes = before.axes_nodes if axes == before.axes else interner.nodes(axes)
    if len(ops) != len(before.ops):
        return Picture(ops, interner.nodes(ops), axes, axes_nodes), range(len(ops))
    # Without a loop in Python: of 137 ops 12 are new, and to look up all of them took 20 us.
    changed = list(compress(range(len(ops)), map(is_not, ops, before.ops)))
    nodes = before.nodes.copy()
    for index in changed:
        nodes[index] = interner.node(ops[index])
    return Picture(ops, nodes, axes, axes_nodes), changed


def pair_columns(
    ops: Sequence[Node], changed: Sequence[int], before: Sequence[Node], least_bytes: int
) -> None:
    """Set the bases of the columns of new ops: what stood in their place in the frame before.

    Ops are paired from the front and, where they are not alike, from the back: ticks come and go.
    Columns of fewer bytes are left alone.
    """
    shift = len(before) - len(ops)
    for index in changed:
        op = ops[index]
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
