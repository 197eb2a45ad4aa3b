"""What scripts dump, measured in a browser: figures that it cannot draw, and the rest all the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from h5rec.conformance import runner, suite
from h5rec.conformance.engines.with_playwright import Attached
from h5rec.conformance.metrics import Rgba
from h5rec.conformance.painter import Painter
from h5rec.conformance.suite import Target
from h5rec.errors import ConformanceError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THREE = "import matplotlib.pyplot as plt\nfor n in (1, 2, 3): plt.figure(n, figsize=(2, n)).add_subplot()\n"


@pytest.fixture
def jobs(tmp_path: Path) -> list[runner.Job]:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "three.py").write_text(THREE)
    (tmp_path / "scripts" / "none.py").write_text("")
    return runner.find(tmp_path / "scripts")


def test_pictures_are_of_their_figures(browser: Browser, jobs: list[runner.Job], tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    painter = Painter(lambda: Attached(browser), tmp_path)
    targets = [Target("chromium", painter, tmp_path), Target("again", painter, tmp_path / "again")]
    found, again = suite.measure(jobs, targets, scale=2, progress=lambda *state: seen.append(state))
    assert (found.engine, again.engine) == ("chromium", "again")
    assert [row.ours for row in found.rows] == [row.ours for row in again.rows]
    assert found.browser == f"Chromium {browser.version}"
    assert [(row.id, row.status, row.height) for row in found.rows] == [
        ("none.py", "none", 0),
        ("three.py#1", "ok", 100),
        ("three.py#2", "ok", 200),
        ("three.py#3", "ok", 300),
    ]
    assert {(done, total) for done, total, _ in seen} == {(1, 2), (2, 2)}
    for row in found.rows[1:]:
        for what in ("agg", "canvas", "svg", "diff"):
            with Image.open(tmp_path / row.files[what]) as image:
                assert image.size == (2 * row.width, 2 * row.height)
        assert all((tmp_path / "again" / name).is_file() for name in row.files.values())


class Faulty(Painter):
    """Its browser gives up over the second figure."""

    def canvas(self, figure: int, scale: int) -> tuple[Rgba, float]:
        if figure == 2:
            self._draw("() => { throw new Error('out of memory') }")
        return super().canvas(figure, scale)


def test_a_figure_that_the_browser_cannot_draw_costs_only_itself(
    browser: Browser, jobs: list[runner.Job], tmp_path: Path
) -> None:
    painter = Faulty(lambda: Attached(browser), tmp_path)
    (found,) = suite.measure(jobs, [Target("chromium", painter, tmp_path)])
    rows = found.rows
    assert [row.status for row in rows] == ["none", "ok", "error", "ok"]
    assert "out of memory" in rows[2].message


def test_a_log_that_is_none(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "no.h5rec"
    path.write_bytes(b"x" * 100)
    with pytest.raises(ConformanceError, match="the browser: "):
        Painter(lambda: Attached(browser), tmp_path).open(path)


def test_sizes_may_differ_by_a_pixel() -> None:
    white = np.full((10, 10, 4), 255, np.uint8)
    assert suite._compare(white, white[:9, :])[0].rms == 0
    with pytest.raises(ConformanceError, match=r"has \(10, 10\) px, Agg's picture \(10, 8\) px"):
        suite._compare(white, white[:8, :])
