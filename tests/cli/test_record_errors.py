"""`h5rec record`: what can go wrong, and what is then said."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from tests.conftest import RunCli

from .recording import DRAW, frames, write


def test_our_options_behind_the_script_are_its_own_but_it_is_said(run_cli: RunCli, tmp_path: Path) -> None:
    write(tmp_path, DRAW + "\n    import sys; print(sys.argv[1:])\n")
    done = run_cli("record", "--fast", "-o", "run.h5rec", "script.py", "--frames=3", "--other")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['--frames=3', '--other']"
    assert "--frames=3 comes after script.py, so script.py gets it" in done.stderr


def test_a_script_instead_of_a_command(run_cli: RunCli) -> None:
    done = run_cli("script.py")
    assert (done.returncode, done.stderr) == (
        2,
        "h5rec: script.py is not a command; did you mean: h5rec record script.py\n",
    )


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["missing.py"], 2, "missing.py: no such script"),
        (["."], 2, ".: is a directory"),
        (["-m", "no.such.module"], 2, "-m no.such.module"),
        ([], 2, "which script"),
        (["--nonsense", "script.py"], 2, "--nonsense"),
        (["--frames", "0", "script.py"], 2, "--frames: at least 1, not 0"),
        (["-o", "run.html", "script.py"], 2, "'h5rec export' makes a page"),
        (["--duration", "-1", "script.py"], 2, "duration"),
        (["--live=host:99999", "script.py"], 2, "99999"),
        (["-o", "there.h5rec", "script.py"], 2, "--overwrite"),
        (["-o", "folder", "script.py"], 1, "is a directory"),
        (["-o", "there.h5rec/run.h5rec", "script.py"], 1, "there.h5rec"),
    ],
)
def test_bad_input(run_cli: RunCli, tmp_path: Path, args: list[str], status: int, says: str) -> None:
    write(tmp_path, DRAW + "\n    print('ran')\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "there.h5rec").write_text("precious")
    done = run_cli("record", *args)
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == "", "the script must not have run"
    assert (tmp_path / "there.h5rec").read_text() == "precious"
    assert not (tmp_path / "recordings").exists()


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything"
)
def test_what_may_not_be_read_or_written(run_cli: RunCli, tmp_path: Path) -> None:
    script = write(tmp_path, DRAW)
    folder = tmp_path / "folder"
    folder.mkdir(0o500)
    done = run_cli("record", "-o", "folder/run.h5rec", script)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    script.chmod(0)
    done = run_cli("record", script)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_port_taken(run_cli: RunCli, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run_cli("record", "--live", address, "-o", "run.h5rec", write(tmp_path, DRAW))
    assert done.returncode == 1
    assert address.rpartition(":")[2] in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "run.h5rec").exists()


def test_live_prints_where_to_watch(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("record", "--live", "--fast", "-o", "run.h5rec", write(tmp_path, DRAW))
    assert done.returncode == 0, done.stderr
    assert re.search(r"http://127\.0\.0\.1:\d+/", done.stderr)


def test_drawing_nothing_leaves_nothing(run_cli: RunCli, tmp_path: Path) -> None:
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.close()\nprint('hello')\n"
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (1, "hello\n")
    assert "drew nothing" in done.stderr
    assert "plt.show()" in done.stderr
    assert not (tmp_path / "run.h5rec").exists()
    (tmp_path / "run.h5rec").write_text("precious")
    done = run_cli("record", "-o", "run.h5rec", "--overwrite", tmp_path / "script.py")
    assert "run.h5rec is still what it was" in done.stderr
    assert (tmp_path / "run.h5rec").read_text() == "precious"


def test_what_to_draw_with_is_not_said_to_a_script_that_failed(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, "def f(:\n"))
    assert done.returncode == 1
    assert "there is no run.h5rec" in done.stderr
    assert "plt.show()" not in done.stderr


def test_a_setting_that_is_none_is_told_before_the_script_runs(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, DRAW), env={"H5REC_RETAINED": "banana"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "H5REC_RETAINED is 'banana'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_disk_full(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import resource, signal
        import numpy as np
        import matplotlib.pyplot as plt
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        fig, ax = plt.subplots()
        line, = ax.plot(np.zeros(2000))
        ax.set_ylim(0, 1)
        random = np.random.default_rng(0)
        for i in range(60):
            line.set_ydata(random.random(2000))
            plt.pause(0.001)
        print("the end")
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (1, "the end\n"), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "the script goes on, no longer recorded" in done.stderr
    promised = re.search(r"the (\d+) frames before are safe", done.stderr)
    assert promised is not None
    assert len(frames(tmp_path / "run.h5rec")) >= int(promised[1]) > 0
