"""Time that a page needs to decode a frame and to draw it, each ended by reading a pixel back.

The player's own modules run in a headless Chromium. They get the bytes of one frame at a time, as a live page does.
Between two frames come two calibrations: an empty canvas, and a stroke that is always the same. They tell how fast
the machine is at the moment. Then the frames are played once more without anything between, to take the processor
time of the page's main thread, which is hardly changed by what else runs on the machine.
"""

from __future__ import annotations

import base64
import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests import chromium
from tests.conftest import ROOT

from . import limits
from .canvases import H5rec
from .results import Json, Spread
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WARM_UP = 10
FRAMES = dict.fromkeys(WORKLOADS, 80)
_ESBUILD = ROOT / "player" / "node_modules" / "esbuild" / "bin" / "esbuild"
_ENTRY = ROOT / "tests" / "bench" / "player.js"
_PAGE = "<!doctype html><meta charset=utf-8><title>benchmark</title><body>"


def measure(workload: str, frames: int) -> Json:
    """Return the times in ms of a workload in the browser, and the bytes of its frames."""
    from playwright.sync_api import sync_playwright

    data = record(workload, WARM_UP + frames)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": 1100, "height": 900})
            page.set_content(_PAGE)
            page.add_script_tag(content=bundle())
            page.evaluate("frames => prepare(frames)", [base64.b64encode(each).decode() for each in data])
            times: dict[str, list[float]] = page.evaluate("warmUp => benchmark(warmUp)", WARM_UP)
            page.evaluate("end => play(0, end)", WARM_UP)
            start_ms = _main_thread_ms(browser)
            page.evaluate("([first, end]) => play(first, end)", [WARM_UP, len(data)])
            cpu_ms = (_main_thread_ms(browser) - start_ms) / frames
            version = browser.version
        finally:
            browser.close()
    both = [decode + draw for decode, draw in zip(times["decode"], times["draw"], strict=True)]
    spreads: Json = {what: Spread.of(values) for what, values in times.items()}
    sizes = [len(each) for each in data[WARM_UP:]]
    return {
        "frames": frames,
        "chromium": version,
        "ms": Spread.of(both),
        "cpu_ms": cpu_ms,
        "bytes": sum(sizes) / len(sizes),
        **spreads,
    }


def record(workload: str, frames: int) -> list[bytes]:
    """Return the bytes of each frame, as a viewer is sent them."""
    peer = H5rec(WORKLOADS[workload])
    found = []
    for frame in range(frames):
        peer.update(frame)
        peer.draw()
        found.append(peer.taken)
    return found


def _main_thread_ms(browser: Browser) -> float:
    """Return the processor time that the main thread of the page has taken; Linux only."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    times = [Path(f"/proc/{each['id']}/schedstat") for each in processes if each["type"] == "renderer"]
    # The page is the only one, but Chromium may keep a spare process, which does nothing.
    return max((int(each.read_text().split()[0]) / 1e6 for each in times if each.exists()), default=math.nan)


def bundle() -> str:
    """Return player.js with the modules that it needs as one script."""
    command = [str(_ESBUILD), str(_ENTRY), "--bundle", "--format=iife", "--minify", "--loader:.css=text"]
    command += ["--target=chrome110", '--define:process.env.NODE_ENV="production"', "--log-level=warning"]
    if sys.platform == "win32":
        command.insert(0, "node")
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def at_most_ms(workload: str) -> float:
    """Return the limit for a workload."""
    return limits.BROWSER_MS.get(workload, limits.BROWSER_MS_ELSEWHERE)


def print_rows(rows: Json) -> None:
    """Print a line for each workload."""
    table = Table(title="decoding and drawing a frame in Chromium, in ms")
    for heading in (
        "",
        "at most",
        "median",
        "quartiles",
        "CPU",
        "",
        "decode",
        "draw",
        "bytes",
        "empty",
        "a stroke",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for workload, row in rows.items():
        low, time_ms, high = row["ms"]
        at_most = at_most_ms(workload)
        table.add_row(
            workload,
            f"{at_most:g}",
            f"{time_ms:.1f}",
            f"{low:.1f} - {high:.1f}",
            f"{row['cpu_ms']:.1f}",
            "" if time_ms <= at_most else f"[red]x {time_ms / at_most:.1f}[/red]",
            *(f"{row[what][1]:.1f}" for what in ("decode", "draw")),
            f"{row['bytes']:,.0f}",
            *(f"{row[what][1]:.1f}" for what in ("empty", "stroke")),
        )
    Console(width=120).print(table)
