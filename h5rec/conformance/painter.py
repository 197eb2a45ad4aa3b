"""Draws figures in a browser: the player's own page, asked for one picture after the other."""

from __future__ import annotations

import base64
import importlib.resources
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..errors import ConformanceError
from ..page import player_page
from .engines import Browser, BrowserLostError, Page, launch
from .metrics import Rgba

_PATIENCE_MS = 60_000  # of our own functions in the page
_FIGURES_PER_PAGE = 50  # then a new page: what one keeps is bounded
_SVG_INPUT = "#h5rec-conformance-svg"

T = TypeVar("T")


class Painter:
    """Draws logs and SVGs in a browser; made by `open_painter`.

    A browser that is lost is started again, and what it was asked for is asked once more. Every other error costs only
    the page.

    Parameters
    ----------
    start : callable
        Starts a browser.
    folder : Path
        A folder for the player's page.
    """

    def __init__(self, start: Callable[[], Browser], folder: Path) -> None:
        player = folder / "player.html"
        player.write_bytes(player_page())
        self._url = player.resolve().as_uri()
        self._driver = (
            importlib.resources.files(__package__).joinpath("driver.js").read_text(encoding="utf-8")
        )
        self._start = start
        self._browser: Browser | None = start()
        self._trouble = ""  # why there is no browser any more
        self.name = self._browser.name
        self._page: Page | None = None
        self._log: Path | None = None
        self._is_shown = False  # whether the page shows the log
        self._drawn = 0

    def open(self, log: Path) -> list[int]:
        """Open a log in the player; return the numbers of its figures.

        Raises
        ------
        ConformanceError
            If the player does not show it.
        """
        self._log = log
        if self._drawn >= _FIGURES_PER_PAGE:
            self._close_page()
        return self._ask(self._show)

    def canvas(self, figure: int, scale: int) -> tuple[Rgba, float]:
        """Return a figure of the log as the player draws it, and how many milliseconds that took."""
        found = self._draw("(...all) => h5recConformance.canvas(...all)", figure, scale)
        return _decode(found["png"]), found["drawMs"]

    def svg(self, path: Path, width: int, height: int) -> Rgba:
        """Return an SVG as the browser draws it."""

        def draw(page: Page) -> Any:
            page.call("() => void h5recConformance.fileInput()")
            page.choose(_SVG_INPUT, path)
            return page.call("(...all) => h5recConformance.svg(...all)", width, height, _PATIENCE_MS)

        self._drawn += 1
        return _decode(self._ask_of_log(draw))

    def close(self) -> None:
        """End the browser."""
        browser, self._browser, self._page = self._browser, None, None
        self._trouble = self._trouble or "is closed"
        if browser is not None:
            browser.close()

    def _draw(self, function: str, *arguments: object) -> Any:
        self._drawn += 1
        return self._ask_of_log(lambda page: page.call(function, *arguments))

    def _ask_of_log(self, question: Callable[[Page], T]) -> T:
        """Ask a page that shows the log."""

        def ask(page: Page) -> T:
            if not self._is_shown:
                self._show(page)
            return question(page)

        return self._ask(ask)

    def _ask(self, question: Callable[[Page], T]) -> T:
        """Ask the page, and if the browser is lost over it, that of a new one."""
        with _named():
            try:
                return self._once(question)
            except BrowserLostError:
                self._restart()
            try:
                return self._once(question)
            except BrowserLostError as error:
                self._restart()  # for the next one
                raise ConformanceError(f"{error}; a second time after it was started again") from None

    def _once(self, question: Callable[[Page], T]) -> T:
        page = self._some_page()
        try:
            return question(page)
        except BrowserLostError:
            raise
        except ConformanceError as error:
            # Where a tab has crashed, a browser may show a page of its own instead.
            if not page.call("() => 'h5recConformance' in window"):
                raise BrowserLostError("has lost the page") from error
            self._close_page()  # whatever state it is in
            raise

    def _some_page(self) -> Page:
        if self._browser is None:
            raise ConformanceError(self._trouble)
        if self._page is None:
            self._is_shown = False
            self._drawn = 0
            self._page = self._browser.new_page(self._url)
            self._page.call(f"() => {{ {self._driver} }}")
            self._page.call("async () => { await window.h5rec.ready; }")
        return self._page

    def _show(self, page: Page) -> list[int]:
        log = self._log
        if log is None:
            raise ConformanceError("no log is open")
        self._is_shown = False
        page.choose("[data-testid=file]", log)
        figures: list[int] = page.call("(...all) => h5recConformance.opened(...all)", log.name, _PATIENCE_MS)
        self._is_shown = True
        return figures

    def _close_page(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            page.close()

    def _restart(self) -> None:
        browser, self._browser, self._page = self._browser, None, None
        if browser is not None:
            browser.close()
        try:
            self._browser = self._start()
        except ConformanceError as error:
            self._trouble = f"is lost, and could not be started again: {error}"
            raise ConformanceError(self._trouble) from None


@contextmanager
def _named() -> Iterator[None]:
    """Say of errors whose they are."""
    try:
        yield
    except ConformanceError as error:
        raise ConformanceError(f"the browser: {error}") from None


@contextmanager
def open_painter(engine: str, executable: str | None = None) -> Iterator[Painter]:
    """Start a browser.

    Parameters
    ----------
    engine : str
        One of `engines.ENGINES`.
    executable : str, optional
        Its program; see `engines.launch`.

    Raises
    ------
    ConformanceError
        If it is missing, or what it needs.
    """
    with TemporaryDirectory(prefix="h5rec-player-", ignore_cleanup_errors=True) as folder:
        painter = Painter(lambda: launch(engine, executable), Path(folder))
        try:
            yield painter
        finally:
            painter.close()


def _decode(url: str) -> Rgba:
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        pixels: npt.NDArray[np.uint8] = np.asarray(image.convert("RGBA"))
    return pixels
