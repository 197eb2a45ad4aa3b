"""The line at the bottom of the terminal while a script is recorded, and the one at the end."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType

from rich.console import Console
from rich.control import Control
from rich.filesize import decimal
from rich.segment import ControlType
from rich.text import Text

from .session import Session, Stats

_PERIOD_S = 0.2
_GONE = OSError, ValueError  # the terminal is gone, or stderr was closed: the script goes on


class StatusLine:
    """Frames, rate, time, size and viewers, five times a second; nothing when it is not a terminal.

    Parameters
    ----------
    session : Session
        What it tells of.
    console : Console
        On stderr, so that the script's output can be redirected without it.
    """

    def __init__(self, session: Session, console: Console) -> None:
        self._session = session
        self._console = console
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._is_shown = False
        self._at_line_start = True
        self._frames_before: list[tuple[float, int]] = []
        self._thread: threading.Thread | None = None

    def __enter__(self) -> StatusLine:
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._thread = threading.Thread(target=self._run, name="h5rec status line", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None and not self._session.is_detached:
            self._stop.set()
            self._thread.join()
            with contextlib.suppress(*_GONE):
                self._clear()

    def before_output(self, text: str) -> None:
        """Make room for what the script writes."""
        if self._thread is None or self._session.is_detached or not text:
            return
        with self._lock, contextlib.suppress(*_GONE):
            self._clear()
            self._at_line_start = text.endswith("\n")

    def say(self, line: str) -> None:
        """Print a line of ours."""
        if self._session.is_detached:
            return
        with self._lock, contextlib.suppress(*_GONE):
            self._clear()
            if not self._at_line_start:
                self._console.print()
                self._at_line_start = True
            self._console.print(f"h5rec: {line}", markup=False, highlight=False, soft_wrap=True)

    def _run(self) -> None:
        while not self._stop.wait(_PERIOD_S):
            with self._lock, contextlib.suppress(*_GONE):
                if self._at_line_start and not self._session.is_detached:
                    self._clear()
                    line = Text(self._line(), style="dim")
                    line.truncate(max(1, self._console.width - 1), overflow="ellipsis")
                    self._console.print(line, end="")
                    self._is_shown = True

    def _clear(self) -> None:
        if self._is_shown:
            self._is_shown = False
            self._console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))

    def _line(self) -> str:
        stats = self._session.stats()
        now_s = time.monotonic()
        self._frames_before.append((now_s, stats.frames))
        del self._frames_before[:-10]
        then_s, frames = self._frames_before[0]
        rate = (stats.frames - frames) / (now_s - then_s) if now_s > then_s else 0.0
        parts = [
            f"● {count(stats.frames, 'frame')}",
            f"{rate:.0f} fps",
            duration(stats.time_ns),
            decimal(stats.bytes_written),
            compression(stats),
        ]
        if self._session.url is not None:
            parts.append(count(stats.viewers, "viewer"))
        return " · ".join(part for part in parts if part)


def summary(stats: Stats) -> str:
    """Return frames, time, size and compression in words."""
    parts = [
        count(stats.frames, "frame"),
        duration(stats.time_ns),
        decimal(stats.bytes_written),
        compression(stats),
    ]
    return ", ".join(part for part in parts if part)


def count(number: int, what: str) -> str:
    """Return ``1 frame``, ``2 frames``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def duration(time_ns: int) -> str:
    """Return ``12.3 s``, ``4:05 min`` or ``1:02:03 h``."""
    seconds = time_ns / 1e9
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d} min"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d} h"


def compression(stats: Stats) -> str:
    """Return how many times smaller than its raw records the stream is."""
    return f"{stats.raw_bytes / stats.bytes_written:.1f}× compressed" if stats.bytes_written else ""
