"""Invariant 4: a crash costs at most 200 ms. Real processes, really killed, at random moments."""

from __future__ import annotations

import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

import h5rec

KILLS = 50
AT_ONCE = 2
LIMIT_MS = 200

# Draws as fast as it can, or with pauses, or is busy for long between two frames; and says after each
# frame, on a channel of its own, when that was.
SCRIPT = """
import os, struct, sys, time
import matplotlib.pyplot as plt
import numpy as np

kind, told = sys.argv[1], int(sys.argv[2])
fig, ax = plt.subplots()
(line,) = ax.plot(np.zeros(500))
ax.set_ylim(-3, 3)
rng = np.random.default_rng(0)
while True:
    line.set_ydata(rng.normal(size=500))
    fig.canvas.draw()
    os.write(told, struct.pack("<q", time.monotonic_ns()))
    if kind == "paused":
        plt.pause(0.03)
    if kind == "busy":
        until = time.monotonic() + 0.35
        while time.monotonic() < until:
            pass
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL"),
]


class Loss(NamedTuple):
    """What one kill cost."""

    drawn: int
    kept: int
    oldest_lost_ms: float  # how long before the kill the first frame that is missing was drawn


def frames_in(log: Path) -> int:
    """Return how many frames a log holds that was cut off, perhaps before its first byte."""
    if log.stat().st_size == 0:
        return 0
    with h5rec.open(log) as recording:
        assert not recording.complete
        numbers = [frame.number for frame in recording.frames]
    assert numbers == list(range(len(numbers)))
    return len(numbers)


def record_and_kill(folder: Path, seed: int) -> Loss:
    """Record, kill at a random moment, and compare what was drawn with what is in the file."""
    rng = random.Random(seed)
    kind = ("fast", "paused", "busy")[seed % 3]
    script, log = folder / "script.py", folder / f"{seed}.h5rec"
    script.write_text(SCRIPT, encoding="utf-8")
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "h5rec", "record", "-o", str(log), str(script), kind, str(writer)],
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    os.close(writer)
    with open(reader, "rb", buffering=0) as told:
        times_ns = told.read(8)  # the first frame is there
        alive_until = time.monotonic() + rng.uniform(0, 1.2)
        while (left := alive_until - time.monotonic()) > 0:
            if select.select([told], [], [], left)[0]:
                times_ns += told.read(4096)
        killed_ns = time.monotonic_ns()
        process.kill()
        while more := told.read(4096):
            times_ns += more
    assert process.wait(60) == -signal.SIGKILL
    drawn_ns = [time_ns for (time_ns,) in struct.iter_unpack("<q", times_ns[: len(times_ns) // 8 * 8])]
    kept = frames_in(log)
    # the last frame may have been recorded without the script having had the time to say so
    assert kept <= len(drawn_ns) + 1
    lost_ns = drawn_ns[kept:]
    return Loss(len(drawn_ns), kept, (killed_ns - lost_ns[0]) / 1e6 if lost_ns else 0.0)


def test_a_kill_costs_at_most_200_ms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        losses = list(pool.map(lambda seed: record_and_kill(tmp_path, seed), range(KILLS)))
    worst = max(loss.oldest_lost_ms for loss in losses)
    most = max(loss.drawn - loss.kept for loss in losses)
    with capsys.disabled():
        drawn = sum(loss.drawn for loss in losses)
        print(f"\n{KILLS} kills, {drawn} frames drawn: worst loss {worst:.0f} ms, {max(0, most)} frames")
    assert worst <= LIMIT_MS
    assert sum(loss.kept for loss in losses) > KILLS
