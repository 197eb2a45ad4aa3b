"""The chunk that is being written: records are encoded, counted against the limits, checked and compressed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

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

# Tables of 16,384 places, the latest: they stay in the processor's cache from frame to frame. Matches have 7 bytes at
# least: noise has shorter ones, which do not pay.
_LEVEL = 5
_TABLE_LOG = 14
# Large frames: a noisy line, a scatter, an image. Compared with the search for small ones it takes a third of the
# time, and 1 % less (a scatter) to 5 % more bytes; of a strip chart of 200 bytes a frame, 35 % more.
_LARGE = {"strategy": zstandard.STRATEGY_DFAST, "min_match": 7}
# Small frames: what they take up are days of them, and searching well takes 20 us for each.
_SMALL = {"strategy": zstandard.STRATEGY_LAZY, "min_match": 6, "search_log": 4}
SMALL_FRAME_BYTES = 2000

_MOST_HELD = 1 << 16  # bytes that wait for a flush: so that what is written to is not woken for each block


def new_compressor(*, has_small_frames: bool = False) -> zstandard.ZstdCompressor:
    """Return what compresses one chunk after the other."""
    return zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            _LEVEL,
            hash_log=_TABLE_LOG,
            chain_log=_TABLE_LOG,
            write_checksum=True,
            **(_SMALL if has_small_frames else _LARGE),
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
        self._held: list[bytes] = []  # compressed, and not given out yet
        self._held_bytes = 0
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

    @property
    def frames(self) -> int:
        """Frames so far, of all figures."""
        return sum(count for _, count in self._frames.values())

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
        self._compress(raw, self._encoder.cuts)
        return self._give_out() if self._held_bytes >= _MOST_HELD else b""

    def flush(self) -> bytes:
        """Return the bytes that are missing for a reader to have every record, with a check at the end."""
        if not self._unchecked:
            return b""
        self._check()
        self._hold(self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        return self._give_out()

    def finish(self) -> bytes:
        """Return the last bytes."""
        if self._unchecked:
            self._check()
        self._hold(self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH))
        return self._give_out()

    def summary(self, offset: int) -> Chunk:
        """Return what the index tells of it; *offset* is its place in the log."""
        first_ns = self._opened_ns if self._first_frame_ns is None else self._first_frame_ns
        frames = tuple(n for figure, (first, count) in self._frames.items() for n in (figure, first, count))
        return Chunk(self.number, offset, self.size_bytes, self.raw_bytes, first_ns, self._last_ns, frames)

    def notes(self) -> tuple[Note, ...]:
        """Return its records that an index repeats."""
        return tuple(self._notes)

    def _check(self) -> None:
        raw = self._encoder.encode(Check(self._crc))
        self._crc = self._unchecked = 0
        self._compress(raw)

    def _compress(self, raw: bytes, cuts: Sequence[int] = ()) -> None:
        self.raw_bytes += len(raw)
        for start, end in pairwise((0, *cuts, len(raw))):
            if start:
                self._hold(self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
            self._hold(self._zstd.compress(raw[start:end]))

    def _hold(self, out: bytes) -> None:
        self._held.append(out)
        self._held_bytes += len(out)

    def _give_out(self) -> bytes:
        out = b"".join(self._held)
        self._held.clear()
        self._held_bytes = 0
        self.size_bytes += len(out)
        return out
