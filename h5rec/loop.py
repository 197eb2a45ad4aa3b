"""The event loop of the script's own thread: timers, and drawing what was marked by `draw_idle`.

It turns only when the script yields to matplotlib (`plt.show`, `plt.pause`, `flush_events`,
`ginput`), as in every GUI backend. It never polls: it waits for the next timer, or to be woken.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from .clock import Clock
from .drawing_threads import DrawingThreads, watch_the_end

# With a clock that does not wait, a plain timer that nobody stops would keep `show` busy for ever.
# It gets as many turns as matplotlib saves frames of an endless animation.
ENDLESS_TURNS = 100

# On Windows, Ctrl-C does not interrupt waiting for a lock; sleep in pieces there.
_LONGEST_WAIT_S = 0.1 if sys.platform == "win32" else threading.TIMEOUT_MAX


class Alarm(Protocol):
    """A running timer, as the loop sees it."""

    @property
    def interval_ns(self) -> int:
        """Time between two firings."""

    @property
    def is_single(self) -> bool:
        """Whether it fires only once."""

    @property
    def is_animation(self) -> bool:
        """Whether it drives an animation of matplotlib's."""

    def fire(self) -> None:
        """Run its callbacks."""


class Drawable(Protocol):
    """A canvas, as the loop sees it."""

    def draw_marked(self) -> None:
        """Draw, because it was marked."""


class EventLoop:
    """Timers by due time, and canvases to be drawn.

    Parameters
    ----------
    clock : Clock
        If it does not wait, time jumps from one due timer to the next.
    check : callable
        Called at every turn; may raise to leave the loop.
    limit_ns : int, optional
        Session time at which to turn at the latest, so that *check* can see that it has passed.
    """

    def __init__(
        self, clock: Clock, *, check: Callable[[], None] = lambda: None, limit_ns: int | None = None
    ) -> None:
        self._clock = clock
        self._check = check
        self._limit_ns = limit_ns
        self.endless_turns: int | None = None if clock.waits else ENDLESS_TURNS
        self._wake = threading.Condition()
        self._woken = False
        self._heap: list[tuple[int, int, Alarm]] = []
        self._tokens: dict[Alarm, int] = {}  # active alarms; a heap entry with another token is void
        self._next_token = itertools.count()
        # since run_animations began
        self._turns: weakref.WeakKeyDictionary[Alarm, int] = weakref.WeakKeyDictionary()
        self._marked: dict[Drawable, None] = {}
        self.drawing_threads = DrawingThreads()
        self._stops = 0
        self._depth = 0
        self._thread = 0

    # ---- from any thread

    def start(self, alarm: Alarm) -> None:
        """Start an alarm, or start it anew."""
        self._push(alarm, self._clock.now_ns() + alarm.interval_ns)

    def stop(self, alarm: Alarm) -> None:
        """Stop an alarm."""
        with self._wake:
            if self._tokens.pop(alarm, None) is not None:
                self._notify()

    def is_active(self, alarm: Alarm) -> bool:
        """Whether the alarm is running."""
        return alarm in self._tokens

    def mark(self, canvas: Drawable) -> None:
        """Draw the canvas when the loop turns next."""
        with self._wake:
            self._marked[canvas] = None
            self._notify()

    def unmark(self, canvas: Drawable) -> None:
        """Do not draw it after all."""
        with self._wake:
            self._marked.pop(canvas, None)

    def is_marked(self, canvas: Drawable) -> bool:
        """Whether the canvas is to be drawn when the loop turns next."""
        return canvas in self._marked

    def wake(self) -> None:
        """Look anew whether what is waited for has come."""
        with self._wake:
            self._notify()

    def leave(self) -> None:
        """Make the innermost `run` return."""
        with self._wake:
            self._stops += 1
            self._notify()

    @property
    def is_running(self) -> bool:
        """Whether the calling thread is inside the loop, so that drawing is the loop's doing."""
        return self._depth > 0 and self._thread == threading.get_ident()

    # ---- from the script's thread

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Count what happens in here as the loop's doing."""
        self._depth += 1
        before, self._thread = self._thread, threading.get_ident()
        try:
            yield
        finally:
            self._depth -= 1
            self._thread = before

    def turn(self) -> None:
        """Fire the alarms that are due, then draw what is marked, each canvas once. Never waits."""
        self._check()
        due = self._pop_due(self._clock.now_ns())
        try:
            while due:
                due_ns, token, alarm = due.popleft()
                if self._tokens.get(alarm) == token:
                    self._fire(alarm, due_ns, token)
        finally:
            for entry in due:  # one raised: the script may go on, and so may the others then
                heapq.heappush(self._heap, entry)
        drawn: set[Drawable] = set()  # another thread may mark faster than this one draws
        while (canvas := self._next_marked(drawn)) is not None:
            drawn.add(canvas)
            canvas.draw_marked()
        self._check()

    def run(self, done: Callable[[], bool] = lambda: False, *, until_ns: int | None = None) -> bool:
        """Turn until *done*, or *until_ns*, or `leave`.

        Returns
        -------
        bool
            False if nothing was left that could ever happen: no alarm, and time that does not pass
            by itself.
        """
        with self.inside():
            stops = self._stops
            while True:
                self.turn()
                if self._stops != stops or done():
                    return True
                if until_ns is not None and self._clock.now_ns() >= until_ns:
                    return True
                times = [time for time in (until_ns, self._next_due_ns(), self._limit_ns) if time is not None]
                if self._clock.waits:
                    self._wait(min(times, default=None))
                elif times:
                    self._clock.advance_to(min(times))
                else:
                    return False

    def run_animations(self, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Turn until no animation runs any more; if there was none, until no timer does; or until *is_over*.

        A timer that fires once is waited for: it may be what lets an animation go on. One that is started again
        and again is not.

        Returns
        -------
        bool
            False if endless timers were stopped because the clock does not wait.
        """
        seen = False
        self._turns.clear()

        def done() -> bool:
            nonlocal seen
            alarms = list(self._tokens)  # another thread may start or stop one
            running = any(alarm.is_animation for alarm in alarms)
            seen = seen or running
            if is_over():
                return True
            if seen or not alarms:
                waiting = any(alarm.is_single and alarm not in self._turns for alarm in alarms)
                return not running and not waiting
            most = self.endless_turns
            return most is not None and all(self._turns.get(alarm, 0) >= most for alarm in alarms)

        self.run(done)
        return seen or is_over() or not self._tokens

    def run_beside(self, threads: Iterable[threading.Thread], is_over: Callable[[], bool]) -> None:
        """Turn until these threads have ended, or until *is_over*."""
        ended = threading.Event()

        def join() -> None:
            for thread in threads:
                thread.join()
            ended.set()

        watch_the_end(join, self.wake)
        self.run(lambda: is_over() or ended.is_set())

    @property
    def has_alarms(self) -> bool:
        """Whether any alarm is running."""
        return bool(self._tokens)

    def after_fork(self) -> None:
        """Make the copy in a forked child usable: another thread may have held its lock."""
        self._wake = threading.Condition()
        self._marked.clear()

    # ---- inside

    def _push(self, alarm: Alarm, due_ns: int) -> None:
        with self._wake:
            token = self._tokens[alarm] = next(self._next_token)
            heapq.heappush(self._heap, (due_ns, token, alarm))
            self._notify()

    def _next_marked(self, drawn: set[Drawable]) -> Drawable | None:
        with self._wake:
            canvas = next((canvas for canvas in self._marked if canvas not in drawn), None)
            if canvas is not None:
                del self._marked[canvas]
            return canvas

    def _pop_due(self, now_ns: int) -> deque[tuple[int, int, Alarm]]:
        due: deque[tuple[int, int, Alarm]] = deque()
        with self._wake:
            while self._heap and self._heap[0][0] <= now_ns:
                due.append(heapq.heappop(self._heap))
        return due

    def _fire(self, alarm: Alarm, due_ns: int, token: int) -> None:
        # While it fires it is not in the heap: a callback that pauses does not get itself called again.
        if alarm.is_single:
            self._tokens.pop(alarm, None)
        self._turns[alarm] = self._turns.get(alarm, 0) + 1
        alarm.fire()
        if self._tokens.get(alarm) == token:
            # A callback that takes longer than its interval is called less often, not ever later.
            self._push(alarm, max(due_ns + alarm.interval_ns, self._clock.now_ns()))

    def _next_due_ns(self) -> int | None:
        with self._wake:
            while self._heap and self._tokens.get(self._heap[0][2]) != self._heap[0][1]:
                heapq.heappop(self._heap)
            return self._heap[0][0] if self._heap else None

    def _notify(self) -> None:
        self._woken = True
        self._wake.notify_all()

    def _wait(self, until_ns: int | None) -> None:
        with self._wake:
            if not self._woken:
                left_s = _LONGEST_WAIT_S
                if until_ns is not None:
                    left_s = min(left_s, max(0, until_ns - self._clock.now_ns()) / 1e9)
                self._wake.wait(left_s)
            self._woken = False
