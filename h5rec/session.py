"""A session: one run of a script, with its clock, figures and sinks."""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .clock import Clock, RealClock
from .errors import FormatError, SessionError
from .flushing import Flusher
from .loop import EventLoop
from .signals import hold_handlers, release_handlers
from .sinks import Sink, Sinks
from .wire._ops import Axes, Close, End, Figure, Frame, Mark, Op, Output
from .wire.stream import Event, StreamWriter

EARLY_RECORDS = 10_000
OUTPUT_CHARACTERS = 1 << 20  # of one record; more of it becomes more records
PRECISION_BITS = 5  # 1/32 px: see "Coordinates" in FORMAT.md
STDOUT, STDERR = 1, 2


class LimitReached(BaseException):  # not an error: a script's `except Exception` must not catch it
    """The session has the frames, or has lasted as long, as was asked for."""


class Look(NamedTuple):
    """What a figure is recorded with, besides its pictures."""

    title: str
    width_px: int
    height_px: int
    dpi: float


class Stats(NamedTuple):
    """How far a session has come."""

    frames: int
    time_ns: int
    bytes_written: int
    raw_bytes: int
    viewers: int


class Session:
    """One run of a script.

    Every method may be called from any thread.

    Parameters
    ----------
    sinks : mapping of str to Sink
        What takes the stream, by the name that messages use. Without any, nothing is encoded.
    clock : Clock
        Real time by default.
    meta : mapping
        For the header; what is not a text becomes one.
    path : Path, optional
        The log, where one of the sinks writes one.
    frames : int, optional
        `LimitReached` is raised when this many have been recorded.
    duration_ns : int, optional
        `LimitReached` is raised when the session is this old and the script draws, or yields.
    once_through : bool
        End animations that repeat for ever after once through.
    precision_bits : int
        Coordinates are rounded to 2^-bits px; 0 to 16.
    report : callable
        Takes one line about something that went wrong.
    """

    def __init__(
        self,
        sinks: Mapping[str, Sink] | None = None,
        clock: Clock | None = None,
        meta: Mapping[str, str] | None = None,
        *,
        path: Path | None = None,
        frames: int | None = None,
        duration_ns: int | None = None,
        once_through: bool = True,
        precision_bits: int = PRECISION_BITS,
        report: Callable[[str], None] | None = None,
    ) -> None:
        self.clock = clock if clock is not None else RealClock()
        self.loop = EventLoop(self.clock, check=self.check_limits, limit_ns=duration_ns)
        if frames is not None or duration_ns is not None:
            self.loop.endless_turns = None
        self.once_through = once_through
        self.precision_bits = precision_bits
        self.path = path
        texts = {_encodable(str(key)): _encodable(str(value)) for key, value in (meta or {}).items()}
        self._writer = StreamWriter(texts, time.time_ns() - self.clock.now_ns())
        self._sinks = Sinks(sinks, report)
        self._max_frames = frames
        self._max_ns = duration_ns
        self.after_detach: list[Callable[[], None]] = []  # called in a forked child
        self.may_be_joined = False  # by h5rec.record() within a script that `h5rec record` runs
        self.is_watched_only = False  # a live view of a script that nobody records
        self._lock = threading.RLock()
        self._flusher = Flusher(self._lock, self.flush, lambda: not self.is_recording)
        self._owner = 0  # the thread that is writing
        self._deferred: list[tuple[int, Callable[[], None]]] = []  # the thread that is to act, and how
        self._looks: weakref.WeakKeyDictionary[object, tuple[int, Look]] = weakref.WeakKeyDictionary()
        self._gone: deque[int] = deque()  # figures whose canvas was collected without being closed
        self._early: list[Mark | Output] = []
        self._figures = 0
        self._frames = 0
        self._last_ns = 0
        self._is_closed = False
        self._is_detached = False
        self._has_refused = False
        self._reported: set[str] = set()
        self._is_over = False
        self._thread = threading.get_ident()

    # ---- what it is

    @property
    def frames(self) -> int:
        """Frames recorded so far, of all figures."""
        return self._frames

    @property
    def has_failed(self) -> bool:
        """Whether something that should have been recorded was not."""
        return self._sinks.has_failed

    @property
    def report(self) -> Callable[[str], None]:
        """Takes one line for the user. Who says something himself does it here: it never raises."""
        return self._sinks.say

    @report.setter
    def report(self, report: Callable[[str], None]) -> None:
        self._sinks.report = report

    def report_once(self, line: str) -> None:
        """Report what holds for the whole script, however often it comes up."""
        if line not in self._reported:
            self._reported.add(line)
            self.report(line)

    @property
    def is_recording(self) -> bool:
        """Whether anything takes what is drawn."""
        return bool(self._sinks) and not self._is_closed and not self._is_detached

    @property
    def is_idle(self) -> bool:
        """Whether it is only there because canvases have been made: nothing has taken anything yet."""
        return not (self._sinks or self._is_closed or self._is_detached or self.has_failed)

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._is_closed

    @property
    def is_detached(self) -> bool:
        """Whether this is the copy in a forked child, where nothing is recorded."""
        return self._is_detached

    @property
    def is_over(self) -> bool:
        """Whether `LimitReached` was raised, or is about to be."""
        return self._is_over

    @property
    def has_limits(self) -> bool:
        """Whether it ends by itself, after so many frames or so long."""
        return self._max_frames is not None or self._max_ns is not None

    @property
    def url(self) -> str | None:
        """Where to watch it live, if that is possible."""
        return self._sinks.url

    def sink(self, name: str) -> Sink | None:
        """Return a sink by its name, while it takes part."""
        return self._sinks.get(name)

    def kept(self, name: str) -> bool:
        """Whether a sink took part until the session was closed."""
        return self._sinks.kept(name)

    def stats(self) -> Stats:
        """Return how far it has come."""
        time_ns = self._last_ns if self._is_closed else max(self._last_ns, self.clock.now_ns())
        return Stats(
            self._frames, time_ns, self._writer.bytes_written, self._writer.raw_bytes, self._sinks.viewers
        )

    # ---- what is recorded

    def frame(
        self, canvas: object, look: Look, ops: tuple[Op, ...], axes: tuple[Axes, ...], *, direct: bool = False
    ) -> None:
        """Record a frame of the figure on *canvas*; a new canvas is a new figure.

        Raises
        ------
        LimitReached
            In the thread that made the session, when there are frames enough.
        """
        with self._writing() as may_write:
            if not may_write:
                return
            number = self._number(canvas, look)
            time_ns = self._now_ns(self.clock.frame_ns(number, direct=direct))
            self._emit_early_notes()
            self._emit_closed_figures()
            if number not in self._writer.figures or self._looks[canvas][1] != look:
                figure = Figure(number, time_ns, *look, next_frame=0)
                if self._emit(f"figure {number}", lambda: self._writer.figure(figure)):
                    self._looks[canvas] = (number, look)
            if number in self._writer.figures:
                frame = Frame(number, self._writer.figures[number].next_frame, time_ns, axes, ops)
                if self._emit(f"figure {number}, frame {frame.number}", lambda: self._writer.frame(frame)):
                    self._frames += 1
                    if self._frames == self._max_frames:
                        self._is_over = True  # while the lock is held: another thread may wait to add one
            self._written()
        self.check_limits()

    def close_figure(self, canvas: object) -> None:
        """Record that the figure on *canvas* was closed."""
        with self._writing() as may_write:
            if may_write and canvas in self._looks:
                number, _ = self._looks.pop(canvas)
                self._gone.append(number)
                self._emit_closed_figures()
                self._written()

    def mark(self, label: str) -> None:
        """Record a labelled moment."""
        with self._writing() as may_write:
            if may_write:
                self._note(Mark(self._now_ns(), _encodable(str(label))))

    def output(self, stream: int, text: str) -> None:
        """Record text that the script wrote: 1 is stdout, 2 is stderr."""
        with self._writing() as may_write:
            if may_write:
                for at in range(0, len(text), OUTPUT_CHARACTERS):
                    part = text[at : at + OUTPUT_CHARACTERS]
                    self._note(Output(self._now_ns(), stream, _encodable(part)))

    def flush(self) -> None:
        """Hand everything recorded so far to the sinks."""
        with self._writing() as may_write:
            if may_write:
                self._flush()

    def close(
        self, status: int = 0, reason: str = "finished", *, close_live: Callable[[Sink], None] | None = None
    ) -> None:
        """Write the end, and close the sinks; later calls do nothing.

        Parameters
        ----------
        status : int
            Exit status of the script.
        reason : str
            ``finished``, ``interrupted``, ``failed`` or ``limit``.
        close_live : callable, optional
            Closes a sink that viewers watch, after all others are closed.
        """
        with self._writing():
            if self._is_closed or self._is_detached:
                return
            if self._sinks and self._writer.raw_bytes:
                self._emit_closed_figures()
                self._emit("the end", lambda: self._writer.end(End(self._now_ns(), status, reason)))
            self._last_ns = self._now_ns()
            self._is_closed = True
            self._sinks.close()
            self._flusher.end()
        self._sinks.finish(status, reason, close_live)

    def add_sink(self, name: str, sink: Sink) -> None:
        """Add a sink before anything was recorded.

        Raises
        ------
        SessionError
            If it is too late: a stream is not joined in the middle.
        """
        with self._lock:
            if self._is_closed or self._writer.raw_bytes:
                raise SessionError(f"{name}: the session has begun; sinks can be added only before")
            self._sinks.add(name, sink)

    # ---- limits and signals

    def check_limits(self) -> None:
        """Raise if the session has all that was asked for.

        Raises
        ------
        LimitReached
            Only in the thread that made the session; the others' drawings are no longer recorded.
        """
        if self._is_closed or self._is_detached:
            return
        has_frames = self._max_frames is not None and self._frames >= self._max_frames
        is_old = self._max_ns is not None and self.clock.now_ns() >= self._max_ns
        self._is_over = self._is_over or has_frames or is_old
        if self._is_over:
            if threading.get_ident() == self._thread:
                raise LimitReached
            self.loop.wake()  # the script's own thread may be waiting there for this one

    def defer(self, action: Callable[[], None]) -> bool:
        """Do *action* once this thread has written what it is writing.

        For signal handlers: an exception in the middle of a record would leave half a record.

        Returns
        -------
        bool
            False if this thread is not writing: the handler may act at once.
        """
        if self._owner != threading.get_ident():
            return False
        self._deferred.append((threading.get_ident(), action))
        return True

    def detach(self) -> None:
        """Give up the sinks without closing them: they are the parent process's."""
        self._is_detached = True
        self._lock = threading.RLock()
        self._owner = 0
        self._deferred.clear()
        self._sinks.leave()
        self.loop.after_fork()
        for action in self.after_detach:
            action()

    # ---- inside

    @contextmanager
    def _writing(self) -> Iterator[bool]:
        """Hold the lock; yield whether there is anything to write to.

        Not so within itself: a sink that prints must not write into the record being written.
        """
        if self._is_detached or self._owner == threading.get_ident():
            yield False
            return
        held: dict[int, tuple[Any, Any]] = {}
        try:
            hold_handlers(held, self.defer)
            with self._lock:
                self._owner = threading.get_ident()
                try:
                    yield bool(self._sinks) and not self._is_closed and not self._is_over
                except Exception as error:
                    self._sinks.drop_all(f"{type(error).__name__}: {error}")
                except BaseException:  # half a record may be lost, so nothing may follow
                    self._sinks.drop_all("interrupted in the middle of a frame")
                    raise
                finally:
                    self._owner = 0
        finally:
            release_handlers(held)
        while self._deferred and self._deferred[0][0] == threading.get_ident():
            self._deferred.pop(0)[1]()

    def _now_ns(self, time_ns: int | None = None) -> int:
        self._last_ns = max(self._last_ns, self.clock.now_ns() if time_ns is None else time_ns)
        return self._last_ns

    def _note(self, record: Mark | Output) -> None:
        """Write it, or keep it until there is a picture: a script that draws nothing leaves no log."""
        if not self._frames and len(self._early) < EARLY_RECORDS:
            self._early.append(record)
        else:
            self._emit_early_notes()
            self._emit_note(record)
            self._written()

    def _emit_early_notes(self) -> None:
        early, self._early = self._early, []
        for record in early:
            self._emit_note(record)

    def _emit_note(self, record: Mark | Output) -> None:
        if isinstance(record, Mark):
            self._emit("a mark", lambda: self._writer.mark(record))
        else:
            self._emit("output", lambda: self._writer.output(record))

    def _number(self, canvas: object, look: Look) -> int:
        if canvas not in self._looks:
            self._figures += 1
            number = self._figures
            self._looks[canvas] = (number, look)
            # The collector may call this at any moment, also while a record is written: only note it.
            weakref.finalize(canvas, self._gone.append, number).atexit = False
        return self._looks[canvas][0]

    def _emit_closed_figures(self) -> None:
        while self._gone:
            number = self._gone.popleft()
            if number in self._writer.figures:
                close = Close(number, self._now_ns())
                self._emit(f"the end of figure {number}", lambda: self._writer.close_figure(close))  # noqa: B023

    def _emit(self, what: str, write: Callable[[], list[Event]]) -> bool:
        """Write something, and return whether that was possible: after what does not fit the format, the next may."""
        try:
            events = write()
        except FormatError as error:
            self._sinks.has_failed = True
            if not self._has_refused:
                self._has_refused = True
                self.report(f"{what}: {error}; what is like this is left out")
            return False
        self._sinks.emit(events)
        return True

    def _written(self) -> None:
        """See to it that what was written is flushed in time."""
        if self._sinks.want_every_frame or self._flusher.written():
            self._flush()

    def _flush(self) -> None:
        self._sinks.emit(self._writer.flush())
        self._flusher.flushed()


def _encodable(text: str) -> str:
    # Half a surrogate pair, as in undecodable file names, is not UTF-8.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
