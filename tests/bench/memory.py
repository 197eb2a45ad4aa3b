"""Resident memory of a recorder, and of a page that watches, while a scrolling line is drawn as fast as it goes.

The recorder is `h5rec record --live`, the page is the one that it serves, in a headless Chromium. Both are looked at
after 10,000 frames and then again and again: what they keep for every frame would show.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

import h5rec
from h5rec.script import INTERRUPTED
from tests import chromium
from tests.browser.pages import frame_count, new_page, open_log, seek
from tests.conftest import ROOT

from .results import Json

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST = 10_000
AT_MOST = 1.1
_SAMPLES = 100
_SHOWN = 12


def measure(frames: int, *, bare: bool = False) -> Json:
    """Record and watch so many frames; return what memory was taken when, and what the log holds.

    Ctrl-C ends the recording early, and what was measured until then is returned.
    """
    from playwright.sync_api import sync_playwright

    every = max(FIRST, frames // _SAMPLES // FIRST * FIRST)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        log = Path(folder, "scrolling.h5rec")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        try:
            samples = []
            with _recorder(log, frames, bare) as (process, lines, url):
                page = browser.new_page()
                page.goto(url)
                start = time.monotonic()
                try:
                    for frame in map(int, lines):
                        if frame in (FIRST, frames) or frame % every == 0:
                            sample = _sample(frame, process.pid, browser, page)
                            samples.append({"s": time.monotonic() - start, **sample})
                            print(samples[-1], file=sys.stderr, flush=True)
                except KeyboardInterrupt:
                    process.send_signal(signal.SIGINT)
                page.close()
            frames, replayed = _replay(browser, log, samples[-1]["frame"])
        finally:
            browser.close()
        size = log.stat().st_size
    return {"frames": frames, "bare": bare, "samples": samples, "log_bytes": size, "replayed": replayed}


def growth(row: Json, what: str) -> float:
    """Return how many times more memory was taken at the end than after the first 10,000 frames."""
    return float(row["samples"][-1][what]) / float(row["samples"][0][what])


def print_row(row: Json) -> None:
    """Print what was taken when."""
    console = Console(width=100)
    table = Table(title="resident memory, in MiB, while a scrolling line is drawn" + ", bare" * row["bare"])
    for heading in ("frames", "after, s", "recorder", "page", "JavaScript heap"):
        table.add_column(heading, justify="right")
    samples = row["samples"]
    for sample in samples[:: max(1, len(samples) // _SHOWN)]:
        table.add_row(
            f"{sample['frame']:,}",
            f"{sample['s']:,.0f}",
            *(f"{sample[what]:.1f}" for what in ("recorder", "page", "heap")),
        )
    console.print(table)
    for what in ("recorder", "page"):
        found = growth(row, what)
        console.print(
            f"{what}: {found:.3f} times, at most {AT_MOST}{'' if found <= AT_MOST else ': [red]missed[/red]'}"
        )
    console.print(f"the log: {row['log_bytes'] / 1e6:,.1f} MB; frames that replay: {row['replayed']}")


@contextmanager
def _recorder(
    log: Path, frames: int, bare: bool
) -> Iterator[tuple[subprocess.Popen[str], Iterator[str], str]]:
    """Run the recorder; yield it, the lines that its script prints, and the address to watch at."""
    command = [sys.executable, "-m", "h5rec", "record", "--live", "--open", "--linger", "0", "-o", str(log)]
    command += ["-m", "tests.bench.scroll", str(frames), str(FIRST), *["bare"] * bare]
    environment = {**os.environ, "BROWSER": "true %s", "COLUMNS": "1000", "NO_COLOR": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        if "watch at " not in line:
            raise RuntimeError(line + process.stderr.read())
        yield process, process.stdout, line.split("watch at ")[1].strip()
        errors = process.stderr.read()
        if process.wait(60) not in (0, INTERRUPTED):
            raise RuntimeError(errors)
    finally:
        process.kill()
        process.communicate()


def _sample(frame: int, recorder: int, browser: Browser, page: Page) -> Json:
    page.bring_to_front()
    session: Any = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")  # what is not collected yet is not kept, and comes and goes
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    system = browser.new_browser_cdp_session()
    processes = system.send("SystemInfo.getProcessInfo")["processInfo"]
    system.detach()
    pages = [each["id"] for each in processes if each["type"] == "renderer"]
    return {
        "frame": frame,
        "recorder": resident_mib(recorder),
        "page": max(map(resident_mib, pages)),
        "heap": heap / (1 << 20),
    }


def resident_mib(process: int) -> float:
    """Return the resident memory of a process; POSIX only."""
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout) / 1024


def _replay(browser: Browser, log: Path, at_least: int) -> tuple[int, list[int]]:
    """Go to frames all over the log, in Python and in the player; return how many it holds, and which."""
    with h5rec.open(log) as recording:
        frames = len(recording.frames)
        chosen = sorted({0, frames // 3, frames // 2, frames - 1})
        if frames < at_least:
            raise RuntimeError(f"the log holds {frames} frames, not {at_least}")
        if len({recording.frames[number].ops for number in chosen}) != len(chosen):
            raise RuntimeError("frames that should differ are the same")
    with new_page(browser) as page:
        open_log(page, log)
        if frame_count(page) != frames:
            raise RuntimeError(f"the player finds {frame_count(page)} frames, not {frames}")
        hashes = seek(page, [*chosen, *chosen[::-1]])
    if hashes != hashes[::-1] or len(set(hashes)) != len(chosen):
        raise RuntimeError("frames are not what they were on the way back")
    return frames, chosen
