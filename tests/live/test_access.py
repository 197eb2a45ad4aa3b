"""Who may come in."""

from __future__ import annotations

import pytest
from websockets.datastructures import Headers

from h5rec.live.access import Access, is_loopback


def refused(access: Access, *headers: tuple[str, str]) -> bool:
    refusal = access.refusal(Headers(headers))
    assert refusal is None or (refusal.status == 403 and refusal.text)
    return refusal is not None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "localhost:8000",
        "LOCALHOST",
        "localhost.:9",
        "[::1]:8000",
        "127.0.0.2",
        "127.0.0.1:1",
    ],
)
def test_loopback_names(host: str) -> None:
    assert not refused(Access(8000, "127.0.0.1"), ("Host", host))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:8000",
        "[2001:db8::1]:8000",
        "",
        "localhost:port",
        "localhost:123456",
        "a@localhost",
        "localhost/x",
        "local host",
        "0x7f.1",
        "[::1",
        "::1",
        "[localhost]",
    ],
)
def test_other_names_are_refused(host: str) -> None:
    assert refused(Access(8000, "127.0.0.1"), ("Host", host))


def test_host_is_needed_exactly_once() -> None:
    access = Access(8000, "127.0.0.1")
    assert refused(access)
    assert refused(access, ("Host", "localhost"), ("Host", "localhost"))


def test_beyond_loopback_addresses_and_the_names_that_were_given() -> None:
    access = Access(8000, "0.0.0.0", allowed_hosts=["Lab.example"])
    for host in ("192.168.1.5:8000", "localhost:8000", "[2001:db8::1]:1", "lab.example", "LAB.EXAMPLE:80"):
        assert not refused(access, ("Host", host))
    assert refused(access, ("Host", "evil.example"))
    assert not refused(Access(1, "lab7.example"), ("Host", "lab7.example:1"))


@pytest.mark.parametrize(
    ("host", "origin", "fine"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("localhost:8000", "http://LOCALHOST:8000", True),
        ("localhost:8000", "https://localhost:8000", True),
        ("localhost", "http://localhost", True),
        ("localhost:80", "http://localhost", True),
        ("localhost:443", "https://localhost", True),
        ("localhost:443", "http://localhost", False),
        ("localhost:8000", "http://localhost:8001", False),
        ("localhost:8000", "http://127.0.0.1:8000", False),
        ("localhost:8000", "http://evil.example", False),
        ("localhost:8000", "null", False),
        ("localhost:8000", "file://", False),
        ("localhost:8000", "", False),
        ("localhost:8000", "ftp://localhost:8000", False),
        ("localhost:8000", "localhost:8000", False),
    ],
)
def test_origin(host: str, origin: str, fine: bool) -> None:
    access = Access(8000, "127.0.0.1")
    assert refused(access, ("Host", host), ("Origin", origin)) != fine


def test_two_origins() -> None:
    origin = ("Origin", "http://localhost")
    assert refused(Access(8000, "127.0.0.1"), ("Host", "localhost"), origin, origin)


def test_tokens() -> None:
    access, other = Access(8000, "127.0.0.1"), Access(8000, "127.0.0.1")
    assert access.token != other.token
    assert len(access.token) >= 32
    assert access.admits([access.token])
    assert access.admits([access.token])
    for wrong in (
        [],
        [""],
        [other.token],
        [access.token[:-1]],
        [access.token, access.token],
        ["\udcff", "é"],
        ["é"],
    ):
        assert not access.admits(wrong)


def test_ticket_opens_once() -> None:
    access = Access(8000, "127.0.0.1")
    ticket = access.new_ticket()
    assert ticket != access.token
    assert access.admits([ticket])
    assert not access.admits([ticket])
    tickets = [access.new_ticket() for _ in range(40)]
    assert not access.admits(tickets[:1])
    assert access.admits(tickets[-1:])


def test_cookie() -> None:
    access = Access(8000, "127.0.0.1")
    name, value = access.set_cookie.split(";")[0].split("=")
    assert "8000" in name
    attributes = {part.strip() for part in access.set_cookie.split(";")[1:]}
    assert attributes == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert access.has_cookie(Headers([("Cookie", f"{name}={value}")]))
    assert access.has_cookie(Headers([("Cookie", f'odd="a b; {{}}=; é; {name}={value}; x=y')]))
    assert access.has_cookie(Headers([("Cookie", "a=b"), ("Cookie", f"{name}={value}")]))
    for wrong in (f"{name}=x", f"h5rec-8001={value}", value, f"{name}", f"x{name}={value}", ""):
        assert not access.has_cookie(Headers([("Cookie", wrong)]))
    assert not access.has_cookie(Headers())


def test_is_loopback() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.0.1", "lab.example"]))
