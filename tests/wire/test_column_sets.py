from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from h5rec.wire import column_sets
from h5rec.wire._ops import Column
from h5rec.wire.column_sets import pack_set
from h5rec.wire.columns import Base, Coding, pack_column, unpack_column
from h5rec.wire.interning import Node

from .strategies import columns


def node(number: int, values: bytes, base: Node | None = None) -> Node:
    column = Column(values)
    made = Node(column, column)
    made.id, made.base = number, base
    return made


@given(st.data())
def test_together_is_what_each_is_alone(data: st.DataObject) -> None:
    bases = data.draw(st.integers(0, 2))
    jobs = []
    for count in data.draw(st.lists(st.integers(13, 40), min_size=1, max_size=6)):
        values, *earlier = (data.draw(columns(count))[0] for _ in range(1 + bases))
        coding = Coding(data.draw(st.integers(0, 2)), bases)
        jobs.append(
            column_sets._Job(values, [Base(k + 5, each) for k, each in enumerate(earlier)], 0, coding)
        )
    assert column_sets._pack_together(jobs) == [pack_column(*job) for job in jobs]


@given(st.data())
def test_round_trip_of_frames(data: st.DataObject) -> None:
    """Columns of a few frames, each with that of the frame before as its base, of any length."""
    written: dict[int, bytes] = {}
    places = data.draw(st.integers(1, 6))
    before: list[Node | None] = [None] * places
    for _ in range(data.draw(st.integers(1, 6))):
        nodes = []
        for place in range(places):
            (values,) = data.draw(columns(data.draw(st.integers(13, 15))))
            nodes.append(node(len(written) + 1 + place, values, before[place]))
        for each, packed in zip(nodes, pack_set(nodes), strict=True):
            earlier = {each.id - number: column for number, column in written.items()}
            assert unpack_column(packed.payload, earlier.__getitem__) == each.fields[0]
        written |= {each.id: each.fields[0] for each in nodes}
        before = list(nodes)


def test_what_moves_evenly_is_told_from_the_last_two() -> None:
    before = None
    for frame in range(40):
        values = struct.pack("<500i", *(k * k % 977 * 1000 + frame * (k * k % 613) for k in range(500)))
        column = node(frame + 1, values, before)
        (packed,) = pack_set([column])
        before = column
    assert column.coding is not None
    assert column.coding.bases == 2
    assert len(packed.payload) < 510


def test_nothing() -> None:
    assert pack_set([]) == []
