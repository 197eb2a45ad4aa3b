"""What all tests share: a browser, a way to run the command line, and the order in which they run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent

# Folders of tests, fast ones first: what is broken at the bottom is not reported from the top.
ORDER = [
    "package",
    "wire",
    "format",
    "render",
    "retained",
    "log",
    "session",
    "backend",
    "live",
    "export",
    "conformance",
    "cli",
    "examples",
    "ecosystem",
    "bench",
    "browser",
]

RunCli = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by folder, slow ones and then those with a browser last, and otherwise leave the order alone.

    The browser has to be last: while Playwright runs, asyncio.run() does not work in this thread. (Where several
    workers share the tests, each gets its own in this order: see the Makefile.)
    """

    def key(item: pytest.Item) -> tuple[bool, bool, int]:
        inside = item.path.is_relative_to(ROOT / "tests")
        folder = item.path.relative_to(ROOT / "tests").parts[0] if inside else ""
        place = ORDER.index(folder) if folder in ORDER else 0
        with_browser = "browser" in getattr(item, "fixturenames", ())
        return with_browser, item.get_closest_marker("slow") is not None, place

    items.sort(key=key)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    try:
        path = chromium.find()
    except LookupError as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, headless=True, args=chromium.ARGUMENTS)
        yield instance
        instance.close()


@pytest.fixture
def run_cli(tmp_path: Path) -> RunCli:
    """``run_cli("info", path)`` runs ``h5rec info path`` in a process of its own, in ``tmp_path``."""

    def run(
        *args: str | os.PathLike[str],
        cwd: Path = tmp_path,
        env: dict[str, str] | None = None,
        timeout: float = 120,
        stdin: str = "",
    ) -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [sys.executable, "-m", "h5rec", *[os.fspath(arg) for arg in args]]
        return subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run
