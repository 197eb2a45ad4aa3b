"""The player: one HTML file, which comes with the package."""

from __future__ import annotations

import importlib.resources

from .errors import H5RecError

ENDINGS = (".html", ".htm")  # of pages' names


def player_page() -> bytes:
    """Return the player's page.

    Raises
    ------
    H5RecError
        If it has not been built.
    """
    page = importlib.resources.files("h5rec") / "static" / "player.html"
    try:
        return page.read_bytes()
    except OSError:
        raise H5RecError(
            "the player (h5rec/static/player.html) has not been built: run `make build`, or install h5rec's wheel"
        ) from None
