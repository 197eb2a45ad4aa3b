"""What takes the stream's bytes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from .errors import H5RecError
from .wire.stream import Event


class Sink(Protocol):
    """Takes the events of a stream, in order, on the session's thread or its flusher's, never on two at once."""

    def handle(self, event: Event) -> None:
        """Take one event.

        An exception takes this sink out of the session; the others, and the script, go on.
        """

    def close(self) -> None:
        """Finish: no event follows."""

    @property
    def wants_every_frame(self) -> bool:
        """Whether somebody is watching, so that the stream should be flushed after each frame."""


class Sinks:
    """The sinks of a session, by name: each gets every event, and one that fails is dropped.

    Attributes
    ----------
    report : callable
        Takes one line about something that went wrong.
    has_failed : bool
        Whether something did.
    """

    def __init__(
        self, sinks: Mapping[str, Sink] | None = None, report: Callable[[str], None] | None = None
    ) -> None:
        self._open = dict(sinks or {})
        self._closed: dict[str, Sink] = {}
        self.report = report if report is not None else to_stderr
        self.has_failed = False

    def __bool__(self) -> bool:
        return bool(self._open)

    def add(self, name: str, sink: Sink) -> None:
        """Add one."""
        self._open[name] = sink

    def get(self, name: str) -> Sink | None:
        """Return a sink by its name, while it takes part."""
        return self._open.get(name)

    def kept(self, name: str) -> bool:
        """Whether a sink took part until all were closed."""
        return name in self._closed

    def leave(self) -> None:
        """Forget them without closing them: they are another process's."""
        self._open = {}

    @property
    def url(self) -> str | None:
        """Where to watch live, if that is possible."""
        for sink in (*self._open.values(), *self._closed.values()):
            url = getattr(sink, "url", None)
            if isinstance(url, str):
                return url
        return None

    @property
    def viewers(self) -> int:
        """How many are watching."""
        return sum(int(getattr(sink, "viewers", 0)) for sink in list(self._open.values()))

    @property
    def want_every_frame(self) -> bool:
        """Whether somebody is watching."""
        return any(sink.wants_every_frame for sink in self._open.values())

    def emit(self, events: Sequence[Event]) -> None:
        """Hand out events."""
        for name, sink in list(self._open.items()):
            try:
                for event in events:
                    sink.handle(event)
            except Exception as error:
                self._drop(name, _why(error))

    def drop_all(self, why: str) -> None:
        """Take all of them out of the session."""
        for name in list(self._open):
            self._drop(name, why)

    def close(self) -> None:
        """Let none take part any more; `finish` closes them."""
        self._closed, self._open = self._open, {}

    def finish(self, status: int, reason: str, close_live: Callable[[Sink], None] | None) -> None:
        """Close those that took part until now: those with viewers last, and by way of *close_live*."""
        watched = {name: sink for name, sink in self._closed.items() if hasattr(sink, "url")}
        for name, sink in self._closed.items():
            finish = getattr(sink, "finish", None)
            if finish is not None:
                self._guard(name, lambda finish=finish: finish(status, reason))  # type: ignore[misc]
            if name not in watched:
                self._guard(name, sink.close)
        for name, sink in watched.items():
            self._guard(name, sink.close if close_live is None else (lambda s=sink: close_live(s)))  # type: ignore[misc]

    def say(self, line: str) -> None:
        """Report, if that can be done: a terminal that is gone must not end a recording."""
        with contextlib.suppress(Exception):
            self.report(line)

    def _drop(self, name: str, why: str) -> None:
        self.has_failed = True
        sink = self._open.pop(name)
        goes_on = f"recorded by {', '.join(self._open)}" if self._open else "no longer recorded"
        self.say(f"{_named(name, why)}; the script goes on, {goes_on}")
        with contextlib.suppress(Exception):
            sink.close()

    def _guard(self, name: str, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:
            self.has_failed = True
            self.say(_named(name, _why(error)))


def to_stderr(line: str) -> None:
    """Print a line of ours, if there is still somewhere to print it."""
    with contextlib.suppress(OSError, ValueError):  # ValueError: closed
        print(f"h5rec: {line}", file=sys.__stderr__ or sys.stderr)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) if isinstance(error, H5RecError) else f"{type(error).__name__}: {error}"


def _named(name: str, text: str) -> str:
    return text if name in text else f"{name}: {text}"
