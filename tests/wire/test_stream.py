from __future__ import annotations

import itertools
import math
import random
import struct
from collections.abc import Iterable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import ChecksumError, FormatError, H5RecError
from h5rec.wire import stream as streams
from h5rec.wire._ops import (
    MAX_CHUNK_RAW_BYTES,
    VERSION,
    Carry,
    Chunk,
    Close,
    Column,
    DrawImage,
    DrawPath,
    End,
    Figure,
    Frame,
    Header,
    Image,
    Mark,
    Path,
    Record,
    Style,
)
from h5rec.wire.stream import ChunkBegin, ChunkData, ChunkEnd, Event, StreamReader, StreamWriter, encode_chunk
from tests.log.logs import write

from .strategies import pictures


class Memory:
    """A sink that keeps everything."""

    wants_every_frame = False

    def __init__(self) -> None:
        self.events: list[Event] = []

    def handle(self, event: Event) -> None:
        self.events.append(event)

    def close(self) -> None:
        pass

    @property
    def data(self) -> bytes:
        return joined(self.events)

    @property
    def chunks(self) -> list[Chunk]:
        return [event.chunk for event in self.events if isinstance(event, ChunkEnd)]


def joined(events: Iterable[Event]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, ChunkData))


def new_frames(records: Iterable[Record]) -> list[Frame]:
    return [record for record in records if isinstance(record, Frame)]


@given(
    st.lists(pictures(), max_size=5),
    st.sampled_from([1, 100, 1 << 20]),
    st.lists(st.integers(0, 5000), max_size=8),
)
def test_round_trip_in_any_pieces(
    drawn: list[tuple[object, ...]], chunk_raw_bytes: int, cuts: list[int]
) -> None:
    stream = StreamWriter({"title": "t"}, 7, chunk_raw_bytes=chunk_raw_bytes)
    events = stream.figure(Figure(3, 0, "three", 10, 20, 72.0, 0))
    frames = [Frame(3, k, k, *picture) for k, picture in enumerate(drawn)]  # type: ignore[arg-type]
    for frame in frames:
        events += stream.frame(frame)
    events += stream.end(End(99, -1, "failed"))
    data = joined(events)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    reader = StreamReader()
    records = [
        record for start, stop in itertools.pairwise(edges) for record in reader.feed(data[start:stop])
    ]
    assert reader.at_chunk_end
    assert new_frames(records) == frames
    assert records[-1] == End(99, -1, "failed")


def test_what_is_told_about_chunks_is_so() -> None:
    memory = Memory()
    frames = write(memory)
    chunks = memory.chunks
    assert len(chunks) > 5
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    raw_bytes = 0
    for chunk in chunks:
        reader = StreamReader()
        records = list(reader.feed(memory.data[chunk.offset : chunk.offset + chunk.size_bytes]))
        assert reader.at_chunk_end
        assert reader.raw_bytes == chunk.raw_bytes
        raw_bytes += chunk.raw_bytes
        header = records[0]
        assert isinstance(header, Header)
        assert header.chunk == chunk.number
        runs: dict[int, list[int]] = {}
        for frame in new_frames(records):
            runs.setdefault(frame.figure, [frame.number, 0])[1] += 1
        assert chunk.frames == tuple(n for figure, run in runs.items() for n in (figure, *run))
    assert sum(count for chunk in chunks for count in chunk.frames[2::3]) == len(frames)


def test_the_notes_are_what_an_index_repeats() -> None:
    memory = Memory()
    write(memory, 60)
    kinds = (Header, Figure, Mark, End)
    written = [record for record in StreamReader().feed(memory.data) if isinstance(record, kinds)]
    noted = [note for event in memory.events if isinstance(event, ChunkEnd) for note in event.notes]
    assert noted == written


def test_every_chunk_opens_with_the_picture_of_every_figure() -> None:
    memory = Memory()
    frames = write(memory)
    chunk = memory.chunks[3]
    records = list(StreamReader().feed(memory.data[chunk.offset : chunk.offset + chunk.size_bytes]))
    first = new_frames(records)[0]
    carried = {record.figure: record.number for record in records if isinstance(record, Carry)}
    before = {frame.figure: frame.number for frame in frames[: frames.index(first)] if frame.figure < 100}
    del before[first.figure]  # its next picture follows at once
    assert carried == before


def test_small_frames_are_searched_better_from_the_second_chunk_on(monkeypatch: pytest.MonkeyPatch) -> None:
    style = Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ())

    def sizes() -> list[int]:
        noise = random.Random(9)
        wave = [round(noise.gauss(0, 300) + 4000 * math.sin(k / 50)) for k in range(3000)]
        writer = StreamWriter({}, 0, chunk_raw_bytes=1 << 17)
        events = writer.figure(Figure(1, 0, "", 10, 10, 100.0, 0))
        for frame in range(300):
            x, y = (
                Column(struct.pack("<700i", *part))
                for part in (range(700), wave[7 * frame : 7 * frame + 700])
            )
            events += writer.frame(
                Frame(1, frame, frame, (), (DrawPath(None, None, style, Path(5, b"", x, y)),))
            )
            events += writer.flush()
        return [event.chunk.size_bytes for event in events if isinstance(event, ChunkEnd)]

    found = sizes()
    monkeypatch.setattr(streams, "SMALL_FRAME_BYTES", 0)
    never = sizes()
    assert found[0] == never[0]
    assert found[1] < 0.95 * never[1]


def test_a_closed_figure_is_told_once_more() -> None:
    stream = StreamWriter({}, 0)
    events = stream.figure(Figure(1, 0, "", 1, 1, 72.0, 0))
    events += stream.figure(Figure(2, 0, "", 1, 1, 72.0, 0))
    events += stream.frame(Frame(2, 0, 1, (), ()))
    events += stream.close_figure(Close(2, 2))
    events += stream.figure(Figure(1, 3, "", 2, 2, 72.0, 0))  # resized: a new chunk
    events += stream.figure(Figure(1, 4, "", 3, 3, 72.0, 0))
    events += stream.end(End(5, 0, "finished"))
    begins = [events.index(ChunkBegin(number)) for number in range(3)]
    second = list(StreamReader().feed(joined(events[begins[1] : begins[2]])))
    assert Figure(2, 0, "", 1, 1, 72.0, 1) in second
    assert Close(2, 3) in second
    third = list(StreamReader().feed(joined(events[begins[2] :])))
    assert not any(isinstance(record, Close) for record in third)


def test_a_frame_that_does_not_fit_loses_nothing_else() -> None:
    stream = StreamWriter({}, 0)
    events = stream.figure(Figure(1, 0, "", 1, 1, 72.0, 0))
    small = Frame(1, 0, 1, (), ())
    events += stream.frame(small)
    huge = Image(4096, 4097, b"", bytes(4 * 4096 * 4097))
    with pytest.raises(FormatError, match="at most 67108864 fit"):
        stream.frame(Frame(1, 1, 2, (), (DrawImage(None, None, huge, 0, 0, 1, 1, 0),)))
    events += stream.frame(small._replace(number=1, time_ns=3))
    events += stream.end(End(4, 0, "finished"))
    assert new_frames(StreamReader().feed(joined(events))) == [small, small._replace(number=1, time_ns=3)]
    ends = [event.chunk for event in events if isinstance(event, ChunkEnd)]
    begins = [event.number for event in events if isinstance(event, ChunkBegin)]
    assert [chunk.number for chunk in ends] == begins
    assert ends[-1].offset + ends[-1].size_bytes == len(joined(events))


@pytest.fixture(scope="module")
def session() -> tuple[bytes, list[Record]]:
    memory = Memory()
    write(memory, 60)
    return memory.data, list(StreamReader().feed(memory.data))


@given(st.data())
def test_a_truncated_stream_gives_a_prefix(session: tuple[bytes, list[Record]], data: st.DataObject) -> None:
    stream, records = session
    cut = data.draw(st.integers(0, len(stream) - 1))
    found = list(StreamReader().feed(stream[:cut]))
    assert found == records[: len(found)]


@given(st.data())
def test_a_flipped_bit_gives_a_prefix(session: tuple[bytes, list[Record]], data: st.DataObject) -> None:
    stream, records = session
    at = data.draw(st.integers(0, 8 * len(stream) - 1))
    damaged = bytearray(stream)
    damaged[at // 8] ^= 1 << at % 8
    found: list[Record] = []
    reader = StreamReader()
    try:
        for record in reader.feed(bytes(damaged)):
            found.append(record)
    except H5RecError:
        pass
    assert found == records[: len(found)]


def test_zstds_own_checksum_counts_too() -> None:
    memory = Memory()
    write(memory, 3)
    data = bytearray(memory.data)
    data[-1] ^= 1
    with pytest.raises(ChecksumError, match="zstd"):
        list(StreamReader().feed(bytes(data)))


def test_a_bomb_is_refused() -> None:
    zstd = zstandard.ZstdCompressor().compressobj()
    block = bytes(1 << 24)
    bomb = b"".join(zstd.compress(block) for _ in range(MAX_CHUNK_RAW_BYTES // len(block) * 4)) + zstd.flush()
    assert len(bomb) < 100_000
    reader = StreamReader()
    with pytest.raises(FormatError):
        list(reader.feed(bomb))
    assert reader.raw_bytes <= MAX_CHUNK_RAW_BYTES + (1 << 25)


def test_a_large_window_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    zstd = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(FormatError, match="memory"):
        list(StreamReader().feed(zstd.compress(bytes(1 << 20)) + zstd.flush()))


def test_one_chunk_from_records() -> None:
    records: list[Record] = [
        Header("h5rec", VERSION, 5, 10, 0, ()),
        Figure(1, 0, "", 1, 1, 72.0, 0),
        Frame(1, 0, 12, (), ()),
        Mark(13, "m"),
    ]
    begin, data, end = encode_chunk(records, 5, 1000)
    assert begin == ChunkBegin(5)
    assert isinstance(data, ChunkData)
    assert list(StreamReader().feed(data.data)) == records
    assert isinstance(end, ChunkEnd)
    assert end.chunk[:3] == (5, 1000, len(data.data))
    assert end.chunk[4:] == (12, 13, (1, 0, 1))
    assert encode_chunk([], 5, 1000) == []


def test_records_of_an_older_version_are_written_in_todays() -> None:
    events = encode_chunk([Header("h5rec", 1, 0, 0, 0, ()), Mark(1, "m")], 0, 0)
    data = b"".join(event.data for event in events if isinstance(event, ChunkData))
    assert list(StreamReader().feed(data)) == [Header("h5rec", VERSION, 0, 0, 0, ()), Mark(1, "m")]
