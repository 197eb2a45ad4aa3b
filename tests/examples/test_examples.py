"""Every example can be recorded, and the list of examples is complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import h5rec
from tests.conftest import ROOT, RunCli

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
LIBRARY = ROOT / "examples" / "as_a_library.py"


def test_the_list_is_complete() -> None:
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES if f"[{path.name}]({path.name})" not in text] == []
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("script", [path for path in EXAMPLES if path != LIBRARY], ids=lambda path: path.stem)
def test_it_can_be_recorded(script: Path, run_cli: RunCli, tmp_path: Path) -> None:
    log = tmp_path / "example.h5rec"
    recorded = run_cli("record", "--fast", "--frames", "6", "-o", log, script)
    assert recorded.returncode == 0, recorded.stderr
    assert "Traceback" not in recorded.stderr
    with h5rec.open(log) as recording:
        assert sum(len(figure.frames) for figure in recording.figures) >= 6


def test_the_one_that_records_itself(tmp_path: Path) -> None:
    subprocess.run([sys.executable, os.fspath(LIBRARY)], cwd=tmp_path, check=True, timeout=60)
    with h5rec.open(tmp_path / "recordings" / "resonance.h5rec") as recording:
        assert len(recording.frames) == 90
        labels = [mark.label for mark in recording.marks]
    assert labels[0] == "sweep starts"
    assert labels[-1] == "sweep ends"
    assert len(labels) == 3
