"""Scripts to record, and what came of it: shared by the tests of `h5rec record`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import h5rec
from h5rec.wire._ops import End, Frame, Record
from h5rec.wire.stream import StreamReader
from tests.conftest import ROOT

ANIMATION = """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation
    fig, ax = plt.subplots()
    line, = ax.plot([0, 1], [0, 1])
    animation = FuncAnimation(fig, lambda i: line.set_ydata([0, i / 9]), frames=10, interval=20)
    plt.show()
"""
PAUSES = """
    import sys, time
    import matplotlib.pyplot as plt
    fig, ax = plt.subplots()
    line, = ax.plot([0, 1], [0, 1])
    for i in range(1000):
        line.set_ydata([0, i])
        plt.pause(0.02)
        print("step", i, flush=True)
"""
DRAW = """
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.show()
"""


def write(folder: Path, source: str, name: str = "script.py") -> Path:
    path = folder / name
    path.write_text(dedent(source), encoding="utf-8")
    return path


def records(path: Path) -> list[Record]:
    """Return the records of a log, whose tail may be missing."""
    found: list[Record] = []
    data = path.read_bytes()
    with h5rec.open(path) as recording:
        chunks = recording.chunks
    for chunk in chunks:
        found += StreamReader().feed(data[chunk.offset : chunk.offset + chunk.size_bytes])
    return found


def frames(path: Path) -> list[Frame]:
    return [record for record in records(path) if isinstance(record, Frame)]


def end(path: Path) -> tuple[int, str]:
    last = records(path)[-1]
    assert isinstance(last, End)
    return last.status, last.reason


def the_log(folder: Path) -> Path:
    (path,) = (folder / "recordings").glob("*.h5rec")
    return path


def python(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Do the same without us."""
    environment = {**os.environ, "MPLBACKEND": "agg", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def without_ours(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("h5rec: "))


def start(folder: Path, *args: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "h5rec", "record", *map(str, args)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
