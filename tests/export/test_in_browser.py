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
