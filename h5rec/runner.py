"""``h5rec record``: a script, a session, and what is said about them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple, cast

import matplotlib.pyplot as plt
from rich.console import Console

from . import ambient
from .keep_backend import keep_backend
from .live.server import LiveServer
from .recorder import backend_name, default_path, open_session
from .render.retained import retained_mode
from .script import FRAMES_COME_FROM, Outcome, Script
from .session import Session
from .signals import with_interrupts, without_interrupts
from .sinks import Sink
from .status import StatusLine, summary
from .tee import recording_output

BROWSER_S = 10.0  # to wait for a browser that was opened, so that it sees the first frame


class Wish(NamedTuple):
    """How to record; see ``h5rec record --help``."""

    output: Path | None = None
    live: str | None = None
    open: bool = False
    fast: bool = False
    frames: int | None = None
    duration_s: float | None = None
    title: str | None = None
    overwrite: bool = False
    linger_s: float = 0.0


def record_script(script: Script, wish: Wish) -> int:
    """Run and record a script, and return the exit status.

    Raises
    ------
    H5RecError
        If the recording cannot begin; the script has not run then.
    """
    retained_mode()
    # The script may replace sys.stderr; this is where our lines go all the while.
    console = Console(file=sys.stderr, stderr=True)
    path = wish.output if wish.output is not None else default_path(script.name)
    live = "" if wish.open and wish.live is None else wish.live
    session = open_session(
        path,
        live=live,
        title=wish.title,
        script=script.name,
        argv=script.argv,
        overwrite=wish.overwrite,
        fast=wish.fast,
        frames=wish.frames,
        duration_s=wish.duration_s,
    )
    status_line = StatusLine(session, console)
    session.report = status_line.say
    session.may_be_joined = True
    try:
        if session.url is not None:
            status_line.say(f"watch at {session.url}")
        if wish.open:
            _open_browser(session)
        plt.switch_backend(backend_name())
        with (
            ambient.holding(session),
            keep_backend(status_line.say),
            status_line,
            recording_output(session, status_line.before_output),
        ):
            outcome = script.run(session)
            hint = _hint()
    except KeyboardInterrupt:  # before the script began, or between its end and ours
        outcome, hint = Outcome(130, "interrupted"), ""
    except BaseException:
        session.close(1, "failed")
        raise
    if session.is_detached:  # the script called os.fork(), and this is the child: the parent does the rest
        return outcome.status
    with without_interrupts():
        session.close(*outcome, close_live=lambda sink: _close_live(sink, wish.linger_s, status_line))
    if not session.frames:
        fate = f"{path} is still what it was" if path.exists() else f"there is no {path}"
        status_line.say(
            f"{script.name} drew nothing: no frame was recorded, so {fate}{'' if outcome.status else hint}"
        )
        return outcome.status or 1
    if session.kept(str(path)):
        status_line.say(f"{path}: {summary(session.stats())}; replay it: h5rec play {_quoted(path)}")
    return outcome.status or int(session.has_failed)


def _hint() -> str:
    """Return what a script without pictures may have forgotten."""
    numbers = plt.get_fignums()
    made = f"; it made {len(numbers)} figure{'s'[: len(numbers) - 1]}" if numbers else ""
    return f"{made}; {FRAMES_COME_FROM}, not from savefig or Animation.save"


def _open_browser(session: Session) -> None:
    server = session.sink("live")
    if isinstance(server, LiveServer):
        server.open_browser()
        server.wait_for_viewer(BROWSER_S)


def _close_live(sink: Sink, linger_s: float, status_line: StatusLine) -> None:
    server = cast(LiveServer, sink)

    def say(viewers: int) -> None:
        if viewers:
            who = f"{viewers} viewer{'s'[: viewers - 1]}"
            status_line.say(f"waiting for {who} to take the rest, and the log; Ctrl-C ends that")

    try:
        with with_interrupts():
            server.close(linger_s, say)
    except KeyboardInterrupt:
        pass


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text
