"""Pages of the player in a real browser."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLAYER = ROOT / "h5rec" / "static" / "player.html"
_PROBE = Path(__file__).parent / "page.js"

Hashes = dict[int, str]  # frame number -> hash


@contextmanager
def new_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """Yield a page that knows `window.probe`; an exception in it fails the test."""
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
    errors: list[str] = []
    try:
        page = context.new_page()
        page.add_init_script(path=_PROBE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    finally:
        context.close()
    assert errors == []


def wait_for_view(page: Page, view: str) -> None:
    """Wait until the page shows ``empty``, ``error``, ``replay`` or ``live``."""
    page.wait_for_selector(f"#app[data-view={view}]")


def choose(page: Page, path: Path) -> None:
    """Pick a file, as the dialog would."""
    page.set_input_files("[data-testid=file]", path)


def open_log(page: Page, path: str | os.PathLike[str]) -> None:
    """Open a log at 100 %, so that the canvas has the figure's own pixels."""
    page.goto(PLAYER.as_uri())
    wait_for_view(page, "empty")
    choose(page, Path(path))
    wait_for_view(page, "replay")
    page.evaluate("h5rec.player.zoom = 1")


def frame_count(page: Page) -> int:
    """Return how many frames the figure that is shown has."""
    count: int = page.evaluate("h5rec.player.frames")
    return count


def seek(page: Page, frames: Sequence[int]) -> list[str]:
    """Go to each of the frames, and return the hash of the canvas then."""
    hashes: list[str] = page.evaluate("frames => probe.seek(frames)", list(frames))
    return hashes


def hashes_of(page: Page) -> Hashes:
    """Return the hash of every frame of the figure, going forwards."""
    count = frame_count(page)
    return dict(zip(range(count), seek(page, range(count)), strict=True))


def log_hashes(browser: Browser, path: Path, figure: int = 1) -> Hashes:
    """Return the hash of every frame of a figure of a log."""
    with new_page(browser) as page:
        open_log(page, path)
        page.evaluate("figure => { h5rec.player.figure = figure }", figure)
        return hashes_of(page)


def live_hashes(page: Page) -> dict[int, Hashes]:
    """Return by figure the hash of every frame that a live page was sent."""
    found: dict[int, Hashes] = {}
    for figure, number, value in page.evaluate("probe.live()"):
        of_figure = found.setdefault(figure, {})
        # A chunk repeats the picture that it begins with: it has to be the same.
        assert of_figure.setdefault(number, value) == value, f"figure {figure}, frame {number}"
    return found


def pixels(page: Page, canvas: str = "h5rec.player.canvas") -> npt.NDArray[np.uint8]:
    """Return the RGBA pixels of a canvas."""
    found = page.evaluate(f"probe.pixels({canvas})")
    data = np.frombuffer(base64.b64decode(found["data"]), np.uint8)
    return data.reshape(found["height"], found["width"], 4)
