"""Scripts under Agg and with ``h5rec record``.

All of the gallery, which takes 8 minutes: ``python -m tests.conformance.backend_run``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from h5rec.conformance import runner
from tests.browser import gallery
from tests.conformance import backend_run
from tests.conformance.backend_run import NOTHING, OK, OURS, SAME, Verdict

LIST = Path(__file__).parent / "gallery.txt"
# Several figures, a game with a timer and blitting, a scale of its own, widgets.
SLICE = [
    "examples/event_handling/pong_sgskip.py",
    "examples/images_contours_and_fields/tricontour_demo.py",
    "examples/scales/custom_scale.py",
    "examples/widgets/range_slider.py",
]
PLOT = "import sys, warnings, matplotlib\nfrom matplotlib import pyplot as plt\nplt.plot([1, 3, 2])\n"
ONLY_OURS = "if 'h5rec' in matplotlib.get_backend(): "


def judge(folder: Path, code: str) -> Verdict:
    script = folder / "script.py"
    script.write_text(code)
    out = folder / "out"
    out.mkdir()
    return backend_run.run("script.py", script, out, 60)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLICE)
def test_the_gallery_runs(name: str, tmp_path: Path) -> None:
    verdict = backend_run.run(name, gallery.folder() / name, tmp_path, 120)
    assert verdict.kind == OK, verdict
    assert verdict.figures >= 1
    assert verdict.frames >= verdict.figures


def test_the_slice_is_of_the_list() -> None:
    assert set(SLICE) <= set(runner.read_list(LIST))


@pytest.mark.slow
def test_what_is_well(tmp_path: Path) -> None:
    two = PLOT + "plt.figure()\nwarnings.warn('both do')\nplt.show()\nsys.exit(0)"
    assert judge(tmp_path, two) == Verdict("script.py", OK, "", 2, 2)


@pytest.mark.slow
def test_figures_that_are_never_shown_count(tmp_path: Path) -> None:
    assert judge(tmp_path, PLOT + "plt.show(); plt.figure()") == Verdict("script.py", OK, "", 2, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "kind", "detail"),
    [
        ("print('text')", NOTHING, ""),
        ("import no_such_toolkit", SAME, "ModuleNotFoundError: No module named 'no_such_toolkit'"),
        (PLOT + "plt.gca().draw = 1; plt.show()", SAME, "TypeError: 'int' object is not callable"),
        (PLOT + "plt.show()\n" + ONLY_OURS + "sys.exit(3)", OURS, "ends with status 3: h5rec: "),
        (PLOT + "plt.show()\n" + ONLY_OURS + "plt.figure()", OURS, "makes 1 figures under Agg, 2 with h5rec"),
        (PLOT + ONLY_OURS + "warnings.warn('hmm')\nplt.show()", OURS, "warns: UserWarning: hmm"),
    ],
)
def test_what_is_not(code: str, kind: str, detail: str, tmp_path: Path) -> None:
    verdict = judge(tmp_path, code)
    assert verdict.kind == kind, verdict
    assert detail in verdict.detail


VERDICTS = [Verdict("b.py", OURS, "why"), Verdict("c.py", OK, "", 2, 7), Verdict("a.py", NOTHING, "")]


def test_the_summary_has_all_kinds() -> None:
    lines = backend_run.summary(VERDICTS).splitlines()
    assert lines[2] == "| 1 | 2 | 7 | run as under Agg, and every figure is drawn |"
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| 1", "| 1", "| 0", "| 1"]


def test_the_table_ends_with_what_is_ours() -> None:
    assert backend_run.table(VERDICTS).splitlines() == [
        "ok | c.py | 2 figures, 7 frames",
        "makes no figure | a.py",
        "ours | b.py | why",
        "1 ok, 1 makes no figure, 1 ours",
    ]
