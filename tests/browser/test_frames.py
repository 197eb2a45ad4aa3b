"""Frame k is frame k: the same pixels live, played, sought and stepped, for every frame of five animations."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import h5rec
from tests.browser import gallery
from tests.browser.pages import Hashes, frame_count, hashes_of, live_hashes, new_page, open_log, seek
from tests.browser.recordings import watched_recording

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Run(NamedTuple):
    """A log, what a live page showed while it was made, and a page that has it open."""

    log: Path
    live: Hashes
    page: Page
    forwards: Hashes
    times_ns: list[int]


@pytest.fixture(scope="module", params=gallery.SHA256)
def run(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Run]:
    log = tmp_path_factory.mktemp("frames") / f"{request.param}.h5rec"
    with new_page(browser) as page:
        with watched_recording(gallery.script(request.param), log) as url:
            page.goto(url)
            page.wait_for_selector("[data-testid=live-badge][data-phase=ended]")
        live = live_hashes(page)
        assert list(live) == [1]
    with h5rec.open(log) as recording:
        times_ns = [frame.time_ns for frame in recording.frames]
    with new_page(browser) as page:
        open_log(page, log)
        yield Run(log, live[1], page, hashes_of(page), times_ns)


def test_all_frames_are_there_and_not_all_alike(run: Run) -> None:
    assert len(run.forwards) == len(run.times_ns) == gallery.DRAWS[run.log.stem]
    assert len(set(run.forwards.values())) > 0.9 * len(run.forwards)


def test_live(run: Run) -> None:
    assert run.live == run.forwards


def test_backwards(run: Run) -> None:
    frames = [*reversed(run.forwards)]
    open_log(run.page, run.log)  # anew: nothing is decoded yet
    assert seek(run.page, frames) == [run.forwards[frame] for frame in frames]


def test_at_random(run: Run) -> None:
    frames = list(run.forwards)
    random.Random(run.log.stem).shuffle(frames)
    open_log(run.page, run.log)
    assert seek(run.page, frames) == [run.forwards[frame] for frame in frames]


@pytest.mark.parametrize("direction", [1, -1])
def test_stepped(run: Run, direction: int) -> None:
    last = frame_count(run.page) - 1
    start = 0 if direction > 0 else last
    seen = run.page.evaluate("args => probe.step(...args)", [start, last, direction])
    frames = [*run.forwards][::direction][1:]
    assert seen == [[frame, run.forwards[frame]] for frame in frames]


def test_played(run: Run) -> None:
    gaps = {later - earlier for earlier, later in zip(run.times_ns, run.times_ns[1:], strict=False)} - {0}
    shown = run.page.evaluate("step => probe.playThrough(step)", min(gaps) / 1e6 / 2)
    # Of frames with one time only the last is ever due.
    due = [frame for frame in run.forwards if run.times_ns[frame] not in run.times_ns[frame + 1 :]]
    assert shown == [[frame, run.forwards[frame]] for frame in sorted({0, *due})]
