"""The exported page plays its log from disk, with no server, and asks the network for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from h5rec.export.html import export_html
from tests.log.logs import make

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("finish", [True, False])
def test_it_plays(browser: Browser, tmp_path: Path, finish: bool) -> None:
    log, out = tmp_path / "run.h5rec", tmp_path / "run.html"
    make(log, 60, finish=finish)
    export_html(log, out, title="A <title>")
    log.unlink()
    page = browser.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(out.as_uri())
    page.evaluate("window.h5rec.ready")
    frames = page.evaluate("window.h5rec.player.frames")
    page.close()
    assert frames == 40  # of the first figure
    assert errors == []
    assert [url for url in requests if not url.startswith(("data:", "blob:"))] == [out.as_uri()]


def test_a_part_begins_at_0_and_says_what_it_is_of(browser: Browser, tmp_path: Path) -> None:
    log, out = tmp_path / "run.h5rec", tmp_path / "part.html"
    make(log, 60)
    export_html(log, out, start_s=0.2, end_s=0.4)
    page = browser.new_page()
    page.goto(out.as_uri())
    page.evaluate("window.h5rec.ready")
    player = page.evaluate(
        "({ frames, duration, currentTime }) => ({ frames, duration, currentTime })",
        page.evaluate_handle("window.h5rec.player"),
    )
    page.keyboard.press("i")
    details = page.locator("#details").inner_text()
    page.close()
    assert player == {"frames": 14, "duration": 0.2, "currentTime": 0}  # one that was shown, 13 drawn since
    assert "from 0:00.200 to 0:00.400 of run.h5rec" in details
    assert "with the excerpt" in details
