from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError
from h5rec.wire import columns as coding
from h5rec.wire.columns import pack_column, unpack_column

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


@given(st.integers(1, 12).flatmap(columns))
def test_short_columns_are_packed_as_long_ones_are(column: tuple[bytes]) -> None:
    short = pack_column(column[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "_SHORT_BYTES", 0)
        assert pack_column(column[0]) == short


def test_an_even_ramp_needs_a_byte_a_value() -> None:
    assert len(pack(*range(0, 70_000, 70))) <= 1010


def test_empty() -> None:
    assert pack() == b"\0"
    assert unpack_column(b"\0") == b""


@given(st.binary(max_size=40))
def test_any_bytes(data: bytes) -> None:
    try:
        values = unpack_column(data)
    except FormatError:
        return
    assert len(values) % 4 == 0


@pytest.mark.parametrize("data", [b"", b"\x03abc", b"\x0cabc", b"\x02abcde", b"\xff"])
def test_malformed(data: bytes) -> None:
    with pytest.raises(FormatError):
        unpack_column(data)
