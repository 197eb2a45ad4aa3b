"""`record`: a session with its sinks, as a context manager."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl

from . import ambient
from ._version import __version__
from .clock import AnimationClock, RealClock
from .errors import SessionError
from .live.address import parse_address
from .live.server import LiveServer
from .log.writer import LogWriter
from .script import FRAMES_COME_FROM, Outcome, draw_the_rest, outcome_of_exception
from .session import PRECISION_BITS, LimitReached, Session
from .signals import Terminated, signals_as_exceptions, with_interrupts, without_interrupts
from .sinks import Sink

MODULE = "module://h5rec.backend"
LONGEST_S = 1e9  # 31 years: what nanoseconds in 64 bits surely hold


def default_path(name: str) -> Path:
    """Return ``recordings/NAME-YYYYmmdd-HHMMSS.h5rec``; a script's name goes without its ``.py``."""
    stem = name[:-3] if name.endswith(".py") else name
    return Path("recordings") / f"{stem}-{time.strftime('%Y%m%d-%H%M%S')}.h5rec"


def open_session(
    path: str | os.PathLike[str] | None,
    *,
    live: bool | str | None = None,
    title: str | None = None,
    script: str = "",
    argv: Sequence[str] = (),
    overwrite: bool = False,
    fast: bool = False,
    frames: int | None = None,
    duration_s: float | None = None,
    precision_bits: int = PRECISION_BITS,
    report: Callable[[str], None] | None = None,
) -> Session:
    """Make a session with the sinks that are asked for; parameters as for `record`.

    Raises
    ------
    LogError, LiveError, SessionError
        If one of them cannot be had; none is left behind then.
    """
    if frames is not None and frames < 1:
        raise SessionError(f"frames: at least 1, not {frames}")
    if duration_s is not None and not 0 < duration_s <= LONGEST_S:
        raise SessionError(f"duration: more than 0 s and at most {LONGEST_S:g} s, not {duration_s:g} s")
    if not 0 <= precision_bits <= 16:
        raise SessionError(f"precision_bits: 0 (whole pixels) to 16, not {precision_bits}")
    clock = AnimationClock() if fast else RealClock()
    meta = _meta(title, script, argv, clock.name)
    sinks: dict[str, Sink] = {}
    address = None if live is None or live is False else parse_address("" if live is True else live)
    log_path = None if path is None else Path(path)
    if log_path is not None:
        sinks[str(log_path)] = LogWriter(log_path, overwrite=overwrite)
    if address is not None:
        try:
            sinks["live"] = LiveServer(*address, log_path=log_path, title=meta["title"])
        except BaseException:
            for sink in sinks.values():
                sink.close()
            raise
    return Session(
        sinks,
        clock,
        meta,
        path=log_path,
        frames=frames,
        precision_bits=precision_bits,
        duration_ns=None if duration_s is None else round(duration_s * 1e9),
        report=report,
    )


@contextmanager
def record(
    path: str | os.PathLike[str] | None = None,
    *,
    live: bool | str | None = None,
    title: str | None = None,
    overwrite: bool = False,
    fast: bool = False,
    frames: int | None = None,
    duration_s: float | None = None,
    linger_s: float = 5.0,
    precision_bits: int = PRECISION_BITS,
) -> Iterator[Session]:
    """Record what pyplot draws while the context lasts.

    Inside, pyplot's backend is h5rec: the figures made there are recorded. A figure that was made
    before has a canvas of another backend already, and is not. Figures that were never drawn are drawn at
    the end. Afterwards pyplot's backend is what it was; the figures made inside keep their canvas, whose
    drawings then go nowhere.

    Parameters
    ----------
    path : str or path, optional
        The log; by default ``recordings/SCRIPT-YYYYmmdd-HHMMSS.h5rec``, or none if *live* is given.
    live : bool or str
        Let viewers watch: True for a free port of this machine only, or ``"HOST:PORT"``. The address
        is ``session.url``.
    title : str, optional
        Shown by the player; by default the name of the running script.
    overwrite : bool
        Replace a file that is there.
    fast : bool
        Timers and pauses do not wait; times are the animation's own.
    frames : int, optional
        Leave the context after this many.
    duration_s : float, optional
        Leave the context when something is drawn after this many seconds.
    linger_s : float
        With *live*: how long to wait at the end for viewers that are still there, so that they can
        save the log. Without viewers there is no waiting.
    precision_bits : int
        Coordinates are rounded to 2^-bits px: 5 (1/32 px) by default; more where replays are to be
        magnified more than about ten times.

    Yields
    ------
    Session
        It has ``path``, ``url``, ``mark(label)``, ``frames`` and ``flush()``. In a script that is run by
        ``h5rec record`` it is the session of that command.

    Raises
    ------
    LogError, LiveError, SessionError
        If the file or the address cannot be had, or another session is being recorded.

    Examples
    --------
    >>> with h5rec.record("run.h5rec") as session:  # doctest: +SKIP
    ...     fig, ax = plt.subplots()
    ...     for step in range(10):
    ...         ax.plot(step, step**2, "o")
    ...         plt.pause(0.1)
    """
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    outer = ambient.current()
    if outer is not None and outer.is_recording and outer.may_be_joined:
        outer.report("h5rec.record() within `h5rec record`: there is one log, the command's")
        yield outer
        return
    _refuse_second()
    if path is None and not live and live != "":
        path = default_path(name or "session")
    session = open_session(
        path,
        live=live,
        title=title,
        script=name,
        argv=sys.argv,
        overwrite=overwrite,
        fast=fast,
        frames=frames,
        duration_s=duration_s,
        precision_bits=precision_bits,
    )
    outcome = Outcome(0, "finished")
    try:
        with ambient.holding(session), pyplot_on_h5rec(), signals_as_exceptions(session):
            try:
                yield session
                if not session.is_detached:
                    draw_the_rest(session, "h5rec.record()")
                    if not session.frames:
                        session.report(
                            f"no frame was recorded: {FRAMES_COME_FROM}, of figures that pyplot has made "
                            "within h5rec.record()"
                        )
            except LimitReached:
                outcome = Outcome(0, "limit")
    except Terminated as error:
        outcome = outcome_of_exception(error)
        raise SystemExit(outcome.status) from None  # a traceback would be ours
    except BaseException as error:
        outcome = outcome_of_exception(error)
        raise
    finally:
        with without_interrupts():
            session.close(*outcome, close_live=lambda sink: _close_live(sink, linger_s))


@contextmanager
def pyplot_on_h5rec() -> Iterator[None]:
    """Let pyplot make our canvases."""
    import matplotlib.pyplot as plt

    # Asking resolves the automatic choice, so that there is something to go back to.
    before = mpl.get_backend()
    plt.switch_backend(backend_name())
    try:
        yield
    finally:
        with warnings.catch_warnings():
            # matplotlib 3.9 closes the figures then, and says so
            warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
            plt.switch_backend(before)


def backend_name() -> str:
    """Return the name by which matplotlib finds our backend: installed, or in a source tree."""
    from matplotlib.backends.registry import backend_registry

    return "h5rec" if "h5rec" in backend_registry.list_all() else MODULE  # type: ignore[no-untyped-call]


def _close_live(sink: Sink, linger_s: float) -> None:
    if isinstance(sink, LiveServer):
        with with_interrupts():
            sink.close(linger_s)
    else:
        sink.close()


def _refuse_second() -> None:
    current = ambient.current()
    if current is not None and current.is_recording:
        raise SessionError("a session is being recorded already; close it before recording another")


def _meta(title: str | None, script: str, argv: Sequence[str], clock: str) -> Mapping[str, str]:
    return {
        "title": str(title) if title is not None else (script or "matplotlib"),
        "script": script,
        "argv": json.dumps([os.fspath(arg) for arg in argv]),
        "h5rec": __version__,
        "matplotlib": mpl.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "clock": clock,
    }
