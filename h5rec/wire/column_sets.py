"""The columns of a frame: coded like those that stood in their place before, many of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .columns import WIDTHS, Base, Coding, choose_coding, coding_byte, pack_column, plane_cuts
from .interning import Node
from .varint import pack_int, pack_uint

_STALE = 16  # columns after which it is seen anew what makes those in their place smallest
# Together, 24 columns of 470 values take 0.65 of the time; two of 1,900 would take 1.5 times as long.
_FEWEST, _LONGEST = 4, 1024


class _Job(NamedTuple):
    """A column to encode."""

    values: bytes
    bases: list[Base]
    row: int
    coding: Coding


class Packed(NamedTuple):
    """An encoded column."""

    payload: bytes
    cuts: tuple[int, ...] = ()  # where bytes of another kind begin


def pack_set(columns: Sequence[Node]) -> list[Packed]:
    """Encode columns that have their ids, each of more values than a short one has."""
    jobs = [_job(column) for column in columns]
    together: dict[int, list[int]] = {}  # by number of bases
    for index, (values, _, _, coding) in enumerate(jobs):
        if not coding.rows and len(values) <= 4 * _LONGEST:
            together.setdefault(coding.bases, []).append(index)
    packed = [b""] * len(jobs)
    for alike in together.values():
        if len(alike) >= _FEWEST:
            for index, column in zip(alike, _pack_together([jobs[index] for index in alike]), strict=True):
                packed[index] = column
    return [_packed(column or pack_column(*job), job) for column, job in zip(packed, jobs, strict=True)]


def _packed(payload: bytes, job: _Job) -> Packed:
    return Packed(payload, plane_cuts(payload, len(job.values) // 4) if job.coding.apart else ())


def _job(node: Node) -> _Job:
    values: bytes = node.fields[0]
    before = node.base
    if before is None:
        return _Job(values, [], node.row, choose_coding(values, (), node.row))
    bases = []
    if len(before.fields[0]) == len(values):
        bases.append(Base(node.id - before.id, before.fields[0]))
        if before.base is not None and len(before.base.fields[0]) == len(values):
            bases.append(Base(node.id - before.base.id, before.base.fields[0]))
    node.coding, node.age = before.coding, before.age + 1
    if (
        node.coding is None
        or node.age >= _STALE
        or node.coding.bases > len(bases)
        or (node.coding.rows and node.row != before.row)
        or (len(bases) == 2 and node.age == 1)
    ):
        node.coding = choose_coding(values, bases, node.row)
        node.age = 0 if len(bases) == 1 else 1
    return _Job(values, bases, node.row, node.coding)


def _pack_together(jobs: Sequence[_Job]) -> list[bytes]:
    """Do what `pack_column` does, for columns with as many bases and without rows.

    They are put one after the other; what differences there are across their bounds is not used. So
    numpy is called 10 times, instead of 10 times for each.
    """
    used = jobs[0].coding.bases
    values = _joined([job.values for job in jobs])
    if used == 1:
        values = values - _joined([job.bases[0].values for job in jobs])
    elif used == 2:
        values = values - 2 * _joined([job.bases[0].values for job in jobs])
        values += _joined([job.bases[1].values for job in jobs])
    starts = list(accumulate([len(job.values) // 4 for job in jobs], initial=0))
    heads = [b"".join([pack_uint(base.distance) for base in job.bases[:used]]) for job in jobs]
    packed = [b""] * len(jobs)
    for order in range(1 + max(job.coding.order for job in jobs)):
        if order:
            firsts = values[[min(start, len(values) - 1) for start in starts[:-1]]].tolist()
            heads = [head + pack_int(first) for head, first in zip(heads, firsts, strict=True)]
            values = values[1:] - values[:-1]
        of_order = [index for index, job in enumerate(jobs) if job.coding.order == order]
        if of_order:
            bounds = [(starts[index], starts[index + 1] - order) for index in of_order]
            for index, (log2_width, planes) in zip(of_order, _planes(values, bounds), strict=True):
                packed[index] = coding_byte(jobs[index].coding, log2_width) + heads[index] + planes
    return packed


def _joined(parts: Sequence[bytes]) -> npt.NDArray[np.int32]:
    return np.frombuffer(b"".join(parts), "<i4")


def _planes(values: npt.NDArray[np.int32], bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Yield log2 of how many bytes the values from start to end need, and the planes of these bytes."""
    places = list(chain.from_iterable(bounds))
    if places[-1] == len(values):
        places.pop()
    tops = np.maximum.reduceat(values, places)[::2].tolist()
    bottoms = np.minimum.reduceat(values, places)[::2].tolist()
    every = [max(top, ~bottom) for top, bottom in zip(tops, bottoms, strict=True)]
    widest = WIDTHS[_log2_width(max(every))]
    planes = [
        (values >> 8 * plane if plane else values).astype(np.uint8).tobytes() for plane in range(widest)
    ]
    for (start, end), top in zip(bounds, every, strict=True):
        log2_width = _log2_width(top)
        yield log2_width, b"".join([plane[start:end] for plane in planes[: WIDTHS[log2_width]]])


def _log2_width(top: int) -> int:
    return 0 if top < 1 << 7 else 1 if top < 1 << 15 else 2
