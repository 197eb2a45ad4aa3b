"""``h5rec play``: what it refuses, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import pytest

from h5rec.log.writer import LogWriter
from h5rec.page import player_page
from tests.conftest import ROOT, RunCli
from tests.live.clients import get
from tests.live.streams import Script


def write_log(path: Path) -> Path:
    writer = LogWriter(path)
    script = Script(writer.handle)
    for _ in range(30):
        script.draw()
    script.end()
    writer.close()
    return path


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04" * 100, "directory", "cut"])
def test_bad_files_are_refused(run_cli: RunCli, tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "bad.h5rec"
    if content == "directory":
        path.mkdir()
    elif content == "cut":
        path.write_bytes(write_log(tmp_path / "whole.h5rec").read_bytes()[:10])
    elif isinstance(content, bytes):
        path.write_bytes(content)
    done = run_cli("play", path, "--no-open")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("h5rec: ")
    assert "bad.h5rec" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("args", [[], ["x", "--port", "65536"], ["x", "y"], ["x", "--no-such-option"]])
def test_wrong_usage(run_cli: RunCli, args: list[str]) -> None:
    done = run_cli("play", *args)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_plays_until_ctrl_c(tmp_path: Path) -> None:
    player_page()  # the tests are run with the player built
    log = write_log(tmp_path / "run.h5rec")
    process = subprocess.Popen(
        [sys.executable, "-m", "h5rec", "play", "run.h5rec", "--no-open"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert process.stdout.readline() == "Ctrl-C ends it\n"
        cookie = get(url).headers["Set-Cookie"].partition(";")[0]
        base = url.partition("?")[0]
        page = get(f"{base}?src=/log", Cookie=cookie)
        assert (page.status, page.body) == (HTTPStatus.OK, player_page())
        assert get(f"{base}log", Cookie=cookie).body == log.read_bytes()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")
