"""A part of a log, as a log of its own: the one minute of three days that a colleague should see."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..errors import FormatError, LogError
from ..files import replacing
from ..moments import moment_text
from ..wire._ops import Carry, Close, End, Figure, Frame, Mark, Output, Record
from ..wire.stream import Event, StreamWriter
from .log_bytes import LogBytes
from .reader import Recording, open_log
from .recovery import Progress

KEY = "excerpt"
"""Name in the header of what says where an excerpt comes from."""


def write_excerpt(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    start_s: float = 0.0,
    end_s: float = math.inf,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    report: Callable[[str], None] | None = None,
) -> int:
    """Write what a log shows from one moment to another to another log; see `Excerpt`.

    Parameters
    ----------
    path, out : str or path
        The log; the excerpt.
    overwrite : bool
        Replace a file that is there, once all of the excerpt is written.

    Returns
    -------
    int
        Size of the excerpt in bytes.

    Raises
    ------
    LogError
        If the log cannot be read, shows nothing between these times, or *out* cannot be written or is *path*.
    FormatError
        If it is not a log.
    """
    with open_log(path) as recording:
        if Path(out).exists() and os.path.samefile(path, out):
            raise LogError(f"{out}: is the log itself; name another file for the excerpt")
        excerpt = Excerpt(recording, start_s, end_s, report)
        with replacing(out, overwrite=overwrite) as file:
            for data in excerpt.data(progress):
                file.write(data)
            return file.tell()


class Excerpt:
    """What a log shows from one moment to another.

    It begins with the picture that each figure showed at the first moment, and has every frame up to the other one.
    Its session time begins at 0, at the wall clock of then; its frames are numbered anew. Only what it needs of the
    log is read; what is damaged of that is left out.

    Parameters
    ----------
    recording : Recording
    start_s, end_s : float
        Session times in seconds, both included.
    report : callable, optional
        Called with a line about damage, or about a log that was cut off.

    Attributes
    ----------
    frames : int
        Frames so far.

    Raises
    ------
    LogError
        If the log ends before.
    """

    def __init__(
        self,
        recording: Recording,
        start_s: float = 0.0,
        end_s: float = math.inf,
        report: Callable[[str], None] | None = None,
    ) -> None:
        last_ns = round(recording.duration_s * 1e9)
        start_ns, end_ns = round(start_s * 1e9), last_ns if end_s * 1e9 > last_ns else round(end_s * 1e9)
        self._span = f"from {moment_text(start_ns)} to {moment_text(end_ns)}"
        if start_ns > last_ns:
            raise LogError(
                f"{recording.path}: ends at {moment_text(last_ns)}; there is nothing from {moment_text(start_ns)} on"
            )
        self._recording = recording
        self._report = report
        self._start_ns = start_ns
        self._end_ns = end_ns
        self._now_ns = 0  # of the excerpt: it never goes back
        self._figures: dict[int, Figure] = {}
        self._closed: set[int] = set()
        # the picture of each figure, with what the figure was when it was drawn
        self._shown: dict[int, tuple[Figure, Frame | Carry]] = {}
        self._notes: list[Mark | Output] = []  # of the very moment at which it begins
        self._has_begun = False
        self.frames = 0
        source = f"{self._span} of {recording.path.name}"
        if recording.end is None and end_ns == last_ns:
            source += ", which was cut off there"
            self._say("cut off, or still being written: the excerpt ends where it ends")
        before = recording.header.get(KEY)
        self._stream = StreamWriter(
            {**recording.header, KEY: source if before is None else f"{source}, {before}"},
            recording.header.created_unix_ns + start_ns,
        )

    def data(self, progress: Progress | None = None) -> Iterator[bytes]:
        """Yield the bytes of the log that the excerpt is.

        Parameters
        ----------
        progress : callable, optional
            Called with the bytes of the recording that are done, and its bytes in all.

        Raises
        ------
        LogError
            If there turns out to be nothing to see.
        """
        log = LogBytes()
        for event in self._events(progress):
            yield log.take(event)
        if not self.frames:
            raise LogError(f"{self._recording.path}: no figure shows anything {self._span}")
        yield log.end()

    def _say(self, line: str) -> None:
        if self._report:
            self._report(f"{self._recording.path}: {line}")

    # ---- reading

    def _events(self, progress: Progress | None) -> Iterator[Event]:
        end = End(self._end_ns, 0, "limit")
        for record in self._records(progress):
            if isinstance(record, End):
                end = record
            else:
                yield from self._take(record)
        if not self._has_begun:
            yield from self._begin()
        yield from self._stream.end(end._replace(time_ns=self._time_ns(end)))

    def _records(self, progress: Progress | None) -> Iterator[Record]:
        recording = self._recording
        for chunk in recording.chunks[self._first_chunk() :]:
            try:
                for record in recording.records(chunk.number):
                    if getattr(record, "time_ns", 0) > self._end_ns:
                        return
                    yield record
            except FormatError:
                self._say(
                    f"damaged: chunk {chunk.number} (byte {chunk.offset}); the excerpt leaves out what cannot be read "
                    "of it; 'h5rec verify' says where the damage begins"
                )
            if progress:
                progress(chunk.offset + chunk.size_bytes, recording.size_bytes)

    def _first_chunk(self) -> int:
        """Return the last chunk whose opening has a state that is old enough."""
        chunks = self._recording.chunks
        # `first_ns` is the time of its first frame; what else happened then may be in the chunk before.
        first = max((chunk.number for chunk in chunks if chunk.first_ns <= self._start_ns), default=0)
        while first and chunks[first - 1].last_ns >= self._start_ns:
            first -= 1
        return first

    # ---- what was before, and what comes

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
        elif isinstance(record, Frame | Carry):
            yield from self._picture(record)
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

    def _figure(self, figure: Figure) -> Iterable[Event]:
        # Chunks open with the figures that there are, and with those that were closed in the one before.
        number = figure.figure
        before = self._figures.get(number)
        if number in self._closed or (before is not None and before[2:6] == figure[2:6]):
            return ()
        self._figures[number] = figure
        return self._look(figure) if self._has_begun else ()

    def _close(self, close: Close) -> Iterable[Event]:
        self._closed.add(close.figure)
        self._shown.pop(close.figure, None)
        if self._figures.pop(close.figure, None) is None or not self._has_begun:
            return ()
        return self._stream.close_figure(close._replace(time_ns=self._time_ns(close)))

    def _picture(self, picture: Frame | Carry) -> Iterable[Event]:
        before = self._shown.get(picture.figure)
        # What a chunk carries on is known, unless it was drawn in one that is damaged.
        if before is not None and picture.number <= before[1].number:
            return ()
        self._shown[picture.figure] = self._figures[picture.figure], picture
        return self._frame(picture) if self._has_begun else ()

    # ---- writing

    def _look(self, figure: Figure) -> Iterable[Event]:
        return self._stream.figure(figure._replace(time_ns=self._time_ns(figure), next_frame=0))

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
        self._now_ns = max(self._now_ns, record.time_ns - self._start_ns)
        return self._now_ns
