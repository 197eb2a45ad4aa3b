"""Scripts that work, fail, hang, crash and draw nothing, each in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from h5rec import open as open_log
from h5rec.conformance import runner
from h5rec.conformance.runner import Outcome
from h5rec.errors import ConformanceError

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scripts = tmp_path / "scripts"
    (scripts / "lines").mkdir(parents=True)
    return scripts


def run(folder: Path, out: Path, *, timeout_s: float = 60, scale: int = 1) -> dict[str, Outcome]:
    jobs = runner.find(folder)
    found = runner.run_all(jobs, out, at_once=2, timeout_s=timeout_s, dpi=100, scale=scale)
    return {outcome.job.name: outcome for outcome in found}


def test_what_is_found(folder: Path) -> None:
    for name in ("b.py", "a.py", "lines/c.py", "note.txt"):
        (folder / name).touch()
    names = [job.name for job in runner.find(folder)]
    assert names == ["a.py", "b.py", "lines/c.py"]
    assert [job.name for job in runner.find(folder, match="lines/*")] == ["lines/c.py"]
    assert [job.name for job in runner.find(folder, match="[ac].py")] == ["a.py", "lines/c.py"]
    assert [job.name for job in runner.find(folder, listed=["lines/c.py", "a.py"])] == ["a.py", "lines/c.py"]
    with pytest.raises(ConformanceError, match=r"has no x\.py, and 1 more of the list"):
        runner.find(folder, listed=["x.py", "a.py", "y.py"])
    with pytest.raises(ConformanceError, match="no script matches z"):
        runner.find(folder, match="z")
    with pytest.raises(ConformanceError, match="no such folder"):
        runner.find(folder / "no")


def test_a_list_has_comments(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("# why\n a.py \n\nlines/c.py\n")
    assert runner.read_list(tmp_path / "list") == ["a.py", "lines/c.py"]
    with pytest.raises(ConformanceError, match="cannot be read: No such file"):
        runner.read_list(tmp_path / "no")


def test_all_kinds_of_ends(folder: Path, tmp_path: Path) -> None:
    (folder / "nothing.py").write_text("print('no figure')")
    (folder / "fails.py").write_text(PLOT + "1 / 0")
    (folder / "leaves.py").write_text(PLOT + "import sys; sys.exit(0)")
    (folder / "gives_up.py").write_text("import sys; sys.exit('no GUI here')")
    (folder / "crashes.py").write_text("import os\nprint('last words', flush=True)\nos._exit(3)")
    (folder / "lines" / "three.py").write_text(
        "import matplotlib.pyplot as plt\nfor n in (1, 2, 7): plt.figure(n, figsize=(n, 2), dpi=50)\nplt.show()"
    )
    found = run(folder, tmp_path / "out")
    assert len(found) == 6
    assert {name: outcome.status for name, outcome in found.items()} == {
        "nothing.py": "none",
        "fails.py": "failed",
        "leaves.py": "ok",
        "gives_up.py": "failed",
        "crashes.py": "failed",
        "lines/three.py": "ok",
    }
    assert found["fails.py"].message == "ZeroDivisionError: division by zero"
    assert [figure["status"] for figure in found["fails.py"].figures] == ["ok"]
    assert found["gives_up.py"].message == "SystemExit: no GUI here"
    assert found["crashes.py"].message == "ended with status 3: last words"
    three = found["lines/three.py"]
    assert [(figure["number"], figure["width_px"]) for figure in three.figures] == [
        (1, 100),
        (2, 200),
        (7, 700),
    ]
    with open_log(three.folder / "figures.h5rec") as log:
        assert [(figure.number, len(figure.frames)) for figure in log.figures] == [(1, 1), (2, 1), (7, 1)]
    assert {path.name for path in three.folder.glob("7.*")} == {"7.agg.png", "7.svg"}


def test_features_are_noted(folder: Path, tmp_path: Path) -> None:
    (folder / "polar.py").write_text("import matplotlib.pyplot as plt\nplt.polar([0, 1, 2], [1, 2, 3])")
    (figure,) = run(folder, tmp_path / "out")["polar.py"].figures
    assert {"axes:polar", "artist:line2d", "op:DrawPath", "op:DrawText"} <= set(figure["features"])
    assert figure["ops"] > 10


def test_what_agg_draws_differently_each_time_is_unstable(folder: Path, tmp_path: Path) -> None:
    (folder / "noise.py").write_text(
        "import random\nfrom matplotlib import pyplot as plt\nclass Noise(plt.Line2D):\n"
        "    def draw(self, renderer):\n        self.set_ydata([0, random.random()])\n        super().draw(renderer)\n"
        "plt.gca().add_line(Noise([0, 1], [0, 1]))"
    )
    (figure,) = run(folder, tmp_path / "out")["noise.py"].figures
    assert figure["status"] == "unstable"


def test_what_only_we_cannot_draw_is_an_error(folder: Path, tmp_path: Path) -> None:
    script = (
        "from matplotlib import pyplot as plt\nclass Picky(plt.Line2D):\n    def draw(self, renderer):\n"
        "        if type(renderer).__module__.startswith('h5rec'): {}\n        super().draw(renderer)\n"
        "plt.gca().add_line(Picky([0, 1], [0, 1]))"
    )
    (folder / "raises.py").write_text(script.format("raise ValueError('not this one')"))
    (folder / "warns.py").write_text(script.format("__import__('warnings').warn('hmm')"))
    found = run(folder, tmp_path / "out")
    messages = {name: [(f["status"], f["message"]) for f in found[name].figures] for name in found}
    assert messages == {
        "raises.py": [("error", "ValueError: not this one")],
        "warns.py": [("error", "hmm")],
    }


def test_the_script_is_at_home(folder: Path, tmp_path: Path) -> None:
    """Its folder, its neighbours, its name; and what it finds on the path is not ours by accident."""
    (folder / "helper.py").write_text("import matplotlib.pyplot as plt\ndraw = plt.figure")
    (folder / "json.py").write_text("raise ImportError('the wrong one')")
    (folder / "main.py").write_text(
        "import os, sys\nassert __name__ == '__main__' and sys.argv == [__file__]\n"
        "assert os.getcwd() == os.path.dirname(__file__)\nimport helper\nhelper.draw()"
    )
    assert run(folder, tmp_path / "out")["main.py"].status == "ok"


def test_twice_the_pixels(folder: Path, tmp_path: Path) -> None:
    from PIL import Image

    (folder / "plot.py").write_text(PLOT)
    outcome = run(folder, tmp_path / "out", scale=2)["plot.py"]
    (figure,) = outcome.figures
    assert (figure["width_px"], figure["height_px"]) == (640, 480)
    with Image.open(outcome.folder / "1.agg.png") as image:
        assert image.size == (1280, 960)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_a_script_that_hangs_is_killed_with_its_children(folder: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (folder / "hangs.py").write_text(
        PLOT + "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({os.fspath(pid)!r}).write_text(str(child.pid))\ntime.sleep(600)"
    )
    (folder / "plot.py").write_text(PLOT)
    found = run(folder, tmp_path / "out", timeout_s=8)
    assert found["hangs.py"].status == "timeout"
    assert found["hangs.py"].message == "did not end within 8 s"
    assert found["plot.py"].status == "ok"
    until = time.monotonic() + 5
    while alive(int(pid.read_text())) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(int(pid.read_text()))


def test_every_script_is_run_however_many(folder: Path, tmp_path: Path) -> None:
    for n in range(13):
        (folder / f"{n}.py").write_text("raise SystemExit(f'{__file__[-5:]}')")
    assert len(run(folder, tmp_path / "out")) == 13
