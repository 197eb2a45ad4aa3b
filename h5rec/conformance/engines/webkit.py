"""WebKit as it is installed, driven through WebDriver: WebKitGTK's MiniBrowser, or Safari.

The protocol: https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from ...errors import ConformanceError
from .browser import ANSWER_S, BrowserLostError, Program, folder_for

_NAMES = {"MiniBrowser": "WebKitGTK"}
_LOST = ("invalid session id", "no such window", "script timeout", "timeout", "unknown error")
_CALL = """
const done = arguments[arguments.length - 1];
(async (text) => JSON.stringify((await ({function})(...JSON.parse(text))) ?? null))(arguments[0])
  .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));
"""


class WebKit:
    """A WebKit browser, and the driver that has started it; see `engines.browser.Browser`.

    There is one window, which each new page takes over.

    Parameters
    ----------
    driver : str
        Path of WebKitWebDriver or safaridriver.
    """

    def __init__(self, driver: str) -> None:
        # Whatever proxies are configured: the driver is here.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._session = ""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(folder_for("webkit")))
            environment = dict(os.environ)
            if sys.platform != "darwin":
                environment["DISPLAY"] = _display(folder, stack)
            port = _free_port()
            is_safari = Path(driver).stem == "safaridriver"
            command = [driver, "-p", str(port)] if is_safari else [driver, f"--port={port}"]
            program = Program(command, folder, env=environment)
            stack.callback(program.end)
            self._url = f"http://127.0.0.1:{port}"
            program.wait_for(self._is_ready)
            wanted = {"browserName": "safari"} if is_safari else {}
            made = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self._session = f"/session/{made['sessionId']}"
            stack.callback(self._leave)
            about = made["capabilities"]
            self._name = f"{_NAMES.get(about['browserName'], about['browserName'])} {about['browserVersion']}"
            self.command("POST", "/timeouts", {"script": round(1000 * ANSWER_S)})
            self._stack = stack.pop_all()

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    def new_page(self, url: str) -> Page:
        """Open a page in the window."""
        self.command("POST", "/url", {"url": url})
        return Page(self)

    def close(self) -> None:
        """End the driver, and the browser with it."""
        self._stack.close()

    def command(self, method: str, path: str, parameters: object = None) -> Any:
        """Send a command about the session, and return its result."""
        return self._send(method, self._session + path, parameters)

    def _send(self, method: str, path: str, parameters: object = None, *, within_s: float = 0) -> Any:
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if parameters is None else json.dumps(parameters).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            # The driver's own limit comes first.
            with self._opener.open(request, timeout=within_s or ANSWER_S + 10) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise _explained(error.read()) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BrowserLostError(f"is gone: {str(error) or type(error).__name__}") from None

    def _is_ready(self) -> bool | None:
        try:
            return bool(self._send("GET", "/status", within_s=5)["ready"]) or None
        except ConformanceError:
            return None

    def _leave(self) -> None:
        with suppress(ConformanceError):  # it may be gone
            self._send("DELETE", self._session, within_s=5)


class Page:
    """What the window shows; see `engines.browser.Page`."""

    def __init__(self, browser: WebKit) -> None:
        self._browser = browser

    def call(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function, and return what comes of it."""
        script = {"script": _CALL.format(function=function), "args": [json.dumps(arguments)]}
        answer = self._browser.command("POST", "/execute/async", script)
        if "error" in answer:
            raise ConformanceError(answer["error"])
        return json.loads(answer["value"])

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in a file input."""
        found = self._browser.command("POST", "/element", {"using": "css selector", "value": selector})
        (element,) = found.values()
        self._browser.command("POST", f"/element/{element}/value", {"text": str(path.resolve())})

    def close(self) -> None:
        """Leave it, so that what it keeps can be given back."""
        with suppress(ConformanceError):  # it may be gone with its browser
            self._browser.command("POST", "/url", {"url": "about:blank"})


def _explained(body: bytes) -> ConformanceError:
    """Return the error that the driver reports."""
    try:
        value = json.loads(body)["value"]
        kind, text = str(value["error"]), str(value["message"])
    except (ValueError, KeyError, TypeError):
        return BrowserLostError(f"answers with {body[:100]!r}")
    text = " ".join(f"{kind}: {text}".split())
    return BrowserLostError(text) if kind in _LOST else ConformanceError(text)


def _display(folder: Path, stack: ExitStack) -> str:
    """Return an X display: a new one without a screen, so that no window gets into anybody's way."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        display = os.environ.get("DISPLAY")
        if display:
            return display
        raise ConformanceError(
            "webkit needs a display, and there is none: apt-get install xvfb (Debian), or run it on a desktop"
        )
    reading, writing = os.pipe()
    try:
        # It takes the first display that is free, and tells which.
        command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
        program = Program(command, folder, keep=(writing,))
        stack.callback(program.end)
        os.set_blocking(reading, False)
        said = bytearray()

        def number() -> str | None:
            with suppress(BlockingIOError):
                said.extend(os.read(reading, 64))
            return said.decode().strip() if said.endswith(b"\n") else None

        return f":{program.wait_for(number)}"
    finally:
        os.close(reading)
        os.close(writing)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
