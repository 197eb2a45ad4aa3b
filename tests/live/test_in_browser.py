"""What only a browser can say: which requests bring the cookie."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from h5rec.live.server import LiveServer
from tests.live.conftest import MakeServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def other_site() -> Iterator[str]:
    """A page of another site, with the query as its HTML."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            from urllib.parse import unquote

            body = unquote(self.path.partition("?")[2]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # Not the address that ours has: another name is another site.
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def server(make_server: MakeServer, page: bytes) -> LiveServer:
    return make_server()


def test_address_is_opened_and_the_token_disappears(server: LiveServer, tab: Page) -> None:
    tab.goto(server.url)
    assert tab.title() == "player"
    assert tab.url == f"{server._service.base_url}?live=1"
    assert tab.evaluate("document.cookie") == ""
    opened = tab.evaluate(
        """() => new Promise(done => {
            const socket = new WebSocket(`ws://${location.host}/stream`);
            socket.onmessage = event => { done(event.data); socket.close(); };
            socket.onerror = () => done("refused");
        })"""
    )
    assert opened.startswith("{")
    tab.goto(server._service.base_url)
    assert tab.title() == "player"


def test_link_on_another_site(server: LiveServer, other_site: str, tab: Page) -> None:
    tab.goto(f"{other_site}?<a href='{server.url}'>here</a>")
    tab.click("a")
    tab.wait_for_url("**/?live=1")
    tab.wait_for_function("document.title === 'player'")
    tab.goto(f"{other_site}?<a href='{server._service.base_url}'>again</a>")
    tab.click("a")
    tab.wait_for_url("**/?live=1")
    tab.wait_for_function("document.title === 'player'")


def test_other_site_gets_nothing(server: LiveServer, other_site: str, tab: Page) -> None:
    tab.goto(server.url)
    ours = server._service.base_url
    tab.goto(f"{other_site}?<p>x</p><iframe src='{ours}?live=1'></iframe>")
    found = tab.evaluate(
        """async (ours) => {
            const fetched = await fetch(ours + "log", {credentials: "include"}).then(() => "read", () => "refused");
            const socket = await new Promise(done => {
                const socket = new WebSocket(ours.replace("http", "ws") + "stream");
                socket.onopen = () => done("open");
                socket.onerror = () => done("refused");
            });
            return [fetched, socket];
        }""",
        ours,
    )
    assert found == ["refused", "refused"]
    assert tab.frames[1].evaluate("document.title") != "player"
    assert server.viewers == 0


def test_link_without_the_token(server: LiveServer, other_site: str, tab: Page) -> None:
    tab.goto(f"{other_site}?<a href='{server._service.base_url}'>here</a>")
    tab.click("a")
    tab.wait_for_function("document.body.innerText.includes('works only with its token')")
