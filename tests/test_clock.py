"""Session time."""

from __future__ import annotations

from h5rec.clock import AnimationClock, RealClock


class Ticks:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.ns = 1_000

    def __call__(self) -> int:
        return self.ns


def test_real_time_starts_at_zero_and_cannot_be_moved() -> None:
    ticks = Ticks()
    clock = RealClock(ticks)
    assert clock.now_ns() == 0
    clock.advance_to(10**9)
    ticks.ns += 7
    assert clock.now_ns() == clock.frame_ns(1, direct=True) == 7


def test_animation_time_stands_still() -> None:
    ticks = Ticks()
    clock = AnimationClock(ticks)
    ticks.ns += 10**9
    assert clock.now_ns() == clock.frame_ns(1, direct=False) == 0
    clock.advance_to(20_000_000)
    assert clock.now_ns() == 20_000_000
    clock.advance_to(5)
    assert clock.now_ns() == 20_000_000, "time never goes back"


def test_real_time_passes_between_direct_frames() -> None:
    ticks = Ticks()
    clock = AnimationClock(ticks)
    assert clock.frame_ns(1, direct=True) == 0
    ticks.ns += 300
    assert clock.frame_ns(1, direct=True) == 300
    ticks.ns += 50
    assert clock.frame_ns(2, direct=True) == 300, "another figure's first frame"
    ticks.ns += 50
    assert clock.frame_ns(1, direct=True) == 400


def test_pauses_between_direct_frames_leave_exact_times() -> None:
    ticks = Ticks()
    clock = AnimationClock(ticks)
    times = []
    for _ in range(4):
        times.append(clock.frame_ns(1, direct=True))
        ticks.ns += 12_345
        clock.advance_to(clock.now_ns() + 100)
    assert times == [0, 100, 200, 300]
