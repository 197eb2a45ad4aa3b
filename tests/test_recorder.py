"""`h5rec.record` as a library."""

from __future__ import annotations

import threading
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import h5rec
from h5rec.errors import SessionError
from h5rec.wire._ops import DrawPath
from tests.live.clients import Viewer, wait_until


def test_viewers_can_save_the_log_when_the_context_has_ended(tmp_path: Path) -> None:
    log = tmp_path / "run.h5rec"
    viewers: list[Viewer] = []
    finished = threading.Event()

    def leave_when_told_of_the_end() -> None:
        viewer = viewers[0]
        wait_until(lambda: any(text.get("type") == "end" for text in viewer.received.texts), "the end")
        with h5rec.open(log) as recording:  # it is whole while the viewer is still there
            assert recording.complete
        finished.set()
        viewer.leave()

    with h5rec.record(log, live=True, linger_s=60) as session:
        assert session.url is not None
        viewers.append(Viewer(session.url))
        watcher = threading.Thread(target=leave_when_told_of_the_end)
        watcher.start()
        plt.figure().canvas.draw()
    watcher.join()
    plt.close("all")
    assert finished.is_set()


def test_precision_is_what_was_asked_for(tmp_path: Path) -> None:
    bits = {}
    for wanted in (2, 9):
        log = tmp_path / f"{wanted}.h5rec"
        with h5rec.record(log, precision_bits=wanted):
            figure, axes = plt.subplots()
            axes.plot([0, 1, 2], [0, 1, 0])
            figure.canvas.draw()
            plt.close(figure)
        with h5rec.open(log) as recording:
            bits[wanted] = {
                op.path.bits for op in recording.frames[0].ops if isinstance(op, DrawPath) and op.path
            }
    assert bits == {2: {2}, 9: {9}}
    with (
        pytest.raises(SessionError, match=r"0 \(whole pixels\) to 16, not 17"),
        h5rec.record(precision_bits=17),
    ):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2.h5rec", "9.h5rec"]


def test_recording_nothing_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    figure, _ = plt.subplots()  # before: on a canvas of another backend
    with h5rec.record(tmp_path / "run.h5rec"):
        figure.canvas.draw()
        plt.close(figure)
    assert "no frame was recorded: frames come from plt.show()" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_drawn_is_drawn_at_the_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with h5rec.record(tmp_path / "run.h5rec"):
        plt.plot([1, 2])
    plt.close("all")
    with h5rec.open(tmp_path / "run.h5rec") as recording:
        assert len(recording.frames) == 1
    assert "drawn at the end of h5rec.record()" in capfd.readouterr().err


def test_a_title_that_is_no_text_becomes_one(tmp_path: Path) -> None:
    with h5rec.record(tmp_path / "run.h5rec", title=7):  # type: ignore[arg-type]
        plt.figure().canvas.draw()
    plt.close("all")
    with h5rec.open(tmp_path / "run.h5rec") as recording:
        assert recording.header.get("title") == "7"


@pytest.mark.parametrize("duration_s", [0, -1, float("nan"), float("inf"), 1e300])
def test_a_duration_that_cannot_be(tmp_path: Path, duration_s: float) -> None:
    with (
        pytest.raises(SessionError, match=r"duration: more than 0 s and at most 1e\+09 s, not "),
        h5rec.record(tmp_path / "run.h5rec", duration_s=duration_s),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
