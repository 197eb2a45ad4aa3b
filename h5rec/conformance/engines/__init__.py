"""Browsers, each driven in the way that it understands; see `launch`."""

from __future__ import annotations

from ...errors import ConformanceError
from . import programs
from .browser import Browser, BrowserLostError, Page

__all__ = ["ENGINES", "Browser", "BrowserLostError", "Page", "launch"]

ENGINES = ("chromium", "firefox", "webkit")


def launch(engine: str, executable: str | None = None) -> Browser:
    """Start a browser without a window.

    Chromium is driven through Playwright; Firefox as it is installed through WebDriver BiDi; WebKit, that is WebKitGTK
    or Safari, through its WebDriver. Where Firefox or WebKit are not installed, but Playwright's builds of them are,
    those are taken.

    Parameters
    ----------
    engine : str
        One of `ENGINES`.
    executable : str, optional
        The program: a Chromium, a Firefox, or for WebKit a WebKitWebDriver or safaridriver. By default it is looked
        for.

    Raises
    ------
    ConformanceError
        If it is missing or does not start.
    """
    wanted = programs.chosen(engine, executable)
    program = wanted or programs.installed(engine)
    if engine != "chromium" and program is not None:
        if engine == "firefox":
            from .firefox import Firefox

            return Firefox(program)
        from .webkit import WebKit

        return WebKit(program)
    try:
        from .with_playwright import Launched
    except ImportError:
        if engine != "chromium":
            raise programs.missing(engine) from None
        raise ConformanceError(
            "Chromium is driven through Playwright, which is missing: pip install 'h5rec[conformance]'; "
            "or take --engine firefox or webkit, which need no Playwright"
        ) from None
    return Launched(engine, program, prefer_own=wanted is None)
