"""A page to serve, also where the player has not been built; and a server that ends with its test."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import pytest

from h5rec.live import files, site
from h5rec.live.server import LiveServer

PAGE = b"<!doctype html><title>player</title>" + b"<!-- -->" * 50_000

MakeServer = Callable[..., LiveServer]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> bytes:
    for module in (site, files):
        monkeypatch.setattr(module, "player_page", lambda: PAGE)
    return PAGE


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    servers: list[LiveServer] = []

    def make(*args: object, **options: object) -> LiveServer:
        server = LiveServer(*args, **options)  # type: ignore[arg-type]
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.close()
        assert not server._service.is_running


@pytest.fixture
def browser_queue(monkeypatch: pytest.MonkeyPatch) -> queue.Queue[str]:
    """The addresses that a browser was asked to open, instead of a browser."""
    opened: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    return opened
