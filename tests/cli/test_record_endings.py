"""`h5rec record`: scripts end as they would without it."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest

from h5rec.wire._ops import Figure
from tests.conftest import RunCli

from .recording import DRAW, end, frames, python, records, without_ours, write


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


# A thread that asks for five drawings, and waits for each.
MEASURING = """
    import threading
    import matplotlib.pyplot as plt
    fig, ax = plt.subplots()
    drawn = threading.Event()
    fig.canvas.mpl_connect("draw_event", lambda event: drawn.set())
    def work():
        for i in range(5):
            drawn.clear()
            ax.set_title(i)
            fig.canvas.draw_idle()
            started.set()
            drawn.wait()
        END
    started = threading.Event()
    threading.Thread(target=work, name="measuring", daemon=DAEMON).start()
    started.wait()
"""


def measuring(last: str, after: str = "", *, daemon: bool) -> str:
    """Return the script; *last* is what the thread does last, *after* what the script does meanwhile."""
    return dedent(MEASURING).replace("END", last).replace("DAEMON", str(daemon)) + after


def test_threads_are_waited_for(run_cli: RunCli, tmp_path: Path) -> None:
    source = measuring("print('done')", daemon=False)
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 5


@pytest.mark.parametrize(
    "last", ["pass", "threading.Timer(0.5, plt.close, [fig]).start(); threading.Event().wait()"]
)
def test_show_waits_for_a_thread_that_draws(run_cli: RunCli, tmp_path: Path, last: str) -> None:
    """Until it ends, or closes the figure; a daemon would otherwise end with the script."""
    source = measuring(last, "plt.show()\nprint('shown')\n", daemon=True)
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert (done.returncode, done.stdout) == (0, "shown\n"), done.stderr
    assert "plt.show() waits for measuring, which draws" in done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 5


def test_show_does_not_wait_for_workers_of_pools(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import matplotlib.pyplot as plt
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        fig = plt.figure()
        pool, executor = ThreadPool(1), ThreadPoolExecutor(1)
        pool.apply(fig.canvas.draw)
        executor.submit(fig.canvas.draw).result()
        plt.show()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source), timeout=60)
    assert done.returncode == 0
    assert "plt.show()" not in done.stderr
    assert len(frames(tmp_path / "run.h5rec")) == 2


def test_show_says_that_it_does_not_wait_for_a_thread_that_has_drawn_nothing(
    run_cli: RunCli, tmp_path: Path
) -> None:
    source = """
        import threading
        import matplotlib.pyplot as plt
        def measure():
            threading.Event().wait()
        threading.Thread(target=measure, name="measuring", daemon=True).start()
        plt.figure()
        plt.show()
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert done.returncode == 0
    assert "does not wait: there is no animation, and measuring has not drawn yet" in done.stderr


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


def test_figures_that_a_script_leaves_undrawn_are_drawn_at_its_end(run_cli: RunCli, tmp_path: Path) -> None:
    source = """
        import matplotlib.pyplot as plt
        plt.figure("shown")
        plt.show()
        plt.figure("saved")
        plt.plot([1, 2])
        plt.gcf().savefig("saved.png")
        plt.figure("closed")
        plt.close()
        plt.figure("left")
    """
    done = run_cli("record", "-o", "run.h5rec", write(tmp_path, source))
    assert done.returncode == 0, done.stderr
    assert "2 figures that had never been drawn" in done.stderr
    titles = [record.title for record in records(tmp_path / "run.h5rec") if isinstance(record, Figure)]
    assert titles == ["shown", "saved", "left"]
    assert [(frame.figure, frame.number) for frame in frames(tmp_path / "run.h5rec")] == [
        (1, 0),
        (2, 0),
        (3, 0),
    ]
    assert end(tmp_path / "run.h5rec") == (0, "finished")
