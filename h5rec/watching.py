"""A live view of a script that nobody records: what ``plt.show()`` does with this backend alone."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys

from matplotlib._pylab_helpers import Gcf

from . import ambient
from .live.server import LiveServer
from .session import Session


def start_watching(session: Session) -> None:
    """Start a live server on loopback, and say where it is."""
    title = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else "matplotlib"
    server = LiveServer(title=title)
    session.add_sink("live", server)
    session.is_watched_only = True
    atexit.register(session.close)
    session.report(f"watch at {server.url}")
    if os.environ.get("H5REC_OPEN") != "0":
        server.open_browser()


def watch(session: Session) -> None:
    """Run animations, and keep the figures in view until Ctrl-C, or until all are closed."""
    with contextlib.suppress(KeyboardInterrupt):
        session.report("Ctrl-C ends it")
        session.loop.run(lambda: not Gcf.get_all_fig_managers())
    session.close()
    ambient.deactivate(session)  # another `show` starts anew
