from __future__ import annotations

import random
import zlib

import zstandard

from h5rec.wire._ops import MAX_WINDOW_BYTES, Check, Figure, Header, Mark, Output
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
