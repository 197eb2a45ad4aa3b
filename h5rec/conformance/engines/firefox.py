"""Firefox as it is installed, driven through WebDriver BiDi over its own WebSocket.

The protocol: https://w3c.github.io/webdriver-bidi/
"""

from __future__ import annotations

import json
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from ...errors import ConformanceError
from .browser import ANSWER_S, START_S, BrowserLostError, Program, folder_for

_SERVER = "WebDriverBiDiServer.json"  # in the profile: where Firefox says on which port it listens
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "layout.css.devPixelsPerPx": "1.0",
    "privacy.resistFingerprinting": False,  # it puts noise into what is read from a canvas
    "toolkit.telemetry.server": "data:,",
}
# The page, or the process that draws it, is gone.
_LOST = ("no such frame", "no such window", "invalid session id", "AbortError", "actor destroyed")


class Firefox:
    """A Firefox; see `engines.browser.Browser`.

    Parameters
    ----------
    program : str
        Its path.
    """

    def __init__(self, program: str) -> None:
        self._last_id = 0
        with ExitStack() as stack:
            folder = Path(stack.enter_context(folder_for("firefox")))
            profile = folder / "profile"
            profile.mkdir()
            lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in _PREFERENCES.items()]
            (profile / "user.js").write_text("".join(lines), encoding="utf-8")
            command = [program, "--headless", "--no-remote", "--profile", str(profile)]
            command += ["--remote-debugging-port", "0", "about:blank"]
            if sys.platform == "win32":
                command.insert(1, "--wait-for-browser")  # the program is only a launcher there
            firefox = Program(command, folder)
            stack.callback(firefox.end)
            port = firefox.wait_for(lambda: _port(profile / _SERVER))
            try:
                # A socket of our own: what proxies are configured is of no concern here.
                channel = socket.create_connection(("127.0.0.1", port), START_S)
                self._socket: ClientConnection = stack.enter_context(
                    connect(
                        f"ws://127.0.0.1:{port}/session",
                        sock=channel,
                        open_timeout=START_S,
                        close_timeout=1,
                        compression=None,
                        max_size=None,
                        ping_interval=None,
                    )
                )
            except (OSError, WebSocketException) as error:
                raise ConformanceError(f"{program}: cannot be driven: {error}") from None
            about = self.command("session.new", capabilities={})["capabilities"]
            self._name = f"Firefox {about['browserVersion']}"
            self._stack = stack.pop_all()

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    def new_page(self, url: str) -> Page:
        """Open a page."""
        context = self.command("browsingContext.create", type="tab")["context"]
        self.command("browsingContext.navigate", context=context, url=url, wait="complete")
        return Page(self, context)

    def close(self) -> None:
        """End it."""
        self._stack.close()

    def command(self, method: str, **parameters: object) -> Any:
        """Send a command of the protocol, and return its result."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        try:
            self._socket.send(json.dumps(message))
            while True:  # events come, too
                answer = json.loads(self._socket.recv(timeout=ANSWER_S))
                if answer.get("id") == self._last_id:
                    break
        except TimeoutError:
            raise BrowserLostError(f"did not answer {method} within {ANSWER_S:g} s") from None
        except (OSError, WebSocketException) as error:
            raise BrowserLostError(f"is gone: {error}") from None
        if answer["type"] == "error":
            text = f"{answer['error']}: {answer['message']}".splitlines()[0]
            raise (BrowserLostError if any(word in text for word in _LOST) else ConformanceError)(text)
        return answer["result"]


class Page:
    """A tab; see `engines.browser.Page`."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def call(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function, and return what comes of it."""
        # As JSON, so that neither way needs the protocol's own serialization.
        asked = f"async (text) => JSON.stringify((await ({function})(...JSON.parse(text))) ?? null)"
        text = {"type": "string", "value": json.dumps(arguments)}
        return json.loads(self._run(asked, [text])["value"])

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in a file input."""
        found = self._run(
            "(selector) => document.querySelector(selector)", [{"type": "string", "value": selector}]
        )
        if "sharedId" not in found:
            raise ConformanceError(f"the page has no {selector}")
        element = {"sharedId": found["sharedId"]}
        self._firefox.command(
            "input.setFiles", context=self._context, element=element, files=[str(path.resolve())]
        )

    def close(self) -> None:
        """Close it."""
        with suppress(ConformanceError):  # it may be gone with its browser
            self._firefox.command("browsingContext.close", context=self._context)

    def _run(self, function: str, arguments: list[dict[str, str]]) -> Any:
        answer = self._firefox.command(
            "script.callFunction",
            functionDeclaration=function,
            arguments=arguments,
            awaitPromise=True,
            target={"context": self._context},
        )
        if answer["type"] == "exception":
            raise ConformanceError(answer["exceptionDetails"]["text"])
        return answer["result"]


def _port(path: Path) -> int | None:
    """Return the port that Firefox has written down; None as long as it has not."""
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["ws_port"])
    except (OSError, ValueError, KeyError):  # not there yet, or half of it
        return None
