from __future__ import annotations

import random
import struct
import zlib

import zstandard

from h5rec.wire._ops import (
    MAX_WINDOW_BYTES,
    Check,
    Column,
    DrawPath,
    Figure,
    Frame,
    Header,
    Mark,
    Output,
    Path,
    Style,
)
from h5rec.wire.decoder import ChunkDecoder
from h5rec.wire.open_chunk import OpenChunk, new_compressor

HEADER = Header("h5rec", 2, 0, 0, 0, ())


def test_any_zstd_reads_a_chunk_and_finds_its_checksum() -> None:
    chunk = OpenChunk(new_compressor(), 0, 0)
    data = chunk.write(HEADER, 0) + chunk.write(Mark(1, "here"), 1) + chunk.finish()
    parameters = zstandard.get_frame_parameters(data)
    assert parameters.has_checksum
    assert parameters.window_size <= MAX_WINDOW_BYTES
    raw = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    assert (len(data), len(raw)) == (chunk.size_bytes, chunk.raw_bytes)
    decoder = ChunkDecoder()
    assert list(decoder.records(raw)) == [HEADER, Mark(1, "here")]


def test_what_came_shortly_before_is_found_again() -> None:
    noise = random.Random(1).randbytes(3000).hex()
    chunk = OpenChunk(new_compressor(), 0, 0)
    sizes = [len(chunk.write(Output(number, 1, noise), number) + chunk.flush()) for number in range(20)]
    assert sizes[0] > 2500
    assert max(sizes[1:]) < 100


def test_pieces_of_another_kind_are_blocks_of_their_own() -> None:
    """Each has a code for its own letters: noise beside its signs."""
    noise = random.Random(5)
    y = [round(noise.gauss(0, 600)) for _ in range(4096)]
    column = Column(struct.pack("<4096i", *y))
    op = DrawPath(
        None, None, Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ()), Path(5, b"", column, column)
    )
    chunk = OpenChunk(new_compressor(), 0, 0)
    chunk.write(HEADER, 0)
    chunk.flush()
    assert chunk.write(Frame(0, 0, 0, (), (op,)), 0) == b""  # given out together
    data = chunk.flush()
    assert (
        len(data) < 5900
    )  # a byte for the low plane, and 3.3 bits for what is above; 6,700 with one code for both


def test_bytes_wait_for_a_flush() -> None:
    chunk = OpenChunk(new_compressor(), 0, 0)
    assert chunk.write(Output(1, 1, random.Random(1).randbytes(20_000).hex()), 1) == b""
    assert chunk.size_bytes == 0
    assert chunk.write(Output(1, 1, random.Random(2).randbytes(200_000).hex()), 1)
    assert chunk.flush()


def test_a_flush_without_records_is_nothing() -> None:
    chunk = OpenChunk(new_compressor(), 0, 0)
    chunk.write(HEADER, 0)
    assert chunk.flush()
    assert chunk.flush() == b""


def test_a_flush_ends_with_a_check_of_what_came_since_the_last() -> None:
    chunk = OpenChunk(new_compressor(), 0, 0)
    inflater = zstandard.ZstdDecompressor().decompressobj()
    figure = Figure(1, 0, "", 10, 10, 100.0, 0)
    first = inflater.decompress(chunk.write(HEADER, 0) + chunk.flush())
    second = inflater.decompress(chunk.write(figure, 0) + chunk.flush())
    for raw in (first, second):
        assert raw.endswith(Check(zlib.crc32(raw[:-6])).crc32.to_bytes(4, "little"))
    assert chunk.notes() == (HEADER, figure)
