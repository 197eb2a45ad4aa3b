"""What the script writes, and what we write beside it."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from h5rec.session import Session, Stats
from h5rec.status import StatusLine, count, duration, summary
from h5rec.tee import Tee, recording_output
from tests.memory import Memory


def tee() -> tuple[Tee, io.StringIO, list[str], list[str]]:
    stream, recorded, announced = io.StringIO(), list[str](), list[str]()
    return Tee(stream, recorded.append, announced.append), stream, recorded, announced


def test_lines_are_recorded_whole_and_written_at_once() -> None:
    wrapped, stream, recorded, announced = tee()
    print("a", "b", file=wrapped)
    assert (stream.getvalue(), recorded) == ("a b\n", ["a b\n"])
    assert "".join(announced) == "a b\n"
    wrapped.write("part")
    assert (stream.getvalue(), recorded) == ("a b\npart", ["a b\n"])
    wrapped.flush()
    assert recorded == ["a b\n", "part"]


def test_a_line_that_does_not_end_is_recorded_in_pieces() -> None:
    wrapped, _, recorded, _ = tee()
    for _ in range(30):
        wrapped.write("x" * 1000)
    assert recorded
    wrapped.record_rest()
    assert "".join(recorded) == "x" * 30_000


def test_the_rest_is_the_stream_itself() -> None:
    wrapped, stream, recorded, _ = tee()
    assert not wrapped.isatty()
    wrapped.writelines(["1\n", "2\n"])
    assert recorded == ["1\n", "2\n"]
    wrapped.seek(0)
    assert list(wrapped) == ["1\n", "2\n"]
    with pytest.raises(TypeError):
        wrapped.write(b"bytes")  # type: ignore[arg-type]
    assert stream.getvalue() == "1\n2\n"


def test_streams_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)  # as in pythonw
    errors = sys.stderr
    with recording_output(Session({"memory": Memory()})):
        assert sys.stdout is None
        assert sys.stderr is not errors
        mine = sys.stderr = io.StringIO()
    assert sys.stderr is mine
    monkeypatch.setattr(sys, "stderr", errors)


def test_no_status_line_without_a_terminal() -> None:
    out = io.StringIO()
    with StatusLine(Session(), Console(file=out)) as line:
        line.before_output("x")
        line.say("something")
    assert out.getvalue() == "h5rec: something\n"


def test_our_lines_begin_at_the_left() -> None:
    out = io.StringIO()
    line = StatusLine(Session(), Console(file=out, force_terminal=True, width=200, color_system=None))
    with line:
        line.before_output("a prompt> ")
        line.say("something")
    assert "\nh5rec: something\n" in out.getvalue()


@pytest.mark.parametrize(
    ("time_ns", "text"),
    [(0, "0.0 s"), (12_340_000_000, "12.3 s"), (245 * 10**9, "4:05 min"), (3723 * 10**9, "1:02:03 h")],
)
def test_durations(time_ns: int, text: str) -> None:
    assert duration(time_ns) == text


def test_summary() -> None:
    assert summary(Stats(1, 10**9, 1000, 2500, 0)) == "1 frame, 1.0 s, 1.0 kB, 2.5× compressed"
    assert summary(Stats(0, 0, 0, 0, 0)) == "0 frames, 0.0 s, 0 bytes"
    assert count(2, "viewer") == "2 viewers"
