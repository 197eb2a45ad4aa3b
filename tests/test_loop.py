"""Timers and marked drawings, in the script's own thread."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable

import pytest

from h5rec.clock import AnimationClock, RealClock
from h5rec.loop import ENDLESS_TURNS, EventLoop


class Alarm:
    """A timer that calls back."""

    def __init__(
        self,
        interval_ms: float,
        action: Callable[[], None] = lambda: None,
        *,
        animation: bool = False,
        single: bool = False,
    ) -> None:
        self.interval_ns = round(interval_ms * 1e6)
        self.is_single = single
        self.is_animation = animation
        self.fire = action


class Canvas:
    """Counts its drawings."""

    def __init__(self, action: Callable[[], None] = lambda: None) -> None:
        self.draw_marked = action


def test_timers_fire_at_exact_times_in_order() -> None:
    clock = AnimationClock()
    loop = EventLoop(clock)
    log: list[tuple[str, int]] = []
    loop.start(Alarm(20, lambda: log.append(("a", clock.now_ns() // 10**6))))
    loop.start(Alarm(30, lambda: log.append(("b", clock.now_ns() // 10**6))))
    loop.run(until_ns=65_000_000)
    assert log == [("a", 20), ("b", 30), ("a", 40), ("b", 60), ("a", 60)]
    assert clock.now_ns() == 65_000_000, "a pause lasts as long as it says"


def test_marked_canvases_are_drawn_once_after_the_timers() -> None:
    loop = EventLoop(AnimationClock())
    log: list[str] = []
    canvas = Canvas(lambda: log.append("draw"))

    def step() -> None:
        log.append("step")
        loop.mark(canvas)
        loop.mark(canvas)

    loop.start(Alarm(10, step))
    loop.run(until_ns=25_000_000)
    assert log == ["step", "draw", "step", "draw"]


def test_a_single_shot_fires_once() -> None:
    loop = EventLoop(AnimationClock())
    log: list[int] = []
    loop.start(Alarm(10, lambda: log.append(1), single=True))
    assert loop.run(until_ns=10**9)
    assert log == [1]
    assert not loop.has_alarms


def test_stop_and_start_anew_inside_a_callback() -> None:
    clock = AnimationClock()
    loop = EventLoop(clock)
    log: list[int] = []

    def step() -> None:
        log.append(clock.now_ns() // 10**6)
        if len(log) == 2:
            loop.stop(alarm)
            loop.start(alarm)
        if len(log) == 4:
            loop.stop(alarm)

    alarm = Alarm(10, step)
    loop.start(alarm)
    assert loop.run_animations()
    assert log == [10, 20, 30, 40]


def test_a_callback_that_pauses_is_not_called_from_within_itself() -> None:
    clock = AnimationClock()
    loop = EventLoop(clock)
    depth = most = 0

    def step() -> None:
        nonlocal depth, most
        depth += 1
        most = max(most, depth)
        loop.run(until_ns=clock.now_ns() + 50_000_000)
        depth -= 1

    loop.start(Alarm(10, step))
    loop.run(until_ns=200_000_000)
    assert most == 1


def test_show_ends_with_the_last_animation() -> None:
    loop = EventLoop(AnimationClock())
    left = 5

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            loop.stop(animation)

    animation = Alarm(10, step, animation=True)
    heartbeat = Alarm(1)
    loop.start(animation)
    loop.start(heartbeat)
    assert loop.run_animations()
    assert left == 0
    assert loop.is_active(heartbeat)


def test_show_waits_for_what_lets_an_animation_go_on() -> None:
    loop = EventLoop(AnimationClock())
    log: list[int] = []

    def step() -> None:
        log.append(len(log))
        loop.stop(animation)
        if len(log) == 1:
            loop.start(Alarm(500, lambda: loop.start(animation), single=True))
        elif len(log) == 2:
            loop.start(again)

    def once_more() -> None:
        log.append(-1)
        loop.start(again)

    animation = Alarm(10, step, animation=True)
    again = Alarm(10, once_more, single=True)
    loop.start(animation)
    assert loop.run_animations()
    assert log == [0, 1, -1]


def test_endless_timers_do_not_keep_a_fast_show_for_ever() -> None:
    loop = EventLoop(AnimationClock())
    log: list[int] = []
    loop.start(Alarm(10, lambda: log.append(1)))
    assert not loop.run_animations()
    assert len(log) == ENDLESS_TURNS


def test_nothing_can_happen_any_more() -> None:
    assert EventLoop(AnimationClock()).run() is False


def test_others_fire_although_one_raised() -> None:
    loop = EventLoop(AnimationClock())
    log: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError

    loop.start(Alarm(10, fail))
    loop.start(Alarm(10, lambda: log.append(1)))
    with pytest.raises(ZeroDivisionError):
        loop.run(until_ns=15_000_000)
    loop.run(until_ns=15_000_000)
    assert log == [1]


def test_real_time_waits_without_turning() -> None:
    turns = 0

    def count() -> None:
        nonlocal turns
        turns += 1

    clock = RealClock()
    loop = EventLoop(clock, check=count)
    loop.run(until_ns=clock.now_ns() + 100_000_000)
    assert clock.now_ns() >= 100_000_000
    assert turns <= 6, "busy waiting"


def test_a_mark_from_another_thread_wakes_the_loop() -> None:
    loop = EventLoop(RealClock())
    drawn = threading.Event()

    def draw() -> None:
        drawn.set()

    thread = threading.Timer(0.05, lambda: loop.mark(Canvas(draw)))
    thread.start()
    begun = time.monotonic()
    loop.run(drawn.is_set, until_ns=30 * 10**9)
    thread.join()
    assert drawn.is_set()
    assert time.monotonic() - begun < 20


def test_leave_ends_the_innermost_run() -> None:
    loop = EventLoop(RealClock())
    thread = threading.Timer(0.05, loop.leave)
    thread.start()
    assert loop.run()
    thread.join()


def test_only_what_the_loop_draws_is_the_loops() -> None:
    loop = EventLoop(AnimationClock())
    seen: list[bool] = [loop.is_running]
    loop.start(Alarm(1, lambda: seen.append(loop.is_running), single=True))
    loop.run(until_ns=2_000_000)
    elsewhere: list[bool] = []
    with loop.inside():
        thread = threading.Thread(target=lambda: elsewhere.append(loop.is_running))
        thread.start()
        thread.join()
    assert (seen, elsewhere) == ([False, True], [False])


def test_a_slow_callback_is_called_less_often() -> None:
    clock = RealClock()
    loop = EventLoop(clock)
    log: list[int] = []

    def slow() -> None:
        log.append(1)
        time.sleep(0.03)

    loop.start(Alarm(1, slow))
    loop.run(until_ns=clock.now_ns() + 100_000_000)
    loop.turn()
    assert 1 <= len(log) <= 5


def test_a_canvas_that_is_marked_faster_than_it_is_drawn_does_not_hold_up_a_pause() -> None:
    loop = EventLoop(AnimationClock())
    drawn: list[str] = []

    def draw(name: str, other: str) -> None:
        drawn.append(name)
        assert len(drawn) < 100
        loop.mark(canvases[name])  # as another thread does that calls draw_idle all the time
        loop.mark(canvases[other])

    canvases = {"a": Canvas(lambda: draw("a", "b")), "b": Canvas(lambda: draw("b", "a"))}
    loop.mark(canvases["a"])
    loop.turn()
    assert drawn == ["a", "b"]
    loop.turn()
    assert drawn == ["a", "b", "a", "b"], "the marks were kept"


def test_other_threads_mark_and_start_timers_meanwhile() -> None:
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    loop = EventLoop(RealClock())
    stop = threading.Event()

    def work() -> None:
        canvas, alarm = Canvas(), Alarm(1)
        while not stop.is_set():
            loop.mark(canvas)
            loop.start(alarm)
            loop.unmark(canvas)
            loop.stop(alarm)

    threads = [threading.Thread(target=work) for _ in range(3)]
    ends = time.monotonic() + 1
    try:
        for thread in threads:
            thread.start()
        while time.monotonic() < ends:
            loop.turn()
            loop.run_animations(lambda: True)
    finally:
        stop.set()
        sys.setswitchinterval(interval_s)
        for thread in threads:
            thread.join()


def test_timers_that_have_fired_once_are_forgotten() -> None:
    loop = EventLoop(AnimationClock())
    alarm = Alarm(1, single=True)
    gone = weakref.ref(alarm)
    loop.start(alarm)
    loop.run(until_ns=2_000_000)
    del alarm
    gc.collect()
    assert gone() is None


def test_a_timer_that_starts_itself_anew_does_not_keep_a_fast_show_for_ever() -> None:
    loop = EventLoop(AnimationClock())
    log: list[int] = []

    def again() -> None:
        log.append(1)
        assert len(log) < 10 * ENDLESS_TURNS
        loop.stop(alarm)
        loop.start(alarm)

    alarm = Alarm(10, again, single=True)
    loop.start(alarm)
    assert not loop.run_animations()
    assert len(log) == ENDLESS_TURNS
