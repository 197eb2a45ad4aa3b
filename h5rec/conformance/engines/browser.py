"""What the measuring needs of a browser, whatever drives it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import STDOUT, Popen
from time import monotonic, sleep
from typing import Any, Protocol, TypeVar

from ...errors import ConformanceError
from ..process import end_group

START_S = 60.0  # to start; a cold disk is slow
ANSWER_S = 120.0  # to answer; more than anything in the page may take by itself
_LAST_CHARACTERS = 300

T = TypeVar("T")


class BrowserLostError(ConformanceError):
    """The browser is gone, or does not answer any more: only a new one helps."""


class Page(Protocol):
    """A page in a browser.

    What its methods raise is a `ConformanceError`: a `BrowserLostError` if the browser is gone.
    """

    def call(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function, wait for its promise, and return what comes of it.

        Parameters
        ----------
        function : str
            An expression whose value is the function.
        *arguments
            What JSON can hold; so is what is returned.
        """

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in the file input that a CSS selector finds."""

    def close(self) -> None:
        """Close it, in whatever state it is."""


class Browser(Protocol):
    """A browser that runs."""

    @property
    def name(self) -> str:
        """Name and version, e.g. ``Firefox 140.5``."""

    def new_page(self, url: str) -> Page:
        """Open a page, and wait until it is loaded."""

    def close(self) -> None:
        """End it, in whatever state it is."""


class Program:
    """A program that serves until it is ended; what it writes is kept for when it fails.

    Parameters
    ----------
    command : sequence of str
    folder : Path
        For what it writes.
    env : mapping of str to str, optional
        Its environment.
    keep : sequence of int, optional
        File descriptors that it gets, too; not on Windows.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        env: Mapping[str, str] | None = None,
        keep: Sequence[int] = (),
    ) -> None:
        self._name = command[0]
        self._output = folder / f"{Path(self._name).stem}.txt"
        try:
            with self._output.open("wb") as file:
                self._process = Popen(
                    command, stdout=file, stderr=STDOUT, env=env, pass_fds=keep, start_new_session=True
                )
        except OSError as error:
            raise ConformanceError(f"{self._name} does not start: {error.strerror}") from None

    def wait_for(self, ask: Callable[[], T | None]) -> T:
        """Ask until there is an answer.

        Raises
        ------
        ConformanceError
            If the program ends before, or takes too long.
        """
        until = monotonic() + START_S
        while monotonic() < until:
            answer = ask()
            if answer is not None:
                return answer
            if self._process.poll() is not None:
                raise ConformanceError(
                    f"{self._name} ended with status {self._process.returncode}: {self._said()}"
                )
            sleep(0.05)
        raise ConformanceError(f"{self._name} was not ready within {START_S:g} s: {self._said()}")

    def end(self) -> None:
        """Kill it, and all that it has started."""
        end_group(self._process)

    def _said(self) -> str:
        text = self._output.read_text(encoding="utf-8", errors="replace")
        return " ".join(text.split())[-_LAST_CHARACTERS:] or "it said nothing"


def folder_for(what: str) -> tempfile.TemporaryDirectory[str]:
    """Return a temporary folder for a browser; files that it still holds are left behind."""
    return tempfile.TemporaryDirectory(prefix=f"h5rec-{what}-", ignore_cleanup_errors=True)
