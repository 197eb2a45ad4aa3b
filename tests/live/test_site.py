"""Pages and the log, over HTTP."""

from __future__ import annotations

import queue
import re
import socket
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.http11 import Request

from h5rec.errors import H5RecError, LiveError
from h5rec.live import site
from h5rec.live.server import LiveServer
from h5rec.live.site import parse_range
from h5rec.page import player_page
from tests.live.clients import Answer, get, open_stream, stream_url, wait_until
from tests.live.conftest import MakeServer

LOG = bytes(range(256)) * 4096


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    path = tmp_path / 'Größe "1".h5rec'
    path.write_bytes(LOG)
    return path


@pytest.fixture
def server(make_server: MakeServer, page: bytes, log_path: Path) -> LiveServer:
    return make_server(log_path=log_path)


def base(server: LiveServer) -> str:
    return server.url.partition("?")[0]


def cookie(server: LiveServer) -> str:
    return get(server.url).headers["Set-Cookie"].partition(";")[0]


def check_headers(answer: Answer) -> None:
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] is None
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_token_becomes_a_cookie(server: LiveServer, page: bytes) -> None:
    entry = get(server.url)
    assert entry.status == HTTPStatus.SEE_OTHER
    assert entry.headers["Location"] == "/?live=1"
    name, _, value = entry.headers["Set-Cookie"].partition(";")[0].partition("=")
    assert name == f"h5rec-{server._service.port}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(entry.headers["Set-Cookie"].split("; "))
    answer = get(f"{base(server)}?live=1", Cookie=f"other=1; {name}={value}")
    assert answer.status == HTTPStatus.OK
    assert answer.body == page
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    for each in (entry, answer):
        check_headers(each)


def test_redirect_keeps_the_rest_of_the_address(server: LiveServer) -> None:
    answer = get(f"{server.url}&src=/log&x=a%0D%0ASet-Cookie:+b=c")
    assert answer.headers["Location"] == "/?src=/log&x=a%0D%0ASet-Cookie%3A+b%3Dc"
    assert get(base(server), Cookie=cookie(server)).headers["Location"] == "/?live=1"


@pytest.mark.parametrize(
    "path", ["", "?live=1", "log", "stream", "favicon.ico", "?token=", "?token=wrong", "log?token=x"]
)
def test_nothing_without_the_token(server: LiveServer, path: str) -> None:
    for headers in ({}, {"Cookie": "h5rec=1"}, {"Cookie": f"h5rec-{server._service.port}="}):
        answer = get(f"{base(server)}{path}", **headers)
        assert answer.status == HTTPStatus.FORBIDDEN
        assert "terminal" in answer.text
        assert "Set-Cookie" not in answer.headers
        check_headers(answer)


def test_link_on_a_page_of_another_site(server: LiveServer) -> None:
    """The browser keeps the cookie to itself then, until a page of ours goes on."""
    navigation = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    answer = get(f"{base(server)}?live=1", **navigation)
    assert answer.status == HTTPStatus.OK
    assert answer.headers["Refresh"] == "0; url=/?live=1"
    assert "player" in answer.text
    check_headers(answer)
    assert get(f"{base(server)}log", **navigation).status == HTTPStatus.FORBIDDEN
    again = {**navigation, "Sec_Fetch_Site": "same-origin"}
    assert get(f"{base(server)}?live=1", **again).status == HTTPStatus.FORBIDDEN
    frame = {**navigation, "Sec_Fetch_Mode": "cors"}
    assert get(f"{base(server)}?live=1", **frame).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["", "log", "stream"])
@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": ""}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_wrong_host_or_origin(server: LiveServer, path: str, headers: dict[str, str]) -> None:
    answer = get(f"{base(server)}{path}?token={server._service.access.token}", **headers)
    assert answer.status == HTTPStatus.FORBIDDEN
    assert "Set-Cookie" not in answer.headers
    check_headers(answer)


def test_stream_needs_token_or_cookie_and_origin(server: LiveServer) -> None:
    url = stream_url(server.url)
    bare = url.partition("?")[0]
    entry, port = cookie(server), server._service.port
    ours, theirs = f"http://127.0.0.1:{port}", "http://evil.example"
    refused: list[tuple[str, dict[str, str]]] = [
        (bare, {}),
        (f"{bare}?token=wrong", {}),
        (bare, {"Cookie": "a=b"}),
        (bare, {"Origin": ours}),
        (url, {"Origin": theirs}),
        (bare, {"Cookie": entry, "Origin": theirs}),
        (bare, {"Cookie": entry, "Origin": f"http://127.0.0.1:{port + 1}"}),
    ]
    for address, headers in refused:
        with pytest.raises(InvalidStatus) as caught, open_stream(address, **headers):
            pass
        assert caught.value.response.status_code == HTTPStatus.FORBIDDEN
    assert server.viewers == 0
    for address, headers in [(url, {}), (bare, {"Cookie": entry}), (bare, {"Cookie": entry, "Origin": ours})]:
        with open_stream(address, **headers) as connection:
            wait_until(lambda: server.viewers == 1)
            assert not connection.protocol.extensions
        wait_until(lambda: server.viewers == 0)


def test_ticket_opens_the_page_once(server: LiveServer, browser_queue: queue.Queue[str]) -> None:
    server.open_browser()
    opened = browser_queue.get(timeout=20)
    assert server._service.access.token not in opened
    assert get(opened).status == HTTPStatus.SEE_OTHER
    assert get(opened).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=1000-", 1000, len(LOG)),
        ("bytes=-7", len(LOG) - 7, len(LOG)),
        ("bytes=10-99999999999", 10, len(LOG)),
        ("bytes=-99999999999", 0, len(LOG)),
    ],
)
def test_ranges(server: LiveServer, asked: str, start: int, stop: int) -> None:
    answer = get(f"{base(server)}log", Cookie=cookie(server), Range=asked)
    assert answer.status == HTTPStatus.PARTIAL_CONTENT
    assert answer.body == LOG[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(LOG)}"
    check_headers(answer)


def test_whole_log_and_its_name(server: LiveServer) -> None:
    answer = get(f"{base(server)}log", Cookie=cookie(server))
    assert answer.status == HTTPStatus.OK
    assert answer.body == LOG
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Gr__e _1_.h5rec\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.h5rec"
    )
    assert answer.headers["Accept-Ranges"] == "bytes"
    check_headers(answer)
    assert get(f"{base(server)}log?token={server._service.access.token}").body == LOG


@pytest.mark.parametrize("asked", ["bytes=5-4", "bytes=-", "bytes=0-1,4-5", "pages=1-2", "x", "bytes=a-b"])
def test_ranges_to_be_ignored(server: LiveServer, asked: str) -> None:
    answer = get(f"{base(server)}log", Cookie=cookie(server), Range=asked)
    assert (answer.status, len(answer.body)) == (HTTPStatus.OK, len(LOG))


def test_if_range_cannot_be_compared(server: LiveServer) -> None:
    answer = get(f"{base(server)}log", Cookie=cookie(server), Range="bytes=0-1", If_Range='"x"')
    assert answer.status == HTTPStatus.OK


@pytest.mark.parametrize("asked", [f"bytes={len(LOG)}-", f"bytes={len(LOG)}-{len(LOG) + 5}", "bytes=-0"])
def test_range_beyond_the_end(server: LiveServer, asked: str) -> None:
    answer = get(f"{base(server)}log", Cookie=cookie(server), Range=asked)
    assert answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert answer.headers["Content-Range"] == f"bytes */{len(LOG)}"
    check_headers(answer)


def test_log_grows_and_answers_are_limited(server: LiveServer, log_path: Path) -> None:
    entry = cookie(server)
    with log_path.open("ab") as log:
        for _ in range(10):
            log.write(LOG)
    whole = log_path.read_bytes()
    assert len(whole) > site.RANGE_BYTES
    got = b""
    while len(got) < len(whole):
        answer = get(f"{base(server)}log", Cookie=entry, Range=f"bytes={len(got)}-")
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
        assert 0 < len(answer.body) <= site.RANGE_BYTES
        got += answer.body
    assert got == whole
    assert get(f"{base(server)}log", Cookie=entry).body == whole


def test_no_log(make_server: MakeServer, tmp_path: Path) -> None:
    for log_path in (None, tmp_path / "none.h5rec", tmp_path):
        server = make_server(log_path=log_path)
        answer = get(f"{base(server)}log?token={server._service.access.token}")
        assert answer.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "path", ["index.html", "..%2f..%2fetc/passwd", "../x", "/", "log/", "stream/x", "LOG"]
)
def test_nothing_else_is_there(server: LiveServer, path: str) -> None:
    assert get(f"{base(server)}{path}", Cookie=cookie(server)).status == HTTPStatus.NOT_FOUND


def test_queries_without_end(server: LiveServer) -> None:
    assert get(f"{base(server)}?{'a=b&' * 100}").status == HTTPStatus.BAD_REQUEST
    assert get(f"{base(server)}?token=%ff%00").status == HTTPStatus.FORBIDDEN


def test_stream_without_upgrade(server: LiveServer) -> None:
    assert get(f"{base(server)}stream", Cookie=cookie(server)).status == HTTPStatus.UPGRADE_REQUIRED
    assert server.viewers == 0


def test_player_that_has_not_been_built(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    with pytest.raises(H5RecError, match="has not been built: run `make build`"):
        player_page()
    server = make_server()
    answer = get(f"{base(server)}?live=1", Cookie=cookie(server))
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "make build" in answer.text


def test_connections_that_ask_for_nothing_are_ended(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h5rec.live.connection.REQUEST_S", 0.1)
    monkeypatch.setattr("h5rec.live.connection.MAX_CONNECTIONS", 3)
    server = make_server()
    address = ("127.0.0.1", server._service.port)
    for request in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"):
        with socket.create_connection(address, timeout=20) as sock:
            sock.sendall(request)
            assert is_ended(sock)
    idle = [socket.create_connection(address, timeout=20) for _ in range(6)]
    assert all(is_ended(sock) for sock in idle)
    for sock in idle:
        sock.close()
    wait_until(lambda: not server._service._connections)


def is_ended(sock: socket.socket) -> bool:
    try:
        return not sock.recv(1)
    except ConnectionError:
        return True


def test_what_is_not_http_is_not_answered(
    server: LiveServer, capfd: pytest.CaptureFixture[str], page: bytes
) -> None:
    for request in (
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
    ):
        with socket.create_connection(("127.0.0.1", server._service.port), timeout=20) as sock:
            sock.sendall(request)
            answer = b""
            try:
                while data := sock.recv(4096):
                    answer += data
            except ConnectionError:
                pass
            assert not re.match(rb"HTTP/1.1 [23]", answer)
    assert get(f"{base(server)}?live=1", Cookie=cookie(server)).body == page
    assert capfd.readouterr() == ("", "")


def test_download_ends_with_the_server(server: LiveServer, log_path: Path) -> None:
    """A browser that stops in the middle of a large log holds nothing up."""
    with log_path.open("ab") as log:
        log.truncate(200 << 20)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", server._service.port))
        token = server._service.access.token
        sock.sendall(f"GET /log?token={token} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        wait_until(lambda: server._service.downloads == 1)
        server.close(linger_s=0.2)
        assert not server._service._connections


def test_parse_range() -> None:
    assert parse_range("bytes=0-", 1) == (0, 1)
    assert parse_range(" Bytes=2-2 ", 5) == (2, 3)
    assert parse_range("bytes=1-0", 5) is None
    assert parse_range(f"bytes=0-{10**30}", 5) is None
    with pytest.raises(LiveError, match="has 0 bytes"):
        parse_range("bytes=0-", 0)


@pytest.mark.skipif("method" not in Request.__dataclass_fields__, reason="this websockets knows GET only")
def test_other_methods(server: LiveServer, page: bytes) -> None:
    entry = cookie(server)
    for path in ("", "?live=1", "log", "log?token=x", "nothing"):
        head, whole = (get(f"{base(server)}{path}", method, Cookie=entry) for method in ("HEAD", "GET"))
        assert head.status == whole.status
        assert head.body == b""
        assert head.headers.items() == whole.headers.items()
    answer = get(f"{base(server)}log", "DELETE", Cookie=entry)
    assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.headers["Allow"] == "GET, HEAD"
