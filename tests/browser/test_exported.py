"""An exported page: opened from disk, with no server and no Python, it plays its log and asks for nothing."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import STEP_S, STEPS, WebServer
from tests.browser.pages import hashes_of, log_hashes, new_page, wait_for_view
from tests.conftest import RunCli

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MAX_PLAYER_BYTES = 350_000


@pytest.fixture
def exported(two_figures: Path, run_cli: RunCli, tmp_path: Path) -> Path:
    out = tmp_path / "out" / "run.html"
    out.parent.mkdir()
    done = run_cli("export", two_figures, out)
    assert done.returncode == 0, done.stderr
    return out


def test_it_plays_the_log_without_any_request(browser: Browser, two_figures: Path, exported: Path) -> None:
    requests: list[str] = []
    with new_page(browser) as page:
        page.context.set_offline(True)
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda socket: requests.append(socket.url))
        page.goto(exported.as_uri())
        wait_for_view(page, "replay")
        assert page.title() == "Two figures"
        page.evaluate("h5rec.player.zoom = 1")
        for figure in (1, 2):
            page.evaluate("figure => { h5rec.player.figure = figure }", figure)
            hashes = hashes_of(page)
            assert len(hashes) == STEPS
            assert hashes == log_hashes(browser, two_figures, figure)
            shown = page.evaluate("step => probe.playThrough(step)", STEP_S * 1000 / 2)
            assert shown == [[frame, hashes[frame]] for frame in range(STEPS)]
    assert [url for url in requests if not url.startswith(("data:", "blob:"))] == [exported.as_uri()]


@pytest.mark.parametrize("web", ["ranges"], indirect=True)
def test_its_policy_refuses_every_request(browser: Browser, exported: Path, web: WebServer) -> None:
    text = exported.read_text(encoding="utf-8")
    match = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert match is not None
    assert "connect-src 'none'" in match[1]
    with new_page(browser) as page:
        page.goto(exported.as_uri())
        wait_for_view(page, "replay")
        refused = page.evaluate(
            """async url => ({
              fetch: await fetch(url).then(() => "answered", error => error.name),
              beacon: await new Promise(done => {
                document.addEventListener("securitypolicyviolation", event => done(event.violatedDirective));
                navigator.sendBeacon(url);
              }),
              image: await new Promise(done => {
                const image = new Image();
                image.onload = () => done("loaded");
                image.onerror = () => done("refused");
                image.src = url;
              }),
              script: await new Promise(done => {
                const script = document.createElement("script");
                script.onload = () => done("loaded");
                script.onerror = () => done("refused");
                script.src = url;
                document.head.append(script);
              }),
              socket: await new Promise(done => {
                try {
                  const socket = new WebSocket(url.replace("http", "ws"));
                  socket.onopen = () => done("open");
                  socket.onerror = () => done("refused");
                } catch (error) {
                  done("refused");
                }
              }),
            })""",
            web.url + "out/run.html",
        )
    assert refused == {
        "fetch": "TypeError",
        "beacon": "connect-src",
        "image": "refused",
        "script": "refused",
        "socket": "refused",
    }
    assert web.requests == []


def test_the_player_in_it_is_small(two_figures: Path, exported: Path) -> None:
    log_as_text = 4 * math.ceil(two_figures.stat().st_size / 3)
    assert exported.stat().st_size - log_as_text <= MAX_PLAYER_BYTES
