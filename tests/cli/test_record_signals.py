"""`h5rec record`: signals, SIGKILL and Ctrl-C in real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

from .recording import DRAW, PAUSES, end, frames, start, write


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signals_end_it_cleanly(tmp_path: Path, name: str, status: int) -> None:
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, PAUSES))
    assert process.stdout is not None
    for line in process.stdout:
        if line == "step 3\n":
            break
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in errors
    assert "frames" in errors
    assert end(tmp_path / "run.h5rec") == (status, "interrupted")
    assert len(frames(tmp_path / "run.h5rec")) >= 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_killed_one_leaves_what_was_drawn(tmp_path: Path) -> None:
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, PAUSES))
    assert process.stdout is not None
    for line in process.stdout:
        if line == "step 10\n":
            break
    time.sleep(0.3)
    process.kill()
    process.communicate(timeout=60)
    assert len(frames(tmp_path / "run.h5rec")) >= 11


def test_a_traceback_does_not_wait_for_threads(tmp_path: Path) -> None:
    source = """
        import threading
        import matplotlib.pyplot as plt
        plt.figure().canvas.draw()
        event = threading.Event()
        threading.Thread(target=event.wait).start()
        1 / 0
    """
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, source))
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("ZeroDivisionError"):
            break
    else:
        pytest.fail("no traceback")
    process.kill()
    process.communicate(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_backend_alone_shows_live(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, write(tmp_path, DRAW + "    print('after')\n")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MPLBACKEND": "module://h5rec.backend",
            "H5REC_OPEN": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "watch at http://127.0.0.1:" in process.stderr.readline()
    assert "Ctrl-C" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (0, "after\n", "")
