"""Firefox and WebKit as the system has them; Chromium is in all the other tests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

import h5rec
from h5rec.conformance.engines import launch, programs
from h5rec.conformance.painter import open_painter
from h5rec.errors import ConformanceError
from tests.conftest import ROOT, RunCli

MAX_RMS = 6.0  # of one figure with everything that is difficult; the median of the gallery is below 4


def has_display() -> bool:
    return sys.platform == "darwin" or shutil.which("Xvfb") is not None or "DISPLAY" in os.environ


@pytest.fixture(params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if (programs.chosen(name, None) or programs.installed(name)) is None or (
        name == "webkit" and not has_display()
    ):
        pytest.skip(f"{name} is not installed: tests/system.sh {name}")
    return name


def children(pid: int) -> set[int]:
    """Return the processes that run and that a process has started, and those that these have started, and so on."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    found = {child for child, parent in parents.items() if parent == pid}
    return found.union(*map(children, found))


@pytest.mark.slow
def test_every_kind_of_artist(engine: str, run_cli: RunCli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_cli(
        "conformance", ROOT / "examples", "--match", "all_features.py", "-o", out, "--engine", engine
    )
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert data["engine"] == engine
    assert data["browser"].split()[0] in ("Firefox", "WebKitGTK", "Safari")
    (row,) = data["rows"]
    assert (row["status"], row["message"]) == ("ok", "")
    assert 0 < row["ours"]["rms"] <= MAX_RMS < row["svg"]["rms"]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc for what is to be killed")
def test_a_browser_that_is_killed_is_started_again(engine: str, tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    log = tmp_path / "two.h5rec"
    with h5rec.record(log):
        for n in (1, 2):
            plt.figure(figsize=(n, 1)).canvas.draw()
    plt.close("all")
    others = children(os.getpid())
    with open_painter(engine) as painter:
        assert painter.open(log) == [1, 2]
        assert painter.canvas(1, 1)[0].shape == (100, 100, 4)
        killed = children(os.getpid()) - others
        assert killed
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):  # it has gone with another
                os.kill(pid, signal.SIGKILL)
        assert painter.canvas(2, 1)[0].shape == (100, 200, 4)
        assert not killed & children(os.getpid())
        page_error = "() => { throw new Error('only this') }"
        with pytest.raises(ConformanceError, match="only this"):
            painter._draw(page_error)
        assert painter.canvas(1, 2)[0].shape == (200, 200, 4)
    assert children(os.getpid()) <= others


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "platform", "linux")
    for engine in ("firefox", "webkit"):
        monkeypatch.delenv(f"H5REC_{engine.upper()}", raising=False)
        said = str(programs.missing(engine))
        assert said.startswith(f"no {engine} was found (looked for ")
        assert "apt-get install " in said
        assert said.endswith("; or say where it is: --browser PATH")


def test_a_program_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConformanceError, match="no-such: is not a program"):
        launch("firefox", "no-such")
    monkeypatch.setenv("H5REC_WEBKIT", "no-driver")
    with pytest.raises(ConformanceError, match="H5REC_WEBKIT is no-driver: is not a program"):
        launch("webkit")


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_a_program_that_is_not_a_browser(engine: str) -> None:
    if engine == "webkit" and not has_display():
        pytest.skip("webkit needs a display first: tests/system.sh webkit")
    with pytest.raises(ConformanceError, match=r"ended with status \d+: "):
        launch(engine, sys.executable)
