"""Session time: real, or the animation's own.

Times are whole nanoseconds since the session began, and never decrease.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Tells the time of a session."""

    @property
    def name(self) -> str:
        """``real`` or ``animation``; goes into the header."""

    @property
    def waits(self) -> bool:
        """Whether time passes by itself, so that the loop has to wait for it."""

    def now_ns(self) -> int:
        """Return the session time."""

    def advance_to(self, time_ns: int) -> None:
        """Let it be *time_ns*, where time does not pass by itself."""

    def frame_ns(self, figure: int, *, direct: bool) -> int:
        """Return the time of a frame that is being recorded now.

        *direct* frames are drawn by the script's own loop, not by a timer, a pause or `show`.
        """


class RealClock:
    """Monotonic time since its construction."""

    name = "real"
    waits = True

    def __init__(self, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._start_ns = monotonic_ns()

    def now_ns(self) -> int:
        """Return the time since the start."""
        return self._monotonic_ns() - self._start_ns

    def advance_to(self, time_ns: int) -> None:
        """Do nothing: real time passes by itself."""

    def frame_ns(self, figure: int, *, direct: bool) -> int:
        """Return the time since the start."""
        return self.now_ns()


class AnimationClock:
    """Time that stands still but for timers and pauses, which take no time.

    A script that draws in a loop of its own without ever pausing would have all its frames at one
    moment: between two direct frames of a figure with nothing else between them, real time passes.
    """

    name = "animation"
    waits = False

    def __init__(self, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._now_ns = 0
        self._lock = threading.Lock()
        self._direct: dict[
            int, tuple[int, int]
        ] = {}  # figure -> session time, real time of its last direct frame

    def now_ns(self) -> int:
        """Return the animation's time."""
        return self._now_ns

    def advance_to(self, time_ns: int) -> None:
        """Let it be *time_ns*, unless it is later already."""
        with self._lock:
            self._now_ns = max(self._now_ns, time_ns)

    def frame_ns(self, figure: int, *, direct: bool) -> int:
        """Return the animation's time, after letting real time pass between direct frames."""
        if not direct:
            return self._now_ns
        with self._lock:
            real_ns = self._monotonic_ns()
            last = self._direct.get(figure)
            if last is not None and last[0] == self._now_ns:
                self._now_ns += max(0, real_ns - last[1])
            self._direct[figure] = (self._now_ns, real_ns)
            return self._now_ns
