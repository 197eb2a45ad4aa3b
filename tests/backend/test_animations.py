"""Animations, recorded into memory as `plt.show()` runs them."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.animation import ArtistAnimation, FuncAnimation, PillowWriter, TimedAnimation
from matplotlib.figure import Figure as MplFigure

from h5rec import ambient, timers
from h5rec.backend import FigureCanvas
from h5rec.clock import AnimationClock
from h5rec.recorder import MODULE
from h5rec.session import LimitReached, Session
from h5rec.timers import ENDLESS_FRAMES, play_once
from tests.memory import Memory

from .helpers import animate, times_ms


@pytest.mark.parametrize("blit", [False, True])
def test_funcanimation_has_exact_times(sink: Memory, blit: bool) -> None:
    animation = animate(5, blit=blit, repeat=False)
    plt.show()
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    assert len({frame.ops for frame in sink.frames()[1:]}) == 5
    del animation


def test_artistanimation(sink: Memory) -> None:
    fig, ax = plt.subplots()
    artists = [ax.plot([0, 1], [0, step]) for step in range(4)]
    animation = ArtistAnimation(fig, artists, interval=50, blit=True, repeat=False)
    plt.show()
    assert times_ms(sink)[-1] == 200
    assert len(sink.frames()) in (5, 6)  # with the one before the first step
    del animation


def test_an_animation_that_repeats_is_recorded_once(sink: Memory) -> None:
    animation = animate(5, repeat=True, repeat_delay=1000)
    plt.show()
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    del animation


def test_an_endless_animation_ends_where_saving_it_would(sink: Memory) -> None:
    animation = animate(None, save_count=7)
    plt.show()
    assert len(sink.frames()) == 1 + 7
    del animation


@pytest.mark.parametrize("frames", [None, itertools.count])
def test_an_endless_animation_goes_on_as_long_as_was_asked_for(frames: Any) -> None:
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with ambient.holding(Session({"memory": memory}, AnimationClock(), frames=20)) as session:
        plt.switch_backend(MODULE)
        try:
            animation = animate(frames, save_count=7)
            with pytest.raises(LimitReached):
                plt.show()
            del animation
        finally:
            plt.close("all")
            session.close()
            plt.switch_backend(before)
    assert len(memory.frames()) == 20


def test_an_endless_generator_ends_where_saving_it_would(sink: Memory) -> None:
    animation = animate(lambda: (step % 5 for step in itertools.count()), save_count=7)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 7
    assert reports == ["the animation ends after 7 frames, as when it is saved; for more: --frames"]
    del animation


@pytest.mark.parametrize("save_count", [None, 5, 9])
def test_a_generator_that_ends_is_recorded_to_its_end(sink: Memory, save_count: int | None) -> None:
    animation = animate(lambda: iter(range(5)), save_count=save_count, cache_frame_data=False)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 5
    assert reports == []
    del animation


def test_an_endless_animation_without_save_count(sink: Memory) -> None:
    animation = animate(None, cache_frame_data=False)
    plt.show()
    assert len(sink.frames()) == 1 + ENDLESS_FRAMES
    del animation


def test_in_real_time_an_endless_animation_goes_on_until_it_is_stopped() -> None:
    """An experiment that polls an instrument in a FuncAnimation must not end by itself."""
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with ambient.holding(Session({"memory": memory})) as session:
        plt.switch_backend(MODULE)
        fig, ax = plt.subplots()
        (line,) = ax.plot([0, 1], [0, 1])

        def update(step: int) -> list[Any]:
            line.set_ydata([0, step])
            if step == 12:
                animation.pause()
            return [line]

        animation = FuncAnimation(fig, update, interval=1, save_count=3)
        plt.show()
        plt.close("all")
        session.close()
        plt.switch_backend(before)
    assert len(memory.frames()) == 1 + 13


def test_private_names_of_animations_that_we_set() -> None:
    """`_repeat` and `_save_count`: there in matplotlib 3.9, 3.10 and 3.11."""
    fig = MplFigure()
    FigureCanvas(fig)
    endless: Any = itertools.count  # which matplotlib's stubs do not expect
    animation = FuncAnimation(fig, lambda step: [], frames=endless, save_count=3, repeat=True)
    assert isinstance(animation, TimedAnimation)
    private: Any = animation
    assert private._repeat is True
    assert private._save_count == 3
    assert isinstance(private.frame_seq, itertools.count)
    reports: list[str] = []
    play_once(animation, reports.append)
    assert private._repeat is False
    assert list(private.frame_seq) == [0, 1, 2]
    assert reports == ["the animation ends after 3 frames, as when it is saved; for more: --frames"]
    private._draw_was_started = True  # or it warns that it was never drawn


def test_two_animations_keep_their_own_pace(sink: Memory) -> None:
    animations = animate(4, interval=30, repeat=False), animate(3, interval=50, repeat=False)
    plt.show()
    assert times_ms(sink, 1) == [0, 30, 60, 90, 120]
    assert times_ms(sink, 2) == [0, 50, 100, 150]
    del animations


def test_closing_a_figure_ends_its_animation(sink: Memory) -> None:
    animation = animate(1000, repeat=False)
    timer = plt.gcf().canvas.new_timer(interval=105)
    timer.add_callback(plt.close, "all")
    timer.start()
    plt.show()
    assert len(sink.frames()) == 6
    timer.stop()
    del animation


def test_saving_an_animation_records_nothing_but_show_does(sink: Memory, tmp_path: Path) -> None:
    animation = animate(3, repeat=False)
    animation.save(tmp_path / "a.gif", writer=PillowWriter(fps=10))
    plt.gcf().canvas.flush_events()
    assert not sink.events
    plt.show()
    assert len(sink.frames()) == 1 + 3


def test_an_animation_that_does_not_say_how_many_frames_it_has_is_asked_about(
    sink: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "SUSPICIOUS_FRAMES", 10)
    animation = animate(lambda: iter(range(15)), cache_frame_data=False)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 15
    assert len(reports) == 1
    assert reports[0].startswith("10 frames so far of an animation")
    del animation
