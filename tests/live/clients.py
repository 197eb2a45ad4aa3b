"""Viewers and browsers, as the tests need them."""

from __future__ import annotations

import contextlib
import http.client
import inspect
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame as WsFrame
from websockets.frames import Opcode
from websockets.sync.client import ClientConnection, connect
from websockets.uri import parse_uri

from tests.live.streams import Received

# Newer versions ask the environment for a proxy.
_OPTIONS: dict[str, Any] = {"max_size": None, "open_timeout": 20}
if "proxy" in inspect.signature(connect).parameters:
    _OPTIONS["proxy"] = None


def wait_until(is_so: Callable[[], object], what: str = "it", timeout_s: float = 20.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < deadline, f"waited {timeout_s} s for {what}"
        time.sleep(0.005)


def stream_url(page_url: str) -> str:
    return page_url.replace("http://", "ws://").replace("/?", "/stream?")


@contextlib.contextmanager
def open_stream(url: str, **headers: str) -> Iterator[ClientConnection]:
    with connect(url, additional_headers=headers, **_OPTIONS) as connection:
        yield connection


class Viewer:
    """Takes in whatever comes, in a thread of its own."""

    def __init__(self, page_url: str) -> None:
        self.received = Received()
        self.closed_code: int | None = None
        self._url = stream_url(page_url)
        self._opened = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._opened.wait(20)
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            with open_stream(self._url) as connection:
                self._connection = connection
                self._opened.set()
                while True:
                    self.received.add(connection.recv())
        except ConnectionClosed as error:
            self.closed_code = error.rcvd.code if error.rcvd else None
        except BaseException as error:
            self._error = error
        finally:
            self._opened.set()

    def leave(self) -> None:
        self._connection.close()

    def wait_closed(self) -> None:
        self._thread.join(20)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
        self._thread.join(20)
        if error is None:
            self.wait_closed()


class StalledViewer:
    """Connects and then reads nothing until it is told to."""

    def __init__(self, page_url: str) -> None:
        self.received = Received()
        url = stream_url(page_url)
        self._protocol = ClientProtocol(parse_uri(url), max_size=None)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(20)
        parts = urlsplit(url)
        self._socket.connect((parts.hostname, parts.port))
        self._protocol.send_request(self._protocol.connect())
        self._send()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._socket.sendall(data)

    def read_until(self, is_enough: Callable[[], object]) -> None:
        opcode, parts = Opcode.TEXT, [b""]
        while not is_enough():
            data = self._socket.recv(1 << 20)
            assert data, "the server ended the connection"
            self._protocol.receive_data(data)
            self._send()
            for frame in self._protocol.events_received():
                if not isinstance(frame, WsFrame):
                    continue
                if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
                    opcode, parts = frame.opcode, []
                elif frame.opcode is not Opcode.CONT:
                    continue
                parts.append(bytes(frame.data))
                if frame.fin:
                    whole = b"".join(parts)
                    self.received.add(whole.decode() if opcode is Opcode.TEXT else whole)

    def close(self) -> None:
        self._socket.close()


class Answer:
    """An HTTP response."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for exactly this: no redirect, no cookie jar; a Host of its own if one is given."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()
