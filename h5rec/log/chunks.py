"""The chunks of a log file: reading them, and finding them where no index tells about them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import zstandard

from ..errors import FormatError, LogError, TruncatedError
from ..files import explain
from ..wire._ops import (
    MAGIC,
    MAX_CHUNK_RAW_BYTES,
    MAX_WINDOW_BYTES,
    Chunk,
    Close,
    End,
    Figure,
    Frame,
    Header,
    Record,
)
from ..wire.decoder import peek_opening
from ..wire.index import Index, frame_runs
from ..wire.stream import StreamReader
from ..wire.zstd_frames import Read, ZstdFrame, walk

_PIECE = 1 << 16
_SALVAGE_PIECE = 1 << 6  # what a damaged byte can take with it
_OPENING_PIECE = 1 << 10
_MAX_OPENING_BYTES = 1 << 22


class LogFile:
    """The bytes of a log as they were when it was opened: what is appended later is not seen."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            if self.path.is_dir():
                raise LogError(f"{self.path}: is a directory; expected an h5rec log")
            self._file = self.path.open("rb", buffering=0)
        except FileNotFoundError:
            raise LogError(f"{self.path}: there is no such file") from None
        except (OSError, ValueError) as error:  # ValueError: a null byte in the name
            reason = explain(error) if isinstance(error, OSError) else str(error)
            raise LogError(f"{self.path}: cannot be opened: {reason}") from None
        self._lock = threading.Lock()
        try:
            self.size = self._file.seek(0, os.SEEK_END)
        except OSError as error:
            self._file.close()
            raise LogError(f"{self.path}: cannot be read: {explain(error)}") from None

    def read(self, offset: int, length: int) -> bytes:
        """Return the bytes there; fewer only where the file ends."""
        parts: list[bytes] = []
        length = min(length, self.size - offset)
        try:
            with self._lock:
                self._file.seek(offset)
                while length > 0 and (part := self._file.read(length)):
                    parts.append(part)
                    length -= len(part)
        except (OSError, ValueError) as error:  # ValueError: closed
            reason = explain(error) if isinstance(error, OSError) else "it has been closed"
            raise LogError(f"{self.path}: cannot be read: {reason}") from None
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def chunk_records(read: Read, chunk: Chunk, reader: StreamReader | None = None) -> Iterator[Record]:
    """Yield the records of *chunk*, verified, by way of *reader* if one is given.

    Raises
    ------
    FormatError
        If the chunk is damaged, or is not whole.
    """
    reader = reader or StreamReader()
    end = chunk.offset + chunk.size_bytes
    for at in range(chunk.offset, end, _PIECE):
        wanted = min(_PIECE, end - at)
        data = read(at, wanted)
        yield from reader.feed(data)
        if len(data) < wanted:
            break
        if reader.at_chunk_end and at + wanted < end:
            raise FormatError(f"byte {at}: the chunk ends early")
    if not reader.at_chunk_end:
        raise TruncatedError(f"byte {end}: the chunk is cut off")


def salvage(
    read: Read, chunk: Chunk, problems: list[str], reader: StreamReader | None = None
) -> Iterator[Record]:
    """Yield the verified records with which a damaged chunk begins; what ended them goes into *problems*."""
    reader = reader or StreamReader()
    end = chunk.offset + chunk.size_bytes
    try:
        for at in range(chunk.offset, end, _PIECE):
            data = read(at, min(_PIECE, end - at))
            for begin in range(0, len(data), _SALVAGE_PIECE):
                yield from reader.feed(data[begin : begin + _SALVAGE_PIECE])
                if reader.at_chunk_end:
                    return
    except FormatError as error:
        problems.append(str(error))


def summarize(chunk: Chunk, records: Iterable[Record]) -> tuple[Chunk, dict[int, Figure], End | None]:
    """Return *chunk* with frames and times as in *records*, the last state of each figure, and the end."""
    figures: dict[int, Figure] = {}
    runs: dict[int, list[int]] = {}
    first_ns: int | None = None
    opened_ns = last_ns = chunk.first_ns
    end: End | None = None
    for record in records:
        if isinstance(record, Header):
            opened_ns = record.time_ns
        elif isinstance(record, Figure):
            figures[record.figure] = record
        elif isinstance(record, Frame):
            runs.setdefault(record.figure, [record.number, 0])[1] += 1
            first_ns = record.time_ns if first_ns is None else first_ns
            if record.figure in figures:
                figures[record.figure] = figures[record.figure]._replace(next_frame=record.number + 1)
        elif isinstance(record, End):
            end = record
        last_ns = max(last_ns, getattr(record, "time_ns", 0))
    frames = tuple(n for figure, (first, count) in runs.items() for n in (figure, first, count))
    first_ns = opened_ns if first_ns is None else first_ns
    return chunk._replace(frames=frames, first_ns=first_ns, last_ns=last_ns), figures, end


class NotOursError(FormatError):
    """A zstd file of another kind."""


class Found(NamedTuple):
    """What walking through a log has found."""

    content: Index  # without marks: they lie within the chunks
    partial: bool  # whether the last chunk is not whole
    problem: str  # why it ends where it ends; empty if just so


class _Opening(NamedTuple):
    header: Header
    figures: dict[int, Figure]
    closed: frozenset[int]


def find_chunks(read: Read, size: int) -> Found:
    """Find the chunks of a log that has no index.

    Only block headers and the beginning of each chunk are looked at, and the last chunk as a whole.

    Raises
    ------
    FormatError
        If there is not a single chunk.
    """
    frames, problem = _walk(read, size)
    openings: list[_Opening] = []
    for number, frame in enumerate(frames):
        try:
            opening = _read_opening(read, frame)
            if opening.header.chunk != number:
                raise FormatError(f"chunk {opening.header.chunk} where {number} is expected")
        except FormatError as error:
            if not openings:
                raise
            # Its number of frames cannot be told, so neither can those of any later one.
            if not isinstance(error, TruncatedError) or number < len(frames) - 1:
                problem = f"byte {frame.offset}: {error}"
            frames = frames[:number]
            break
        openings.append(opening)
    if not openings:
        raise FormatError(problem or "no chunk was found")

    chunks: list[Chunk] = []
    figures: dict[int, Figure] = {}
    for number, (frame, opening) in enumerate(zip(frames[:-1], openings[:-1], strict=True)):
        following = openings[number + 1]
        chunk = Chunk(
            number, frame.offset, frame.size, 0, opening.header.time_ns, following.header.time_ns, ()
        )
        runs = _runs(opening, following)
        if runs is None:
            chunk, inside, _ = summarize(chunk, salvage(read, chunk, []))
            figures.update(inside)
        else:
            chunk = chunk._replace(frames=runs)
        chunks.append(chunk)
        figures.update(following.figures if number else {**opening.figures, **following.figures})

    frame, opening = frames[-1], openings[-1]
    chunk = Chunk(
        len(chunks), frame.offset, frame.size, 0, opening.header.time_ns, opening.header.time_ns, ()
    )
    problems: list[str] = []
    chunk, last, end = summarize(chunk, salvage(read, chunk, problems))
    figures.update(last)
    chunks.append(chunk)
    partial = not frame.complete or bool(problems)
    if problems and not problem:
        problem = f"chunk {chunk.number} (byte {chunk.offset}): {problems[0]}"
    sound = _contiguous(chunks)
    if sound < len(chunks):  # an opening is damaged in a way that could still be read
        problem = f"chunk {sound} (byte {chunks[sound].offset}): its frames do not follow those before it"
        chunks, partial, end = chunks[:sound], False, None
    return Found(Index(openings[0].header, chunks, list(figures.values()), (), end), partial, problem)


def _contiguous(chunks: list[Chunk]) -> int:
    """Return how many chunks there are until the frame numbers of a figure jump."""
    next_frame: dict[int, int] = {}
    for number, chunk in enumerate(chunks):
        for figure, first, count in frame_runs(chunk):
            if first != next_frame.get(figure, 0):
                return number
            next_frame[figure] = first + count
    return len(chunks)


def _walk(read: Read, size: int) -> tuple[list[ZstdFrame], str]:
    frames: list[ZstdFrame] = []
    at = 0
    try:
        for frame in walk(read, size):
            at = frame.offset + frame.size
            if not frame.skippable:
                frames.append(frame)
    except FormatError as error:
        head = read(at, 4)
        if head == b"\x28\xb5\x2f\xfd":  # a block header is damaged: the chunk begins well nevertheless
            frames.append(ZstdFrame(at, size - at, int.from_bytes(head, "little"), False))
        return frames, str(error)
    if frames and not frames[-1].complete and frames[-1].size < 18 and len(frames) > 1:
        frames.pop()  # too short to hold anything
    return frames, ""


def _runs(opening: _Opening, following: _Opening) -> tuple[int, ...] | None:
    """Return the frames between two openings, or None if they do not tell."""
    if any(number not in following.figures for number in opening.figures if number not in opening.closed):
        return None
    runs: list[int] = []
    for number, figure in following.figures.items():
        before = opening.figures.get(number)
        first = before.next_frame if before else 0
        if not 0 <= figure.next_frame - first <= MAX_CHUNK_RAW_BYTES:
            return None
        if figure.next_frame > first:
            runs += (number, first, figure.next_frame - first)
    return tuple(runs)


def _read_opening(read: Read, frame: ZstdFrame) -> _Opening:
    inflate = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompressobj()
    raw = b""
    done = False
    for at in range(frame.offset, frame.offset + frame.size, _OPENING_PIECE):
        data = read(at, min(_OPENING_PIECE, frame.offset + frame.size - at))
        try:
            more = inflate.decompress(data)
        except zstandard.ZstdError as error:
            raise FormatError(str(error).replace("zstd decompressor error", "zstd")) from None
        if not more and not inflate.eof:
            continue
        raw += more[: _MAX_OPENING_BYTES - len(raw)]
        if not _is_ours(raw):
            raise NotOursError("a zstd file, but not an h5rec log")
        records, done = peek_opening(raw)
        if done or inflate.eof or len(raw) == _MAX_OPENING_BYTES:
            break
    else:
        records, done = peek_opening(raw)
    if not records:
        raise TruncatedError("ends before its first record")
    header = records[0]
    assert isinstance(header, Header)
    figures = {record.figure: record for record in records if isinstance(record, Figure)}
    closed = frozenset(record.figure for record in records if isinstance(record, Close))
    return _Opening(header, figures, closed)


def _is_ours(raw: bytes) -> bool:
    """Whether a header record begins here, of whatever version."""
    return raw[:1] == b"\x01" and (len(raw) < 12 or MAGIC.encode() in raw[:12])
