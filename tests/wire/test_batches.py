from __future__ import annotations

import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError, H5RecError
from h5rec.wire import batches
from h5rec.wire._ops import Axes, Column, DrawText, Image, Text
from h5rec.wire.batches import BATCHED, pack_columns, pack_vector, unpack_columns, unpack_vector
from h5rec.wire.varint import Cursor

from .strategies import colours, columns, f32s, strings

int32s = st.integers(-(2**31), 2**31 - 1)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": int32s,
    "u8": st.integers(0, 255),
    "rgba": colours,
    "f32": f32s | st.integers(-(2**20), 2**20).map(lambda n: n / 64) | st.just(float("inf")),
    "string": strings,
    "bytes": st.binary(max_size=9),
    "ref": st.integers(0, 2**20),
    "ints": st.lists(int32s, max_size=4).map(tuple),
    "f32s": st.lists(f32s, max_size=4).map(tuple),
    "refs": st.lists(st.integers(-(2**20), 2**20), max_size=4).map(tuple),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_round_trip(kind: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(VALUES[kind], min_size=1, max_size=20))
    if data.draw(st.booleans()):
        values = values[:1] * len(values)
    cursor = Cursor(pack_vector(kind, values) + b"after")
    assert list(unpack_vector(cursor, kind, len(values))) == values
    assert cursor.take(5) == b"after"


@given(
    st.lists(VALUES["f32"] | st.sampled_from([0.0, -0.0, 2.0**28, -(2.0**30), 1e30]), min_size=1, max_size=9)
)
def test_few_numbers_are_scaled_like_many(values: list[float]) -> None:
    raw = struct.pack(f"<{len(values)}f", *values)
    assert batches._few_scaled(raw) == batches._scaled(raw)


@given(st.integers(1, 20), st.integers(1, 9), st.data())
def test_round_trip_of_columns(row: int, count: int, data: st.DataObject) -> None:
    made = [data.draw(columns(row)) for _ in range(count)]
    cursor = Cursor(pack_columns([column.values for column in made]) + b"after")
    assert unpack_columns(cursor, count) == made
    assert cursor.take(5) == b"after"


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.binary(max_size=60), count=st.integers(1, 40))
def test_any_bytes(kind: str, data: bytes, count: int) -> None:
    with suppress(H5RecError):
        assert len(list(unpack_vector(Cursor(data), kind, count))) == count


def test_what_is_alike_takes_no_room() -> None:
    assert len(pack_vector("string", ["DejaVu Sans"] * 1000)) == 13
    assert len(pack_vector("ref", list(range(100, 1100)))) < 1010
    assert len(pack_vector("f32", [100 + k / 2 for k in range(1000)])) < 1010


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("u8", b"\1\1\0\0\1\0\0\0\1\0", "0 to 257 in a byte"),
        ("string", b"\1\0\1\1\1\1ab\xffd", "not UTF-8"),
        ("bytes", b"\1\0\1\xff\1\1", "a length of -1"),
        ("bytes", b"\1\2\xff\xff\xff\xff" + b"\xff" * 8 + b"\x7f" * 4, "bytes expected"),
        ("refs", b"\1\0\x7f\x7f\x7f\x7f\0abc", "bytes expected"),
        ("f32", b"\1\x19", "bits 25"),
        ("f32", b"\1\xffabc", "16 bytes expected"),
        ("ref", b"\7", "form 7"),
    ],
)
def test_malformed(kind: str, data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        unpack_vector(Cursor(data), kind, 4)


def test_a_list_that_the_bytes_do_not_hold() -> None:
    """A vector of few bytes does not make a list of many items."""
    with pytest.raises(FormatError, match="a list of 1048576 items"):
        unpack_vector(Cursor(b"\0\x80\x80\x40\0\0"), "refs", 1)


def test_kinds() -> None:
    assert {Column, Text, DrawText} <= BATCHED
    assert not {Image, Axes} & BATCHED
