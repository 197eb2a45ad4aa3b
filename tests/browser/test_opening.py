"""The ways a log gets into the player, and what it says of files that are not one."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import h5rec
from h5rec.wire import stream
from tests.browser.conftest import STEPS, WebServer
from tests.browser.pages import (
    PLAYER,
    choose,
    frame_count,
    hashes_of,
    log_hashes,
    new_page,
    open_log,
    wait_for_view,
)
from tests.log.logs import make

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def text_of(page: Page, element: str) -> str:
    return page.inner_text(f"#{element}")


def test_file_picker(browser: Browser, two_figures: Path) -> None:
    with new_page(browser) as page:
        page.goto(PLAYER.as_uri())
        with page.expect_file_chooser() as chooser:
            page.click("[data-testid=choose]")
        chooser.value.set_files(two_figures)
        wait_for_view(page, "replay")
        assert text_of(page, "title") == "Two figures"
        assert frame_count(page) == STEPS
        assert page.is_hidden("[data-testid=notice]")


def test_drag_and_drop(browser: Browser, two_figures: Path) -> None:
    with new_page(browser) as page:
        page.goto(PLAYER.as_uri())
        data = page.evaluate_handle(
            """text => {
              const bytes = Uint8Array.from(atob(text), char => char.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([bytes], "dropped.h5rec"));
              return data;
            }""",
            base64.b64encode(two_figures.read_bytes()).decode(),
        )
        page.dispatch_event("body", "dragenter", {"dataTransfer": data})
        assert page.is_visible("#drop")
        page.dispatch_event("body", "drop", {"dataTransfer": data})
        wait_for_view(page, "replay")
        assert page.is_hidden("#drop")
        assert frame_count(page) == STEPS


def test_address(browser: Browser, two_figures: Path, web: WebServer, tmp_path: Path) -> None:
    shutil.copy(PLAYER, tmp_path / "player.html")
    shutil.copy(two_figures, tmp_path / "run.h5rec")
    with new_page(browser) as page:
        page.goto(f"{web.url}player.html?src=run.h5rec")
        wait_for_view(page, "replay")
        page.evaluate("h5rec.player.zoom = 1")
        assert hashes_of(page) == log_hashes(browser, two_figures)


def test_of_an_address_only_what_is_needed_is_read(
    browser: Browser, web: WebServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copy(PLAYER, tmp_path / "player.html")
    log = tmp_path / "run.h5rec"
    make(log, 5000)
    with new_page(browser) as page:
        page.goto(f"{web.url}player.html?src=run.h5rec")
        wait_for_view(page, "replay")
    if "no ranges" in request.node.name:
        assert web.sent_bytes["/run.h5rec"] == log.stat().st_size
    else:
        assert web.sent_bytes["/run.h5rec"] < log.stat().st_size / 2


def test_address_of_nothing(browser: Browser, web: WebServer, tmp_path: Path) -> None:
    shutil.copy(PLAYER, tmp_path / "player.html")
    with new_page(browser) as page:
        page.goto(f"{web.url}player.html?src=no.h5rec")
        wait_for_view(page, "error")
        assert "no.h5rec: the server answers 404" in text_of(page, "error-text")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.h5rec", b"", "empty.h5rec is not an h5rec log: it is empty."),
        ("plot.png", PNG, "plot.png is not an h5rec log: it is a PNG image."),
        ("script.py", b"import this\n", "it is text that begins with “import this”"),
        ("random", bytes(range(7, 250)), "it begins with the bytes 07 08"),
    ],
)
def test_file_that_is_no_log(browser: Browser, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with new_page(browser) as page:
        page.goto(PLAYER.as_uri())
        choose(page, path)
        wait_for_view(page, "error")
        assert text_of(page, "error-title") == "Not an h5rec log"
        assert said in text_of(page, "error-text")


def test_after_an_error_another_file_can_be_opened(
    browser: Browser, two_figures: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").touch()
    with new_page(browser) as page:
        page.goto(PLAYER.as_uri())
        choose(page, tmp_path / "empty")
        wait_for_view(page, "error")
        with page.expect_file_chooser() as chooser:
            page.click("#error-open")
        chooser.value.set_files(two_figures)
        wait_for_view(page, "replay")
        assert frame_count(page) == STEPS


def test_newer_format_version(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "VERSION", 99)
    make(tmp_path / "later.h5rec", 5)
    with new_page(browser) as page:
        page.goto(PLAYER.as_uri())
        choose(page, tmp_path / "later.h5rec")
        wait_for_view(page, "error")
        assert text_of(page, "error-title") == "A newer log"
        assert "99" in text_of(page, "error-text")


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_truncated_log_plays_as_far_as_it_goes(
    browser: Browser, two_figures: Path, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "cut.h5rec"
    data = two_figures.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with h5rec.open(path) as recording:
        expected = len(recording.figures[0].frames)
    whole = log_hashes(browser, two_figures)
    with new_page(browser) as page:
        open_log(page, path)
        page.wait_for_selector("[data-testid=notice]:visible")
        assert "was cut off before its end" in text_of(page, "notice-text")
        found = hashes_of(page)
    assert 0 < len(found) == expected < STEPS
    assert found.items() <= whole.items()


def test_flipped_byte(browser: Browser, two_figures: Path, tmp_path: Path) -> None:
    """Frames of other chunks are right; in the damaged one the page says what is wrong, and goes on."""
    path = tmp_path / "flipped.h5rec"
    data = bytearray(two_figures.read_bytes())
    with h5rec.open(two_figures) as recording:
        assert len(recording.chunks) >= 2
        broken = recording.chunks[0]
        figure, first, count = broken.frames[:3]
    assert (figure, first) == (1, 0)
    data[broken.offset + broken.size_bytes // 2] ^= 0x10
    path.write_bytes(data)
    whole = log_hashes(browser, two_figures)
    with new_page(browser) as page:
        open_log(page, path)
        page.wait_for_selector(
            "[data-testid=notice]:visible"
        )  # before anything was sought that it does not have
        assert page.evaluate("h5rec.player.error") is None
        seen = page.evaluate(
            """async frames => {
              const seen = [];
              for (const frame of frames) {
                try {
                  await h5rec.player.seekToFrame(frame);
                  seen.push([frame, await probe.hashOf(h5rec.player.canvas), ""]);
                } catch (error) {
                  seen.push([frame, null, error.message]);
                }
              }
              return seen;
            }""",
            list(range(STEPS)),
        )
        assert page.is_visible("[data-testid=notice]")
        notice = text_of(page, "notice-text")
        assert notice.startswith("Part of this recording is damaged: frame")
        assert notice.endswith("of sine cannot be shown.")
        assert page.is_hidden("#notice-technical")
        page.click("#notice-more summary")
        assert text_of(page, "notice-technical").startswith("chunk 0 at byte")
        bad = [frame for frame, value, _ in seen if value is None]
        assert bad
        shown = page.evaluate("h5rec.player.frame")
        page.evaluate("frame => h5rec.player.seekToFrame(frame).catch(() => undefined)", bad[0])
        assert page.input_value("#frame") == str(shown)
    assert set(bad) <= set(range(count))
    assert {frame: value for frame, value, _ in seen if value is not None}.items() <= whole.items()
    assert all(message for frame, value, message in seen if value is None)
