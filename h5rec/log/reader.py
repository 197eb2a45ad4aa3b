"""Reading a log: any frame, by number or by time."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ..errors import FormatError, LogError, VersionError
from ..wire._ops import (
    NUMBERS,
    Carry,
    Chunk,
    Close,
    End,
    Figure,
    Frame,
    Header,
    Mark,
    Output,
    Record,
)
from ..wire.index import Index, frame_runs, read_index
from ..wire.stream import StreamReader
from .chunks import LogFile, NotOursError, chunk_records, find_chunks, salvage
from .recorded import Frames, LogHeader, RecordedFigure, RecordedFrame

_KEPT_RAW_BYTES = 1 << 24  # of decoded chunks; as Python objects they take a few times as much

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_KINDS = {
    b"\x89HDF": "an HDF5 file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a zip file",
    b"%PDF": "a PDF document",
    b"<!": "a web page",
    b"<html": "a web page",
    b"#!": "a script",
    b"import": "Python source",
    b"\x1aE\xdf\xa3": "a WebM or Matroska video",
    b"GIF8": "a GIF image",
}


class _Decoded(NamedTuple):
    header_ns: int
    raw_bytes: int
    states: list[RecordedFrame | Close]  # what was shown, and what no longer, in order
    frames: list[RecordedFrame]


class Recording:
    """A log that is open for reading; see `open_log`."""

    def __init__(self, file: LogFile, index: Index, *, recovered: bool, partial: bool, problem: str) -> None:
        self._file = file
        self._index = index
        self._recovered = recovered
        self._partial = partial
        self._problem = problem
        self._kept: OrderedDict[int, _Decoded] = OrderedDict()
        self._marks: Sequence[Mark] | None = None if recovered else index.marks
        self._header = LogHeader(index.header)
        all_chunks: list[int] = []
        all_starts = [0]
        chunks: dict[int, list[int]] = {}
        starts: dict[int, list[int]] = {}
        for chunk in index.chunks:
            total = 0
            for figure, first, count in frame_runs(chunk):
                if count:
                    chunks.setdefault(figure, []).append(chunk.number)
                    starts.setdefault(figure, [0]).append(first + count)
                    total += count
            if total:
                all_chunks.append(chunk.number)
                all_starts.append(all_starts[-1] + total)
        self._frames = Frames(self._frames_of, None, all_chunks, all_starts)
        self._figures = [
            RecordedFigure(
                state.figure,
                state.title,
                state.width_px,
                state.height_px,
                state.dpi,
                Frames(
                    self._frames_of, state.figure, chunks.get(state.figure, []), starts.get(state.figure, [0])
                ),
            )
            for state in index.figures
        ]

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def size_bytes(self) -> int:
        """Size of the file when it was opened."""
        return self._file.size

    @property
    def raw_bytes(self) -> int | None:
        """Bytes before compression; None where no index tells."""
        return None if self._recovered else sum(chunk.raw_bytes for chunk in self._index.chunks)

    @property
    def header(self) -> LogHeader:
        """Title, script, versions and the like."""
        return self._header

    @property
    def chunks(self) -> Sequence[Chunk]:
        """Where the chunks lie."""
        return self._index.chunks

    @property
    def frames(self) -> Frames:
        """All frames, of whatever figure, in the order of the session."""
        return self._frames

    @property
    def figures(self) -> Sequence[RecordedFigure]:
        """Every figure that was ever open, in the order in which they were opened."""
        return self._figures

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks, in order. Without an index, the first use reads the whole file."""
        if self._marks is None:
            self._marks = [record for record in self._selected(Mark) if isinstance(record, Mark)]
        return self._marks

    def output(self) -> Iterator[Output]:
        """Yield what the script wrote; reads the whole file."""
        for record in self._selected(Output):
            if isinstance(record, Output):
                yield record

    @property
    def end(self) -> End | None:
        """How the session ended, or None if it was cut off."""
        return self._index.end

    @property
    def duration_s(self) -> float:
        """Session time of the last record, in seconds."""
        times = [chunk.last_ns for chunk in self._index.chunks[-1:]]
        if self.end is not None:
            times.append(self.end.time_ns)
        return max(times, default=0) / 1e9

    @property
    def complete(self) -> bool:
        """Whether the session ended by itself and the log has all of it."""
        return self.end is not None and not self._partial and not self._problem

    @property
    def recovered(self) -> bool:
        """Whether the log has no (sound) index, so that its frames were found by walking through it."""
        return self._recovered

    @property
    def partial(self) -> bool:
        """Whether the last chunk is not whole, as when the writer was killed or still writes."""
        return self._partial

    @property
    def problem(self) -> str:
        """What is wrong with the file, as far as opening it has shown; else empty."""
        return self._problem

    def at(self, time_s: float) -> dict[int, RecordedFrame]:
        """Return the frame that each open figure showed at *time_s*, by number of the figure."""
        time_ns = round(min(max(time_s, -1.0), 9e9) * 1e9)
        chunks = self._index.chunks
        number = bisect_right(chunks, time_ns, key=lambda chunk: chunk.first_ns) - 1
        if number < 0:
            return {}
        following = number + 1
        if following < len(chunks) and time_ns > chunks[number].last_ns:
            # before the first new frame of the next chunk, which a figure may have been closed in
            decoded = self._decoded(following)
            if decoded.header_ns <= time_ns:
                number = following
        shown: dict[int, RecordedFrame] = {}
        for state in self._decoded(number).states:
            if state.time_ns > time_ns:
                break
            if isinstance(state, Close):
                shown.pop(state.figure, None)
            else:
                shown[state.figure] = state
        return shown

    def records(self, number: int) -> Iterator[Record]:
        """Yield the verified records of one chunk.

        Raises
        ------
        FormatError
            If it is damaged.
        """
        return self._records(number, StreamReader())

    def _records(self, number: int, reader: StreamReader) -> Iterator[Record]:
        chunk = self._index.chunks[number]
        if self._partial and number == len(self._index.chunks) - 1:
            yield from salvage(self._file.read, chunk, [], reader)
            return
        try:
            yield from chunk_records(self._file.read, chunk, reader)
            if not self._recovered and reader.raw_bytes != chunk.raw_bytes:
                raise FormatError(f"{reader.raw_bytes} raw bytes; the index announces {chunk.raw_bytes}")
        except FormatError as error:
            raise self._explained(error, chunk) from None

    def check(self, number: int) -> int:
        """Decode one chunk, hold it against the index, and return how many frames it has.

        Raises
        ------
        FormatError
            If it is damaged.
        """
        return len(self._decode(number).frames)

    def read(self, offset: int, length: int) -> bytes:
        """Return bytes of the file."""
        return self._file.read(offset, length)

    def close(self) -> None:
        """Close the file; frames that have been read stay valid."""
        self._file.close()
        self._kept.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Recording {self.path}: {len(self.frames)} frames of {len(self.figures)} figures>"

    def _selected(self, kind: type[Record]) -> Iterator[Record]:
        only = frozenset((NUMBERS[Header], NUMBERS[kind]))
        for chunk in self._index.chunks:
            if self._partial and chunk.number == len(self._index.chunks) - 1:
                yield from salvage(self._file.read, chunk, [])
                continue
            try:
                yield from chunk_records(self._file.read, chunk, StreamReader(only))
            except FormatError as error:
                raise self._explained(error, chunk) from None

    def _decoded(self, number: int) -> _Decoded:
        decoded = self._kept.get(number)
        if decoded is None:
            decoded = self._decode(number)
            self._kept[number] = decoded
            kept = sum(each.raw_bytes for each in self._kept.values())
            while kept > _KEPT_RAW_BYTES and len(self._kept) > 1:
                kept -= self._kept.popitem(last=False)[1].raw_bytes
        else:
            self._kept.move_to_end(number)
        return decoded

    def _frames_of(self, number: int) -> list[RecordedFrame]:
        return self._decoded(number).frames

    def _decode(self, number: int) -> _Decoded:
        sizes: dict[int, Figure] = {}
        states: list[RecordedFrame | Close] = []
        frames: list[RecordedFrame] = []
        found: dict[int, tuple[int, int]] = {}
        header_ns = 0
        chunk = self._index.chunks[number]
        reader = StreamReader()
        for record in self._records(number, reader):
            if isinstance(record, Header):
                header_ns = record.time_ns
            elif isinstance(record, Figure):
                sizes[record.figure] = record
            elif isinstance(record, Close):
                states.append(record)
            elif isinstance(record, Frame | Carry):
                size = sizes.get(record.figure)
                if size is None:
                    problem = FormatError(
                        f"frame {record.number} of figure {record.figure}, which is not open"
                    )
                    raise self._explained(problem, chunk)
                figure, frame_number, time_ns, axes, ops = record
                frame = RecordedFrame(figure, frame_number, time_ns, size.width_px, size.height_px, axes, ops)
                states.append(frame)
                if isinstance(record, Frame):
                    first, count = found.get(figure, (frame_number, 0))
                    if frame_number != first + count:
                        problem = FormatError(
                            f"figure {figure}: frame {frame_number}; expected {first + count}"
                        )
                        raise self._explained(problem, chunk)
                    found[figure] = first, count + 1
                    frames.append(frame)
        expected = {figure: (first, count) for figure, first, count in frame_runs(chunk) if count}
        if found != expected:
            problem = FormatError(f"frames {_said(found)}; expected {_said(expected)}")
            raise self._explained(problem, chunk)
        return _Decoded(header_ns, reader.raw_bytes, states, frames)

    def _explained(self, error: FormatError, chunk: Chunk) -> FormatError:
        before = sum(count for c in self._index.chunks[: chunk.number] for _, _, count in frame_runs(c))
        before += sum(isinstance(record, Frame) for record in salvage(self.read, chunk, []))
        kind = FormatError if isinstance(error, NotOursError) else type(error)
        end = chunk.offset + chunk.size_bytes
        return kind(
            f"{self.path}: chunk {chunk.number} (bytes {chunk.offset} to {end}): {error}; "
            + (
                f"'h5rec repair' keeps the {before} frames before it"
                if before
                else "there are no frames before it"
            )
        )


def _said(runs: Mapping[int, tuple[int, int]]) -> str:
    parts = [f"{first} to {first + count - 1} of figure {figure}" for figure, (first, count) in runs.items()]
    return ", ".join(parts[:4]) or "none"


def open_log(path: str | os.PathLike[str]) -> Recording:
    """Open a log.

    Only its index is read. A log without one (it is still being written, or its writer was killed) is
    walked through instead, and ends where it could be verified.

    Parameters
    ----------
    path : str or path
        The ``.h5rec`` file.

    Returns
    -------
    Recording
        Use it in a ``with`` statement, or close it.

    Raises
    ------
    LogError
        If the file cannot be read.
    FormatError
        If it is not a log, or of a newer version, or so damaged that no frame can be read.

    Examples
    --------
    >>> with h5rec.open("run.h5rec") as recording:  # doctest: +SKIP
    ...     print(len(recording.frames), recording.frames[-1].time_s)
    """
    file = LogFile(path)
    try:
        return _open(file)
    except BaseException:
        file.close()
        raise


def _open(file: LogFile) -> Recording:
    path, read, size = file.path, file.read, file.size
    if size == 0:
        raise LogError(f"{path}: is empty: nothing has been recorded in it")
    head = read(0, 16)
    if not head.startswith(_ZSTD_MAGIC[: len(head)]):
        kind = next((f" ({name})" for start, name in _KINDS.items() if head.startswith(start)), "")
        raise FormatError(f"{path}: is not an h5rec log: it begins with {head[:8].hex(' ')}{kind}")
    problem = ""
    try:
        index = read_index(read, size)
    except VersionError as error:
        raise VersionError(f"{path}: {error}") from None
    except FormatError as error:
        index, problem = None, str(error)
    if index is not None:
        return Recording(file, index, recovered=False, partial=False, problem="")
    try:
        found = find_chunks(read, size)
    except NotOursError as error:
        raise FormatError(f"{path}: is {error}") from None
    except FormatError as error:
        raise type(error)(f"{path}: chunk 0: {error}") from None
    return Recording(
        file,
        found.content,
        recovered=True,
        partial=found.partial,
        problem="; ".join(filter(None, (problem, found.problem))),
    )
