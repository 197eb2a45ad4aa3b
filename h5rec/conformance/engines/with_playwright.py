"""Browsers driven through Playwright: Chromium, and its own builds of Firefox and WebKit."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, TimeoutError, sync_playwright
from playwright.sync_api import Page as PlaywrightPage

from ...errors import ConformanceError
from .browser import ANSWER_S, START_S, BrowserLostError
from .programs import missing

_CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
# It runs by itself, so that a page that never answers can be told from one that is slow: Playwright waits for ever
# for what a function returns.
_ASK = """([text]) => {{
  window.h5recAnswer = null;
  setTimeout(async () => {{
    try {{
      window.h5recAnswer = {{ value: (await ({function})(...JSON.parse(text))) ?? null }};
    }} catch (error) {{
      window.h5recAnswer = {{ error: String(error) }};
    }}
  }});
}}"""
_LOST = ("crashed", "closed", "disconnected")


class Page:
    """A page; see `engines.browser.Page`."""

    def __init__(self, browser: Browser, url: str) -> None:
        with _ours():
            self._page: PlaywrightPage = browser.new_page()
            self._page.goto(url)

    def call(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function, and return what comes of it."""
        with _ours():
            self._page.evaluate(_ASK.format(function=function), [json.dumps(arguments)])
            handle = self._page.wait_for_function(
                "() => window.h5recAnswer", timeout=1000 * ANSWER_S, polling=5
            )
            answer = handle.json_value()
        if "error" in answer:
            raise ConformanceError(answer["error"])
        return answer["value"]

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in a file input."""
        with _ours():
            self._page.set_input_files(selector, path)

    def close(self) -> None:
        """Close it."""
        with suppress(Error):  # it may be gone with its browser
            self._page.close()


class Attached:
    """A browser that somebody else has started, and will end.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @property
    def name(self) -> str:
        """Name and version."""
        return f"{self._browser.browser_type.name.capitalize()} {self._browser.version}"

    def new_page(self, url: str) -> Page:
        """Open a page."""
        return Page(self._browser, url)

    def close(self) -> None:
        """Leave it to whom it belongs."""


class Launched(Attached):
    """A browser that is started here.

    Parameters
    ----------
    engine : str
    program : str, optional
        By default Playwright's own.
    prefer_own : bool
        Take Playwright's own, which fits it best, if it is there.
    """

    def __init__(self, engine: str, program: str | None = None, *, prefer_own: bool = False) -> None:
        self._playwright = sync_playwright().start()
        try:
            kind = getattr(self._playwright, engine)
            has_own = Path(kind.executable_path).is_file()
            if has_own and prefer_own:
                program = None
            if program is None and not has_own:
                raise missing(engine)
            options: dict[str, Any] = {}
            if engine == "chromium":
                options["args"] = list(_CHROMIUM_ARGUMENTS)
                options["chromium_sandbox"] = not (hasattr(os, "geteuid") and os.geteuid() == 0)
            with _ours(f"{engine} does not start"):
                browser = kind.launch(
                    headless=True, executable_path=program, timeout=1000 * START_S, **options
                )
        except BaseException:
            self._playwright.stop()
            raise
        super().__init__(browser)

    def close(self) -> None:
        """End it."""
        with suppress(Error):
            self._browser.close()
        self._playwright.stop()


@contextmanager
def _ours(what: str = "") -> Iterator[None]:
    """Turn Playwright's errors into ours."""
    try:
        yield
    except TimeoutError:
        raise BrowserLostError(f"did not answer within {ANSWER_S:g} s") from None
    except Error as error:
        text = error.message.splitlines()[0]
        if what:
            raise ConformanceError(f"{what}: {text}") from None
        kind = BrowserLostError if any(word in text for word in _LOST) else ConformanceError
        raise kind(text) from None
