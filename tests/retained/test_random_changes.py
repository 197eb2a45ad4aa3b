"""Whatever is changed between two drawings: what is reused is what drawing again would give."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .pairs import run

STEPS = 20_000 if os.environ.get("CI") else 2_000  # the rest is for CI: these are 5 ms each
EXAMPLES = 240 if os.environ.get("CI") else 48  # some 80 steps each; CI draws the same ones every time

STEP = st.tuples(st.integers(0, 999), st.integers(0, (1 << 30) - 1))
FEW, MANY = st.lists(STEP, max_size=3), st.lists(STEP, min_size=15, max_size=30)
BATCHES = st.lists(FEW | MANY, min_size=8, max_size=12)


@pytest.mark.slow
def test_retained_drawing_is_full_drawing() -> None:
    steps = reused = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 999), st.integers(0, (1 << 30) - 1), BATCHES)
    def check(start: int, seed: int, batches: list[list[tuple[int, int]]]) -> None:
        nonlocal steps, reused
        more, again = run(start, seed, batches)
        steps += more
        reused += again

    check()
    assert steps >= STEPS
    assert reused > steps / 2
