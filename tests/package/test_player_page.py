"""The built pages: each one file, with a policy that lets only its own script run; the player asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATIC = files("h5rec") / "static"
PAGE = STATIC / "player.html"
CONNECT = "connect-src 'self' http: https: ws: wss: blob:"


def policy(page: str) -> dict[str, str]:
    match = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert match is not None
    directives = (directive.strip().partition(" ") for directive in match[1].split(";"))
    return {name: value for name, _, value in directives}


def test_it_is_small_enough() -> None:
    assert len(PAGE.read_bytes()) <= 350_000


@pytest.mark.parametrize("name", ["player.html", "conformance.html"])
def test_its_policy_lets_exactly_its_script_run(name: str) -> None:
    page = (STATIC / name).read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script", page, flags=re.DOTALL | re.IGNORECASE)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    rules = policy(page)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_the_export_finds_what_it_replaces() -> None:
    assert PAGE.read_text(encoding="utf-8").count(CONNECT) == 1


def test_from_disk_it_starts_and_asks_for_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "player.html"
    path.write_bytes(PAGE.read_bytes())
    page = browser.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector('#app[data-view="empty"]')  # it has started, and would have asked by now
    page.close()
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
    assert messages == []
