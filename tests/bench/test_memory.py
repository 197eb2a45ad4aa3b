"""A recorder's memory does not grow with the number of frames; `python -m tests.bench memory` is the long version."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Everything a chunk holds is to die with it: chunks are over after 50 frames here.
SCRIPT = """
import gc, os, sys
from h5rec import ambient
from h5rec.backend import FigureCanvas
from h5rec.clock import AnimationClock
from h5rec.log.writer import LogWriter
from h5rec.session import Session
from tests.bench.memory import resident_mib
from tests.bench.workloads import new_figure, scrolling

log, bare, first, last = sys.argv[1], sys.argv[2] == "bare", int(sys.argv[3]), int(sys.argv[4])
clock = AnimationClock()
session = Session({log: LogWriter(log)}, clock)
ambient.activate(session)
figure = new_figure()
canvas = FigureCanvas(figure)
scene = scrolling(figure)
if bare:
    figure.axes[0].set_axis_off()
for frame in range(1, last + 1):
    clock.advance_to(40_000_000 * frame)
    scene.update(frame)
    canvas.draw()
    if frame in (first, last):
        gc.collect()
        print(resident_mib(os.getpid()), len(gc.get_objects()))
session.close()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="resident memory is asked of ps")
@pytest.mark.parametrize(("what", "first", "last"), [("bare", 2000, 12_000), ("ticks", 200, 600)])
def test_memory_does_not_grow_with_the_number_of_frames(
    tmp_path: Path, what: str, first: int, last: int
) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "a.h5rec"), what, str(first), str(last)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (mib_first, objects_first), (mib_last, objects_last) = (
        map(float, line.split()) for line in done.stdout.splitlines()
    )
    assert mib_last <= 1.1 * mib_first
    assert objects_last <= 1.05 * objects_first
