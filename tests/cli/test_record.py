"""``h5rec record`` in processes of its own, beside what ``python`` does with the same script."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

import h5rec
from h5rec.cli.record import rewrite
from h5rec.wire._ops import End, Frame, Mark, Output, Record
from h5rec.wire.stream import StreamReader
from tests.conftest import ROOT, RunCli

ANIMATION = """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation
    fig, ax = plt.subplots()
    line, = ax.plot([0, 1], [0, 1])
    animation = FuncAnimation(fig, lambda i: line.set_ydata([0, i / 9]), frames=10, interval=20)
    plt.show()
"""
PAUSES = """
    import sys, time
    import matplotlib.pyplot as plt
    fig, ax = plt.subplots()
    line, = ax.plot([0, 1], [0, 1])
    for i in range(1000):
        line.set_ydata([0, i])
        plt.pause(0.02)
        print("step", i, flush=True)
"""
DRAW = """
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.show()
"""


def write(folder: Path, source: str, name: str = "script.py") -> Path:
    path = folder / name
    path.write_text(dedent(source), encoding="utf-8")
    return path


def records(path: Path) -> list[Record]:
    """Return the records of a log, whose tail may be missing."""
    found: list[Record] = []
    data = path.read_bytes()
    with h5rec.open(path) as recording:
        chunks = recording.chunks
    for chunk in chunks:
        found += StreamReader().feed(data[chunk.offset : chunk.offset + chunk.size_bytes])
    return found


def frames(path: Path) -> list[Frame]:
    return [record for record in records(path) if isinstance(record, Frame)]


def end(path: Path) -> tuple[int, str]:
    last = records(path)[-1]
    assert isinstance(last, End)
    return last.status, last.reason


def the_log(folder: Path) -> Path:
    (path,) = (folder / "recordings").glob("*.h5rec")
    return path


def python(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Do the same without us."""
    environment = {**os.environ, "MPLBACKEND": "agg", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def without_ours(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("h5rec: "))


# ---- our own arguments


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


# ---- how scripts end


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("sys.exit()", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('so long')", 1),
        ("raise SystemExit(0)", 0),
        ("os._exit(5)", 5),
        ("1 / 0", 1),
        ("raise ExceptionGroup('several', [ValueError(1)])", 1),
        ("inner()", 1),
        ("exec('x =')", 1),
        ("fig.set_size_inches('wide')", 1),
        ("sys.excepthook = lambda *args: print('mine', args[1], file=sys.stderr); 1 / 0", 1),
        ("import atexit; atexit.register(print, 'bye'); sys.exit(7)", 7),
    ],
)
def test_endings_are_pythons(run_cli: RunCli, tmp_path: Path, statement: str, status: int) -> None:
    source = f"""
        import os, sys
        import matplotlib.pyplot as plt
        def inner():
            try:
                {{}}["no"]
            except KeyError as error:
                raise ValueError("inner") from error
        fig = plt.figure()
        fig.canvas.draw()
        print("drawn", flush=True)
        {statement}
    """
    script = write(tmp_path, source)
    expected = python(tmp_path, script.name)
    assert expected.returncode == status
    done = run_cli("record", "-o", "run.h5rec", script.name)
    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)
    assert without_ours(done.stderr) == expected.stderr
    if "os._exit" not in statement:
        assert len(frames(tmp_path / "run.h5rec")) == 1
        assert end(tmp_path / "run.h5rec") == (status, "failed" if status else "finished")


@pytest.mark.parametrize("statement", ["sys.exit(7)", "raise RuntimeError('broken')", "print('mine')"])
def test_excepthooks_of_the_script(run_cli: RunCli, tmp_path: Path, statement: str) -> None:
    source = f"""
        import sys
        import matplotlib.pyplot as plt
        def hook(*args):
            {statement}
        sys.excepthook = hook
        fig = plt.figure()
        fig.canvas.draw()
        1 / 0
    """
    script = write(tmp_path, source)
    expected = python(tmp_path, script.name)
    done = run_cli("record", "-o", "run.h5rec", script.name)
    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)
    assert "runner.py" not in done.stderr
    assert "Traceback (most recent call last)" not in expected.stderr or "ZeroDivisionError" in done.stderr
    assert end(tmp_path / "run.h5rec") == (expected.returncode, "failed")


@pytest.mark.parametrize(
    ("statement", "status", "said", "reason"),
    [
        ("sys.exit()", 0, "", "finished"),
        ("sys.exit(3)", 3, "", "failed"),
        ("1 / 0", 1, "ZeroDivisionError", "failed"),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(5)", 143, "", "interrupted"),
    ],
)
def test_how_a_script_that_records_itself_ends(
    tmp_path: Path, statement: str, status: int, said: str, reason: str
) -> None:
    source = f"""
        import os, signal, sys, time
        import h5rec, matplotlib.pyplot as plt
        with h5rec.record("run.h5rec"):
            plt.figure().canvas.draw()
            {statement}
    """
    done = python(tmp_path, write(tmp_path, source).name)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert bool(said) == ("Traceback" in done.stderr)
    assert end(tmp_path / "run.h5rec") == (status, reason)


def test_a_terminal_that_is_gone_ends_nothing(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import os, sys
        import matplotlib, matplotlib.pyplot as plt
        os.close(2)
        matplotlib.use("TkAgg")  # about which something would be said
        plt.figure().canvas.draw()
        sys.stdout.write("drawn\\n")
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source).name)
    assert done.stdout == "drawn\n"
    assert end(tmp_path / "run.h5rec") == (0, "finished")


@pytest.mark.parametrize("source", ["def\n", "x = (\n", "  indented\n", "print('\ud83d'\n", "\x00"])
def test_syntax_errors_are_pythons(run_cli: RunCli, tmp_path: Path, source: str) -> None:
    script = tmp_path / "script.py"
    script.write_bytes(source.encode("utf-8", "surrogatepass"))
    expected = python(tmp_path, "script.py")
    done = run_cli("record", "script.py")
    assert done.returncode == expected.returncode == 1
    if b"\x00" not in script.read_bytes() and "\ud83d" not in source:  # said in other words by compile()
        assert without_ours(done.stderr) == expected.stderr
    assert "h5rec/script.py" not in done.stderr
    assert not list(tmp_path.rglob("*.h5rec"))


def test_module(run_cli: RunCli, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    write(package, "", "__init__.py")
    body = "import sys; print(sys.argv[1:], __name__, __package__, __spec__.name, sys.path[0])\n"
    body += "print(sys.argv[0] == __file__)\n"
    write(package, body + dedent(DRAW), "__main__.py")
    write(package, body + "from . import __name__ as n; print(n)\n" + dedent(DRAW), "tool.py")
    for name in ("package", "package.tool"):
        args = ["-m", name, "-o", "x", "--", "--live"]
        expected = python(tmp_path, *args)
        done = run_cli("record", "-o", f"{name}.h5rec", *args)
        assert (done.returncode, done.stdout) == (0, expected.stdout), done.stderr
        assert len(frames(tmp_path / f"{name}.h5rec")) == 1


@pytest.mark.parametrize(
    "how", ['matplotlib.use("TkAgg")', 'plt.switch_backend("agg")', 'plt.rcParams["backend"] = "pdf"']
)
def test_other_backends_are_recorded_all_the_same(run_cli: RunCli, tmp_path: Path, how: str) -> None:
    source = f"""
        import matplotlib, matplotlib.pyplot as plt
        {how}
        {how}
        plt.plot([1, 2])
        plt.show()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("recorded all the same") == 1
    assert len(frames(tmp_path / "run.h5rec")) == 1


def test_threads_are_waited_for(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import threading, time
        import matplotlib.pyplot as plt
        fig, ax = plt.subplots()
        fig.canvas.draw()
        def work():
            for i in range(5):
                time.sleep(0.05)
                ax.set_title(i)
                fig.canvas.draw_idle()
            print("done")
        threading.Thread(target=work).start()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 6


@pytest.mark.parametrize("method", ["spawn"] + (["fork"] if hasattr(os, "fork") else []))
def test_multiprocessing(run_cli: RunCli, tmp_path: Path, method: str) -> None:
    source = """
        import multiprocessing, sys, warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        class Job:
            def __call__(self, x):
                import matplotlib.pyplot as plt
                plt.figure().canvas.draw()
                print("in the child")
                return x * x
        if __name__ == "__main__":
            import matplotlib.pyplot as plt
            fig = plt.figure()
            fig.canvas.draw()
            with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                print(pool.map(Job(), range(4)))
            fig.canvas.draw()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source), method)
    assert done.returncode == 0, done.stderr
    assert "[0, 1, 4, 9]" in done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert [frame.number for frame in frames(tmp_path / "run.h5rec")] == [0, 1]
    assert end(tmp_path / "run.h5rec") == (0, "finished")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_that_ends_as_the_script_does(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import os, sys, warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        import matplotlib.pyplot as plt
        fig = plt.figure()
        fig.canvas.draw()
        if os.fork() == 0:
            plt.show()
            sys.exit(4)
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
        fig.canvas.draw()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 2


def start(folder: Path, *args: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "h5rec", "record", *map(str, args)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signals_end_it_cleanly(tmp_path: Path, name: str, status: int) -> None:
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, PAUSES))
    assert process.stdout is not None
    for line in process.stdout:
        if line == "step 3\n":
            break
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in errors
    assert "frames" in errors
    assert end(tmp_path / "run.h5rec") == (status, "interrupted")
    assert len(frames(tmp_path / "run.h5rec")) >= 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_killed_one_leaves_what_was_drawn(tmp_path: Path) -> None:
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, PAUSES))
    assert process.stdout is not None
    for line in process.stdout:
        if line == "step 10\n":
            break
    time.sleep(0.3)
    process.kill()
    process.communicate(timeout=60)
    assert len(frames(tmp_path / "run.h5rec")) >= 11


def test_a_traceback_does_not_wait_for_threads(tmp_path: Path) -> None:
    source = """
        import threading
        import matplotlib.pyplot as plt
        plt.figure().canvas.draw()
        event = threading.Event()
        threading.Thread(target=event.wait).start()
        1 / 0
    """
    process = start(tmp_path, "-o", "run.h5rec", write(tmp_path, source))
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("ZeroDivisionError"):
            break
    else:
        pytest.fail("no traceback")
    process.kill()
    process.communicate(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_backend_alone_shows_live(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, write(tmp_path, DRAW + "    print('after')\n")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MPLBACKEND": "module://h5rec.backend",
            "H5REC_OPEN": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "watch at http://127.0.0.1:" in process.stderr.readline()
    assert "Ctrl-C" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (0, "after\n", "")


# ---- what can go wrong


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
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('hello')\n"
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (1, "hello\n")
    assert "drew nothing" in done.stderr
    assert "plt.show()" in done.stderr
    assert not (tmp_path / "run.h5rec").exists()
    (tmp_path / "run.h5rec").write_text("precious")
    run_cli("record", "-o", "run.h5rec", "--overwrite", tmp_path / "script.py")
    assert (tmp_path / "run.h5rec").read_text() == "precious"


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


# ---- from one's own code


def test_record_as_a_library(tmp_path: Path) -> None:
    source = """
        import h5rec
        import matplotlib.pyplot as plt
        plt.switch_backend("svg")
        with h5rec.record("run.h5rec", live=True, fast=True, title="mine") as session:
            assert session.url.startswith("http://127.0.0.1:")
            fig, ax = plt.subplots()
            for i in range(3):
                ax.set_title(i)
                plt.pause(0.5)
            h5rec.mark("three")
            try:
                h5rec.record("other.h5rec").__enter__()
            except h5rec.SessionError as error:
                print(error)
        assert plt.get_backend() == "svg", plt.get_backend()
        fig.canvas.draw()
        h5rec.mark("nobody listens")
        with h5rec.record("second.h5rec", frames=2):
            for i in range(10):
                plt.figure().canvas.draw()
        try:
            with h5rec.record("third.h5rec"):
                plt.figure().canvas.draw()
                1 / 0
        except ZeroDivisionError:
            print("passed on")
        with h5rec.record() as session:
            plt.figure().canvas.draw()
            print("file", session.path)
    """
    write(tmp_path, source)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "already" in done.stdout
    assert "passed on" in done.stdout
    assert [frame.time_ns for frame in frames(tmp_path / "run.h5rec")] == [0, 500_000_000, 1_000_000_000]
    assert any(isinstance(record, Mark) for record in records(tmp_path / "run.h5rec"))
    assert (len(frames(tmp_path / "second.h5rec")), end(tmp_path / "second.h5rec")) == (2, (0, "limit"))
    assert end(tmp_path / "third.h5rec") == (1, "failed")
    assert f"file {the_log(tmp_path).relative_to(tmp_path)}" in done.stdout
    assert the_log(tmp_path).name.startswith("script-")
    assert not (tmp_path / "other.h5rec").exists()


def test_a_script_that_records_itself_joins_the_commands_recording(run_cli: RunCli, tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import h5rec
        import matplotlib.pyplot as plt
        with h5rec.record("inner.h5rec") as session:
            plt.plot([1, 2])
            plt.show()
            h5rec.mark("here")
        plt.show()
        """,
    )
    done = run_cli("record", "-o", "outer.h5rec", "script.py")
    assert done.returncode == 0, done.stderr
    assert "there is one log" in done.stderr
    assert not (tmp_path / "inner.h5rec").exists()
    with h5rec.open(tmp_path / "outer.h5rec") as recording:
        assert len(recording.frames) == 1
        assert [mark.label for mark in recording.marks] == ["here"]
