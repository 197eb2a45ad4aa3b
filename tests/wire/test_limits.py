"""Chunks that take more than their bytes say: refused by readers, never made by writers."""

from __future__ import annotations

import zlib

import pytest

from h5rec.errors import FormatError
from h5rec.wire import decoder, open_chunk
from h5rec.wire._ops import (
    MAGIC,
    VERSION,
    Check,
    Column,
    DrawPath,
    End,
    Figure,
    Frame,
    Header,
    Path,
    Style,
)
from h5rec.wire.encoder import ChunkEncoder
from h5rec.wire.stream import ChunkData, ChunkEnd, StreamReader, StreamWriter

EMPTY_COLUMN = b"\x40\x01\x00"  # number, length, coding


def style(number: int) -> Style:
    return Style(bytes(4), bytes(4), float(number), 0, 0, 10.0, 1, 0.0, ())


def frame(number: int, ops: int) -> Frame:
    return Frame(1, number, number, (), tuple(DrawPath(None, None, style(i), None) for i in range(ops)))


def test_a_chunk_of_very_many_tiny_records_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MAX_CHUNK_RECORDS", 1000)
    raw = ChunkEncoder().encode(Header(MAGIC, VERSION, 0, 0, 0, ())) + EMPTY_COLUMN * 1000
    raw += ChunkEncoder().encode(Check(zlib.crc32(raw)))
    with pytest.raises(FormatError, match="more than 1000 records"):
        decoder.ChunkDecoder().feed(raw)


def test_a_chunk_of_very_many_references_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MAX_CHUNK_REFERENCES", 100)
    encoder = ChunkEncoder()
    raw = encoder.encode(Header(MAGIC, VERSION, 0, 0, 0, ()))
    raw += b"".join(encoder.encode(frame(number, 11)) for number in range(10))
    raw += encoder.encode(Check(zlib.crc32(raw)))
    with pytest.raises(FormatError, match="more than 100 references"):
        decoder.ChunkDecoder().feed(raw)


def test_writers_end_chunks_before_they_have_too_many_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_chunk, "_MANY_RECORDS", 100)
    writer = StreamWriter({}, 0)
    events = writer.figure(Figure(1, 0, "", 10, 10, 100.0, 0))
    frames = [frame(number, 60 + number) for number in range(5)]
    for each in frames:
        events += writer.frame(each)
    events += writer.end(End(9, 0, "finished"))
    assert sum(isinstance(event, ChunkEnd) for event in events) >= 3
    data = b"".join(event.data for event in events if isinstance(event, ChunkData))
    assert [record for record in StreamReader().feed(data) if isinstance(record, Frame)] == frames


def test_a_frame_of_more_records_than_a_chunk_may_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_chunk, "MAX_CHUNK_RECORDS", 100)
    writer = StreamWriter({}, 0)
    events = writer.figure(Figure(1, 0, "", 10, 10, 100.0, 0))
    with pytest.raises(FormatError, match="at most 100"):
        writer.frame(frame(0, 200))
    events += writer.frame(frame(0, 3))
    events += writer.end(End(9, 0, "finished"))
    data = b"".join(event.data for event in events if isinstance(event, ChunkData))
    assert [record for record in StreamReader().feed(data) if isinstance(record, Frame)] == [frame(0, 3)]


def test_what_readers_refuse_is_not_written() -> None:
    column = Column(bytes(8))
    for op in (
        DrawPath(None, None, style(0)._replace(line_width_px=1e6), None),
        DrawPath(None, None, style(0)._replace(dash_offset_px=float("nan")), None),
        DrawPath(None, None, style(0), Path(5, b"\1\4", column, column)),
        DrawPath(None, None, style(0), Path(5, b"\2\2", column, column)),
    ):
        with pytest.raises(FormatError):
            ChunkEncoder().encode(Frame(1, 0, 0, (), (op,)))
