"""The stream: records to compressed chunks, and back.

Both classes are sans-I/O: `StreamWriter` returns events for sinks, `StreamReader` takes the bytes
that a viewer was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

import zstandard

from ..errors import ChecksumError, FormatError
from ._ops import (
    MAGIC,
    MAX_WINDOW_BYTES,
    VERSION,
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
from .decoder import ChunkDecoder
from .open_chunk import SMALL_FRAME_BYTES, Note, OpenChunk, new_compressor
from .pixels import Layouts

CHUNK_RAW_BYTES = 1 << 20
# What is lost where a log is damaged; how long it takes to begin in the middle is up to the bytes. With two seconds, a
# noisy line at 25 frames a second takes 3 % more, a strip chart 40 %: each opening has all letters in it.
CHUNK_NS = 8_000_000_000
_PIECE = 1 << 10  # compressed bytes inflated at once: at most 32 MiB raw come of it, whatever they hold


class ChunkBegin(NamedTuple):
    """A chunk begins."""

    number: int


class ChunkData(NamedTuple):
    """Bytes of the chunk that has begun."""

    data: bytes


class ChunkEnd(NamedTuple):
    """The chunk is complete."""

    chunk: Chunk
    notes: tuple[Note, ...] = ()  # its header, figure, mark and end records: what an index repeats


Event = ChunkBegin | ChunkData | ChunkEnd


class StreamWriter:
    """Turns records into chunks.

    Each method returns the events that it caused, in order. Bytes are given out when a chunk ends
    and on `flush`, and always end with a check record then.

    Parameters
    ----------
    meta : mapping of str to str
        Goes into every chunk's header.
    created_unix_ns : int
        Wall clock at session time 0, in nanoseconds since 1970.
    chunk_raw_bytes, chunk_ns : int
        A chunk ends once it has this many raw bytes, or spans this much time.
    """

    def __init__(
        self,
        meta: Mapping[str, str],
        created_unix_ns: int,
        *,
        chunk_raw_bytes: int = CHUNK_RAW_BYTES,
        chunk_ns: int = CHUNK_NS,
    ) -> None:
        self._meta = tuple(part for pair in meta.items() for part in pair)
        self._created_unix_ns = created_unix_ns
        self._compressor = new_compressor()
        self._has_small_frames = False
        self._layouts = Layouts()
        self._chunk_raw_bytes = chunk_raw_bytes
        self._chunk_ns = chunk_ns
        self._figures: dict[int, Figure] = {}
        self._closed: list[Figure] = []  # in this chunk or since the last one
        self._pictures: dict[int, Frame] = {}
        self._chunk: OpenChunk | None = None
        self._chunks = 0
        self._offset = 0
        self._late: list[Event] = []
        self._raw_bytes_ended = 0

    @property
    def figures(self) -> Mapping[int, Figure]:
        """Open figures by number, with ``next_frame`` kept up to date."""
        return self._figures

    @property
    def bytes_written(self) -> int:
        """Compressed bytes given out so far."""
        chunk = self._chunk  # another thread may ask
        return self._offset + (chunk.size_bytes if chunk else 0)

    @property
    def raw_bytes(self) -> int:
        """Raw bytes of all records so far."""
        chunk = self._chunk
        return self._raw_bytes_ended + (chunk.raw_bytes if chunk else 0)

    def header(self) -> Header:
        """Return the header that the current or next chunk begins with."""
        return Header(MAGIC, VERSION, self._chunks, 0, self._created_unix_ns, self._meta)

    def figure(self, figure: Figure) -> list[Event]:
        """Open, resize or retitle a figure; a resize begins a new chunk."""
        events = self._owed()
        before = self._figures.get(figure.figure)
        if before is not None:
            figure = figure._replace(next_frame=before.next_frame)
            if (before.width_px, before.height_px) != (figure.width_px, figure.height_px):
                self._end_chunk(events)
        self._write(figure, figure.time_ns, events)
        self._figures[figure.figure] = figure
        return events

    def close_figure(self, close: Close) -> list[Event]:
        """Close a figure: it is not carried into later chunks."""
        events = self._owed()
        self._write(close, close.time_ns, events)
        figure = self._figures.pop(close.figure, None)
        if figure is not None:
            self._closed.append(figure)
        self._pictures.pop(close.figure, None)
        return events

    def frame(self, frame: Frame) -> list[Event]:
        """Write a frame. Its number must be the ``next_frame`` of its figure.

        Raises
        ------
        FormatError
            If the figure is not open, the number is another, or the frame is too large for a chunk.
        """
        figure = self._figures.get(frame.figure)
        if figure is None or frame.number != figure.next_frame:
            expected = "an open figure" if figure is None else f"number {figure.next_frame}"
            raise FormatError(f"figure {frame.figure}, frame {frame.number}: expected {expected}")
        events = self._owed()
        self._write(frame, frame.time_ns, events)
        self._pictures[frame.figure] = frame
        self._figures[frame.figure] = figure._replace(next_frame=frame.number + 1)
        return events

    def mark(self, mark: Mark) -> list[Event]:
        """Write a mark."""
        return self._write(mark, mark.time_ns, self._owed())

    def output(self, output: Output) -> list[Event]:
        """Write text of the script."""
        return self._write(output, output.time_ns, self._owed())

    def end(self, end: End) -> list[Event]:
        """Write the end of the session and complete the last chunk."""
        events = self._write(end, end.time_ns, self._owed())
        self._end_chunk(events)
        return events

    def flush(self) -> list[Event]:
        """Give out everything written so far, so that a reader of the bytes has all of it."""
        events = self._owed()
        if self._chunk is not None:
            _add(events, self._chunk.flush())
        return events

    def _write(self, record: Record, time_ns: int, events: list[Event]) -> list[Event]:
        if self._chunk is not None and self._chunk.is_full(time_ns, self._chunk_raw_bytes, self._chunk_ns):
            self._end_chunk(events)
        if self._chunk is not None:
            try:
                _add(events, self._chunk.write(record, time_ns))
                return events
            except FormatError:
                self._end_chunk(events)  # there may be room in a chunk of its own
        try:
            chunk = self._begin_chunk(record, time_ns, events)
            _add(events, chunk.write(record, time_ns))
            if isinstance(record, Frame):
                chunk.opening_bytes = chunk.raw_bytes  # it stands where its figure would have been carried
        except FormatError:
            self._end_chunk(events)
            self._late = events  # what has been done is done, though this record is not in it
            raise
        return events

    def _owed(self) -> list[Event]:
        """Return the events of a call that raised, to begin those of this call with."""
        events, self._late = self._late, []
        return events

    def _begin_chunk(self, first: Record, time_ns: int, events: list[Event]) -> OpenChunk:
        chunk = OpenChunk(self._compressor, self._chunks, time_ns, self._layouts)
        events.append(ChunkBegin(chunk.number))
        self._chunk = chunk
        _add(events, chunk.write(self.header()._replace(time_ns=time_ns), time_ns))
        for figure in self._figures.values():
            _add(events, chunk.write(figure, time_ns))
        # Figures that were closed in the chunk before, once more: so the openings of all chunks tell
        # the number of frames in each, also of a figure that lived in one chunk only.
        for figure in self._closed:
            _add(events, chunk.write(figure, time_ns))
            _add(events, chunk.write(Close(figure.figure, time_ns), time_ns))
        self._closed.clear()
        for number, picture in self._pictures.items():
            if isinstance(first, Frame) and first.figure == number:
                continue  # its next picture follows at once
            _add(events, chunk.write(Carry(*picture), time_ns))
        chunk.opening_bytes = chunk.raw_bytes
        return chunk

    def _end_chunk(self, events: list[Event]) -> None:
        chunk = self._chunk
        if chunk is None:
            return
        self._chunk = None
        _add(events, chunk.finish())
        events.append(ChunkEnd(chunk.summary(self._offset), chunk.notes()))
        self._search_for(chunk)
        self._offset += chunk.size_bytes
        self._raw_bytes_ended += chunk.raw_bytes
        self._chunks += 1

    def _search_for(self, chunk: OpenChunk) -> None:
        """Let the next chunk be searched for what repeats as well as frames like those of this one are worth."""
        frames = chunk.frames
        if frames and (chunk.size_bytes < SMALL_FRAME_BYTES * frames) != self._has_small_frames:
            self._has_small_frames = not self._has_small_frames
            self._compressor = new_compressor(has_small_frames=self._has_small_frames)


def _add(events: list[Event], data: bytes) -> None:
    if data:
        events.append(ChunkData(data))


def encode_chunk(records: Iterable[Record], number: int, offset: int) -> list[Event]:
    """Return the events of one chunk that holds *records*, its header first."""
    compressor = new_compressor()
    chunk: OpenChunk | None = None
    data: list[bytes] = []
    for record in records:
        if isinstance(record, Header) and record.version < VERSION:
            record = record._replace(version=VERSION)  # whatever they were read from
        time_ns: int = getattr(record, "time_ns", 0)
        if chunk is None:
            chunk = OpenChunk(compressor, number, time_ns)
        data.append(chunk.write(record, time_ns))
    if chunk is None:
        return []
    data.append(chunk.finish())
    return [
        ChunkBegin(number),
        ChunkData(b"".join(data)),
        ChunkEnd(chunk.summary(offset), chunk.notes()),
    ]


class StreamReader:
    """Reads the bytes of consecutive chunks, in pieces of any size, as a live viewer gets them.

    Parameters
    ----------
    only : set of int, optional
        As for `ChunkDecoder`.
    """

    def __init__(self, only: Set[int] | None = None) -> None:
        self._only = only
        self._zstd: zstandard.ZstdDecompressionObj | None = None
        self._decoder = ChunkDecoder(only)
        self.raw_bytes = 0  # of all chunks so far

    @property
    def at_chunk_end(self) -> bool:
        """Whether the last byte fed was the last of a chunk, or none was fed."""
        return self._zstd is None

    def reset(self) -> None:
        """Expect the first byte of a chunk next."""
        self._zstd = None
        self._decoder = ChunkDecoder(self._only)

    def feed(self, data: bytes) -> Iterator[Record]:
        """Yield the records that *data* completes.

        Raises
        ------
        FormatError
            If the bytes do not follow the format.
        """
        at = 0
        while at < len(data):
            if self._zstd is None:
                self.reset()
                self._zstd = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompressobj()
            piece = data[at : at + _PIECE]
            at += len(piece)
            try:
                raw = self._zstd.decompress(piece)
            except zstandard.ZstdError as error:
                kind = ChecksumError if "checksum" in str(error) else FormatError
                raise kind(str(error).replace("zstd decompressor error", "zstd")) from None
            self.raw_bytes += len(raw)
            yield from self._decoder.records(raw)
            if self._zstd.eof:
                self._decoder.close()
                at -= len(self._zstd.unused_data)
                self._zstd = None
