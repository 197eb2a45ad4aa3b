from __future__ import annotations

import random
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import zstandard

import h5rec.log.reader
from h5rec.errors import ChecksumError, FormatError, H5RecError, LogError, TruncatedError, VersionError
from h5rec.log.chunks import LogFile
from h5rec.log.reader import Recording, open_log
from h5rec.log.recorded import RecordedFrame
from h5rec.log.writer import LogWriter
from h5rec.wire import varint
from h5rec.wire._ops import (
    NUMBERS,
    VERSION,
    Check,
    Chunk,
    Close,
    DrawPath,
    End,
    Figure,
    Frame,
    Group,
    Header,
    Record,
)
from h5rec.wire.encoder import ChunkEncoder
from h5rec.wire.stream import ChunkData, ChunkEnd, Event, StreamWriter, encode_chunk

from .logs import STEP_NS, make, write

Log = tuple[Path, list[Frame]]


def bare(frames: object) -> list[Frame]:
    assert isinstance(frames, list)
    return [Frame(f.figure, f.number, f.time_ns, f.axes, f.ops) for f in frames]


@pytest.fixture(params=["whole", "cut"])
def log(request: pytest.FixtureRequest) -> Log:
    """A log with an index, and one without: reading them must not differ."""
    found: Log = request.getfixturevalue(request.param)
    return found


def test_frames(log: Log) -> None:
    path, drawn = log
    with open_log(path) as recording:
        frames = recording.frames
        assert len(frames) == len(drawn)
        assert bare(list(frames)) == drawn
        assert bare([frames[k] for k in range(len(drawn))]) == drawn
        assert bare([frames[-1], frames[-len(drawn)]]) == [drawn[-1], drawn[0]]
        assert bare(frames[10:50:7]) == drawn[10:50:7]
        assert bare(list(reversed(frames))) == drawn[::-1]
        for k in (len(drawn), -len(drawn) - 1):
            with pytest.raises(IndexError, match=f"there are {len(drawn)}"):
                frames[k]
        assert frames[3].time_s == drawn[3].time_ns / 1e9


def test_figures(log: Log) -> None:
    path, drawn = log
    with open_log(path) as recording:
        assert [figure.number for figure in recording.figures] == [1, 2, 105, 145, 185, 225, 265]
        for figure in recording.figures:
            own = [frame for frame in drawn if frame.figure == figure.number]
            assert len(figure.frames) == len(own)
            assert bare(list(figure.frames)) == own
            assert bare([figure.frames[k] for k in range(len(own))]) == own
        one = recording.figures[0]
        assert (one.title, one.width_px, one.height_px, one.dpi) == ("one, larger", 800, 600, 100.0)
        sizes = {(frame.width_px, frame.height_px) for frame in one.frames}
        assert sizes == {(640, 480), (800, 600)}
        assert (one.frames[0].width_px, one.frames[-1].width_px) == (640, 800)


def test_at_any_time(log: Log) -> None:
    path, drawn = log
    rng = random.Random(2)
    with open_log(path) as recording:
        for time_ns in [0, STEP_NS, 200 * STEP_NS, *(rng.randrange(220 * STEP_NS) for _ in range(300))]:
            expected: dict[int, Frame] = {}
            for frame in drawn:
                if frame.time_ns <= time_ns and frame.figure < 100:  # the others are closed at once
                    expected[frame.figure] = frame
            shown = recording.at(time_ns / 1e9)
            assert {number: bare([frame])[0] for number, frame in shown.items()} == expected
        assert recording.at(-1) == {}
        assert len(recording.at(float("inf"))) == 2


def test_a_figure_that_was_closed_between_two_chunks(tmp_path: Path) -> None:
    stream = StreamWriter({}, 0, chunk_raw_bytes=1)
    writer = LogWriter(tmp_path / "log.h5rec")
    events = stream.figure(Figure(1, 0, "", 1, 1, 72.0, 0)) + stream.figure(Figure(2, 0, "", 1, 1, 72.0, 0))
    events += stream.frame(Frame(1, 0, 10**9, (), ())) + stream.frame(Frame(2, 0, 2 * 10**9, (), ()))
    events += stream.close_figure(Close(1, 5 * 10**9)) + stream.frame(Frame(2, 1, 7 * 10**9, (), ()))
    for event in events + stream.end(End(9 * 10**9, 0, "finished")):
        writer.handle(event)
    writer.close()
    with open_log(writer.path) as recording:
        assert [sorted(recording.at(t)) for t in (0.5, 1, 3, 4.9, 5, 6, 7, 100)] == [
            [], [1], [1, 2], [1, 2], [2], [2], [2], [2]
        ]  # fmt: skip


def test_what_it_says_about_itself(log: Log) -> None:
    path, _ = log
    with open_log(path) as recording:
        assert dict(recording.header) == {"title": "a test", "script": "test.py"}
        assert recording.header.version == VERSION
        assert recording.header.created.isoformat() == "2001-09-09T01:46:40+00:00"
        assert [(mark.time_ns, mark.label) for mark in recording.marks] == [
            (20 * k * STEP_NS, f"step {20 * k}") for k in range(10)
        ]
        assert "".join(output.text for output in recording.output()) == "".join(
            f"line {k}\n" for k in range(0, 200, 20)
        )
        assert recording.duration_s == pytest.approx(2, abs=0.02)
        assert recording.path == path
        assert recording.size_bytes == path.stat().st_size


def test_whole_or_cut(whole: Log, cut: Log) -> None:
    with open_log(whole[0]) as recording:
        assert recording.complete
        assert not recording.recovered
        assert recording.end == End(200 * STEP_NS, 0, "finished")
        assert recording.raw_bytes is not None
    with open_log(cut[0]) as recording:
        assert not recording.complete
        assert recording.recovered
        assert recording.partial
        assert recording.problem == ""
        assert recording.end is None
        assert recording.raw_bytes is None


def test_opening_reads_the_index_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.h5rec"
    make(path, 3000)
    read = 0
    real = LogFile.read

    def counting(self: LogFile, offset: int, length: int) -> bytes:
        nonlocal read
        data = real(self, offset, length)
        read += len(data)
        return data

    monkeypatch.setattr(LogFile, "read", counting)
    with open_log(path) as recording:
        assert read < 0.03 * recording.size_bytes
        _ = recording.frames[1500]
        assert read < 0.06 * recording.size_bytes


def test_few_chunks_are_kept(whole: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(h5rec.log.reader, "_KEPT_RAW_BYTES", 10_000)
    with open_log(whole[0]) as recording:
        for _ in recording.frames:
            kept = sum(recording.chunks[number].raw_bytes for number in recording._kept)
            assert kept <= 10_000
        assert len(recording._kept) > 1


def test_a_growing_log(tmp_path: Path) -> None:
    stream = StreamWriter({}, 0)
    writer = LogWriter(tmp_path / "log.h5rec")
    events = stream.figure(Figure(1, 0, "", 1, 1, 72.0, 0))
    for number in range(5):
        for event in events + stream.frame(Frame(1, number, number, (), ())) + stream.flush():
            writer.handle(event)
        events = []
        with open_log(writer.path) as recording:
            assert len(recording.frames) == number + 1
            assert recording.partial
    writer.close()


def test_after_closing(whole: Log) -> None:
    with open_log(whole[0]) as recording:
        frame = recording.frames[0]
    assert frame.ops
    with pytest.raises(LogError, match="it has been closed"):
        _ = recording.frames[0]


BAD_FILES = [
    (b"", "is empty"),
    (b"\x28", "ends before its first record"),
    (b"\x28\xb5\x2f\xfd", "ends before its first record"),
    (
        b"\x89HDF\r\n\x1a\n" + bytes(100),
        r"not an h5rec log: it begins with 89 48 44 46 0d 0a 1a 0a \(an HDF5 file\)",
    ),
    (b"some text", "not an h5rec log: it begins with 73 6f 6d 65 20 74 65 78$"),
    (zstandard.compress(b"some text"), "is a zstd file, but not an h5rec log"),
    (zstandard.compress(b""), "is a zstd file, but not an h5rec log|ends before its first record"),
    (zstandard.compress(bytes(10**7)), "is a zstd file, but not an h5rec log"),
    (b"\x28\xb5\x2f\xfd" + bytes(100), "chunk 0|not an h5rec log|ends before"),
]


@pytest.mark.parametrize(("data", "message"), BAD_FILES)
def test_other_files(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "log.h5rec"
    path.write_bytes(data)
    with pytest.raises(H5RecError, match=message) as info:
        open_log(path)
    assert str(info.value).startswith(f"{path}: ")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="there is no such file"):
        open_log(tmp_path / "log.h5rec")
    with pytest.raises(LogError, match="is a directory"):
        open_log(tmp_path)
    with pytest.raises(LogError, match="cannot be opened"):
        open_log("a\0b")


def test_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    for index in (False, True):
        writer = LogWriter(path, overwrite=True)
        for event in encode_chunk([Header("h5rec", VERSION + 1, 0, 0, 0, ())], 0, 0):
            writer.handle(event)
            if not index:
                size = writer.size_bytes
        writer.close()
        if not index:
            path.write_bytes(path.read_bytes()[:size])
        with pytest.raises(
            VersionError,
            match=rf"log\.h5rec: .*format version {VERSION + 1}; this h5rec reads up to {VERSION}: upgrade",
        ):
            open_log(path)


def damage(source: Path, target: Path, at: int) -> None:
    data = bytearray(source.read_bytes())
    data[at] ^= 16
    target.write_bytes(data)


def test_a_damaged_chunk(whole: Log, tmp_path: Path) -> None:
    path, drawn = whole
    bad = tmp_path / "bad.h5rec"
    with open_log(path) as recording:
        chunk: Chunk = recording.chunks[3]
        before = sum(count for c in recording.chunks[:3] for count in c.frames[2::3])
        inside = sum(chunk.frames[2::3])
    damage(path, bad, chunk.offset + chunk.size_bytes // 2)
    with open_log(bad) as recording:
        end = chunk.offset + chunk.size_bytes
        message = (
            rf"bad\.h5rec: chunk 3 \(bytes {chunk.offset} to {end}\): .+; "
            r"'h5rec repair' keeps the (\d+) frames before it"
        )
        for k in range(before, before + inside):
            with pytest.raises(FormatError) as caught:
                _ = recording.frames[k]
            found = re.search(message, str(caught.value))
            assert found
            assert before <= int(found[1]) < before + inside
        others = [k for k in range(len(drawn)) if not before <= k < before + inside]
        assert bare([recording.frames[k] for k in others]) == [drawn[k] for k in others]


def test_a_checksum_says_both(whole: Log, tmp_path: Path) -> None:
    # Blocks that could not be compressed are stored, so a flip in one is seen by the check record.
    path, _ = whole
    bad = tmp_path / "bad.h5rec"
    messages = set()
    for at in range(200, 1200, 50):
        damage(path, bad, at)
        with open_log(bad) as recording, pytest.raises(FormatError) as info:
            list(recording.frames)
        if isinstance(info.value, ChecksumError):
            messages.add(str(info.value))
    assert any("checksum" in message and "expected" in message for message in messages)


def read_all(path: Path) -> tuple[list[RecordedFrame], bool]:
    """Return the frames that could be read, and whether that was all."""
    frames: list[RecordedFrame] = []
    try:
        with open_log(path) as recording:
            for frame in recording.frames:
                frames.append(frame)
            len(recording.marks)
            recording.at(1.0)
            return frames, not recording.problem
    except H5RecError:
        return frames, False


@pytest.mark.parametrize("seed", range(4))
def test_truncated_anywhere(whole: Log, tmp_path: Path, seed: int) -> None:
    path, drawn = whole
    data = path.read_bytes()
    short = tmp_path / "short.h5rec"
    rng = random.Random(seed)
    with open_log(path) as recording:
        chunks = recording.chunks
    last = chunks[-1].offset + chunks[-1].size_bytes
    for size in [
        seed,
        10 + seed,
        *(rng.randrange(len(data)) for _ in range(20)),
        last + seed,
        len(data) - seed - 1,
    ]:
        short.write_bytes(data[:size])
        frames, _ = read_all(short)
        assert bare(frames) == drawn[: len(frames)]
        whole_chunks = [chunk for chunk in chunks if chunk.offset + chunk.size_bytes <= size]
        assert len(frames) >= sum(count for chunk in whole_chunks for count in chunk.frames[2::3])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("which", ["whole", "cut"])
def test_a_flipped_bit(request: pytest.FixtureRequest, tmp_path: Path, seed: int, which: str) -> None:
    path, drawn = request.getfixturevalue(which)
    data = path.read_bytes()
    bad = tmp_path / "bad.h5rec"
    rng = random.Random(seed)
    for _ in range(20):
        damaged = bytearray(data)
        at = rng.randrange(8 * len(data))
        damaged[at // 8] ^= 1 << at % 8
        bad.write_bytes(damaged)
        frames, _ = read_all(bad)
        assert bare(frames) == drawn[: len(frames)]


def test_two_logs_one_after_the_other(whole: Log, cut: Log, tmp_path: Path) -> None:
    path = tmp_path / "both.h5rec"
    path.write_bytes(whole[0].read_bytes() + cut[0].read_bytes())
    with open_log(path) as recording:
        assert recording.recovered
        assert "chunk 0 where" in recording.problem
        assert bare(list(recording.frames)) == whole[1]


def test_a_lie_in_the_index_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    writer = LogWriter(path)
    records: list[Record] = [
        Header("h5rec", VERSION, 0, 0, 0, ()),
        Figure(1, 0, "", 1, 1, 72.0, 0),
        Frame(1, 0, 12, (), ()),
    ]
    begin, data, end = encode_chunk(records, 0, 0)
    assert isinstance(end, ChunkEnd)
    writer.handle(begin)
    writer.handle(data)
    writer.handle(end._replace(chunk=end.chunk._replace(frames=(1, 0, 2))))
    writer.close()
    with (
        open_log(path) as recording,
        pytest.raises(FormatError, match="frames 0 to 0 of figure 1; expected 0 to 1"),
    ):
        _ = recording.frames[1]


def test_its_repr(whole: Log) -> None:
    with open_log(whole[0]) as recording:
        assert isinstance(recording, Recording)
        assert repr(recording) == f"<Recording {whole[0]}: {len(whole[1])} frames of 7 figures>"
        assert repr(recording.frames) == f"<{len(whole[1])} frames>"
    assert issubclass(TruncatedError, FormatError)


def test_openings_that_lie(cut: Log, tmp_path: Path) -> None:
    """What a chunk's beginning says is not verified before the chunk is read: it may be anything."""
    path, drawn = cut
    bad = tmp_path / "bad.h5rec"
    with open_log(path) as recording:
        pieces = [list(recording.records(number)) for number in range(len(recording.chunks))]
    for lie in (0, 20, 10**6, 2**62):
        records = [
            record._replace(next_frame=lie)
            if isinstance(record, Figure) and record.figure == 1 and k < 6
            else record
            for k, record in enumerate(pieces[4])
        ]
        data = bytearray()
        for number, chunk in enumerate([*pieces[:4], records, *pieces[5:]]):
            event = encode_chunk(chunk, number, len(data))[1]
            assert isinstance(event, ChunkData)
            data += event.data
        bad.write_bytes(data)
        frames, _ = read_all(bad)
        assert bare(frames) == drawn[: len(frames)]
        with open_log(bad) as recording:
            for figure in recording.figures:
                for k in range(min(len(figure.frames), 300)):
                    try:
                        assert figure.frames[k].number == k
                    except H5RecError:
                        continue


def test_an_index_that_lies_about_the_size_of_a_chunk(tmp_path: Path) -> None:
    class Liar(LogWriter):
        def handle(self, event: Event) -> None:
            if isinstance(event, ChunkEnd):
                event = event._replace(chunk=event.chunk._replace(raw_bytes=event.chunk.raw_bytes - 1))
            super().handle(event)

    writer = Liar(tmp_path / "log.h5rec")
    write(writer)
    writer.close()
    with open_log(writer.path) as recording:
        assert not recording.recovered
        with pytest.raises(FormatError, match="raw bytes; the index announces"):
            _ = recording.frames[0]


@pytest.mark.parametrize("cut", [0, 1])
def test_groups_within_groups_without_end(tmp_path: Path, cut: int) -> None:
    """To hash or compare such a group would take more stack than there is."""
    uint = varint.pack_uint

    def packed(number: int, payload: bytes) -> bytes:
        return bytes((number,)) + uint(len(payload)) + payload

    encoder, depth = ChunkEncoder(), 300_000
    raw = encoder.encode(Header("h5rec", VERSION, 0, 0, 0, ())) + encoder.encode(
        Figure(1, 0, "", 9, 9, 9.0, 0)
    )
    raw += b"".join(packed(NUMBERS[Group], uint(min(parent, 1)) + bytes(3)) for parent in range(depth))
    raw += packed(NUMBERS[DrawPath], uint(1) + bytes(3))
    raw += packed(
        NUMBERS[Frame], uint(1) + uint(0) + uint(0) + uint(0) + uint(1) + varint.pack_int(depth + 1)
    )
    raw += encoder.encode(Check(zlib.crc32(raw)))
    data = zstandard.ZstdCompressor(write_checksum=True).compress(raw)
    path = tmp_path / "deep.h5rec"
    path.write_bytes(data[: len(data) - cut])
    code = f"from h5rec.log.recovery import repair; repair({str(path)!r}, {str(tmp_path / 'out.h5rec')!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), "it has crashed"
    frames, _ = read_all(path)
    assert not frames
