"""Addresses that users type, and listening there."""

from __future__ import annotations

import socket

import pytest

from h5rec.errors import LiveError
from h5rec.live.address import base_url, listen, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("127.0.0.1", 0)),
        ("8000", ("127.0.0.1", 8000)),
        (":8000", ("127.0.0.1", 8000)),
        ("localhost:8000", ("localhost", 8000)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
        ("*:80", ("0.0.0.0", 80)),
        ("lab-7.example", ("lab-7.example", 0)),
        ("192.168.1.5", ("192.168.1.5", 0)),
        ("[::1]:8000", ("::1", 8000)),
        ("[::1]", ("::1", 0)),
        ("::1", ("::1", 0)),
        (" 8000 ", ("127.0.0.1", 8000)),
    ],
)
def test_addresses(text: str, expected: tuple[str, int]) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "65536",
        "localhost:",
        "localhost:http",
        "localhost:-1",
        "localhost:123456",
        "http://localhost:8000",
        "a b",
        "300.1.1.1",
        "1.2.3",
        "[::1]8000",
        "[::1]:x",
        "[localhost]:8000",
        "[1.2.3.4]:80",
        "1:2:3",
        "é:80",
        "localhost:٣",
    ],
)
def test_what_is_not_an_address(text: str) -> None:
    with pytest.raises(LiveError) as caught:
        parse_address(text)
    assert "\n" not in str(caught.value)
    assert "expected" in str(caught.value)


def test_port_in_use() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(LiveError) as caught:
            listen("127.0.0.1", port)
    assert (
        str(caught.value)
        == f"127.0.0.1:{port} is in use: choose another port, or leave it out for a free one"
    )


def test_address_of_another_machine() -> None:
    with pytest.raises(LiveError, match=r"192\.0\.2\.1 is not an address of this machine"):
        listen("192.0.2.1", 0)


def test_name_that_does_not_exist() -> None:
    with pytest.raises(LiveError, match=r"'no-such-host\.invalid' is not the name"):
        listen("no-such-host.invalid", 0)


def test_urls() -> None:
    assert base_url("127.0.0.1", 80) == "http://127.0.0.1:80/"
    assert base_url("::1", 8000) == "http://[::1]:8000/"
    reachable = base_url("0.0.0.0", 8000)
    assert reachable.endswith(":8000/")
    assert "0.0.0.0" not in reachable


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6() -> None:
    try:
        sock = listen("::1", 0)
    except LiveError as error:
        pytest.skip(str(error))
    sock.close()
