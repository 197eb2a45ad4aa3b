from __future__ import annotations

import contextlib
import math
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from h5rec.errors import FormatError, LogError
from h5rec.log.excerpt import KEY, write_excerpt
from h5rec.log.reader import Recording, open_log
from h5rec.log.recovery import verify
from h5rec.log.writer import LogWriter
from h5rec.moments import moment_text
from h5rec.wire._ops import MAGIC, VERSION, End, Figure, Frame, Header, Mark, Output, Record
from h5rec.wire.stream import StreamWriter, encode_chunk

from .logs import STEP_NS, make, write
from .test_reader import Log, damage

STEP_S = STEP_NS / 1e9


def shown(recording: Recording, time_s: float) -> dict[int, object]:
    """Return all that can be seen at a moment, but for numbers and times."""
    return {
        number: (frame.width_px, frame.height_px, frame.axes, frame.ops)
        for number, frame in recording.at(time_s).items()
    }


def notes(recording: Recording, start_s: float, end_s: float) -> list[tuple[object, ...]]:
    """Return the marks and output between two moments, with the time since the first."""
    start_ns = round(start_s * 1e9)
    every: list[Mark | Output] = [*recording.marks, *recording.output()]
    return [(note.time_ns - start_ns, *note[1:]) for note in every if start_ns <= note.time_ns <= end_s * 1e9]


def check(path: Path, out: Path, start_s: float, end_s: float) -> None:
    """Hold an excerpt against the log that it is of."""
    size_bytes = write_excerpt(path, out, start_s, end_s, overwrite=True)
    with open_log(path) as whole, open_log(out) as part:
        verify(part)
        assert part.complete
        assert size_bytes == part.size_bytes == out.stat().st_size
        end_s = min(end_s, whole.duration_s)
        assert part.duration_s == pytest.approx(end_s - start_s)
        within = [frame for frame in whole.frames if start_s < frame.time_s <= end_s]
        first = sorted(whole.at(start_s).values(), key=lambda frame: frame.time_ns)
        assert [(frame.figure, frame.ops) for frame in part.frames] == [
            (frame.figure, frame.ops) for frame in (*first, *within)
        ]
        for time_s in {start_s, end_s, *(frame.time_s for frame in within)}:
            assert shown(part, time_s - start_s + 1e-10) == shown(whole, time_s)
        assert notes(part, 0, math.inf) == notes(whole, start_s, end_s)
        assert part.header.created_unix_ns == whole.header.created_unix_ns + round(start_s * 1e9)
        span = f"from {moment_text(round(start_s * 1e9))} to {moment_text(round(end_s * 1e9))} of {path.name}"
        about = part.header[KEY]
        assert {**part.header} == {**whole.header, KEY: about}
        assert about in (span, f"{span}, which was cut off there")


@pytest.fixture
def path(whole: Log) -> Path:
    return whole[0]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.integers(0, 400))
def test_it_shows_what_the_log_shows(path: Path, tmp_path: Path, one: int, other: int) -> None:
    # at frames, and half-way between two of them
    start, end = sorted((one, other))
    check(path, tmp_path / "part.h5rec", start * STEP_S / 2, end * STEP_S / 2)


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, math.inf), (0.5, math.inf), (0.5, 1.0)])
def test_of_a_log_that_was_cut_off(cut: Log, tmp_path: Path, start_s: float, end_s: float) -> None:
    check(cut[0], tmp_path / "part.h5rec", start_s, end_s)


def test_how_it_ends(whole: Log, cut: Log, tmp_path: Path) -> None:
    found: list[tuple[End | None, str]] = []
    said: list[str] = []
    for number, (path, end_s) in enumerate(
        ((whole[0], math.inf), (whole[0], 1.0), (cut[0], 1.0), (cut[0], math.inf))
    ):
        out = tmp_path / f"{number}.h5rec"
        write_excerpt(path, out, 0.5, end_s, report=said.append)
        with open_log(out) as part:
            found.append((part.end, part.header[KEY].partition(".h5rec")[2]))
    step = STEP_NS
    assert found == [
        (End(150 * step, 0, "finished"), ""),  # as the session did
        (End(50 * step, 0, "limit"), ""),
        (End(50 * step, 0, "limit"), ""),
        (End(149 * step, 0, "limit"), ", which was cut off there"),
    ]
    assert said == [f"{cut[0]}: cut off, or still being written: the excerpt ends where it ends"]


def test_of_an_excerpt(whole: Log, tmp_path: Path) -> None:
    first, second = tmp_path / "first.h5rec", tmp_path / "second.h5rec"
    write_excerpt(whole[0], first, 0.5, 1.5)
    write_excerpt(first, second, 0.25, 0.5)
    with open_log(second) as part, open_log(whole[0]) as recording:
        assert shown(part, 0.1) == shown(recording, 0.85)
        sources = "from 0:00.250 to 0:00.500 of first.h5rec", "from 0:00.500 to 0:01.500 of whole.h5rec"
        assert part.header[KEY] == ", ".join(sources)


@pytest.mark.parametrize("damaged", [{2}, {2, 3}, {2, 4}])
def test_what_is_damaged_is_left_out(whole: Log, tmp_path: Path, damaged: set[int]) -> None:
    bad, out = tmp_path / "bad.h5rec", tmp_path / "out.h5rec"
    bad.write_bytes(whole[0].read_bytes())
    with open_log(whole[0]) as recording:
        chunks = [recording.chunks[number] for number in sorted(damaged)]
        following = [recording.chunks[number + 1] for number in damaged if number + 1 not in damaged]
    for chunk in chunks:
        damage(bad, bad, chunk.offset + chunk.size_bytes // 2)
    said: list[str] = []
    write_excerpt(bad, out, 0.0, chunks[0].first_ns / 1e9 - STEP_S, report=said.append)
    write_excerpt(bad, out, chunks[-1].last_ns / 1e9 + STEP_S, overwrite=True, report=said.append)
    assert said == []  # it is elsewhere
    write_excerpt(bad, out, 0.2, overwrite=True, report=said.append)
    assert [line.partition(";")[0] for line in said] == [
        f"{bad}: damaged: chunk {chunk.number} (byte {chunk.offset})" for chunk in chunks
    ]
    write_excerpt(whole[0], tmp_path / "all.h5rec", 0.2)
    with open_log(whole[0]) as recording, open_log(out) as part, open_log(tmp_path / "all.h5rec") as every:
        verify(part)
        for chunk in following:  # from there on, all is as it was
            time_s = chunk.first_ns / 1e9
            assert shown(part, time_s - 0.2 + 1e-10) == shown(recording, time_s)
        assert shown(part, 1.8) == shown(recording, 2.0)
        assert len(every.frames) / 2 < len(part.frames) < len(every.frames)


def test_an_instant_that_two_chunks_share(tmp_path: Path) -> None:
    path, out = tmp_path / "run.h5rec", tmp_path / "part.h5rec"
    with contextlib.closing(LogWriter(path)) as writer:
        stream = StreamWriter({}, 0)
        events = stream.figure(Figure(1, 0, "one", 640, 480, 100.0, 0))
        events += stream.frame(Frame(1, 0, 0, (), ()))
        events += stream.mark(Mark(STEP_NS, "resized"))
        events += stream.figure(Figure(1, STEP_NS, "one", 320, 240, 100.0, 0))  # which begins a chunk
        events += stream.frame(Frame(1, 1, STEP_NS, (), ()))
        for event in events + stream.end(End(2 * STEP_NS, 0, "finished")):
            writer.handle(event)
    check(path, out, STEP_S, math.inf)
    with open_log(out) as part:
        assert list(part.marks) == [Mark(0, "resized")]


def test_a_frame_of_no_figure(tmp_path: Path) -> None:
    path, out = tmp_path / "odd.h5rec", tmp_path / "out.h5rec"
    with contextlib.closing(LogWriter(path)) as writer:
        records: list[Record] = [Header(MAGIC, VERSION, 0, 0, 0, ()), Frame(3, 0, STEP_NS, (), ())]
        for event in encode_chunk(records, 0, 0):
            writer.handle(event)
    with pytest.raises(FormatError, match="frame 0 of figure 3: this figure is not open"):
        write_excerpt(path, out)
    assert not out.exists()


def test_what_it_refuses(whole: Log, tmp_path: Path) -> None:
    path, out = whole[0], tmp_path / "out.h5rec"
    for start_s, end_s, message in (
        (2.5, 3.0, "ends at 0:02.000; there is nothing from 0:02.500 on"),
        (1.0, 0.5, "no figure shows anything from 0:01.000 to 0:00.500"),
    ):
        with pytest.raises(LogError, match=message):
            write_excerpt(path, out, start_s, end_s)
        assert not out.exists()
        out.write_text("mine")
        with pytest.raises(LogError, match=message):
            write_excerpt(path, out, start_s, end_s, overwrite=True)
        assert out.read_text() == "mine"
        out.unlink()
    with pytest.raises(LogError, match="is the log itself"):
        write_excerpt(path, path, 0.0, 1.0, overwrite=True)
    out.write_text("mine")
    with pytest.raises(LogError, match="exists already"):
        write_excerpt(path, out, 0.0, 1.0)
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_log_that_is_being_written_is_not_replaced(whole: Log, tmp_path: Path) -> None:
    out = tmp_path / "out.h5rec"
    with contextlib.closing(LogWriter(out)) as writer:
        with pytest.raises(LogError, match="is being written just now"):
            write_excerpt(whole[0], out, 0.0, 1.0, overwrite=True)
        write(writer, 20)
    with open_log(out) as recording:
        verify(recording)
        assert recording.duration_s == 20 * STEP_S


def test_progress(whole: Log, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_excerpt(whole[0], tmp_path / "out.h5rec", 0.5, 1.0, progress=lambda *args: seen.append(args))
    assert seen == sorted(seen)
    assert len(seen) > 2
    assert {total for _, total in seen} == {whole[0].stat().st_size}


def test_figures_without_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "long.h5rec"
    make(path, 30, chunk_raw_bytes=1 << 20)
    check(path, tmp_path / "part.h5rec", 0.0, 0.0)
    check(path, tmp_path / "part.h5rec", 0.05, 0.05)  # one was opened, drawn and closed at that moment
