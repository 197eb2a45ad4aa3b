"""The tables of docs/FIDELITY.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from h5rec.conformance.metrics import Distance
from h5rec.conformance.results import Results, Row
from tests.conformance import fidelity
from tests.conftest import ROOT


def row(n: int) -> Row:
    files = {what: f"{n}.{what}.png" for what in ("agg", "canvas", "diff")}
    return Row(f"a/{n}.py#1", "ok", ours=Distance(n, 0.99, 0.0123), svg=Distance(20, 0.9, 0.1), files=files)


ROWS = [*map(row, range(1, 13)), Row("b.py", "failed", "no wx"), Row("c.py#1", "unstable")]


def test_tables() -> None:
    about = Results("firefox", "1.2", 2, 100, ROWS).to_json()
    line = fidelity.overview([(about, ROWS)]).splitlines()[2]
    cells = "6.50 | 10.90 | 11.89 | 0.9900 | 0.9900 | 20.0 | 20.0 | 20.0 | 100.0 %"
    assert line == f"| firefox 1.2 | 2 | 12 | {cells} |"
    worst = fidelity.worst_table(ROWS).splitlines()
    assert len(worst) == 2 + fidelity.WORST
    assert worst[2] == "| `a/12.py#1` | 12.00 | 0.9900 | 1.23 % | 20.00 |"
    assert fidelity.left_out(ROWS) == "- `b.py`: failed: no wx\n- `c.py#1`: unstable"


def test_only_what_is_between_the_markers_changes() -> None:
    text = "before\n<!-- x -->\nold\n<!-- /x -->\nafter"
    assert fidelity.fill(text, {"x": "n\\1ew"}) == "before\n<!-- x -->\nn\\1ew\n<!-- /x -->\nafter"
    with pytest.raises(ValueError, match="one pair of markers for y"):
        fidelity.fill(text, {"y": ""})


def test_the_page_has_the_markers() -> None:
    text = (ROOT / "docs" / "FIDELITY.md").read_text(encoding="utf-8")
    assert fidelity.fill(text, {"measured": "1", "worst": "2", "left-out": "3"}) != text


def test_the_picture(tmp_path: Path) -> None:
    for each in ROWS[:12]:
        for name in each.files.values():
            Image.new("RGB", (40, 30), "#345").save(tmp_path / name)
    fidelity.draw_worst(ROWS, tmp_path, tmp_path / "worst.png")
    with Image.open(tmp_path / "worst.png") as image:
        assert image.width == 1200
