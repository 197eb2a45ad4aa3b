"""Timers as matplotlib wants them, on the session's loop."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from matplotlib.animation import TimedAnimation
from matplotlib.backend_bases import TimerBase

from . import ambient
from .loop import EventLoop

# What `Animation.save` of an endless animation would write.
ENDLESS_FRAMES = 100
SUSPICIOUS_FRAMES = 1000


class Timer(TimerBase):
    """A timer that fires when the script's own thread yields to matplotlib."""

    _loop: EventLoop | None = None
    _started_interval = 0

    def fire(self) -> None:
        """Run the callbacks."""
        self._on_timer()  # type: ignore[attr-defined]  # documented, but not in the stubs

    @property
    def interval_ns(self) -> int:
        """Time between two firings."""
        return int(self.interval) * 1_000_000

    @property
    def is_single(self) -> bool:
        """Whether it fires only once."""
        return bool(self.single_shot)

    @property
    def is_animation(self) -> bool:
        """Whether it drives an animation of matplotlib's."""
        return any(_animation(callback) is not None for callback, _, _ in self.callbacks)

    # The three methods that matplotlib asks a backend's timer to have.

    def _timer_start(self) -> None:
        self._timer_stop()
        session = ambient.ensure()
        if session.once_through:
            for callback, _, _ in self.callbacks:
                animation = _animation(callback)
                if animation is not None:
                    # In real time an animation without end is an experiment without end: Ctrl-C ends it.
                    may_be_endless = session.has_limits or session.clock.waits
                    play_once(animation, session.report, may_be_endless=may_be_endless)
                    if session.loop.endless_turns is not None:
                        end_where_saving_would(animation, session.report)
        self._loop = session.loop
        self._started_interval = self.interval
        self._loop.start(self)

    def _timer_stop(self) -> None:
        if self._loop is not None:
            self._loop.stop(self)
            self._loop = None

    def _timer_set_interval(self) -> None:
        # An animation sets it at every step, mostly to what it is: that must not start it anew.
        if self._loop is not None and self.interval != self._started_interval:
            self._started_interval = self.interval
            self._loop.start(self)


def play_once(
    animation: TimedAnimation, report: Callable[[str], None], *, may_be_endless: bool = False
) -> None:
    """Let an animation that repeats for ever end after once through.

    One whose frames never end, ends where saving it would, unless it *may_be_endless*; that is reported.

    Matplotlib has no public way to ask for it: `_repeat` and `_save_count` are there in 3.9 to 3.11.
    """
    anything: Any = animation
    if getattr(animation, "_repeat", False):
        anything._repeat = False
    if not may_be_endless and isinstance(getattr(animation, "frame_seq", None), itertools.count):
        most = getattr(animation, "_save_count", None) or ENDLESS_FRAMES
        anything.frame_seq = _FirstFrames(anything.frame_seq, most, report)


def end_where_saving_would(animation: TimedAnimation, report: Callable[[str], None]) -> None:
    """Take no more than ``save_count`` frames of a generator, which may be endless: nothing else would end it."""
    anything: Any = animation
    most = getattr(animation, "_save_count", None)
    frames = getattr(animation, "frame_seq", None)
    if frames is None or isinstance(frames, _FirstFrames | _UncertainFrames):
        return
    anything.frame_seq = _FirstFrames(frames, most, report) if most else _UncertainFrames(frames, report)


class _FirstFrames(Iterator[Any]):
    """The first so many frames; reports if there would have been more."""

    def __init__(self, frames: Iterator[Any], most: int, report: Callable[[str], None]) -> None:
        self._frames = frames
        self._most = most
        self._left = most
        self._report = report

    def __next__(self) -> Any:
        if self._left < 0:
            raise StopIteration
        frame = next(self._frames)
        self._left -= 1
        if self._left < 0:
            self._report(
                f"the animation ends after {self._most} frames, as when it is saved; for more: --frames"
            )
            raise StopIteration
        return frame


class _UncertainFrames(Iterator[Any]):
    """Frames of which nobody can know whether they end; reports once when there are suspiciously many."""

    def __init__(self, frames: Iterator[Any], report: Callable[[str], None]) -> None:
        self._frames = frames
        self._taken = 0
        self._report = report

    def __next__(self) -> Any:
        frame = next(self._frames)
        self._taken += 1
        if self._taken == SUSPICIOUS_FRAMES:
            self._report(
                f"{self._taken} frames so far of an animation that does not say how many it has; "
                "if it has no end: Ctrl-C, or --frames next time"
            )
        return frame


def _animation(callback: object) -> TimedAnimation | None:
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, TimedAnimation) else None
