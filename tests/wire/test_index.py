from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError, H5RecError
from h5rec.wire._ops import VERSION, Chunk, End, Figure, Header, Mark
from h5rec.wire.index import IndexBuilder, frame_runs, read_index
from h5rec.wire.zstd_frames import decode_seek_table, walk

HEADER = Header("h5rec", VERSION, 0, 0, 10**18, ("title", "t"))
FIGURE = Figure(1, 0, "one", 640, 480, 100.0, 0)


def build(chunks: int) -> tuple[bytes, IndexBuilder]:
    """Return a file whose chunks are 100 bytes each (index and seek table are real), and what built it."""
    builder = IndexBuilder()
    for number in range(chunks):
        notes = (HEADER._replace(chunk=number), FIGURE, Mark(number, f"mark {number}"))
        builder.add(Chunk(number, 100 * number, 100, 1000, number, number + 1, (1, 5 * number, 5)), notes)
    builder.add(
        Chunk(chunks, 100 * chunks, 100, 1000, chunks, chunks, ()), (HEADER, End(chunks, 3, "failed"))
    )
    return bytes(100 * (chunks + 1)) + builder.encode(), builder


def test_round_trip() -> None:
    file, builder = build(7)
    index = read_index(lambda at, length: file[at : at + length], len(file))
    assert index is not None
    assert index.header == HEADER
    assert [chunk.offset for chunk in index.chunks] == list(range(0, 800, 100))
    assert frame_runs(index.chunks[2]) == [(1, 10, 5)]
    assert index.figures == [FIGURE._replace(next_frame=35)]
    assert [mark.label for mark in index.marks] == [f"mark {n}" for n in range(7)]
    assert index.end == End(7, 3, "failed")
    assert builder.frames == 35


def test_layout() -> None:
    file, _ = build(7)
    tail = file[800:]
    index_frame, seek_table = walk(lambda at, length: tail[at : at + length], len(tail))
    entries = decode_seek_table(tail[seek_table.offset :])
    assert [tuple(entry) for entry in entries] == [(100, 1000)] * 8 + [(index_frame.size, 0)]


def test_it_stays_small() -> None:
    builder = IndexBuilder()
    for number in range(10_000):
        chunk = Chunk(
            number, 10**5 * number, 10**5, 10**6, 2 * 10**9 * number, 2 * 10**9 * number, (1, 60 * number, 60)
        )
        builder.add(chunk, (HEADER._replace(chunk=number), FIGURE))
    assert len(builder._chunks) / 10_000 < 40
    assert len(builder.encode()) / 10_000 < 30


def test_no_index() -> None:
    file, _ = build(3)
    for end in (0, 1, 8, 9, 100, 400, len(file) - 1):
        assert read_index(lambda at, length, end=end: file[at : min(at + length, end)], end) is None  # type: ignore[misc]


def test_an_index_of_another_file_is_refused() -> None:
    file, _ = build(3)
    other = bytes(50) + file
    with pytest.raises(FormatError, match="its chunks end at byte 400; expected 450"):
        read_index(lambda at, length: other[at : at + length], len(other))


@given(st.data())
def test_a_flipped_bit(data: st.DataObject) -> None:
    file, _ = build(3)
    whole = read_index(lambda at, length: file[at : at + length], len(file))
    at = data.draw(st.integers(8 * 400, 8 * len(file) - 1))
    damaged = bytearray(file)
    damaged[at // 8] ^= 1 << at % 8
    try:
        index = read_index(lambda at, length: bytes(damaged[at : at + length]), len(damaged))
    except H5RecError:
        return
    assert index is None or index == whole  # a seek entry's sizes are zstd tools' matter


def test_nothing_to_index() -> None:
    with pytest.raises(FormatError, match="no chunk has been added"):
        IndexBuilder().encode()


def test_an_index_with_too_many_records_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    _, builder = build(7)  # 8 chunks, a header, a figure, 7 marks, an end, a check
    monkeypatch.setattr("h5rec.wire.index.MAX_CHUNK_RECORDS", 18)
    with pytest.raises(FormatError, match="records; at most"):
        builder.encode()


def test_many_marks_take_little_room() -> None:
    builder = IndexBuilder()
    chunk = Chunk(0, 0, 100, 1 << 20, 0, 1, ())
    tracemalloc.start()
    builder.add(chunk, [HEADER])
    for number in range(20_000):
        builder.add(chunk._replace(number=number + 1), [Mark(number, "m")])
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 20_000 < 60
