"""What was written is handed over in time, even if nothing is written after it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

FLUSH_S = 0.1  # a crash costs at most twice this


class Flusher:
    """Flushes within `FLUSH_S`: when something is written after that time, else on a thread of its own.

    Parameters
    ----------
    lock : lock
        Held by who calls `written` and `flushed`.
    flush : callable
        Flushes, takes the lock for it, and calls `flushed`.
    is_over : callable
        Returns whether nothing will be written any more; called with the lock held.
    """

    def __init__(self, lock: threading.RLock, flush: Callable[[], None], is_over: Callable[[], bool]) -> None:
        self._wake = threading.Condition(lock)
        self._flush = flush
        self._is_over = is_over
        self._last_s = float("-inf")  # the first frame is flushed at once
        self._is_dirty = False
        self._thread: threading.Thread | None = None

    def written(self) -> bool:
        """Note that something was written; return whether it is to be flushed now."""
        is_awaited, self._is_dirty = self._is_dirty, True
        if time.monotonic() - self._last_s >= FLUSH_S:
            return True
        if self._thread is None:
            thread = threading.Thread(target=self._flush_in_time, name="h5rec flusher", daemon=True)
            with contextlib.suppress(RuntimeError):  # no more threads: what is drawn next flushes
                thread.start()
                self._thread = thread
        elif not is_awaited:  # else it waits for its time; to wake it takes longer than many a frame
            self._wake.notify_all()
        return False

    def flushed(self) -> None:
        """Note that everything was flushed."""
        self._is_dirty = False
        self._last_s = time.monotonic()

    def end(self) -> None:
        """Let the thread see that it is over."""
        self._wake.notify_all()

    def _flush_in_time(self) -> None:
        """Flush what the script leaves lying, busy with something else."""
        while True:
            with self._wake:
                if self._is_over():
                    return
                if not self._is_dirty:
                    self._wake.wait()
                    continue
                left_s = self._last_s + FLUSH_S - time.monotonic()
                if left_s > 0:
                    self._wake.wait(left_s)
                    continue
            self._flush()
