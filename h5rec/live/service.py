"""A server in a thread of its own: one asyncio loop, HTTP and WebSocket on one port."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import socket
import threading
import weakref
import webbrowser
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, cast

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from ..errors import LiveError
from .access import Access
from .address import base_url, listen
from .connection import Connection, connection_type
from .site import Site

PING_S = 15.0  # a viewer that does not answer for as long again is gone
CLOSE_S = 2.0
MESSAGE_BYTES = 4096  # of a viewer

# What goes wrong in the server is not the script's business: nothing is printed, unless its logging asks for it.
logger = logging.getLogger("h5rec.live")
logger.addHandler(logging.NullHandler())
_websockets = logging.getLogger("h5rec.live.websockets")
_websockets.setLevel(logging.CRITICAL)  # its other levels report every frame, and whoever scans ports

Handler = Callable[[Connection], Awaitable[None]]


class Service:
    """A running server.

    Parameters
    ----------
    host, port : str, int
        Where to listen; port 0 is a free one.
    home : str
        What ``/`` leads to.
    log_path : Path, optional
        The log, for ``/log``.
    handler : callable, optional
        Takes each WebSocket at ``/stream``; called in the server's thread.
    allowed_hosts : iterable of str
        Names other than its own by which the server may be called.

    Raises
    ------
    LiveError
        If it cannot listen there.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        home: str,
        log_path: Path | None = None,
        handler: Handler | None = None,
        allowed_hosts: Iterable[str] = (),
    ) -> None:
        self._socket = listen(host, port)
        self.port = int(self._socket.getsockname()[1])
        self.base_url = base_url(host, self.port)
        self.access = Access(self.port, host, allowed_hosts)
        self._site = Site(self.access, home, log_path, handler is not None)
        self._handler = handler
        self._connections: set[Connection] = set()
        self._pid = os.getpid()
        self._started: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="h5rec-live", daemon=True)
        _listening.add(self._socket)
        self._thread.start()
        self._loop = self._started.result()

    @property
    def url(self) -> str:
        """Address of the player, with the token."""
        return f"{self.base_url}?token={self.access.token}"

    @property
    def is_ours(self) -> bool:
        """Whether this is the process that started the server, and not a fork of it."""
        return os.getpid() == self._pid

    @property
    def is_running(self) -> bool:
        """Whether the server's thread runs."""
        return self.is_ours and self._thread.is_alive()

    @property
    def downloads(self) -> int:
        """How many browsers are being sent the log; to be asked in the server's thread."""
        return sum(connection.is_downloading for connection in self._connections)

    def call_soon(self, function: Callable[[], object]) -> None:
        """Have *function* called in the server's thread, if that still runs; from any thread, never waits."""
        if self.is_ours:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(function)

    def open_browser(self) -> None:
        """Open the player in the user's browser, without waiting for it."""
        url = f"{self.base_url}?token={self.access.new_ticket()}"
        threading.Thread(target=_open_browser, args=(url,), name="h5rec-browser", daemon=True).start()

    def stop(self) -> None:
        """Disconnect everybody and end the server's thread; takes a few seconds at most."""
        if not self.is_ours:
            return
        self.call_soon(self._stop.set)
        # In slices, because Windows delivers Ctrl-C only between them.
        for _ in range(int(4 * (2 * CLOSE_S + 1))):
            self._thread.join(0.25)
            if not self._thread.is_alive():
                break

    def _run(self) -> None:
        # Not asyncio.run: the script may have set a loop policy, for its own loops.
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._main())
        except BaseException as error:
            if not self._started.done():
                self._started.set_exception(LiveError(f"the live server cannot start: {error}"))
            logger.exception("the live server stopped")
        finally:
            self._socket.close()

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_error)
        server = await serve(
            self._handle,
            sock=self._socket,
            process_request=self._answer,
            create_connection=connection_type(self._connections),
            compression=None,  # the stream is compressed already
            server_header=None,
            open_timeout=None,  # it would count the time of a download; connections check for themselves
            ping_interval=PING_S,
            ping_timeout=PING_S,
            close_timeout=CLOSE_S,
            max_size=MESSAGE_BYTES,
            logger=_websockets,
        )
        self._started.set_result(loop)
        await self._stop.wait()
        server.close()
        closed = asyncio.ensure_future(server.wait_closed())
        await asyncio.wait([closed], timeout=CLOSE_S)
        for connection in list(self._connections):
            connection.transport.abort()
        await asyncio.wait([closed], timeout=CLOSE_S)

    async def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        return await self._site.answer(cast(Connection, connection), request)

    async def _handle(self, connection: ServerConnection) -> None:
        # websockets 13 comes here also after an HTTP response
        if (
            self._handler is not None
            and connection.response is not None
            and connection.response.status_code == 101
        ):
            await self._handler(cast(Connection, connection))


def _log_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    logger.error("in the live server: %s", context.get("message"), exc_info=context.get("exception"))


def _open_browser(url: str) -> None:
    try:
        webbrowser.open(url)
    except Exception:  # the address has been printed, too
        logger.exception("no browser could be opened")


_listening: weakref.WeakSet[socket.socket] = weakref.WeakSet()


def _close_in_child() -> None:
    # A forked worker that lives longer than the server would keep its port.
    for sock in list(_listening):
        sock.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_in_child)
