from __future__ import annotations

import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError
from h5rec.wire._ops import SEEK_TABLE_MAGIC
from h5rec.wire.zstd_frames import (
    ZSTD_MAGIC,
    Read,
    ZstdFrame,
    decode_seek_table,
    encode_seek_table,
    parse_frame_header,
    seek_table_size,
    skippable_frame,
    walk,
)


def reading(data: bytes) -> Read:
    return lambda offset, length: data[offset : offset + length]


def noise(count: int) -> bytes:
    return random.Random(count).randbytes(count)


def frames_of_all_kinds() -> list[bytes]:
    """Raw, repeated and compressed blocks; one and many; with sizes, checksums, neither or both."""
    out: list[bytes] = []
    for content in (b"", b"a", bytes(500_000), noise(300_000), noise(1000) * 400):
        for checksum in (False, True):
            compressor = zstandard.ZstdCompressor(write_checksum=checksum)
            out.append(compressor.compress(content))
            stream = compressor.compressobj()
            half = len(content) // 2
            flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK
            out.append(
                stream.compress(content[:half])
                + stream.flush(flush)
                + stream.compress(content[half:])
                + stream.flush()
            )
    out += [skippable_frame(0x184D2A50, b""), skippable_frame(0x184D2A5F, noise(100_000))]
    return out


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    return frames_of_all_kinds()


def test_walk(frames: list[bytes]) -> None:
    data = b"".join(frames)
    found = list(walk(reading(data), len(data)))
    assert [data[frame.offset : frame.offset + frame.size] for frame in found] == frames
    assert all(frame.complete for frame in found)
    assert [frame.skippable for frame in found] == [False] * (len(frames) - 2) + [True] * 2


def test_headers(frames: list[bytes]) -> None:
    for frame in frames[:-2]:
        header = parse_frame_header(frame)
        assert header is not None
        theirs = zstandard.get_frame_parameters(frame)
        assert header.window_bytes == theirs.window_size
        assert header.dictionary == theirs.dict_id
        assert header.has_checksum == theirs.has_checksum
        assert header.size_bytes == zstandard.frame_header_size(frame)
        content = None if theirs.content_size == zstandard.CONTENTSIZE_UNKNOWN else theirs.content_size
        assert header.content_bytes == content
        for cut in range(header.size_bytes):
            assert parse_frame_header(frame[:cut]) is None


def test_every_truncation() -> None:
    first = zstandard.compress(b"first")
    for second in (
        zstandard.ZstdCompressor(write_checksum=True).compress(noise(300)),
        skippable_frame(0x184D2A50, b"abc"),
    ):
        data = first + second
        for cut in range(1, len(second)):
            shorter = data[: len(first) + cut]
            *before, last = walk(reading(shorter), len(shorter))
            assert before == [ZstdFrame(0, len(first), ZSTD_MAGIC, True)]
            assert (last.offset, last.size, last.complete) == (len(first), cut, False)


def test_only_headers_are_read() -> None:
    data = zstandard.compress(noise(5_000_000))
    asked = 0

    def read(offset: int, length: int) -> bytes:
        nonlocal asked
        asked += length
        return data[offset : offset + length]

    assert list(walk(read, len(data))) == [ZstdFrame(0, len(data), ZSTD_MAGIC, True)]
    assert asked < len(data) / 5


def test_something_else_is_told_with_its_place() -> None:
    data = zstandard.compress(b"first") + b"something else"
    found = walk(reading(data), len(data))
    assert next(found).complete
    with pytest.raises(FormatError, match=r"byte 14: 73 6f 6d 65 74 68 69 6e; expected a zstd frame"):
        next(found)


@given(st.binary(max_size=100), st.booleans())
def test_any_bytes(data: bytes, with_magic: bool) -> None:
    data = (b"\x28\xb5\x2f\xfd" if with_magic else b"") + data
    end = 0
    try:
        for frame in walk(reading(data), len(data)):
            assert frame.offset == end
            end += frame.size
        assert end == len(data)
    except FormatError:
        assert end < len(data)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=20))
def test_seek_table(entries: list[tuple[int, int]]) -> None:
    table = encode_seek_table(entries)
    assert seek_table_size(table[-9:]) == len(table) == 17 + 8 * len(entries)
    assert [tuple(entry) for entry in decode_seek_table(table)] == entries
    assert list(walk(reading(table), len(table))) == [ZstdFrame(0, len(table), SEEK_TABLE_MAGIC, True)]


@given(st.binary(max_size=60))
def test_no_seek_table(data: bytes) -> None:
    assert seek_table_size(data[-9:]) is None
    with pytest.raises(FormatError):
        decode_seek_table(data)
