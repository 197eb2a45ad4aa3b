"""The canvas that a figure has while an animation is saved: what is drawn on demand goes to a log of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from . import ambient
from .backend import FigureCanvas
from .clock import AnimationClock
from .errors import LogError
from .log.writer import LogWriter
from .script import Outcome, outcome_of_exception
from .session import Session
from .wire.stream import Event


class FrameCanvas(FigureCanvas):
    """Takes the place of a figure's canvas until `finish`, and records only what is grabbed.

    So nothing else is drawn: `Animation.save` calls ``draw_idle`` for each frame, at which many canvases draw at
    once, and no window changes its size when the dpi is another.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    path : Path
        The log. A file that is there is replaced, as `Animation.save` does.
    dpi, fps : float
    title : str
        Of the figure.
    meta : mapping of str to str
        For the header.

    Raises
    ------
    LogError
        If the log cannot be made, or is being recorded. The figure is as it was then.
    """

    def __init__(
        self, figure: Figure, path: Path, dpi: float, fps: float, title: str, meta: Mapping[str, str]
    ) -> None:
        _refuse_what_is_recorded(path)
        self._log = _Log(path)
        self._fps = fps
        self._own_title = title
        self._is_grabbing = False
        self._problems: list[str] = []
        self._clock = AnimationClock()
        self._session = Session(
            {str(path): self._log}, self._clock, meta, path=path, report=self._problems.append
        )
        self._before = figure.canvas, figure.dpi
        super().__init__(figure)
        figure.dpi = dpi  # once and not for each frame: it has everything laid out anew

    @property
    def frames(self) -> int:
        """How many have been written."""
        return self._session.frames

    def grab(self) -> None:
        """Draw the figure, and write it as the next frame.

        Raises
        ------
        LogError
            If it cannot be written.
        """
        self._clock.advance_to(self._time_ns())
        self._is_grabbing = True
        try:
            with self._session.loop.inside():  # its time is what the clock says
                self.draw()
        finally:
            self._is_grabbing = False
        self._raise_problem()

    def finish(self, error: BaseException | None = None) -> None:
        """End the log, which *error* cut short, and put the figure's own canvas back.

        Raises
        ------
        LogError
            If the log cannot be completed, and there was no *error* before.
        """
        canvas, dpi = self._before
        self.figure.dpi = dpi
        self.figure.set_canvas(canvas)
        self.figure.stale = True  # what that canvas shows is older
        ambient.ensure().loop.unmark(self)
        self._clock.advance_to(self._time_ns())
        outcome = Outcome(0, "finished") if error is None else outcome_of_exception(error)
        self._session.close(*outcome)
        if error is None:
            self._raise_problem()

    def _time_ns(self) -> int:
        return round(self.frames * 1_000_000_000 / self._fps)

    def _record(self) -> None:
        if self._is_grabbing:
            self._record_in(self._session)

    def _title(self) -> str:
        return self._own_title

    def _raise_problem(self) -> None:
        if self._log.error is not None:
            raise self._log.error
        if self._session.has_failed:
            raise LogError(f"{self._session.path}: {'; '.join(self._problems) or 'a frame was not written'}")


def _refuse_what_is_recorded(path: Path) -> None:
    session = ambient.current()
    if session is None or session.path is None or not session.is_recording:
        return
    with contextlib.suppress(OSError):  # it is not there yet
        if path.samefile(session.path):
            raise LogError(f"{path}: is the log that is being recorded; choose another name")


class _Log(LogWriter):
    """Remembers why it failed: the session only reports it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, overwrite=True)
        self.error: Exception | None = None

    def handle(self, event: Event) -> None:
        try:
            super().handle(event)
        except Exception as error:
            self.error = self.error or error
            raise

    def close(self) -> None:
        try:
            super().close()
        except Exception as error:
            self.error = self.error or error
            raise
