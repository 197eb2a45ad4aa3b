from __future__ import annotations

import json
from pathlib import Path

import pytest

from h5rec.conformance.metrics import Distance
from h5rec.conformance.results import Results, Row, above, read, regressions, summarise
from h5rec.errors import ConformanceError


def row(
    id: str, rms: float | None = None, status: str = "ok", *, svg: float = 20.0, message: str = ""
) -> Row:
    ours = None if rms is None else Distance(rms, 1 - rms / 1000, rms / 100)
    return Row(id, status, message, ours=ours, svg=None if rms is None else Distance(svg, 0.9, 0.1))


ROWS = [
    row("a.py#1", 1.0),
    row("a.py#2", 3.0),
    row("b.py#1", 30.0),
    row("c.py#1", 99.0, "unstable"),
    row("d.py", None, "failed", message="ImportError: no wx"),
    row("e.py#1", None, "error", message="ValueError: x"),
]


def test_the_summary_is_of_what_is_stable() -> None:
    summary = summarise(ROWS)
    assert summary["figures"] == 3
    assert summary["rms"]["median"] == 3
    assert summary["rms"]["p99"] == pytest.approx(29.46)
    assert summary["ssim"] == {"median": 0.997, "worst": 0.97}
    assert summary["closerThanSvg"] == pytest.approx(2 / 3)
    assert summary["statuses"] == {"ok": 3, "unstable": 1, "failed": 1, "error": 1}


def test_the_summary_of_nothing() -> None:
    summary = summarise([row("d.py", None, "failed")])
    assert (summary["figures"], summary["rms"], summary["closerThanSvg"]) == (0, None, None)


def test_what_is_above() -> None:
    assert above(ROWS, 2.0) == ["e.py#1: ValueError: x", "b.py#1: RMS 30.00", "a.py#2: RMS 3.00"]
    assert above(ROWS[:3], 30) == []


def test_json_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(Results("chromium", "1.2", 2, 100, ROWS).to_json()))
    about, rows = read(path)
    assert rows == ROWS
    assert (about["format"], about["engine"], about["scale"]) == (1, "chromium", 2)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [1]}', '{"rows": [{"id": "a"}]}'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(ConformanceError, match="is not the results"):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConformanceError, match="No such file"):
        read(tmp_path / "x.json")


def test_regressions() -> None:
    new = [
        row("a.py#1", 1.3),  # within what is tolerated
        # a.py#2 is not there any more
        row("b.py#1", 33.5),
        row("c.py#1", None, "error"),  # was not stable before
        row("f.py#1", 90.0),  # is new
    ]
    assert regressions(ROWS, new) == ["a.py#2: is missing", "b.py#1: RMS 30.00 -> 33.50"]
    assert regressions(ROWS, ROWS) == []
    assert regressions(ROWS, []) == []  # none of its scripts was run
    broken = [row("a.py#1", None, "error", message="oh"), row("a.py#2", 50.0, "unstable"), row("b.py#1", 2.0)]
    assert regressions(ROWS, broken) == ["a.py#1: error: oh"]
