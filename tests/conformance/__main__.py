"""`make conformance`: measures the list of the gallery, and writes docs/FIDELITY.md's tables and picture.

``python -m tests.conformance [--runs chromium:1,firefox:1] [--only-write] [more options of h5rec conformance]``

A run is a browser and a pixel ratio; runs of one ratio share the scripts. All of them take half an hour on two cores.
Their pages are conformance/ratio-RATIO/BROWSER/index.html.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from h5rec.conformance import results
from tests.browser import gallery
from tests.conformance import between, fidelity
from tests.conftest import ROOT

LIST = Path(__file__).parent / "gallery.txt"
OUT = ROOT / "conformance"
PAGE = ROOT / "docs" / "FIDELITY.md"
PICTURE = ROOT / "docs" / "fidelity-worst.png"
RUNS = "chromium:1,chromium:2,firefox:1,webkit:1"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--runs", default=RUNS, help=f"browser:ratio, separated by commas [{RUNS}]")
    parser.add_argument("--only-write", action="store_true", help="measure nothing: what was found last time")
    options, more = parser.parse_known_args()
    folders = []
    engines: dict[str, list[str]] = {}  # by ratio
    for run in options.runs.split(","):
        engine, _, scale = run.partition(":")
        engines.setdefault(scale or "1", []).append(engine)
        folders.append(folder_of(engine, scale or "1"))
    for scale, names in engines.items():
        status = 0 if options.only_write else measure(names, scale, more)
        if status != 0:
            return status
    try:
        write(folders)
    except LookupError as error:
        print(f"{error}\nthen: python -m tests.conformance --only-write", file=sys.stderr)
        return 1
    return 0


def folder_of(engine: str, scale: str) -> Path:
    """Return where a run's page is."""
    return OUT / f"ratio-{scale}" / engine


def measure(engines: list[str], scale: str, more: list[str]) -> int:
    """Run ``h5rec conformance``; return its status."""
    command: list[str | os.PathLike[str]] = [sys.executable, "-m", "h5rec", "conformance", gallery.folder()]
    # With one engine the page is in the folder itself, with several in a folder of each.
    out = folder_of(engines[0], scale) if len(engines) == 1 else folder_of("", scale)
    command += ["--list", LIST, "-o", out, "--scale", scale, "--timeout", "300", *more]
    for engine in engines:
        command += ["--engine", engine]
    return subprocess.run(command, check=False).returncode


def write(folders: list[Path]) -> None:
    """Write the page's tables, and the picture of the worst of the first run.

    Raises
    ------
    LookupError
        If it is not known why a figure is among the worst.
    """
    runs = [between.Run(*results.read(folder / "results.json"), folder) for folder in folders]
    about, rows, _ = runs[0]
    parts = {
        "measured": f"h5rec {about['h5rec']}, matplotlib {about['matplotlib']}, dpi {about['dpi']:g}.\n\n"
        + fidelity.overview([(run.about, run.rows) for run in runs]),
        "engines": between.tables([run for run in runs if run.about["scale"] == about["scale"]]),
        "worst": fidelity.worst_table(rows, fidelity.read_causes()),
        "left-out": fidelity.left_out(rows),
    }
    PAGE.write_text(fidelity.fill(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    fidelity.draw_worst(rows, folders[0], PICTURE)
    print(f"{PAGE.relative_to(ROOT)} and {PICTURE.relative_to(ROOT)} are written")


if __name__ == "__main__":
    sys.exit(main())
