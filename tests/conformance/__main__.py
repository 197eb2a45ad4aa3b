"""`make conformance`: measures the list of the gallery, and writes docs/FIDELITY.md's tables and picture.

``python -m tests.conformance [--engines chromium,firefox] [--scales 1,2] [more options of h5rec conformance]``
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from h5rec.conformance import results
from tests import chromium
from tests.browser import gallery
from tests.conformance import fidelity
from tests.conftest import ROOT

LIST = Path(__file__).parent / "gallery.txt"
OUT = ROOT / "conformance"
PAGE = ROOT / "docs" / "FIDELITY.md"
PICTURE = ROOT / "docs" / "fidelity-worst.png"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--engines", default="chromium", help="separated by commas")
    parser.add_argument("--scales", default="1,2", help="pixel ratios, separated by commas")
    parser.add_argument("--only-write", action="store_true", help="measure nothing")
    options, more = parser.parse_known_args()
    folders = []
    for engine in options.engines.split(","):
        for scale in options.scales.split(","):
            folders.append(OUT / f"{engine}-{scale}")
            if options.only_write:
                continue
            status = measure(engine, scale, folders[-1], more)
            if status != 0:
                return status
    write(folders)
    return 0


def measure(engine: str, scale: str, out: Path, more: list[str]) -> int:
    """Run ``h5rec conformance``; return its status."""
    command: list[str | os.PathLike[str]] = [sys.executable, "-m", "h5rec", "conformance", gallery.folder()]
    command += ["--list", LIST, "-o", out, "--engine", engine, "--scale", scale, "--timeout", "300", *more]
    if engine == "chromium" and "--browser" not in more:
        command += ["--browser", chromium.find()]
    return subprocess.run(command, check=False).returncode


def write(folders: list[Path]) -> None:
    """Write the page's tables, and the picture of the worst of the first run."""
    runs = [results.read(folder / "results.json") for folder in folders]
    about, rows = runs[0]
    parts = {
        "measured": f"h5rec {about['h5rec']}, matplotlib {about['matplotlib']}, dpi {about['dpi']:g}.\n\n"
        + fidelity.overview(runs),
        "worst": fidelity.worst_table(rows),
        "left-out": fidelity.left_out(rows),
    }
    PAGE.write_text(fidelity.fill(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    fidelity.draw_worst(rows, folders[0], PICTURE)
    print(f"{PAGE.relative_to(ROOT)} and {PICTURE.relative_to(ROOT)} are written")


if __name__ == "__main__":
    sys.exit(main())
