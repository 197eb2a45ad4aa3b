"""Animations of matplotlib's gallery, unmodified: every picture that matplotlib draws is a frame of the log."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import h5rec
from tests.browser import gallery
from tests.conftest import RunCli

COUNTING = Path(__file__).parent / "counting"


@pytest.mark.parametrize("name", gallery.SHA256)
def test_there_are_as_many_frames_as_draws(name: str, run_cli: RunCli, tmp_path: Path) -> None:
    log, draws = tmp_path / "run.h5rec", tmp_path / "draws.txt"
    done = run_cli(
        "record",
        "--fast",
        "-o",
        log,
        gallery.script(name),
        env={"PYTHONPATH": os.fspath(COUNTING), "DRAWS_FILE": os.fspath(draws)},
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    with h5rec.open(log) as recording:
        assert recording.complete
        assert [figure.number for figure in recording.figures] == [1]
        frames = list(recording.figures[0].frames)
    assert [frame.number for frame in frames] == list(range(len(frames)))
    assert len(frames) == int(draws.read_text(encoding="ascii"))
    assert len(frames) == gallery.DRAWS[name]
