"""The end of a complete log: our index, and the seek table that every zstd tool understands.

The index is a skippable frame; its payload is one zstd frame with the records ``header, chunk...,
figure..., mark..., end?, check``, then the length of that zstd frame (u32), then ``h5recidx``. The
seek table has an entry for each chunk and one, of raw size 0, for the index.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import zstandard

from ..errors import FormatError, VersionError
from ._ops import (
    INDEX_MAGIC,
    MAX_CHUNK_RAW_BYTES,
    MAX_CHUNK_RECORDS,
    MAX_WINDOW_BYTES,
    NUMBERS,
    Check,
    Chunk,
    End,
    Figure,
    Header,
    Mark,
    Record,
)
from .decoder import ChunkDecoder
from .encoder import ChunkEncoder
from .zstd_frames import (
    SEEK_FOOTER_BYTES,
    SKIPPABLE_HEADER_BYTES,
    Read,
    decode_seek_table,
    encode_seek_table,
    seek_table_size,
    skippable_frame,
)

INDEX_TAIL = b"h5recidx"
_LEVEL = 9
_PIECE = 1 << 10
_U32 = struct.Struct("<I")
_HEADER = struct.Struct("<II")


class Index(NamedTuple):
    """What a log holds, and where."""

    header: Header
    chunks: Sequence[Chunk]
    figures: Sequence[Figure]  # the last state of each; next_frame is its number of frames
    marks: Sequence[Mark]
    end: End | None


class IndexBuilder:
    """Gathers an index while a log is written.

    A chunk costs some 30 bytes: a recording of three days at the default 2 s a chunk has 130 000.
    """

    def __init__(self) -> None:
        self._encoder = ChunkEncoder()  # of records that refer to nothing, so their order is free
        self._chunks = bytearray()
        self._sizes = array("Q")
        self._header: Header | None = None
        self._figures: dict[int, Figure] = {}
        self._marks = bytearray()
        self._end: End | None = None
        self.frames = 0

    def add(self, chunk: Chunk, notes: Sequence[Record]) -> None:
        """Take a chunk that has ended, and the header, figure, mark and end records in it."""
        self._chunks += self._encoder.encode(chunk)
        self._sizes.extend((chunk.size_bytes, chunk.raw_bytes))
        for note in notes:
            if isinstance(note, Header):
                self._header = self._header or note
            elif isinstance(note, Figure):
                self._figures[note.figure] = note
            elif isinstance(note, Mark):
                self._marks += self._encoder.encode(note)
            elif isinstance(note, End):
                self._end = note
        for figure, first, count in frame_runs(chunk):
            self.frames += count
            state = self._figures.get(figure)
            if state is not None:
                self._figures[figure] = state._replace(next_frame=max(state.next_frame, first + count))

    def encode(self) -> bytes:
        """Return index and seek table: what comes after the last chunk.

        Raises
        ------
        FormatError
            If no header was noted, or the index is larger than a chunk may be.
        """
        if self._header is None:
            raise FormatError("an index needs a header: no chunk has been added")
        raw = self._encoder.encode(self._header) + bytes(self._chunks)
        raw += b"".join([self._encoder.encode(figure) for figure in self._figures.values()]) + self._marks
        if self._end is not None:
            raw += self._encoder.encode(self._end)
        raw += self._encoder.encode(Check(zlib.crc32(raw)))
        if len(raw) > MAX_CHUNK_RAW_BYTES or self._encoder.records > MAX_CHUNK_RECORDS:
            raise FormatError(
                f"an index of {len(raw)} raw bytes and {self._encoder.records} records; "
                f"at most {MAX_CHUNK_RAW_BYTES} and {MAX_CHUNK_RECORDS} are read again"
            )
        zstd = zstandard.ZstdCompressor(
            level=_LEVEL, write_checksum=True
        ).compressobj()  # keeps to our window limit
        packed = zstd.compress(raw) + zstd.flush()
        frame = skippable_frame(INDEX_MAGIC, packed + _U32.pack(len(packed)) + INDEX_TAIL)
        sizes = iter((*self._sizes, len(frame), 0))
        return frame + encode_seek_table(zip(sizes, sizes, strict=True))


def frame_runs(chunk: Chunk) -> list[tuple[int, int, int]]:
    """Return figure, number of the first new frame and count, for each figure that drew in *chunk*."""
    values = iter(chunk.frames)
    return list(zip(values, values, values, strict=False))


def read_index(read: Read, size: int) -> Index | None:
    """Return the index at the end of a log of *size* bytes, or None if there is none.

    Raises
    ------
    VersionError
        If a newer version wrote it.
    FormatError
        If there is one and it is damaged, or tells of another file.
    """
    footer = read(max(0, size - SEEK_FOOTER_BYTES), SEEK_FOOTER_BYTES)
    table_bytes = seek_table_size(footer)
    if table_bytes is None:
        return None
    tail_bytes = len(INDEX_TAIL) + _U32.size
    tail_at = size - table_bytes - tail_bytes
    if tail_at < SKIPPABLE_HEADER_BYTES:
        return None
    tail = read(tail_at, tail_bytes)
    if len(tail) < tail_bytes or tail[_U32.size :] != INDEX_TAIL:
        return None
    (packed_bytes,) = _U32.unpack_from(tail)
    index_at = tail_at - packed_bytes - SKIPPABLE_HEADER_BYTES
    if index_at < 0:
        raise FormatError(
            f"byte {tail_at}: the index has {packed_bytes} bytes, but only {tail_at} are before it"
        )
    frame = read(index_at, SKIPPABLE_HEADER_BYTES + packed_bytes)
    if frame[:SKIPPABLE_HEADER_BYTES] != _HEADER.pack(INDEX_MAGIC, packed_bytes + tail_bytes):
        raise FormatError(f"byte {index_at}: {frame[:8].hex(' ')}; expected the index")
    index = decode_index(frame[SKIPPABLE_HEADER_BYTES:])
    _validate(index, index_at)
    return index


def check_seek_table(read: Read, size: int, chunks: Sequence[Chunk]) -> None:
    """Hold the seek table of a log against its chunks: other tools read by it.

    Raises
    ------
    FormatError
        If there is none, or an entry differs.
    """
    table_bytes = seek_table_size(read(max(0, size - SEEK_FOOTER_BYTES), SEEK_FOOTER_BYTES)) or 0
    found = [tuple(entry) for entry in decode_seek_table(read(size - table_bytes, table_bytes))]
    index_bytes = size - table_bytes - sum(chunk.size_bytes for chunk in chunks)
    expected = [(chunk.size_bytes, chunk.raw_bytes) for chunk in chunks] + [(index_bytes, 0)]
    if len(found) != len(expected):
        raise FormatError(f"the seek table has {len(found)} entries; expected {len(expected)}")
    for number, (mine, theirs) in enumerate(zip(found, expected, strict=True)):
        if mine != theirs:
            raise FormatError(f"the seek table: entry {number} is {mine}; expected {theirs}")


def decode_index(packed: bytes) -> Index:
    """Decode the zstd frame of an index.

    Raises
    ------
    FormatError
        If it does not follow the format.
    """
    chunks: list[Chunk] = []
    figures: list[Figure] = []
    marks: list[Mark] = []
    header: Header | None = None
    end: End | None = None
    for record in _records(packed):
        if isinstance(record, Header):
            header = record
        elif isinstance(record, Chunk):
            chunks.append(record)
        elif isinstance(record, Figure):
            figures.append(record)
        elif isinstance(record, Mark):
            marks.append(record)
        elif isinstance(record, End):
            end = record
    if header is None:
        raise FormatError("the index is empty")
    return Index(header, chunks, figures, marks, end)


def _records(packed: bytes) -> list[Record]:
    decoder = ChunkDecoder(_KINDS)
    records: list[Record] = []
    inflate = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompressobj()
    try:
        for at in range(0, len(packed), _PIECE):
            records += decoder.feed(inflate.decompress(packed[at : at + _PIECE]))
            if inflate.eof:
                break
    except zstandard.ZstdError as error:
        raise FormatError(f"the index: {error}") from None
    except VersionError:
        raise
    except FormatError as error:
        raise type(error)(f"the index: {error}") from None
    if not inflate.eof:
        raise FormatError("the index: its zstd frame is cut off")
    decoder.close()
    return records


_KINDS = frozenset(NUMBERS[kind] for kind in (Header, Chunk, Figure, Mark, End))


def _validate(index: Index, index_at: int) -> None:
    at = 0
    next_frame: dict[int, int] = {}
    for number, chunk in enumerate(index.chunks):
        if (chunk.number, chunk.offset) != (number, at):
            raise FormatError(
                f"the index: chunk {chunk.number} at byte {chunk.offset}; expected chunk {number} at byte {at}"
            )
        if len(chunk.frames) % 3:
            raise FormatError(f"the index: chunk {number}: {len(chunk.frames)} numbers about its frames")
        for figure, first, count in frame_runs(chunk):
            expected = next_frame.get(figure, 0)
            if first != expected:
                raise FormatError(
                    f"the index: chunk {number}, figure {figure}: its first frame is {first}; expected {expected}"
                )
            next_frame[figure] = first + count
            if count > chunk.raw_bytes:
                raise FormatError(f"the index: chunk {number}: {count} frames in {chunk.raw_bytes} bytes")
        at += chunk.size_bytes
    if at != index_at:
        raise FormatError(f"the index: its chunks end at byte {at}; expected {index_at}")
