"""Playing a log: the player, served together with one file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ..page import player_page
from .service import Service


def serve_log(
    path: Path,
    *,
    open_browser: bool = True,
    host: str = "127.0.0.1",
    port: int = 0,
    on_url: Callable[[str], object] = print,
) -> None:
    """Serve the player with the log *path* until KeyboardInterrupt, which ends it and is not passed on.

    Parameters
    ----------
    path : Path
        The log. It may still be growing.
    open_browser : bool
        Whether to open the user's browser on it.
    host, port : str, int
        Where to listen; port 0 is a free one.
    on_url : callable
        Called with the address once it works.

    Raises
    ------
    H5RecError
        If the player has not been built, or the server cannot listen there.
    """
    player_page()  # fails now rather than in the browser
    service = Service(host, port, home="/?src=/log", log_path=path.absolute())
    try:
        on_url(service.url)
        if open_browser:
            service.open_browser()
        while service.is_running:
            time.sleep(0.5)  # Windows delivers Ctrl-C only between sleeps
    except KeyboardInterrupt:
        pass
    finally:
        service.stop()
