"""One connection of a browser, with what websockets leaves out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, ClassVar

from websockets.asyncio.server import ServerConnection

REQUEST_S = 10.0  # for sending a request
STALL_S = 60.0  # for taking one piece of data: who is slower than that is gone
MAX_CONNECTIONS = 256  # the script needs file descriptors, too


class Connection(ServerConnection):
    """A connection that the server knows from its first moment to its last."""

    everyone: ClassVar[set[Connection]]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note a new connection; end it if there are too many, or no request comes."""
        self._writable = asyncio.Event()
        self._writable.set()
        self.is_connected = True
        self.is_downloading = False
        super().connection_made(transport)
        self.everyone.add(self)
        self._deadline = self.loop.call_later(REQUEST_S, self._check_request)
        if len(self.everyone) > MAX_CONNECTIONS:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end of the connection."""
        self.is_connected = False
        self._deadline.cancel()
        self.everyone.discard(self)
        super().connection_lost(exc)
        self._writable.set()

    def pause_writing(self) -> None:
        """Note that the network is slower than we are."""
        self._writable.clear()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that there is room again."""
        super().resume_writing()
        self._writable.set()

    async def write(self, data: bytes) -> None:
        """Send a part of a response, and wait until it has left this process.

        Not in one response object, as websockets would: that one is given up a few seconds after it was written,
        however much of it is still to be sent.
        """
        if not self.is_connected or self.transport.is_closing():
            return
        self.transport.set_write_buffer_limits(high=0)
        self.transport.write(data)
        try:
            async with asyncio.timeout(STALL_S):
                await self._writable.wait()
        except TimeoutError:
            self.transport.abort()

    async def send_or_abort(self, message: str | bytes) -> None:
        """Send a message; end the connection if it is not taken in time.

        The pings of websockets do not notice such a viewer, since they would have to be sent first.
        """
        try:
            async with asyncio.timeout(STALL_S):
                await self.send(message)
        except TimeoutError:
            self.transport.abort()
            raise

    @contextlib.contextmanager
    def downloading(self) -> Iterator[None]:
        """Mark the time in which the log is on its way."""
        self.is_downloading = True
        try:
            yield
        finally:
            self.is_downloading = False

    def _check_request(self) -> None:
        if self.request is None:
            self.transport.abort()


def connection_type(everyone: set[Connection]) -> type[Connection]:
    """Return the type of a server's connections, which enter themselves in *everyone*."""
    members: dict[str, Any] = {"everyone": everyone}
    return type("Connection", (Connection,), members)
