from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError, TruncatedError
from h5rec.wire import varint
from h5rec.wire.varint import Cursor


@given(st.integers(0, 2**63 - 1))
def test_uint(value: int) -> None:
    packed = varint.pack_uint(value)
    assert len(packed) == max(1, -(-value.bit_length() // 7))
    cursor = Cursor(packed + b"x")
    assert cursor.uint() == value
    assert cursor.remaining == 1


@given(st.integers(-(2**62), 2**62 - 1))
def test_int(value: int) -> None:
    assert Cursor(varint.pack_int(value)).zigzag() == value


@given(st.text())
def test_string(value: str) -> None:
    assert Cursor(varint.pack_string(value)).string() == value


@given(st.floats(allow_nan=False))
def test_f64(value: float) -> None:
    assert Cursor(varint.pack_f64(value)).f64() == value


@pytest.mark.parametrize("value", [-1, 2**63, 2**200])
def test_uint_out_of_range(value: int) -> None:
    with pytest.raises(FormatError, match="integer"):
        varint.pack_uint(value)


@given(st.integers(0, 2**63 - 1), st.data())
def test_a_cut_uint_is_truncated(value: int, data: st.DataObject) -> None:
    packed = varint.pack_uint(value)
    cut = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(TruncatedError):
        Cursor(packed[:cut]).uint()


def test_a_uint_has_an_end() -> None:
    with pytest.raises(FormatError, match="more than 9 bytes"):
        Cursor(b"\xff" * 20).uint()


def test_a_list_is_no_longer_than_its_bytes() -> None:
    with pytest.raises(FormatError, match="a list of 16384 items in 2 bytes"):
        Cursor(varint.pack_uint(16384) + b"ab").count()


def test_bytes_beyond_the_end() -> None:
    with pytest.raises(TruncatedError, match="1000 bytes expected, 2 left"):
        Cursor(varint.pack_uint(1000) + b"ab").blob()


def test_a_string_is_utf8() -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        Cursor(b"\x02\xff\xff").string()


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert Cursor(varint.pack_string("a\ud800b")).string() == "a?b"


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_integers_one_after_the_other(values: list[int]) -> None:
    assert varint.join_ints(values) == b"".join(map(varint.pack_int, values))
    assert len(varint._PACKED_INTS) <= varint._MOST_PACKED
