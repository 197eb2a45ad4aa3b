"""Who may come in: the token, its cookie, and the Host and Origin headers.

The token is asked for on loopback too: other users of the machine can connect there. Host is checked because a
web page elsewhere can let its own name point at 127.0.0.1 (DNS rebinding); Origin, because browsers let any
page open a WebSocket to anywhere.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Iterable
from typing import NamedTuple

from websockets.datastructures import Headers

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(?P<port>[0-9]{1,5}))?")
_TICKET_LIMIT = 16


class Refusal(NamedTuple):
    """Why a request is not answered."""

    status: int
    text: str


class Access:
    """Decides about requests to one server.

    Parameters
    ----------
    port : int
        Part of the cookie's name: browsers give a cookie to every port of a host.
    bound_host : str
        Address that the server listens at; a wildcard or an address of the network allows every address
        literal in Host, since only names can be rebound.
    allowed_hosts : iterable of str
        More names that Host may have.
    """

    def __init__(self, port: int, bound_host: str, allowed_hosts: Iterable[str] = ()) -> None:
        self.token = secrets.token_urlsafe(24)
        self.cookie_name = f"h5rec-{port}"
        self._tickets: dict[str, None] = {}  # in order of age
        self._any_address = not is_loopback(bound_host)
        names = {"localhost", bound_host, *allowed_hosts}
        if self._any_address:
            names |= {socket.gethostname(), f"{socket.gethostname()}.local"}
        self._names = {_normal(name) for name in names if name}

    @property
    def set_cookie(self) -> str:
        """Value of the Set-Cookie header; the cookie ends with the browser's session."""
        return f"{self.cookie_name}={self.token}; Path=/; HttpOnly; SameSite=Strict"

    def new_ticket(self) -> str:
        """Return a token that opens the page once.

        For starting a browser: every user of the machine can read a process's arguments.
        """
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = None
        for oldest in list(self._tickets)[:-_TICKET_LIMIT]:
            self._tickets.pop(oldest, None)
        return ticket

    def admits(self, tokens: list[str]) -> bool:
        """Whether *tokens*, the values of ``token`` in a query, is the token or a ticket, which is then used up."""
        if len(tokens) != 1:
            return False
        if _equal(tokens[0], self.token):
            return True
        used = [ticket for ticket in list(self._tickets) if _equal(tokens[0], ticket)]
        return any(self._tickets.pop(ticket, True) is None for ticket in used)

    def has_cookie(self, headers: Headers) -> bool:
        """Whether the request brings the cookie.

        Not by `http.cookies`, which gives up at the first odd cookie of another server on the same host.
        """
        for header in headers.get_all("Cookie"):
            for pair in header.split(";"):
                name, _, value = pair.strip().partition("=")
                if name == self.cookie_name and _equal(value, self.token):
                    return True
        return False

    def refusal(self, headers: Headers) -> Refusal | None:
        """Check Host and Origin."""
        hosts = headers.get_all("Host")
        host = _HOST.fullmatch(hosts[0].strip()) if len(hosts) == 1 else None
        if host is None or not self._is_ours(host["name"]):
            return Refusal(
                403, "This server does not go by that name: open it by the address that h5rec printed."
            )
        origins = headers.get_all("Origin")
        if origins and not (len(origins) == 1 and _same_origin(origins[0].strip(), host[0])):
            return Refusal(403, "Pages of other sites may not connect here.")
        return None

    def _is_ours(self, name: str) -> bool:
        name = _normal(name)
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self._any_address or address.is_loopback


def is_loopback(host: str) -> bool:
    """Whether a server bound to *host* can be reached from this machine only."""
    try:
        return ipaddress.ip_address(_normal(host)).is_loopback
    except ValueError:
        return _normal(host) == "localhost"


def _same_origin(origin: str, host: str) -> bool:
    # https is what a proxy in front of us that adds TLS looks like; the default port is not written by browsers.
    scheme, separator, rest = origin.partition("://")
    default = {"http": ":80", "https": ":443"}.get(scheme.lower())
    if not separator or default is None:
        return False
    return rest.lower().removesuffix(default) == host.lower().removesuffix(default)


def _normal(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
