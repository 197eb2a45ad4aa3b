"""Finding the Chromium that the tests run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    ARGUMENTS.append("--no-sandbox")


def find() -> str:
    """Path of a Chromium; LookupError says how to get one."""
    chosen = os.environ.get("H5REC_CHROMIUM")
    if chosen:
        if shutil.which(chosen) is None:
            raise LookupError(f"H5REC_CHROMIUM is {chosen}, which is not a program")
        return chosen
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    for application in APPLICATIONS:
        if Path(application).is_file():
            return application
    raise LookupError("no Chromium was found: run `make browsers`, or set H5REC_CHROMIUM to its path")
