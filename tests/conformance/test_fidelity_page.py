"""The tables of docs/FIDELITY.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from h5rec.conformance.metrics import Distance
from h5rec.conformance.results import Results, Row
from tests.conformance import between, fidelity
from tests.conftest import ROOT


def row(n: int) -> Row:
    files = {what: f"{n}.{what}.png" for what in ("agg", "canvas", "diff")}
    return Row(f"a/{n}.py#1", "ok", ours=Distance(n, 0.99, 0.0123), svg=Distance(20, 0.9, 0.1), files=files)


ROWS = [*map(row, range(1, 13)), Row("b.py", "failed", "no wx"), Row("c.py#1", "unstable")]


def test_tables() -> None:
    about = Results("firefox", "Firefox 1.2", 2, 100, ROWS).to_json()
    line = fidelity.overview([(about, ROWS)]).splitlines()[2]
    cells = "6.50 | 10.90 | 11.89 | 0.9900 | 0.9900 | 20.0 | 20.0 | 20.0 | 100.0 %"
    assert line == f"| Firefox 1.2 | 2 | 12 | {cells} |"
    causes = {f"a/{n}.py": "of its\nscript" for n in range(3, 12)} | {"a/12.py#1": "its own"}
    worst = fidelity.worst_table(ROWS, causes).splitlines()
    assert len(worst) == 2 + fidelity.WORST
    assert worst[2] == "| `a/12.py#1` | 12.00 | 0.9900 | 1.23 % | 20.00 | its own |"
    assert worst[3].endswith("| of its script |")
    assert fidelity.left_out(ROWS) == "- `b.py`: failed: no wx\n- `c.py#1`: unstable"


def test_the_worst_have_causes() -> None:
    with pytest.raises(
        LookupError, match=r"causes\.toml does not say why:\n  a/12\.py#1: RMS 12\.00\n  a/10"
    ):
        fidelity.worst_table(ROWS, {"a/11.py": "known"})


def test_the_page_says_why() -> None:
    """As long as it has not been measured anew, what is said of the worst is what causes.toml says."""
    text = (ROOT / "docs" / "FIDELITY.md").read_text(encoding="utf-8")
    table = text.partition("<!-- worst -->\n")[2].partition("<!-- /worst -->")[0].splitlines()[2:]
    assert len(table) == fidelity.WORST
    for line in table:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[-1] == fidelity.cause_of(Row(cells[0].strip("`"), "ok"), fidelity.read_causes())


def save(folder: Path, name: str, gray: int) -> None:
    folder.mkdir(exist_ok=True)
    Image.new("RGBA", (40, 30), (gray, gray, gray, 255)).save(folder / name)


def test_between_browsers(tmp_path: Path) -> None:
    runs = []
    for browser, gray in (("Chromium", 100), ("Firefox", 101), ("WebKitGTK", 110)):
        for each in ROWS[:3]:
            save(tmp_path / browser, each.files["canvas"], gray)
        # One that only two of them have.
        rows = ROWS[:3] if browser != "Firefox" else ROWS[:2]
        about = Results(browser.lower(), f"{browser} 1", 1, 100, rows).to_json()
        runs.append(between.Run(about, rows, tmp_path / browser))
    lines = between.tables(runs).splitlines()
    assert lines[2] == "| Chromium and Firefox | 2 | 1.00 | 1.00 | 1.00 | 1.00 | 0 |"
    assert lines[3] == "| Chromium and WebKitGTK | 2 | 10.00 | 10.00 | 10.00 | 10.00 | 2 |"
    assert lines[-2] == "| `a/1.py#1` | 1.00 | 1.00 | 1.00 | 1.00 | 10.00 | 9.00 |"
    assert len(lines[8].split("|")) == len(lines[-2].split("|"))
    assert between.tables(runs[:1]) == "Measured in one browser only."
    same = [runs[0], runs[0]]
    assert between.tables(same).endswith(
        "| Chromium and Chromium | 3 | 0.00 | 0.00 | 0.00 | 0.00 | 0 |\n\nNo pixel of any figure differs."
    )


def test_only_what_is_between_the_markers_changes() -> None:
    text = "before\n<!-- x -->\nold\n<!-- /x -->\nafter"
    assert fidelity.fill(text, {"x": "n\\1ew"}) == "before\n<!-- x -->\nn\\1ew\n<!-- /x -->\nafter"
    with pytest.raises(ValueError, match="one pair of markers for y"):
        fidelity.fill(text, {"y": ""})


def test_the_page_has_the_markers() -> None:
    text = (ROOT / "docs" / "FIDELITY.md").read_text(encoding="utf-8")
    assert (
        fidelity.fill(text, dict.fromkeys(("measured", "engines", "worst", "scripts", "left-out"), "x"))
        != text
    )


def test_the_picture(tmp_path: Path) -> None:
    for each in ROWS[:12]:
        for name in each.files.values():
            Image.new("RGB", (40, 30), "#345").save(tmp_path / name)
    fidelity.draw_worst(ROWS, tmp_path, tmp_path / "worst.png")
    with Image.open(tmp_path / "worst.png") as image:
        assert image.width == 1200
