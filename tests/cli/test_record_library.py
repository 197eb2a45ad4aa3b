"""`h5rec.record` and `h5rec record` together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import h5rec
from h5rec.wire._ops import Mark
from tests.conftest import ROOT, RunCli

from .recording import end, frames, records, the_log, write


def test_record_as_a_library(tmp_path: Path) -> None:
    source = """
        import h5rec
        import matplotlib.pyplot as plt
        plt.switch_backend("svg")
        with h5rec.record("run.h5rec", live=True, fast=True, title="mine") as session:
            assert session.url.startswith("http://127.0.0.1:")
            fig, ax = plt.subplots()
            for i in range(3):
                ax.set_title(i)
                plt.pause(0.5)
            h5rec.mark("three")
            try:
                h5rec.record("other.h5rec").__enter__()
            except h5rec.SessionError as error:
                print(error)
        assert plt.get_backend() == "svg", plt.get_backend()
        fig.canvas.draw()
        h5rec.mark("nobody listens")
        with h5rec.record("second.h5rec", frames=2):
            for i in range(10):
                plt.figure().canvas.draw()
        try:
            with h5rec.record("third.h5rec"):
                plt.figure().canvas.draw()
                1 / 0
        except ZeroDivisionError:
            print("passed on")
        with h5rec.record() as session:
            plt.figure().canvas.draw()
            print("file", session.path)
    """
    write(tmp_path, source)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "already" in done.stdout
    assert "passed on" in done.stdout
    assert [frame.time_ns for frame in frames(tmp_path / "run.h5rec")] == [0, 500_000_000, 1_000_000_000]
    assert any(isinstance(record, Mark) for record in records(tmp_path / "run.h5rec"))
    assert (len(frames(tmp_path / "second.h5rec")), end(tmp_path / "second.h5rec")) == (2, (0, "limit"))
    assert end(tmp_path / "third.h5rec") == (1, "failed")
    assert f"file {the_log(tmp_path).relative_to(tmp_path)}" in done.stdout
    assert the_log(tmp_path).name.startswith("script-")
    assert not (tmp_path / "other.h5rec").exists()


def test_a_script_that_records_itself_joins_the_commands_recording(run_cli: RunCli, tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import h5rec
        import matplotlib.pyplot as plt
        with h5rec.record("inner.h5rec") as session:
            plt.plot([1, 2])
            plt.show()
            h5rec.mark("here")
        plt.show()
        """,
    )
    done = run_cli("record", "-o", "outer.h5rec", "script.py")
    assert done.returncode == 0, done.stderr
    assert "there is one log" in done.stderr
    assert not (tmp_path / "inner.h5rec").exists()
    with h5rec.open(tmp_path / "outer.h5rec") as recording:
        assert len(recording.frames) == 1
        assert [mark.label for mark in recording.marks] == ["here"]
