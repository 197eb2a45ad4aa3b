from __future__ import annotations

import random
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError
from h5rec.wire.columns import (
    Base,
    Coding,
    choose_coding,
    pack_column,
    pack_ints,
    plane_cuts,
    unpack_column,
    unpack_ints,
)
from h5rec.wire.varint import Cursor

from .strategies import columns


def pack(*values: int) -> bytes:
    return pack_column(struct.pack(f"<{len(values)}i", *values))


@given(st.integers(0, 50).flatmap(columns))
def test_round_trip(column: tuple[bytes]) -> None:
    assert unpack_column(pack_column(column[0])) == column[0]


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(3, 60))
def test_round_trip_of_a_ramp_that_wraps(start: int, step: int, count: int) -> None:
    values = [(start + step * i + 2**31) % 2**32 - 2**31 for i in range(count)]
    raw = struct.pack(f"<{count}i", *values)
    assert unpack_column(pack_column(raw)) == raw


@given(st.data())
def test_round_trip_of_any_coding(data: st.DataObject) -> None:
    row, rows = data.draw(st.integers(2, 6)), data.draw(st.integers(7, 12))
    values, *earlier = (data.draw(columns(row * rows))[0] for _ in range(3))
    found = {1: earlier[0], 70: earlier[1]}
    bases = [Base(distance, column) for distance, column in found.items()]
    coding = Coding(data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2)), data.draw(st.booleans()))
    for packed in (pack_column(values, bases, row, coding), pack_column(values, bases, row)):
        assert unpack_column(packed, found.__getitem__) == values


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=40), st.binary(max_size=3))
def test_integers_among_other_fields(values: list[int], after: bytes) -> None:
    cursor = Cursor(pack_ints(values) + after)
    assert unpack_ints(cursor, len(values)).tolist() == values
    assert cursor.remaining == len(after)


@pytest.mark.parametrize("count", [2, 50, 100])
def test_integers_of_more_bits(count: int) -> None:
    for value in (2**31, -(2**31) - 1):
        with pytest.raises(struct.error):
            pack_ints([value] * count)


def test_an_even_ramp_needs_a_byte_a_value() -> None:
    assert len(pack(*range(0, 70_000, 70))) <= 1010


def test_what_is_near_the_last_two_is_a_difference_to_them() -> None:
    """A point that moves on evenly, as in an animation, costs nothing."""
    first, second, third = (
        struct.pack("<300i", *((7919 * i) % 20_011 + step * (i % 200 - 99) for i in range(300)))
        for step in (0, 1, 2)
    )
    assert choose_coding(second, [Base(5, first)]).bases == 1
    assert choose_coding(third, [Base(5, second), Base(10, first)]) == Coding(0, 2, False)
    assert choose_coding(third, [Base(5, bytes(1200))]).bases == 0


def test_squares_are_rows() -> None:
    """The jump from one to the next does not widen what is within them."""
    squares = [(7919 * i) % 20_011 + step for i in range(300) for step in (0, 0, 40, 40)]
    values = struct.pack("<1200i", *squares)
    assert choose_coding(values, row=4).rows
    assert not choose_coding(values).rows


def cut(values: list[int]) -> list[bytes]:
    """Return an encoded column in the pieces in which it is best compressed."""
    raw = struct.pack(f"<{len(values)}i", *values)
    packed = pack_column(raw)
    cuts = plane_cuts(packed, len(values)) if choose_coding(raw).apart else ()
    return [packed[start:end] for start, end in pairwise((0, *cuts, len(packed)))]


def test_planes_of_noise_are_better_apart() -> None:
    noise = random.Random(7)
    values = [round(noise.gauss(0, 600)) for _ in range(2048)]
    _, low, high = cut(values)
    assert low == bytes(value & 255 for value in values)
    assert high == bytes(value >> 8 & 255 for value in values)


@pytest.mark.parametrize(
    "values",
    [
        [k * k // 40 for k in range(2048)],  # smooth: the planes of its differences have few letters
        [(7919 * k) % 61 for k in range(2048)],  # small noise, of one plane
        [random.Random(k).randrange(-(1 << 31), 1 << 31) for k in range(2048)],  # noise in all planes
        [round(random.Random(k).gauss(0, 600)) for k in range(500)],  # too few for what a block costs
    ],
)
def test_other_planes_stay_together(values: list[int]) -> None:
    assert len(cut(values)) == 1


def test_empty() -> None:
    assert pack() == b"\0"
    assert unpack_column(b"\0") == b""


@given(st.binary(max_size=40))
def test_any_bytes(data: bytes) -> None:
    for base in (None, lambda distance: bytes(4 * min(distance, 9))):
        try:
            values = unpack_column(data, base)
        except FormatError:
            continue
        assert len(values) % 4 == 0


@pytest.mark.parametrize(
    "data", [b"", b"\x03abc", b"\x0cabc", b"\x02abcde", b"\xff", b"\x10\1a", b"\x40\2ab"]
)
def test_malformed(data: bytes) -> None:
    with pytest.raises(FormatError):
        unpack_column(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x80a",  # bit 7
        b"\x30\1\1\1a",  # three bases
        b"\x10",  # no distance
        b"\x10\1ab",  # a base of another length
        b"\x20\1\2a",  # two of different lengths
        b"\x40\1ab",  # rows of one
        b"\x40\0ab",
        b"\x40\2abc",  # rows of unequal length
        b"\x40\2",  # no coding byte is missing, but all rows are
    ],
)
def test_malformed_in_version_2(data: bytes) -> None:
    if data == b"\x40\2":
        assert unpack_column(data, lambda distance: bytes(4 * distance)) == b""
        return
    with pytest.raises(FormatError):
        unpack_column(data, lambda distance: bytes(4 * distance))


def test_integers_do_not_refer() -> None:
    with pytest.raises(FormatError, match="unknown"):
        unpack_ints(Cursor(b"\x10\1a"), 1)
    with pytest.raises(FormatError, match="order 2 of 1 values"):
        unpack_ints(Cursor(b"\x08\0\0"), 1)


@given(st.lists(st.sampled_from([-(2**31), 2**31 - 1, 0, 1, 2**29, -(2**28)]), min_size=1, max_size=9))
def test_differences_of_a_few_integers_wrap(values: list[int]) -> None:
    assert unpack_ints(Cursor(pack_ints(values)), len(values)).tolist() == values
