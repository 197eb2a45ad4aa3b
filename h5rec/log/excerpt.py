"""A part of a log, as a log of its own: the one minute of three days that a colleague should see."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import FormatError, LogError
from ..wire._ops import Carry, Close, End, Figure, Frame, Mark, Output, Record
from ..wire.stream import Event, StreamWriter
from .reader import Recording, open_log
from .recovery import Progress
from .writer import new_log

KEY = "excerpt"
"""Name in the header of what says where an excerpt comes from."""


class Excerpt(NamedTuple):
    """What `write_excerpt` has written."""

    frames: int
    size_bytes: int


def write_excerpt(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    start_s: float = 0.0,
    end_s: float = math.inf,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Excerpt:
    """Write what a log shows from one moment to another to another log.

    It begins with the picture that each figure showed at that moment, and has every frame up to the other one. Its
    session time begins at 0, at the wall clock of then; its frames are numbered anew. Only what it needs of the log is
    read: damage elsewhere does not matter.

    Parameters
    ----------
    path, out : str or path
        The log; the excerpt.
    start_s, end_s : float
        Session times in seconds, both included.
    overwrite : bool
        Replace a file that is there.
    progress : callable, optional
        Called with the bytes done and the bytes in all.

    Raises
    ------
    LogError
        If the log cannot be read, shows nothing between these times, or *out* cannot be written or is *path*.
    FormatError
        If it is not a log, or damaged there.
    """
    with open_log(path) as recording:
        if Path(out).exists() and os.path.samefile(path, out):
            raise LogError(f"{out}: is the log itself; name another file for the excerpt")
        last_s = recording.duration_s
        if start_s > last_s:
            raise LogError(f"{path}: ends at {clock(last_s)}; there is nothing from {clock(start_s)} on")
        part = _Part(recording, _ns(start_s), _ns(min(end_s, last_s)))
        with new_log(out, overwrite=overwrite) as writer:
            for event in part.events(progress):
                writer.handle(event)
            if not part.frames:
                span = f"from {clock(start_s)} to {clock(min(end_s, last_s))}"
                raise LogError(f"{path}: no figure shows anything {span}")
        return Excerpt(part.frames, writer.size_bytes)


def clock(time_s: float) -> str:
    """Return a session time as 1:30 or 25:00:07.5, to the millisecond."""
    seconds, milliseconds = divmod(round(time_s * 1000), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    rest = f".{milliseconds:03}".rstrip("0") if milliseconds else ""
    return f"{hours}:{minutes:02}:{seconds:02}{rest}" if hours else f"{minutes}:{seconds:02}{rest}"


def _ns(time_s: float) -> int:
    return round(time_s * 1e9)


class _Part:
    """Takes the records of a log up to a moment as its state, and those after it as what follows."""

    def __init__(self, recording: Recording, start_ns: int, end_ns: int) -> None:
        header = recording.header
        source = f"{clock(start_ns / 1e9)} to {clock(end_ns / 1e9)} of {recording.path.name}"
        self._recording = recording
        self._stream = StreamWriter(
            {**header, KEY: f"{source}, {header[KEY]}" if KEY in header else source},
            header.created_unix_ns + start_ns,
        )
        self._start_ns = start_ns
        self._end_ns = end_ns
        self._figures: dict[int, Figure] = {}
        self._closed: set[int] = set()
        # the picture of each figure, with what the figure was when it was drawn
        self._shown: dict[int, tuple[Figure, Frame | Carry]] = {}
        self._notes: list[Mark | Output] = []  # of the very moment at which it begins
        self._has_begun = False
        self.frames = 0

    def events(self, progress: Progress | None) -> Iterator[Event]:
        """Yield the events of the excerpt."""
        for record in self._records(progress):
            if isinstance(record, End):
                yield from self._finish(record)
                return
            yield from self._take(record)
        reason = "interrupted" if self._recording.end is None else "limit"  # cut off there, or cut here
        yield from self._finish(End(self._end_ns, 0, reason))

    def _records(self, progress: Progress | None) -> Iterator[Record]:
        chunks = self._recording.chunks
        # The opening of a chunk has the state of then. (`first_ns` is the time of its first frame.)
        first = max((chunk.number for chunk in chunks if chunk.first_ns <= self._start_ns), default=0)
        for chunk in chunks[first:]:
            for record in self._recording.records(chunk.number):
                if getattr(record, "time_ns", 0) > self._end_ns:
                    return
                yield record
            if progress:
                progress(chunk.offset + chunk.size_bytes, self._recording.size_bytes)

    def _take(self, record: Record) -> Iterable[Event]:
        is_later = getattr(record, "time_ns", 0) > self._start_ns
        if is_later and not self._has_begun:
            yield from self._begin()
        if isinstance(record, Frame | Carry) and record.figure not in self._figures:
            where = f"{self._recording.path}: frame {record.number} of figure {record.figure}"
            raise FormatError(
                f"{where}: this figure is not open; 'h5rec verify' says where the damage begins"
            )
        if isinstance(record, Figure):
            yield from self._figure(record)
        elif isinstance(record, Close):
            yield from self._close(record)
        elif isinstance(record, Frame) and is_later:
            yield from self._frame(record)
        elif isinstance(record, Frame | Carry) and not self._has_begun:
            self._shown[record.figure] = self._figures[record.figure], record
        elif isinstance(record, Mark | Output) and is_later:
            yield from self._note(record)
        elif isinstance(record, Mark | Output) and record.time_ns == self._start_ns:
            self._notes.append(record)

    def _begin(self) -> Iterator[Event]:
        self._has_begun = True
        for number, figure in self._figures.items():
            yield from self._look(self._shown[number][0] if number in self._shown else figure)
        for _, picture in sorted(self._shown.values(), key=lambda shown: shown[1].time_ns):
            yield from self._frame(picture)
        for number, (before, _) in self._shown.items():
            if self._figures[number] is not before:  # it was resized, and has not been drawn since
                yield from self._look(self._figures[number])
        for note in self._notes:
            yield from self._note(note)

    def _finish(self, end: End) -> Iterator[Event]:
        if not self._has_begun:
            yield from self._begin()
        yield from self._stream.end(end._replace(time_ns=self._time_ns(end)))

    def _figure(self, figure: Figure) -> Iterable[Event]:
        # Chunks open with the figures that there are, and with those that were closed in the one before.
        number = figure.figure
        before = self._figures.get(number)
        if number in self._closed or (before is not None and before[2:6] == figure[2:6]):
            return ()
        self._figures[number] = figure
        return self._look(figure) if self._has_begun else ()

    def _look(self, figure: Figure) -> Iterable[Event]:
        return self._stream.figure(figure._replace(time_ns=self._time_ns(figure), next_frame=0))

    def _close(self, close: Close) -> Iterable[Event]:
        self._closed.add(close.figure)
        self._shown.pop(close.figure, None)
        if self._figures.pop(close.figure, None) is None or not self._has_begun:
            return ()
        return self._stream.close_figure(close._replace(time_ns=self._time_ns(close)))

    def _frame(self, picture: Frame | Carry) -> Iterable[Event]:
        number, _, _, axes, ops = picture
        self.frames += 1
        next_frame = self._stream.figures[number].next_frame
        return self._stream.frame(Frame(number, next_frame, self._time_ns(picture), axes, ops))

    def _note(self, note: Mark | Output) -> Iterable[Event]:
        if isinstance(note, Mark):
            return self._stream.mark(note._replace(time_ns=self._time_ns(note)))
        return self._stream.output(note._replace(time_ns=self._time_ns(note)))

    def _time_ns(self, record: Figure | Close | Frame | Carry | Mark | Output | End) -> int:
        return max(record.time_ns - self._start_ns, 0)
