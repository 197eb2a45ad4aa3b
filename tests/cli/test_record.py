"""`h5rec record`: options, output, what the log then holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import h5rec
from h5rec.cli.record import rewrite
from h5rec.wire._ops import Mark, Output
from tests.conftest import RunCli

from .recording import ANIMATION, PAUSES, end, frames, python, records, the_log, write


@pytest.mark.parametrize(
    ("given", "parsed"),
    [
        (["--live", "s.py"], ["--live=127.0.0.1:0", "s.py"]),
        (["--live", "0.0.0.0:8000", "s.py"], ["--live=0.0.0.0:8000", "s.py"]),
        (["--live", "8000", "s.py"], ["--live=8000", "s.py"]),
        (["--live", "[::1]:8000", "s.py"], ["--live=[::1]:8000", "s.py"]),
        (["--live=:8000", "s.py", "--live"], ["--live=:8000", "s.py", "--live"]),
        (["--live", "--fast", "s.py", "--", "-x"], ["--live=127.0.0.1:0", "--fast", "s.py", "--", "-x"]),
        (["-o", "--live", "s.py", "--live"], ["-o", "--live", "s.py", "--live"]),
        (["-m", "pkg", "-m", "x"], ["-m", "pkg", "--", "-m", "x"]),
        (["--fast", "-mpkg", "--x"], ["--fast", "-mpkg", "--", "--x"]),
        (["--", "-odd.py", "--live"], ["--", "-odd.py", "--live"]),
        (["--live"], ["--live=127.0.0.1:0"]),
    ],
)
def test_arguments(given: list[str], parsed: list[str]) -> None:
    assert rewrite(given) == parsed


def test_script_sees_what_python_would_give_it(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    source = """
        import os, pickle, sys
        class Local: pass
        pickle.loads(pickle.dumps(Local()))
        main = sys.modules["__main__"]
        print(sys.argv, __name__, __file__, __spec__, __package__, __builtins__ is not None, __doc__)
        print(main.__dict__ is globals(), sys.path[0], os.getcwd(), type(__loader__).__name__)
        print(sorted(name for name in globals()), sys.stdout.encoding, sys.stdout.isatty())
        def f(x: "undefined") -> None: ...
        print(f.__annotations__)
        import neighbour
    """
    write(tmp_path / "sub", source)
    write(tmp_path / "sub", 'print("neighbour", __file__)', "neighbour.py")
    args = ["sub/script.py", "--fast", "--", "-o", "x", "--live", ""]
    expected = python(tmp_path, *args)
    assert expected.returncode == 0, expected.stderr
    done = run_cli("record", *args)
    assert done.stdout == expected.stdout
    assert (done.returncode, "drew nothing" in done.stderr) == (1, True)
    assert not list(tmp_path.rglob("*.h5rec"))


def test_default_output(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("record", "--fast", write(tmp_path, ANIMATION))
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"script-\d{8}-\d{6}\.h5rec", the_log(tmp_path).name)
    assert "11 frames" in done.stderr
    assert "h5rec play" in done.stderr
    assert end(the_log(tmp_path)) == (0, "finished")


def test_fast_times_are_the_animations(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("record", "--fast", "-o", "a/b/run.h5rec", write(tmp_path, ANIMATION))
    times = [frame.time_ns for frame in frames(tmp_path / "a/b/run.h5rec")]
    assert times == [20_000_000 * number for number in range(11)]


def test_real_time_is_real(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, ANIMATION))
    times = [frame.time_ns for frame in frames(tmp_path / "run.h5rec")]
    assert len(times) == 11, done.stderr
    assert times == sorted(times)
    assert times[-1] - times[0] > 150_000_000


@pytest.mark.parametrize("option", [["--frames", "4"], ["--duration", "0.07"]])
def test_limits(run_cli: RunCli, tmp_path: Path, option: list[str]) -> None:
    done = run_cli("record", "--fast", *option, "-o", "run.h5rec", write(tmp_path, PAUSES))
    assert done.returncode == 0, done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 4
    assert end(tmp_path / "run.h5rec") == (0, "limit")


def test_several_figures_output_and_marks(run_cli: RunCli, tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import sys
        import h5rec
        import matplotlib.pyplot as plt
        print("before")
        plt.figure(); plt.plot([1, 2]); plt.figure()
        plt.show()
        h5rec.mark("shown")
        print("a", "b", file=sys.stderr)
        print("no line end", end="")
        """,
    )
    done = run_cli("record", "--fast", "--title", "My run", "-o", "run.h5rec", script)
    assert done.returncode == 0, done.stderr
    found = records(tmp_path / "run.h5rec")
    assert {frame.figure for frame in frames(tmp_path / "run.h5rec")} == {1, 2}
    assert [(record.stream, record.text) for record in found if isinstance(record, Output)] == [
        (1, "before\n"),
        (2, "a b\n"),
        (1, "no line end"),
    ]
    assert [record.label for record in found if isinstance(record, Mark)] == ["shown"]
    with h5rec.open(tmp_path / "run.h5rec") as recording:
        assert recording.header["title"] == "My run"
