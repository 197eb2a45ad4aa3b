"""Session times, as people write them and as we do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.moments import moment_text, parse_moment


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("0.25", 0.25), ("1:30", 90), ("80:00", 4800), (" 25:00:07.5 ", 90_007.5), ("0", 0)],
)
def test_moments(text: str, seconds: float) -> None:
    assert parse_moment(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "-1", "1e3", "nan", "1:2:3:4", "1:61", "1:60:00", ":30", "1.5:30", "\uff11"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        parse_moment(text)


@pytest.mark.parametrize(
    ("time_ns", "text"),
    [
        (0, "0:00.000"),
        (90_000_000_000, "1:30.000"),
        (59_999_999_999, "0:59.999"),
        (3_600_000_000_000, "1:00:00.000"),
        (300_007_500_000_000, "83:20:07.500"),
    ],
)
def test_text_of_a_moment(time_ns: int, text: str) -> None:
    assert moment_text(time_ns) == text


@given(st.integers(0, 10**15))
def test_what_happens_then_is_not_before_what_is_written(time_ns: int) -> None:
    assert 0 <= time_ns - round(parse_moment(moment_text(time_ns)) * 1e9) < 1_000_000
