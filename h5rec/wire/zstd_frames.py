"""Zstandard frames from the outside: where each begins and ends, without inflating any of them.

Frames are described in RFC 8878; the seek table in the Zstandard Seekable Format 0.1.0.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..errors import FormatError
from ._ops import SEEK_FOOTER_MAGIC, SEEK_TABLE_MAGIC

Read = Callable[[int, int], bytes]
"""``read(offset, length)``: the bytes there; fewer only where the file ends."""

ZSTD_MAGIC = 0xFD2FB528
SKIPPABLE_HEADER_BYTES = 8
SEEK_FOOTER_BYTES = 9
MAX_BLOCK_BYTES = 1 << 17  # of any zstd block, compressed or not

_SKIPPABLE_MAGIC = 0x184D2A50  # to ...5F
_MAX_HEADER_BYTES = 18
_AHEAD_BYTES = 1 << 14  # a log that is flushed often has a block header every few kB

_U32 = struct.Struct("<I")
_ENTRY = struct.Struct("<II")
_FOOTER = struct.Struct("<IBI")


class ZstdFrame(NamedTuple):
    """Where a frame lies."""

    offset: int
    size: int  # up to the end of the file if it is not complete
    magic: int
    complete: bool

    @property
    def skippable(self) -> bool:
        """Whether it holds other data than compressed bytes."""
        return self.magic != ZSTD_MAGIC


class FrameHeader(NamedTuple):
    """What a zstd frame says about itself."""

    size_bytes: int  # of the header
    window_bytes: int
    content_bytes: int | None  # raw size, if it is told
    dictionary: int  # 0: none
    has_checksum: bool


class SeekEntry(NamedTuple):
    """One frame in a seek table."""

    size_bytes: int
    raw_bytes: int


def is_skippable(magic: int) -> bool:
    """Whether *magic* begins a skippable frame."""
    return magic & 0xFFFFFFF0 == _SKIPPABLE_MAGIC


def parse_frame_header(data: bytes) -> FrameHeader | None:
    """Read the header of a zstd frame, beginning with its magic.

    Returns
    -------
    FrameHeader or None
        None if *data* ends within the header.

    Raises
    ------
    FormatError
        If it is not the header of a zstd frame.
    """
    if len(data) < 5:
        return None
    (magic,) = _U32.unpack_from(data)
    if magic != ZSTD_MAGIC:
        raise FormatError(f"magic {magic:08x}; a zstd frame begins with {ZSTD_MAGIC:08x}")
    descriptor = data[4]
    if descriptor & 8:
        raise FormatError(f"frame header descriptor {descriptor:02x}: its reserved bit is set")
    single_segment = bool(descriptor & 32)
    dictionary_size = (0, 1, 2, 4)[descriptor & 3]
    content_size = (1 if single_segment else 0, 2, 4, 8)[descriptor >> 6]
    at = 5 if single_segment else 6
    size = at + dictionary_size + content_size
    if len(data) < size:
        return None
    dictionary = int.from_bytes(data[at : at + dictionary_size], "little")
    content = None
    if content_size:
        content = int.from_bytes(data[at + dictionary_size : size], "little") + (
            256 if content_size == 2 else 0
        )
    if single_segment:
        window = content or 0
    else:
        base = 1 << (10 + (data[5] >> 3))
        window = base + (base >> 3) * (data[5] & 7)
    return FrameHeader(size, window, content, dictionary, bool(descriptor & 4))


def walk(read: Read, size: int, start: int = 0) -> Iterator[ZstdFrame]:
    """Yield the frames from *start* on; only the last one can be incomplete.

    Only block headers are read, a few bytes each, so walking a file takes a fraction of reading it.

    Raises
    ------
    FormatError
        Where something else than a frame begins, or a frame's own headers contradict the format. The
        frames before it have been given out then.
    """
    window = _Window(read, size)
    at = start
    while at < size:
        head = window.at(at, 8)
        if len(head) < 4:
            yield ZstdFrame(at, size - at, ZSTD_MAGIC, False)
            return
        (magic,) = _U32.unpack_from(head)
        if magic == ZSTD_MAGIC:
            end = _frame_end(window, at)
        elif is_skippable(magic):
            end = at + SKIPPABLE_HEADER_BYTES + _U32.unpack_from(head, 4)[0] if len(head) == 8 else size + 1
        else:
            raise FormatError(f"byte {at}: {head.hex(' ')}; expected a zstd frame")
        if end > size:
            yield ZstdFrame(at, size - at, magic, False)
            return
        yield ZstdFrame(at, end - at, magic, True)
        at = end


def _frame_end(window: _Window, offset: int) -> int:
    """Return where the zstd frame at *offset* ends: beyond the file if it is cut off."""
    try:
        header = parse_frame_header(window.at(offset, _MAX_HEADER_BYTES))
    except FormatError as error:
        raise FormatError(f"byte {offset}: {error}") from None
    beyond = window.size + 1
    if header is None:
        return beyond
    at = offset + header.size_bytes
    while True:
        block = window.at(at, 3)
        if len(block) < 3:
            return beyond
        bits = int.from_bytes(block, "little")
        last, kind, length = bits & 1, bits >> 1 & 3, bits >> 3
        if kind == 3 or length > MAX_BLOCK_BYTES:
            raise FormatError(f"byte {at}: block header {block.hex(' ')}: block type {kind}, {length} bytes")
        at += 3 + (1 if kind == 1 else length)  # 1: one byte, repeated
        if at > window.size:
            return beyond
        if last:
            return at + (4 if header.has_checksum else 0)


class _Window:
    """Reads small pieces through a buffer that is refilled where they lie."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self.size = size
        self._start = 0
        self._data = b""

    def at(self, offset: int, length: int) -> bytes:
        length = max(0, min(length, self.size - offset))
        if offset < self._start or offset + length > self._start + len(self._data):
            self._start = offset
            self._data = self._read(offset, min(_AHEAD_BYTES, self.size - offset)) if length else b""
        begin = offset - self._start
        return self._data[begin : begin + length]


def skippable_frame(magic: int, payload: bytes) -> bytes:
    """Return *payload* as a skippable frame."""
    return _ENTRY.pack(magic, len(payload)) + payload


def encode_seek_table(entries: Iterable[tuple[int, int]]) -> bytes:
    """Return the seek table frame for frames of these compressed and raw sizes."""
    packed = b"".join([_ENTRY.pack(*entry) for entry in entries])
    footer = _FOOTER.pack(len(packed) // _ENTRY.size, 0, SEEK_FOOTER_MAGIC)
    return skippable_frame(SEEK_TABLE_MAGIC, packed + footer)


def seek_table_size(footer: bytes) -> int | None:
    """Return the size of the seek table frame that ends with *footer*, or None if it is no such footer."""
    if len(footer) != SEEK_FOOTER_BYTES:
        return None
    count, descriptor, magic = _FOOTER.unpack(footer)
    if magic != SEEK_FOOTER_MAGIC or descriptor & 0x7C:
        return None
    entry_bytes = 12 if descriptor & 0x80 else 8
    return SKIPPABLE_HEADER_BYTES + int(count) * entry_bytes + SEEK_FOOTER_BYTES


def decode_seek_table(frame: bytes) -> Sequence[SeekEntry]:
    """Read a seek table frame.

    Raises
    ------
    FormatError
        If it is not one.
    """
    size = seek_table_size(frame[-SEEK_FOOTER_BYTES:])
    if size is None or size != len(frame) or _ENTRY.unpack_from(frame) != (SEEK_TABLE_MAGIC, size - 8):
        raise FormatError(f"a seek table of {len(frame)} bytes: its header and footer do not fit")
    step = 12 if frame[-5] & 0x80 else 8
    return [SeekEntry(*_ENTRY.unpack_from(frame, at)) for at in range(8, size - SEEK_FOOTER_BYTES, step)]
