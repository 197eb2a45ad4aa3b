"""Playing a log from a server of its own."""

from __future__ import annotations

import queue
from http import HTTPStatus
from pathlib import Path

import pytest

from h5rec.errors import LiveError
from h5rec.live import files
from h5rec.live.files import serve_log
from tests.live.clients import Answer, get


def test_log_is_served_until_ctrl_c(
    page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser_queue: queue.Queue[str]
) -> None:
    log = tmp_path / "run.h5rec"
    log.write_bytes(b"a log")
    answers: list[Answer] = []
    opened: list[str] = []

    def use(url: str) -> None:
        answers.append(get(url))
        base, cookie = url.partition("?")[0], answers[0].headers["Set-Cookie"].partition(";")[0]
        answers.append(get(base.rstrip("/") + answers[0].headers["Location"], Cookie=cookie))
        answers.append(get(f"{base}log", Cookie=cookie))
        answers.append(get(f"{base}stream", Cookie=cookie))
        answers.append(get(f"{base}log"))

    def interrupt(_: float) -> None:
        opened.append(browser_queue.get(timeout=20))
        raise KeyboardInterrupt

    monkeypatch.setattr("h5rec.live.files.time.sleep", interrupt)
    serve_log(log, on_url=use)
    assert [answer.status for answer in answers] == [303, 200, 200, 404, 403]
    assert answers[0].headers["Location"] == "/?src=/log"
    assert answers[1].body == page
    assert answers[2].body == b"a log"
    with pytest.raises(ConnectionError):
        get(opened[0])


def test_no_browser(page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: pytest.fail(url))

    def use(url: str) -> None:
        assert get(url).status == HTTPStatus.SEE_OTHER
        raise KeyboardInterrupt

    serve_log(tmp_path / "run.h5rec", open_browser=False, on_url=use)


def test_player_that_has_not_been_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> bytes:
        raise LiveError("not built")

    monkeypatch.setattr(files, "player_page", missing)
    with pytest.raises(LiveError, match="not built"):
        serve_log(tmp_path / "run.h5rec", on_url=pytest.fail)
