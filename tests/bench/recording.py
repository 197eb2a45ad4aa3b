"""Wall time and bytes of a frame when a whole process records an animation, by h5rec and by others.

Each run is a process of its own, from starting Python to the finished file. All run in turn, in an order that is
shuffled anew for each round. Processor time is taken as well, of the process and of those that it starts: what else
runs on the machine hardly changes it.
"""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT

from . import limits
from .results import Json
from .workloads import SEED, WORKLOADS

ROUNDS = 1
REPEATS = 3  # of ours, in each round: they are over so soon that what disturbs one counts much
OURS = ("record", "save")
PEERS = ("to_jshtml", "H.264", "GIF")
_SCRIPT = "tests.bench.animate"
_ENDINGS = {"record": "h5rec", "save": "h5rec", "to_jshtml": "html", "H.264": "mp4", "GIF": "gif"}
_WRITERS = {"save": "h5rec", "to_jshtml": "jshtml", "H.264": "ffmpeg", "GIF": "pillow"}
# Enough that starting Python is not most of the time.
FRAMES = dict.fromkeys(limits.BYTES, 100) | {
    "line2048": 500,
    "subplots4": 500,
    "scrolling": 200,
    "bars_text": 200,
}
_GIF_FRAMES = 100  # Pillow keeps all of them in memory, and takes the longest


def measure(workload: str, frames: int, rounds: int = ROUNDS) -> Json:
    """Record a workload in every way; return by way the ms and the bytes of a frame."""
    ways = [way for way in (*OURS, *PEERS) if way != "H.264" or shutil.which("ffmpeg")]
    shuffler = random.Random(SEED)
    ms: dict[str, list[float]] = {way: [] for way in ways}
    sizes: dict[str, float] = {}
    cpu_ms: dict[str, list[float]] = {way: [] for way in ways}
    start_s: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            start_s.append(_run("record", workload, 1, Path(folder, "start.h5rec"))[0])
            runs = [*ways, *OURS * (REPEATS - 1)]
            for way in shuffler.sample(runs, len(runs)):
                path = Path(folder, f"{way}.{_ENDINGS[way]}")
                path.unlink(missing_ok=True)
                count = min(frames, _GIF_FRAMES) if way == "GIF" else frames
                elapsed_s, cpu_s = _run(way, workload, count, path)
                ms[way].append(elapsed_s * 1e3 / count)
                cpu_ms[way].append(cpu_s * 1e3 / count)
                sizes[way] = path.stat().st_size / count
    found = {way: {"ms": median(ms[way]), "cpu_ms": median(cpu_ms[way]), "bytes": sizes[way]} for way in ways}
    return {"frames": frames, "start_ms": median(start_s) * 1e3, "ways": found}


def times_faster(row: Mapping[str, Json], what: str = "ms") -> float:
    """Return how many times faster the slower of our ways is than the fastest peer; *what*: or ``cpu_ms``."""
    fastest: float = min(row["ways"][peer][what] for peer in PEERS if peer in row["ways"])
    slower = max(float(row["ways"][way][what]) for way in OURS)
    return fastest / slower if slower else math.nan  # Windows does not tell what processor time children took


def print_rows(rows: Json) -> None:
    """Print a line for each workload: what is asked for, and what is measured."""
    console = Console(width=120)
    names = ("h5rec record --fast", "anim.save, h5rec", *PEERS)
    table = Table(title="a whole process that records an animation: ms a frame")
    for heading in ("", "frames", *names, "times faster", "CPU", "at least", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for workload, row in rows.items():
        faster = times_faster(row)
        at_least = limits.TIMES_FASTER.get(workload, 1)
        missed = "" if faster >= at_least else "[red]missed[/red]"
        times = [f"{row['ways'][way]['ms']:.1f}" if way in row["ways"] else "" for way in (*OURS, *PEERS)]
        table.add_row(
            workload,
            str(row["frames"]),
            *times,
            f"{faster:.1f}",
            f"{times_faster(row, 'cpu_ms'):.1f}",
            f"{at_least:g}",
            missed,
        )
    console.print(table)
    table = Table(title="bytes a frame")
    for heading in ("", "at most", *names, ""):
        table.add_column(heading, justify="right" if heading else "left")
    for workload, row in rows.items():
        sizes = {way: row["ways"][way]["bytes"] for way in row["ways"]}
        at_most = limits.BYTES[workload]
        over = max(sizes[way] for way in OURS) / at_most
        cells = [f"{sizes[way]:,.0f}" if way in sizes else "" for way in (*OURS, *PEERS)]
        table.add_row(workload, f"{at_most:,}", *cells, "" if over <= 1 else f"[red]x {over:.2f}[/red]")
    console.print(table)


def _run(way: str, workload: str, frames: int, path: Path) -> tuple[float, float]:
    """Return how many seconds a process takes, and how many of processor time."""
    command = [sys.executable, "-m"]
    if way == "record":
        command += [
            "h5rec",
            "record",
            "--fast",
            "--overwrite",
            "-o",
            str(path),
            "-m",
            _SCRIPT,
            workload,
            str(frames),
        ]
    else:
        command += [_SCRIPT, workload, str(frames), _WRITERS[way], str(path)]
    start, cpu_start = time.perf_counter(), _children_s()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    elapsed_s, cpu_s = time.perf_counter() - start, _children_s() - cpu_start
    if done.returncode != 0 or not path.exists():
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return elapsed_s, cpu_s


def _children_s() -> float:
    """Return the processor time of all processes that were started by this one, and are over."""
    times = os.times()
    return times.children_user + times.children_system


assert set(FRAMES) <= set(WORKLOADS)
