"""Addresses: what the user asks for, the socket that listens there, the URL that leads to it."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys

from ..errors import LiveError

DEFAULT_HOST = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": socket.AF_INET, "::": socket.AF_INET6}
_BACKLOG = 64
_FORMS = "expected PORT, HOST:PORT or HOST, for example 8000, 0.0.0.0:8000 or [::1]:8000"


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``, ``PORT``, ``:PORT``, ``HOST``, ``[IPv6]:PORT`` or nothing.

    Without a host it is loopback, also for ``:PORT``; without a port it is 0, a free one. ``*`` is every
    interface.

    Raises
    ------
    LiveError
        If *text* is none of these.

    Examples
    --------
    >>> parse_address("8000")
    ('127.0.0.1', 8000)
    >>> parse_address("[::1]:8000")
    ('::1', 8000)
    """
    text = text.strip()
    bracketed = re.fullmatch(r"\[([^]]*)\](?::(.*))?", text)
    if bracketed is not None:
        host, port = bracketed[1], bracketed[2]
        if not _is_address(host, ipaddress.IPv6Address):
            raise LiveError(f"{text!r}: {host!r} is not an IPv6 address; {_FORMS}")
    elif _is_address(text, ipaddress.IPv6Address):
        host, port = text, None
    elif ":" in text:
        host, _, port = text.rpartition(":")
    elif text.isascii() and text.isdigit():
        host, port = "", text
    else:
        host, port = text, None
    return _host(host, text), _port(port, text)


def _is_address(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True


def _host(host: str, text: str) -> str:
    if host in ("", "*"):
        return "0.0.0.0" if host else DEFAULT_HOST
    if _is_address(host, ipaddress.IPv6Address):
        return host
    numeric = re.fullmatch(r"[0-9.]+", host) is not None
    if numeric != _is_address(host, ipaddress.IPv4Address) or not re.fullmatch(r"[A-Za-z0-9._-]+", host):
        raise LiveError(f"{text!r}: {host!r} is neither a host name nor an address; {_FORMS}")
    return host


def _port(port: str | None, text: str) -> int:
    if port is None:
        return 0
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535):
        raise LiveError(f"{text!r}: {port!r} is not a port, 0 to 65535; {_FORMS}")
    return int(port)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at *host* and *port*.

    One socket, also for a name with several addresses: with a free port each would get another one. IPv4 goes
    first, since that is what browsers try as well.

    Raises
    ------
    LiveError
        If that cannot be.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise LiveError(
            f"{host!r} is not the name or address of this machine: use 127.0.0.1, or 0.0.0.0 for all"
        ) from None
    family, _, _, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows SO_REUSEADDR would let two servers have one port; elsewhere it only forgets old connections.
        if sys.platform == "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if host == "::" and socket.has_dualstack_ipv6():
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind(address)
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise LiveError(_why_not(host, port, error)) from None
    return sock


def _why_not(host: str, port: int, error: OSError) -> str:
    where = _netloc(host, port)
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use: choose another port, or leave it out for a free one"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{where}: not allowed to listen there: choose a port of 1024 or more, or leave it out for a free one"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all of its addresses"
    return f"{where}: cannot listen there: {os.strerror(error.errno) if error.errno else error}"


def base_url(host: str, port: int) -> str:
    """Return the URL of the server's root; for a wildcard with an address that others can reach."""
    family = _EVERYWHERE.get(host)
    if family is not None:
        host = _own_address(family)
    return f"http://{_netloc(host, port)}/"


def _netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _own_address(family: socket.AddressFamily) -> str:
    # Connecting a UDP socket sends nothing; it only asks the system which of its addresses it would use. The
    # target lies in a block that is reserved for documentation.
    for kind, target in ((socket.AF_INET, "192.0.2.1"), (family, "2001:db8::1")):
        try:
            with socket.socket(kind, socket.SOCK_DGRAM) as probe:
                probe.connect((target, 9))
                return str(probe.getsockname()[0])
        except OSError:
            continue
    return socket.gethostname()
