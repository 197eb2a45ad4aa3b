from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from h5rec.errors import FormatError, LogError
from h5rec.log.excerpt import KEY, clock, write_excerpt
from h5rec.log.reader import Recording, open_log
from h5rec.log.recovery import verify
from h5rec.log.writer import new_log
from h5rec.wire._ops import MAGIC, VERSION, End, Frame, Header, Mark, Output, Record
from h5rec.wire.stream import encode_chunk

from .logs import STEP_NS, make
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
    done = write_excerpt(path, out, start_s, end_s, overwrite=True)
    with open_log(path) as whole, open_log(out) as part:
        verify(part)
        assert part.complete
        assert (done.frames, done.size_bytes) == (len(part.frames), part.size_bytes)
        end_s = min(end_s, whole.duration_s)
        assert part.duration_s == pytest.approx(end_s - start_s)
        within = [frame for frame in whole.frames if start_s < frame.time_s <= end_s]
        first = whole.at(start_s)
        assert done.frames == len(first) + len(within)
        assert [(frame.figure, frame.ops) for frame in part.frames] == [
            (frame.figure, frame.ops)
            for frame in [*sorted(first.values(), key=lambda frame: frame.time_ns), *within]
        ]
        for time_s in {start_s, end_s, *(frame.time_s for frame in within)}:
            assert shown(part, time_s - start_s + 1e-10) == shown(whole, time_s)
        assert notes(part, 0, math.inf) == notes(whole, start_s, end_s)
        assert part.header.created_unix_ns == whole.header.created_unix_ns + round(start_s * 1e9)
        assert {**part.header} == {**whole.header, KEY: f"{clock(start_s)} to {clock(end_s)} of {path.name}"}


@pytest.fixture
def path(whole: Log) -> Path:
    return whole[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.integers(0, 400))
def test_it_shows_what_the_log_shows(path: Path, tmp_path: Path, one: int, other: int) -> None:
    # at frames, and half-way between two of them
    start, end = sorted((one, other))
    check(path, tmp_path / "part.h5rec", start * STEP_S / 2, end * STEP_S / 2)


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, math.inf), (0.5, math.inf), (0.5, 1.0)])
def test_of_a_log_that_was_cut_off(cut: Log, tmp_path: Path, start_s: float, end_s: float) -> None:
    check(cut[0], tmp_path / "part.h5rec", start_s, end_s)


def test_how_it_ends(whole: Log, cut: Log, tmp_path: Path) -> None:
    ends = []
    for number, (path, end_s) in enumerate(((whole[0], math.inf), (whole[0], 1.0), (cut[0], math.inf))):
        out = tmp_path / f"{number}.h5rec"
        write_excerpt(path, out, 0.5, end_s)
        with open_log(out) as part:
            ends.append(part.end)
    step = STEP_NS
    assert ends == [
        End(150 * step, 0, "finished"),  # as the session did
        End(50 * step, 0, "limit"),
        End(149 * step, 0, "interrupted"),
    ]


def test_of_an_excerpt(whole: Log, tmp_path: Path) -> None:
    first, second = tmp_path / "first.h5rec", tmp_path / "second.h5rec"
    write_excerpt(whole[0], first, 0.5, 1.5)
    write_excerpt(first, second, 0.25, 0.5)
    with open_log(second) as part, open_log(whole[0]) as recording:
        assert shown(part, 0.1) == shown(recording, 0.85)
        assert part.header[KEY] == "0:00.25 to 0:00.5 of first.h5rec, 0:00.5 to 0:01.5 of whole.h5rec"


def test_damage_elsewhere_does_not_matter(whole: Log, tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.h5rec", tmp_path / "out.h5rec"
    with open_log(whole[0]) as recording:
        chunk = recording.chunks[5]
    damage(whole[0], bad, chunk.offset + chunk.size_bytes - 20)
    first_s, last_s = chunk.first_ns / 1e9, chunk.last_ns / 1e9
    check_out = tmp_path / "part.h5rec"
    write_excerpt(bad, check_out, 0.0, first_s - STEP_S)
    write_excerpt(bad, check_out, last_s + STEP_S, math.inf, overwrite=True)
    before = check_out.read_bytes()
    with pytest.raises(FormatError, match=r"chunk 5 .*'h5rec repair' keeps"):
        write_excerpt(bad, out, first_s, math.inf)
    assert not out.exists()
    with pytest.raises(FormatError, match="chunk 5"):
        write_excerpt(bad, tmp_path / "there" / "new.h5rec", first_s, math.inf)
    assert check_out.read_bytes() == before


def test_a_frame_of_no_figure(tmp_path: Path) -> None:
    path, out = tmp_path / "odd.h5rec", tmp_path / "out.h5rec"
    with new_log(path) as writer:
        records: list[Record] = [Header(MAGIC, VERSION, 0, 0, 0, ()), Frame(3, 0, STEP_NS, (), ())]
        for event in encode_chunk(records, 0, 0):
            writer.handle(event)
    with pytest.raises(FormatError, match="frame 0 of figure 3: this figure is not open"):
        write_excerpt(path, out)
    assert not out.exists()


def test_what_it_refuses(whole: Log, tmp_path: Path) -> None:
    path, out = whole[0], tmp_path / "out.h5rec"
    for start_s, end_s, message in (
        (2.5, 3.0, "ends at 0:02; there is nothing from 0:02.5 on"),
        (1.0, 0.5, "no figure shows anything from 0:01 to 0:00.5"),
    ):
        with pytest.raises(LogError, match=message):
            write_excerpt(path, out, start_s, end_s)
        assert not out.exists()
    with pytest.raises(LogError, match="is the log itself"):
        write_excerpt(path, path, 0.0, 1.0, overwrite=True)
    out.write_text("mine")
    with pytest.raises(LogError, match="exists already"):
        write_excerpt(path, out, 0.0, 1.0)
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (0, "0:00"),
        (90, "1:30"),
        (0.05, "0:00.05"),
        (59.9996, "1:00"),
        (3600, "1:00:00"),
        (300_007.5, "83:20:07.5"),
    ],
)
def test_clock(time_s: float, text: str) -> None:
    assert clock(time_s) == text


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
