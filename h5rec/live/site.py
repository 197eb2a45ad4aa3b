"""HTTP: the player's page, and the log by ranges or as a whole."""

from __future__ import annotations

import asyncio
import io
import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, quote, urlencode

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from ..errors import H5RecError, LiveError
from ..page import player_page
from .access import Access
from .connection import Connection

RANGE_BYTES = 8 << 20  # at most, of one response to a request with Range
_PIECE_BYTES = 256 << 10
_STREAM = "/stream"
_NO_STORE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NEEDS_TOKEN = (
    "This address works only with its token. Open the whole address that h5rec printed in the terminal, "
    "with everything after the question mark."
)


class Site:
    """Answers the requests of one server.

    Parameters
    ----------
    access : Access
        Who may come in.
    home : str
        What ``/`` leads to: the player's page with its parameters.
    log_path : Path, optional
        The log, which may be growing.
    has_stream : bool
        Whether ``/stream`` is a WebSocket.
    """

    def __init__(self, access: Access, home: str, log_path: Path | None, has_stream: bool) -> None:
        self._access = access
        self._home = home
        self._log_path = log_path
        self._has_stream = has_stream

    async def answer(self, connection: Connection, request: Request) -> Response | None:
        """Return the response to a request; None lets a WebSocket begin."""
        method = getattr(request, "method", "GET")  # older versions of websockets let only GET come here
        if method not in ("GET", "HEAD"):
            return _text(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.", Allow="GET, HEAD")
        response = await self._answer(request.path, request.headers)
        if isinstance(response, _FromFile):
            with response.file:
                if method == "GET":
                    await response.send(connection)
                    return _Sent(response)
        if response is not None and method == "HEAD":
            response.body = b""
        return response

    async def _answer(self, target: str, headers: Headers) -> Response | None:
        refusal = self._access.refusal(headers)
        if refusal is not None:
            return _text(HTTPStatus(refusal.status), refusal.text)
        path, _, query = target.partition("?")
        try:
            fields = parse_qs(query, keep_blank_values=True, max_num_fields=32)
        except ValueError:
            return _text(HTTPStatus.BAD_REQUEST, "The query is not valid.")
        response = self._enter(path, fields, headers)
        if response is not None:
            return response
        if path == "/":
            return self._page(fields, headers["Host"].strip())
        if path == "/log" and self._log_path is not None:
            return await self._log(self._log_path, headers)
        if path == _STREAM and self._has_stream:
            return None
        return _text(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def _enter(self, path: str, fields: dict[str, list[str]], headers: Headers) -> Response | None:
        tokens = fields.pop("token", [])
        if tokens:
            if not self._access.admits(tokens):
                return _text(HTTPStatus.FORBIDDEN, _NEEDS_TOKEN)
            if path != "/":
                return None  # as from curl, or a player that is told the address of a stream
            # The token should stay neither in the address bar nor in the history.
            return _redirect(self._target(fields), self._access.set_cookie)
        if self._access.has_cookie(headers):
            return None
        navigates = headers.get_all("Sec-Fetch-Mode") == ["navigate"]
        if path == "/" and navigates and headers.get_all("Sec-Fetch-Site") == ["cross-site"]:
            # Who follows a link on a page of another site sends no SameSite=Strict cookie, not even after our
            # own redirect. A page of ours that goes on by itself is not another site; it comes only once.
            return _text(HTTPStatus.OK, "Opening the player ...", Refresh=f"0; url={self._target(fields)}")
        return _text(HTTPStatus.FORBIDDEN, _NEEDS_TOKEN)

    def _target(self, fields: dict[str, list[str]]) -> str:
        return f"/?{urlencode(fields, doseq=True, safe='/')}" if fields else self._home

    def _page(self, fields: dict[str, list[str]], host: str) -> Response:
        if not fields:
            return _redirect(self._home)
        try:
            page = player_page()
        except H5RecError as error:
            return _text(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}")
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            # Beyond the page's own policy: nothing but this server. Not every browser takes 'self' to include
            # WebSockets; Host has been checked.
            "Content-Security-Policy": (
                f"connect-src 'self' ws://{host} wss://{host} blob:; frame-ancestors 'none'"
            ),
        }
        return _FromFile(HTTPStatus.OK, headers, io.BytesIO(page), 0, len(page))

    async def _log(self, path: Path, headers: Headers) -> Response:
        try:
            file = await asyncio.to_thread(open, path, "rb")
        except OSError:
            return _text(HTTPStatus.NOT_FOUND, "There is no log yet.")
        size = os.fstat(file.fileno()).st_size
        # There is nothing to compare If-Range with: the log grows, and no version of it has a name.
        ranges = [] if "If-Range" in headers else headers.get_all("Range")
        try:
            wanted = parse_range(ranges[0], size) if len(ranges) == 1 else None
        except LiveError as error:
            file.close()
            unsatisfied = {"Content-Range": f"bytes */{size}"}
            return _text(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, str(error), **unsatisfied)
        start, stop = (0, size) if wanted is None else (wanted[0], min(wanted[1], wanted[0] + RANGE_BYTES))
        about = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": _attachment(path.name),
            "Accept-Ranges": "bytes",
        }
        if wanted is not None:
            about["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        status = HTTPStatus.OK if wanted is None else HTTPStatus.PARTIAL_CONTENT
        return _FromFile(status, about, file, start, stop)


def parse_range(text: str, size: int) -> tuple[int, int] | None:
    """Return start and stop of the bytes that a Range header asks for; None if it is to be ignored.

    Raises
    ------
    LiveError
        If a file of *size* bytes has none of them.
    """
    match = re.fullmatch(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})", text.strip(), re.IGNORECASE | re.ASCII)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:  # the last so many bytes
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= stop:
        raise LiveError(f"Nothing of {text!r} is in the log, which has {size} bytes.")
    return start, stop


class _FromFile(Response):
    """A response whose body is a part of a file."""

    def __init__(
        self, status: HTTPStatus, headers: dict[str, str], file: BinaryIO, start: int, stop: int
    ) -> None:
        length = {"Content-Length": str(stop - start)}
        super().__init__(status.value, status.phrase, _headers({**headers, **length}))
        self.file = file
        self._start = start
        self._stop = stop

    async def send(self, connection: Connection) -> None:
        """Send it piece by piece, each once the one before is on its way: a log may have gigabytes."""
        with connection.downloading():
            await connection.write(self.serialize())
            try:
                await asyncio.to_thread(self.file.seek, self._start)
                while self._start < self._stop and connection.is_connected:
                    data = await asyncio.to_thread(
                        self.file.read, min(_PIECE_BYTES, self._stop - self._start)
                    )
                    if not data:
                        raise EOFError
                    await connection.write(data)
                    self._start += len(data)
            except (OSError, EOFError):  # the length that was promised cannot be kept
                connection.transport.abort()


class _Sent(Response):
    """A response that has been sent; websockets has only to end the connection."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code, response.reason_phrase, response.headers)

    def serialize(self) -> bytes:
        """Return nothing more to send."""
        return b""


def _headers(headers: dict[str, str]) -> Headers:
    return Headers({**_NO_STORE, "Connection": "close", **headers})


def _text(status: HTTPStatus, text: str, **headers: str) -> Response:
    body = f"{text}\n".encode()
    about = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    return Response(status.value, status.phrase, _headers({**about, **headers}), body)


def _redirect(target: str, set_cookie: str | None = None) -> Response:
    cookie = {} if set_cookie is None else {"Set-Cookie": set_cookie}
    return _text(HTTPStatus.SEE_OTHER, "The player is there.", Location=target, **cookie)


def _attachment(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
