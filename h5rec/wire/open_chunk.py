"""The chunk that is being written: records are encoded, counted against the limits, checked and compressed."""

from __future__ import annotations

import zlib

import zstandard

from ..errors import FormatError
from ._ops import (
    MAX_CHUNK_RAW_BYTES,
    MAX_CHUNK_RECORDS,
    MAX_CHUNK_REFERENCES,
    Check,
    Chunk,
    End,
    Figure,
    Frame,
    Header,
    Mark,
    Record,
)
from .encoder import ChunkEncoder
from .pixels import Layouts

Note = Header | Figure | Mark | End

# A chunk opens with the picture of every figure; ending it by time only once that opening is at most
# a sixteenth of it keeps slow recordings (a frame a minute) from storing each picture twice, and the
# outlines of letters from being a fifth of a chunk of labels.
OPENING_SHARE = 16
# A chunk ends here; the limits are for a single frame.
_MANY_RECORDS, _MANY_REFERENCES = MAX_CHUNK_RECORDS // 4, MAX_CHUNK_REFERENCES // 4

# Tables of 16,384 places, the latest: they stay in the processor's cache from frame to frame. Level 5 as it is (greedy,
# 524,288 places) takes 174 us for a frame of a noisy line instead of 101, 405 for contours instead of 270, 719 for a
# moving scatter instead of 289, 4.6 ms for a noisy image instead of 2.9, and makes up to 9 % more of them; of contours
# 0.3 % less. Greedy with these tables takes a tenth less, and makes 1 % more, of a strip chart 8. Matches have 6 bytes
# at least: noise has shorter ones, which do not pay (with 5, 4 % more of a scatter).
_LEVEL = 5
_TABLE_LOG = 14
_LEAST_MATCH = 6
_SEARCH_LOG = 4


def new_compressor() -> zstandard.ZstdCompressor:
    """Return what compresses one chunk after the other."""
    return zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            _LEVEL,
            strategy=zstandard.STRATEGY_LAZY,
            hash_log=_TABLE_LOG,
            chain_log=_TABLE_LOG,
            search_log=_SEARCH_LOG,
            min_match=_LEAST_MATCH,
            write_checksum=True,
        )
    )


class OpenChunk:
    """A chunk that is being written.

    Attributes
    ----------
    number : int
        Counted from 0.
    size_bytes, raw_bytes : int
        Compressed bytes given out, and raw bytes of all records, so far.
    opening_bytes : int
        Raw bytes of the state that it opened with.
    """

    def __init__(
        self,
        compressor: zstandard.ZstdCompressor,
        number: int,
        time_ns: int,
        layouts: Layouts | None = None,
    ) -> None:
        self._encoder = ChunkEncoder(layouts)
        self._zstd = compressor.compressobj()
        self._crc = 0
        self._unchecked = 0
        self._frames: dict[int, list[int]] = {}  # figure -> first number, count
        self._first_frame_ns: int | None = None
        self._opened_ns = self._last_ns = time_ns
        self._notes: list[Note] = []
        self.number = number
        self.size_bytes = 0
        self.raw_bytes = 0
        self.opening_bytes = 0

    def is_full(self, time_ns: int, raw_bytes: int, span_ns: int) -> bool:
        """Whether it should end before what is written at *time_ns*."""
        encoder = self._encoder
        if (
            self.raw_bytes >= raw_bytes
            or encoder.records >= _MANY_RECORDS
            or encoder.references >= _MANY_REFERENCES
        ):
            return True
        long_enough = time_ns - self._opened_ns >= span_ns
        return long_enough and self.raw_bytes >= OPENING_SHARE * self.opening_bytes

    def write(self, record: Record, time_ns: int) -> bytes:
        """Write a record, and return the bytes that are ready, which may be none.

        Raises
        ------
        FormatError
            If the record does not fit, into this chunk or into any. The chunk should then be ended.
        """
        raw = self._encoder.encode(record)
        if self.raw_bytes + len(raw) > MAX_CHUNK_RAW_BYTES - 64:  # room for the last check
            raise FormatError(
                f"a chunk of more than {MAX_CHUNK_RAW_BYTES} raw bytes: draw less, or at a lower dpi"
            )
        if self._encoder.records >= MAX_CHUNK_RECORDS or self._encoder.references > MAX_CHUNK_REFERENCES:
            raise FormatError(
                f"a chunk of {self._encoder.records} records with {self._encoder.references} references; "
                f"at most {MAX_CHUNK_RECORDS} and {MAX_CHUNK_REFERENCES} fit: draw fewer things at once"
            )
        if isinstance(record, Frame):
            self._frames.setdefault(record.figure, [record.number, 0])[1] += 1
            if self._first_frame_ns is None:
                self._first_frame_ns = time_ns
        elif isinstance(record, Note):
            self._notes.append(record)
        self._last_ns = max(self._last_ns, time_ns)
        self._crc = zlib.crc32(raw, self._crc)
        self._unchecked += len(raw)
        return self._compress(raw)

    def flush(self) -> bytes:
        """Return the bytes that are missing for a reader to have every record, with a check at the end."""
        if not self._unchecked:
            return b""
        return self._check() + self._count(self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))

    def finish(self) -> bytes:
        """Return the last bytes."""
        checked = self._check() if self._unchecked else b""
        return checked + self._count(self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH))

    def summary(self, offset: int) -> Chunk:
        """Return what the index tells of it; *offset* is its place in the log."""
        first_ns = self._opened_ns if self._first_frame_ns is None else self._first_frame_ns
        frames = tuple(n for figure, (first, count) in self._frames.items() for n in (figure, first, count))
        return Chunk(self.number, offset, self.size_bytes, self.raw_bytes, first_ns, self._last_ns, frames)

    def notes(self) -> tuple[Note, ...]:
        """Return its records that an index repeats."""
        return tuple(self._notes)

    def _check(self) -> bytes:
        raw = self._encoder.encode(Check(self._crc))
        self._crc = self._unchecked = 0
        return self._compress(raw)

    def _compress(self, raw: bytes) -> bytes:
        self.raw_bytes += len(raw)
        return self._count(self._zstd.compress(raw))

    def _count(self, out: bytes) -> bytes:
        self.size_bytes += len(out)
        return out
