"""A real browser that draws figures: the player's own page, driven through Playwright."""

from __future__ import annotations

import base64
import importlib.resources
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import ConformanceError
from .metrics import Rgba

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

ENGINES = ("chromium", "firefox", "webkit")

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
_PATIENCE_MS = 60_000
_FIGURES_PER_PAGE = 50  # then a new page: what one keeps is bounded


class Painter:
    """Draws logs and SVGs in a browser; made by `open_painter`."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None
        self._drawn = 0
        player = importlib.resources.files("h5rec") / "static" / "player.html"
        if not player.is_file():
            raise ConformanceError(
                "the player is missing: install h5rec from its wheel, or build it (make build)"
            )
        self._player = Path(str(player)).resolve().as_uri()

    @property
    def version(self) -> str:
        """The browser's."""
        return str(self._browser.version)

    def open(self, log: Path) -> list[int]:
        """Open a log in the player; return the numbers of its figures.

        Raises
        ------
        ConformanceError
            If the player does not show it.
        """
        self._choose(self._fresh_page(), "[data-testid=file]", log)
        figures: list[int] = self._ask(
            "([name, ms]) => h5recConformance.opened(name, ms)", [log.name, _PATIENCE_MS]
        )
        return figures

    def canvas(self, figure: int, scale: int) -> tuple[Rgba, float]:
        """Return a figure of the log as the player draws it, and how many milliseconds that took."""
        self._drawn += 1
        found = self._ask("([figure, scale]) => h5recConformance.canvas(figure, scale)", [figure, scale])
        return _decode(found["png"]), found["drawMs"]

    def svg(self, path: Path, width: int, height: int) -> Rgba:
        """Return an SVG as the browser draws it."""
        self._drawn += 1
        self._ask("() => void h5recConformance.fileInput()", None)
        assert self._page is not None  # it has just answered
        self._choose(self._page, "#h5rec-conformance-svg", path)
        return _decode(self._ask("([...all]) => h5recConformance.svg(...all)", [width, height, _PATIENCE_MS]))

    def _choose(self, page: Page, selector: str, path: Path) -> None:
        with self._ours():
            page.set_input_files(selector, path)

    def _ask(self, expression: str, argument: object) -> Any:
        page = self._page
        if page is None:
            raise ConformanceError("the browser: no log is open")
        with self._ours():
            return page.evaluate(expression, argument)

    @contextmanager
    def _ours(self) -> Iterator[None]:
        """Turn Playwright's errors into ours; the page is closed then, whatever state it is in."""
        from playwright.sync_api import Error

        try:
            yield
        except Error as error:
            self._close_page()
            raise ConformanceError(f"the browser: {error.message.splitlines()[0]}") from None

    def _fresh_page(self) -> Page:
        if self._page is not None and self._drawn >= _FIGURES_PER_PAGE:
            self._close_page()
        if self._page is None:
            driver = (importlib.resources.files(__package__) / "driver.js").read_text(encoding="utf-8")
            with self._ours():
                self._page = self._browser.new_page()
                self._page.goto(self._player)
                self._page.evaluate(driver)
                self._page.wait_for_selector("#app[data-view=empty]")
        return self._page

    def _close_page(self) -> None:
        from playwright.sync_api import Error

        page, self._page, self._drawn = self._page, None, 0
        if page is not None:
            with suppress(Error):  # it may be gone with its browser
                page.close()


@contextmanager
def open_painter(engine: str, executable: str | None = None) -> Iterator[Painter]:
    """Start a browser.

    Parameters
    ----------
    engine : str
        One of `ENGINES`.
    executable : str, optional
        The browser; by default the one that Playwright has installed, or for Chromium one on the PATH.

    Raises
    ------
    ConformanceError
        If Playwright or the browser is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise ConformanceError(
            "a browser is driven through Playwright, which is missing: pip install 'h5rec[conformance]'"
        ) from None
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = _launch(playwright, engine, executable)
        stack.callback(browser.close)
        yield Painter(browser)


def _launch(playwright: Playwright, engine: str, executable: str | None) -> Browser:
    from playwright.sync_api import Error

    if executable is not None and shutil.which(executable) is None:
        raise ConformanceError(f"{executable}: is not a program")
    kind = getattr(playwright, engine)
    options: dict[str, Any] = {"headless": True, "executable_path": executable or _installed(kind, engine)}
    if engine == "chromium":
        options["args"] = list(_CHROMIUM_ARGUMENTS)
        options["chromium_sandbox"] = not (hasattr(os, "geteuid") and os.geteuid() == 0)
    try:
        browser: Browser = kind.launch(**options)
    except Error as error:
        raise ConformanceError(f"{engine} does not start: {error.message.splitlines()[0]}") from None
    return browser


def _installed(kind: Any, engine: str) -> str | None:
    """Return the browser to start; None: Playwright knows."""
    if Path(kind.executable_path).is_file():
        return None
    if engine == "chromium":
        names = (os.environ.get("H5REC_CHROMIUM", ""), *_CHROMIUMS)
        for found in map(shutil.which, filter(None, names)):
            if found is not None:
                return found
    raise ConformanceError(
        f"no {engine} was found: run `playwright install {engine}`, or say where it is (--browser PATH)"
    )


def _decode(url: str) -> Rgba:
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        pixels: npt.NDArray[np.uint8] = np.asarray(image.convert("RGBA"))
    return pixels
