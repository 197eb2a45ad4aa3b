"""Matplotlib's own tests of backends, animations and pyplot pass on our backend as they do on Agg."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

from tests.conftest import ROOT

# As installed with matplotlib, so that version and tests go together; they are those of its source distribution.
TESTS = Path(mpl.__file__).parent / "tests"
MODULES = ("test_backend_bases.py", "test_animation.py", "test_pyplot.py")

EXCEPTIONS: dict[str, str] = {}
if mpl.__version_info__ < (3, 10):
    # It expects image.png: Agg's figures have no title there. Ours have one, as in every interactive backend.
    EXCEPTIONS["test_backend_bases::test_get_default_filename"] = "the name is Figure_1.png"


def start(backend: str, folder: Path) -> subprocess.Popen[str]:
    """Run matplotlib's tests in a process of their own; they are not to be rewritten or cached where they are."""
    folder.mkdir()
    (folder / "pytest.ini").touch()  # so that our own settings are not found
    command = [sys.executable, "-B", "-m", "pytest", "--quiet", "-c", "pytest.ini", "--rootdir=."]
    command += ["-p", "no:cacheprovider", "-p", "tests.backend.own_tests_plugin"]
    path = [os.fspath(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [*command, *(os.fspath(TESTS / module) for module in MODULES)],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": backend, "PYTHONPATH": os.pathsep.join(path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_what_passes_on_agg_passes_here(tmp_path: Path) -> None:
    running = {backend: start(backend, tmp_path / backend) for backend in ("agg", "h5rec")}
    said = {backend: process.communicate(timeout=300)[0] for backend, process in running.items()}
    (on_agg, agg_canvases), (here, canvases) = (
        json.loads((tmp_path / backend / "outcomes.json").read_text(encoding="utf-8")) for backend in running
    )
    passed = {test for test, outcome in on_agg.items() if outcome == "passed"}
    assert len(passed) > 150, said["agg"]
    assert {test for test in passed if here.get(test) != "passed"} == set(EXCEPTIONS), said["h5rec"]
    # They ran where they should have; a few switch backends themselves, or make canvases without one.
    assert canvases["h5rec.backend"] > 100
    assert agg_canvases["matplotlib.backends.backend_agg"] - canvases["h5rec.backend"] <= 2
