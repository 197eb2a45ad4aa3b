"""The sink that viewers watch."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from websockets.exceptions import ConnectionClosed

from ..errors import LiveError
from ..wire.stream import ChunkBegin, ChunkData, Event
from .connection import Connection
from .hub import QUEUE_BYTES, Hub
from .service import Service, logger

BACKLOG_BYTES = 32 << 20
OVERHEAD_BYTES = 100
LAZY_BYTES = 1 << 20
MAX_AT_ONCE = 1000  # events passed on before viewers get a turn
MAX_VIEWERS = 128
FLUSH_S = (
    5.0  # at the end, viewers get what is left; but they are given up if all of them take nothing for so long
)
MAX_FLUSH_S = 60.0
RETURN_S = 2.0  # a viewer that reloads the page is not gone
_TRY_AGAIN_LATER = 1013
_POLICY_VIOLATION = 1008


class _Gap(NamedTuple):
    """Events are missing here."""


class _End(NamedTuple):
    status: int | None
    reason: str | None


def _size(event: Event) -> int:
    # The object itself counts, too: a backlog of many tiny events is also one.
    return OVERHEAD_BYTES + (len(event.data) if isinstance(event, ChunkData) else 0)


class LiveServer:
    """Lets browsers watch a session; a sink.

    The constructor starts it. The script's thread only ever appends to a queue, whose length is bounded: what
    happens to viewers, and in the server, cannot hold it up.

    Parameters
    ----------
    host, port : str, int
        Where to listen; see `parse_address`. Port 0 is a free one.
    log_path : path, optional
        The log that is being written: viewers can look back in it, and save it.
    title : str
        Shown to viewers before there is a picture.
    allowed_hosts : iterable of str
        More names by which browsers may call this server, as behind a proxy.
    queue_bytes, backlog_bytes : int
        How much is kept for a viewer that is slow; and for all, should the server's thread get no time.

    Raises
    ------
    LiveError
        If it cannot listen there.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        log_path: Path | str | None = None,
        title: str = "",
        allowed_hosts: Iterable[str] = (),
        queue_bytes: int = QUEUE_BYTES,
        backlog_bytes: int = BACKLOG_BYTES,
    ) -> None:
        log_path = None if log_path is None else Path(log_path)
        self._hub = Hub(queue_bytes=queue_bytes, title=title, log_name=log_path.name if log_path else None)
        # Filled by the script's thread, emptied by the server's. Each counts bytes for itself, so that neither
        # ever waits for the other.
        self._backlog: deque[Event | _Gap | _End] = deque()
        self._backlog_limit = backlog_bytes
        self._put_bytes = 0
        self._got_bytes = 0
        self._is_lost = False  # events are left out until the next chunk
        self._is_scheduled = False
        self._is_eager = False  # somebody watches: pass on at once
        self._is_finished = False
        self._has_ended = False
        self._is_closed = False
        self._wakes: dict[Connection, asyncio.Event] = {}
        self._sending = 0
        self._sent = 0  # messages
        self._viewers = 0
        self._is_flushed = False  # nobody has anything left to get
        self._downloads = 0
        self._changed = threading.Event()
        self._service = Service(
            host,
            port,
            home="/?live=1",
            log_path=log_path,
            handler=self._watch,
            allowed_hosts=allowed_hosts,
        )

    @property
    def url(self) -> str:
        """Address of the page, with the token that it needs."""
        return self._service.url

    @property
    def viewers(self) -> int:
        """How many viewers are attached."""
        return self._viewers

    @property
    def wants_every_frame(self) -> bool:
        """Whether somebody is watching."""
        return self._viewers > 0

    def open_browser(self) -> None:
        """Open the page in the user's browser, without waiting for it."""
        self._service.open_browser()

    def handle(self, event: Event) -> None:
        """Take an event of the stream, for the viewers; never waits.

        Raises
        ------
        LiveError
            If the server has broken down.
        """
        if self._is_closed or not self._service.is_ours:
            return
        if not self._service.is_running:
            raise LiveError("the live server has stopped; the recording goes on without it")
        waiting = self._put_bytes - self._got_bytes
        if self._is_lost:
            if not isinstance(event, ChunkBegin) or waiting > self._backlog_limit // 2:
                return
            self._is_lost = False
        elif waiting > self._backlog_limit:
            self._is_lost = True
            self._post(_Gap())
            return
        self._put_bytes += _size(event)
        self._backlog.append(event)
        # While nobody watches, the server's thread is left asleep for the most part.
        if self._is_eager or waiting > LAZY_BYTES:
            self._schedule()

    def finish(self, status: int | None, reason: str | None) -> None:
        """Tell viewers, after everything else, how the script ended: the fields of the end record."""
        if not self._is_finished:
            self._is_finished = True
            self._post(_End(status, reason))

    def wait_for_viewer(self, timeout_s: float) -> bool:
        """Wait until somebody watches; for a browser that has just been started.

        Returns
        -------
        bool
            Whether somebody does.
        """
        return self._wait(lambda: self._viewers > 0, timeout_s)

    def close(self, linger_s: float = 0.0, on_linger: Callable[[int], object] | None = None) -> None:
        """Send viewers the rest, wait for them if asked to, and end the server.

        Without viewers it returns at once. KeyboardInterrupt ends the waiting, and is passed on when the server
        has ended.

        Parameters
        ----------
        linger_s : float
            How long to go on as long as somebody is watching, or saving the log.
        on_linger : callable
            Called with the number of viewers when that waiting begins and whenever the number changes.
        """
        if self._is_closed or not self._service.is_ours:
            return
        self.finish(None, None)
        self._is_closed = True
        try:
            self._flush()
            if linger_s > 0:
                self._linger(linger_s, on_linger)
        finally:
            self._service.stop()

    def _flush(self) -> None:
        deadline = time.monotonic() + MAX_FLUSH_S
        sent = -1
        while sent < self._sent and time.monotonic() < deadline:
            sent = self._sent
            if self._wait(lambda: self._is_flushed, FLUSH_S):
                return

    def _linger(self, linger_s: float, on_linger: Callable[[int], object] | None) -> None:
        deadline = time.monotonic() + linger_s
        told: int | None = None

        def changed() -> bool:
            return self._viewers != told or not self._is_watched()

        while self._is_watched() and time.monotonic() < deadline:
            told = self._viewers
            if on_linger is not None:
                on_linger(told)
            self._wait(changed, deadline - time.monotonic())
            if not self._is_watched():
                self._wait(self._is_watched, min(RETURN_S, deadline - time.monotonic()))

    def _is_watched(self) -> bool:
        return self._viewers > 0 or self._downloads > 0

    def _wait(self, is_so: Callable[[], bool], timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        while not is_so():
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not self._service.is_running:
                return False
            # In slices: Windows delivers Ctrl-C only between them, and downloads begin without a word.
            if not self._changed.wait(min(remaining, 0.2)):
                self._service.call_soon(self._look)
            self._changed.clear()
        return True

    def _post(self, item: _Gap | _End) -> None:
        self._backlog.append(item)
        self._schedule()

    def _schedule(self) -> None:
        if not self._is_scheduled:
            self._is_scheduled = True
            self._service.call_soon(self._deliver)

    # From here on: in the server's thread.

    def _deliver(self) -> None:
        # First, so that whatever is appended from now on is either seen below or has us called again.
        self._is_scheduled = False
        for _ in range(min(len(self._backlog), MAX_AT_ONCE)):
            item = self._backlog.popleft()
            if isinstance(item, _Gap):
                self._hub.gap()
            elif isinstance(item, _End):
                self._hub.end(item.status, item.reason)
                self._has_ended = True
            else:
                self._got_bytes += _size(item)
                self._hub.publish(item)
        self._wake_all()
        if self._backlog:
            self._schedule()

    def _wake_all(self) -> None:
        for wake in self._wakes.values():
            wake.set()
        self._look()

    def _look(self) -> None:
        """Note what the thread that waits in close() wants to know."""
        self._viewers = self._hub.viewers
        self._downloads = self._service.downloads
        self._is_flushed = self._has_ended and self._hub.is_drained and self._sending == 0
        self._changed.set()

    async def _watch(self, connection: Connection) -> None:
        if self._hub.viewers >= MAX_VIEWERS:
            await connection.close(_TRY_AGAIN_LATER, f"{MAX_VIEWERS} are watching already")
            return
        # First, so that what is appended from now on is either delivered here or has us called.
        self._is_eager = True
        self._deliver()
        wake = self._wakes[connection] = asyncio.Event()
        self._hub.attach(connection)
        self._wake_all()
        sender = asyncio.create_task(self._send(connection, wake))
        try:
            async for message in connection:
                self._hub.receive(connection, message)
                wake.set()
        except LiveError as error:
            self._leave(connection)
            await connection.close(_POLICY_VIOLATION, str(error)[:100])
        except ConnectionClosed:
            pass
        finally:
            self._leave(connection)
            sender.cancel()

    def _leave(self, connection: Connection) -> None:
        self._wakes.pop(connection, None)
        self._hub.detach(connection)
        self._is_eager = self._hub.viewers > 0
        self._wake_all()

    async def _send(self, connection: Connection, wake: asyncio.Event) -> None:
        try:
            while True:
                wake.clear()
                while (message := self._hub.take(connection)) is not None:
                    self._sending += 1
                    try:
                        await connection.send_or_abort(message)
                        self._sent += 1
                    finally:
                        self._sending -= 1
                self._look()
                await wake.wait()
        except (ConnectionClosed, TimeoutError):
            pass
        except Exception:
            logger.exception("a viewer could not be served")
            connection.transport.abort()
