"""The archive is what the viewers saw: the bytes of who came first, the pixels of who came later."""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pytest

import h5rec
from tests.browser import gallery
from tests.browser.pages import live_hashes, log_hashes, new_page
from tests.browser.recordings import stream_bytes, watched_recording
from tests.live.clients import Viewer, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FRAMES = 40
LATE = 3


def check_bytes(viewer: Viewer, log: Path) -> None:
    """One join, and from there on the log's chunks."""
    assert [text for text in viewer.received.texts if text["type"] == "join"] == [
        {"type": "join", "chunk": 0}
    ]
    assert viewer.received.bytes == stream_bytes(log)


@pytest.mark.parametrize("name", ["animate_decay", "animation_demo"])
def test_first_viewer_has_the_bytes_of_the_log(name: str, tmp_path: Path) -> None:
    log = tmp_path / f"{name}.h5rec"
    with watched_recording(gallery.script(name), log) as url, Viewer(url) as viewer:
        wait_until(lambda: viewer.received.end, "the end", 60)
    check_bytes(viewer, log)


def test_late_viewers_see_the_same_from_then_on(browser: Browser, tmp_path: Path) -> None:
    """Two figures; enough noise for several chunks; pages that come at random moments."""
    log = tmp_path / "run.h5rec"
    moments = random.Random(7).sample(range(2, FRAMES - 5), LATE)
    noise = np.random.default_rng(1)
    joined: list[tuple[Page, dict[int, int]]] = []  # and the frame that each figure showed then
    with ExitStack() as stack:
        with h5rec.record(log, live=True, fast=True) as session:
            assert session.url is not None
            first = stack.enter_context(Viewer(session.url))
            line_figure, line_axes = plt.subplots()
            image_figure, image_axes = plt.subplots(figsize=(4, 3))
            for step in range(FRAMES):
                line_axes.clear()
                line_axes.plot(noise.normal(size=2000).cumsum())
                line_axes.set_title(f"$x_{{{step}}}$")
                line_figure.canvas.draw()
                if step % 2 == 0:
                    image_axes.clear()
                    image_axes.imshow(
                        noise.integers(0, 255, (200, 200, 3), np.uint8), interpolation="nearest"
                    )
                    image_figure.canvas.draw()
                if step in moments:
                    page = stack.enter_context(new_page(browser))
                    page.goto(session.url)
                    page.wait_for_function(
                        "() => [...h5rec.live.state.figures.values()].filter(f => f.picture).length === 2"
                    )
                    joined.append((page, {1: step, 2: step // 2}))
            plt.close("all")
        wait_until(lambda: first.received.end, "the end")
        check_bytes(first, log)
        with h5rec.open(log) as recording:
            assert len(recording.chunks) > LATE
        recorded = {figure: log_hashes(browser, log, figure) for figure in (1, 2)}
        assert [len(hashes) for hashes in recorded.values()] == [FRAMES, FRAMES // 2]
        for page, shown in joined:
            page.wait_for_selector("[data-testid=live-badge][data-phase=ended]")
            seen = live_hashes(page)
            for figure, hashes in recorded.items():
                assert set(range(shown[figure], len(hashes))) <= seen[figure].keys()
                assert seen[figure].items() <= hashes.items()
