"""What the script writes to stdout and stderr, written through and recorded."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from .session import STDERR, STDOUT, Session

_LONGEST = 1 << 13  # characters to keep for a line that does not end


class Tee:
    """A text stream that also goes to the session; otherwise the stream that it wraps.

    Parameters
    ----------
    stream : TextIO
        The script's own.
    record : callable
        Takes text, in whole lines as far as possible.
    before : callable
        Called before something is written, with the text.
    """

    def __init__(self, stream: TextIO, record: Callable[[str], None], before: Callable[[str], None]) -> None:
        self._stream = stream
        self._record = record
        self._before = before
        self._line = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        """Write text through at once."""
        self._before(text)
        count = self._stream.write(text)
        with self._lock:
            # print() writes a line and its end separately, which would be two records.
            self._line += text
            if "\n" in text or len(self._line) > _LONGEST:
                self._give()
        return count

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush; what there is of a line is recorded."""
        self._stream.flush()
        self.record_rest()

    def record_rest(self) -> None:
        """Record a line that has not ended."""
        with self._lock:
            if self._line:
                self._give()

    def after_fork(self) -> None:
        """Make the copy in a forked child usable: another thread may have held its lock."""
        self._lock = threading.RLock()
        self._line = ""

    def _give(self) -> None:
        text, self._line = self._line, ""
        self._record(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def __enter__(self) -> Tee:
        self._stream.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self._stream.__exit__(*args)


@contextmanager
def recording_output(session: Session, before: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Record what is written to `sys.stdout` and `sys.stderr`, both of which may be missing."""
    tees: list[tuple[str, Tee, TextIO]] = []
    for name, number in (("stdout", STDOUT), ("stderr", STDERR)):
        stream: TextIO | None = getattr(sys, name)
        if stream is not None:
            tee = Tee(stream, lambda text, number=number: session.output(number, text), before)  # type: ignore[misc]
            setattr(sys, name, tee)
            session.after_detach.append(tee.after_fork)
            tees.append((name, tee, stream))
    try:
        yield
    finally:
        for name, tee, stream in tees:
            session.after_detach.remove(tee.after_fork)
            tee.record_rest()
            if getattr(sys, name) is tee:  # the script may have put something else there
                setattr(sys, name, stream)
