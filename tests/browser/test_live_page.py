"""The live page: figures as they are drawn, other viewers, the end, and saving the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import h5rec
from h5rec.session import Session
from tests.browser.pages import live_hashes, log_hashes, new_page, open_log, wait_for_view

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Experiment:
    """A script with two figures that is being recorded, a step at a time."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.steps = 0
        self._stack = ExitStack()
        self.session: Session = self._stack.enter_context(h5rec.record(log, live=True, title="An experiment"))
        assert self.session.url is not None
        self.url = self.session.url
        self.curves = [self._curve(name) for name in ("first", "second")]

    def _curve(self, name: str) -> Line2D:
        _, axes = plt.subplots(num=name, figsize=(4, 3), dpi=100)
        (line,) = axes.plot(np.zeros(100))
        axes.set_ylim(-1, 1)
        return line

    def step(self, figures: slice = slice(None)) -> None:
        """Draw one frame of each figure."""
        self.steps += 1
        for curve in self.curves[figures]:
            curve.set_ydata(np.sin(np.arange(100) * self.steps / 50))
            assert isinstance(curve.figure, Figure)
            curve.figure.canvas.draw()

    def end(self) -> None:
        """End the session."""
        self._stack.close()


class Watched(NamedTuple):
    experiment: Experiment
    page: Page


@pytest.fixture
def experiment(tmp_path: Path) -> Iterator[Experiment]:
    experiment = Experiment(tmp_path / "experiment.h5rec")
    yield experiment
    experiment.end()
    plt.close("all")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with new_page(browser) as page:
        yield page


def wait_for_frame(page: Page, frame: int, figure: int = 1) -> None:
    """Wait until this frame is on the stage."""
    page.wait_for_function(
        "([figure, frame]) => h5rec.live.stage.picture?.figure === figure && h5rec.live.stage.picture.number === frame",
        arg=[figure, frame],
    )


def wait_for_phase(page: Page, phase: str) -> None:
    page.wait_for_selector(f"[data-testid=live-badge][data-phase={phase}]")


def test_it_shows_what_is_drawn(experiment: Experiment, page: Page) -> None:
    page.goto(experiment.url)
    wait_for_view(page, "live")
    assert page.inner_text("[data-testid=live-text]") != ""
    assert "token" not in page.url
    for frame in range(3):
        experiment.step()
        wait_for_frame(page, frame)
    wait_for_phase(page, "live")
    assert page.is_hidden("[data-testid=live-text]")
    assert page.title() == "An experiment"
    page.wait_for_function("() => document.querySelector('[data-testid=live-frame]').innerText === 'Frame 2'")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=live-viewers]').innerText === '1 viewer'"
    )
    thumbnails = page.locator("[data-testid=figures] button")
    assert thumbnails.all_inner_texts() == ["first", "second"]
    thumbnails.nth(1).click()
    wait_for_frame(page, 2, figure=2)
    experiment.step(slice(1, 2))
    wait_for_frame(page, 3, figure=2)


def test_late_viewer_sees_the_picture_at_once(browser: Browser, experiment: Experiment, page: Page) -> None:
    page.goto(experiment.url)
    for _ in range(5):
        experiment.step()
    # Nothing more is drawn: whoever comes now is shown what there is.
    with new_page(browser) as late:
        late.goto(experiment.url)
        wait_for_frame(late, 4)
        for viewer in (page, late):
            viewer.wait_for_function(
                "() => document.querySelector('[data-testid=live-viewers]').innerText === '2 viewers'"
            )
        wait_for_frame(page, 4)
        canvas = "probe.hashOf(h5rec.draw(h5rec.live.stage.picture, 1))"
        assert late.evaluate(canvas) == page.evaluate(canvas)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=live-viewers]').innerText === '1 viewer'"
    )


def test_the_stage_is_what_was_drawn(experiment: Experiment, page: Page) -> None:
    """What is on the stage itself, not only what arrived: the newest picture, at 100 %."""
    page.goto(experiment.url)
    experiment.step()
    wait_for_frame(page, 0)
    page.keyboard.press("1")
    on_stage = page.evaluate("probe.hashOf(h5rec.live.stage.canvas)")
    assert on_stage == live_hashes(page)[1][0]


def test_the_end_is_shown_and_the_log_can_be_saved(
    browser: Browser, experiment: Experiment, page: Page, tmp_path: Path
) -> None:
    page.goto(experiment.url)
    for _ in range(4):
        experiment.step()
    wait_for_frame(page, 3)
    with page.expect_download() as early:
        page.click("[data-testid=save]")
    early.value.save_as(tmp_path / "early.h5rec")
    experiment.step()
    experiment.end()
    wait_for_phase(page, "ended")
    assert "Ended" in page.inner_text("[data-testid=live-badge]")
    wait_for_frame(page, 4)
    with page.expect_download() as download:
        page.click("[data-testid=save]")
    assert download.value.suggested_filename == "experiment.h5rec"
    saved = tmp_path / "saved.h5rec"
    download.value.save_as(saved)
    with h5rec.open(experiment.log) as recording, h5rec.open(saved) as copy:
        assert list(copy.frames) == list(recording.frames)
        assert len(copy.frames) == 10
    with h5rec.open(tmp_path / "early.h5rec") as copy:
        assert [len(figure.frames) for figure in copy.figures] == [4, 4]
    recorded = log_hashes(browser, experiment.log)
    assert log_hashes(browser, saved) == recorded == live_hashes(page)[1]
    with new_page(browser) as replay:
        open_log(replay, tmp_path / "early.h5rec")


def test_the_ended_session_is_replayed_in_the_page(experiment: Experiment, page: Page) -> None:
    page.goto(experiment.url)
    for _ in range(4):
        experiment.step()
    experiment.end()
    wait_for_phase(page, "ended")
    page.click("[data-testid=replay]")
    wait_for_view(page, "replay")
    assert page.evaluate("h5rec.player.frames") == 4
    page.wait_for_function("() => h5rec.player.ended || !h5rec.player.paused")
    page.keyboard.press("End")
    page.wait_for_function("() => h5rec.player.picture?.number === 3")


def test_on_a_phone_there_is_room_for_the_title(browser: Browser, experiment: Experiment) -> None:
    with new_page(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(experiment.url)
        experiment.step(slice(0, 1))
        wait_for_frame(page, 0)
        plt.close("second")  # else it would be drawn at the end
        experiment.end()
        wait_for_phase(page, "ended")
        page.wait_for_selector("[data-testid=replay]")
        assert page.inner_text("[data-testid=live-badge]") == "Ended"
        boxes = page.evaluate(
            """() => ["#title", "#live-time", "#live-zoom", "#live-bar", "#live-stage"].map((one) => {
              const { top, bottom, width, height } = document.querySelector(one).getBoundingClientRect();
              return { top, bottom, width, height };
            })"""
        )
        title, time, zoom, bar, stage = boxes
        assert title["width"] > 150
        assert zoom["top"] < time["bottom"]  # in one row
        assert bar["height"] < 60
        assert stage["height"] < 320  # as high as the figure wants, and the bar right below
        assert bar["top"] - stage["bottom"] < 5


def test_a_page_without_the_token_is_not_let_in(experiment: Experiment, page: Page) -> None:
    page.goto(experiment.url.partition("?")[0])
    assert "works only with its token" in page.inner_text("body")
