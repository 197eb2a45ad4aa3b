"""What the README and FORMAT.md say works as written."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import h5rec
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "format" / "FORMAT.md").read_text(encoding="utf-8")


def console_block(number: int) -> list[str]:
    """Return the commands of one of the README's console blocks."""
    block = re.findall(r"```console\n(.*?)```", README, re.DOTALL)[number]
    return [line.removeprefix("$ ") for line in block.splitlines()]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the examples in it, as a checkout has them."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the README, with h5rec as this Python has it."""
    program, *arguments = shlex.split(command)
    assert program == "h5rec"
    return subprocess.run(
        [sys.executable, "-m", "h5rec", *arguments],
        cwd=folder,
        env={**os.environ, "BROWSER": "true"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


@pytest.mark.slow
def test_the_three_commands_of_the_first_screen(checkout: Path) -> None:
    record, export, live = console_block(0)
    run(record, checkout)
    with h5rec.open(checkout / "pendulum.h5rec") as recording:
        assert recording.complete
        assert len(recording.frames) > 100
    run(export, checkout)
    assert (checkout / "pendulum.html").stat().st_size > (checkout / "pendulum.h5rec").stat().st_size
    watched = run(live, checkout)
    assert re.search(r"http://127\.0\.0\.1:\d+/\S+", watched.stderr + watched.stdout)
    (log,) = (checkout / "recordings").glob("experiment_loop-*.h5rec")
    with h5rec.open(log) as recording:
        assert recording.complete


def test_links_lead_somewhere() -> None:
    for text, folder in ((README, ROOT), (FORMAT, ROOT / "format")):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), target


def test_the_reader_in_50_lines_reads(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", FORMAT, re.DOTALL)
    assert len(code.splitlines()) <= 55
    reader = tmp_path / "reader.py"
    reader.write_text(code, encoding="utf-8")
    log = ROOT / "format" / "vectors" / "indexed.h5rec"
    printed = subprocess.run(
        [sys.executable, str(reader), str(log)], capture_output=True, text=True, timeout=60, check=True
    ).stdout.splitlines()
    with h5rec.open(log) as recording:
        expected = [
            f"figure {frame.figure} frame {frame.number} at {frame.time_s:.3f} s: {len(frame.ops)} ops"
            for frame in recording.frames
        ]
    assert printed == expected
    assert len(printed) > 1
