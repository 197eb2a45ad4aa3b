"""The replay page: keyboard, buttons, speed, loop, several figures, pixel ratio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pytest

import h5rec
from tests.browser.conftest import STEP_S, STEPS
from tests.browser.pages import new_page, open_log, pixels

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LAST = STEPS - 1


@pytest.fixture
def page(browser: Browser, two_figures: Path) -> Iterator[Page]:
    """A page with a log of two figures, standing at its first frame."""
    with new_page(browser) as page:
        open_log(page, two_figures)
        yield page


def wait_for(page: Page, condition: str) -> None:
    page.wait_for_function(f"() => {{ const p = h5rec.player; return {condition}; }}")


def wait_for_frame(page: Page, frame: int) -> None:
    """Wait until exactly this frame is drawn and named."""
    wait_for(page, f"!p.seeking && p.frame === {frame} && p.picture.number === {frame}")
    assert page.input_value("[data-testid=frame]") == str(frame)


def ended(page: Page) -> None:
    wait_for(page, "p.ended && p.paused")


def test_keys_for_frames(page: Page) -> None:
    wait_for_frame(page, 0)
    for key, frame in [
        (".", 1),
        (".", 2),
        (",", 1),
        ("PageDown", 11),
        ("PageUp", 1),
        ("End", LAST),
        (".", LAST),
        ("Home", 0),
        (",", 0),
    ]:
        page.keyboard.press(key)
        wait_for_frame(page, frame)
        assert page.evaluate("h5rec.player.paused")


def test_arrows_go_a_second_on_and_back(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    wait_for(page, "!p.seeking && p.currentTime === 1")
    wait_for_frame(page, round(1 / STEP_S))
    page.keyboard.press("ArrowLeft")
    wait_for_frame(page, 0)


def test_space_plays_and_pauses(page: Page) -> None:
    page.keyboard.press(" ")
    wait_for(page, "!p.paused && p.frame >= 2")
    page.keyboard.press(" ")
    wait_for(page, "p.paused")
    frame = page.evaluate("h5rec.player.frame")
    assert frame >= 2
    time = page.evaluate("h5rec.player.currentTime")
    later = """() => new Promise(done =>
      requestAnimationFrame(() => requestAnimationFrame(() => done(h5rec.player.currentTime))))"""
    assert page.evaluate(later) == time


def test_buttons(page: Page) -> None:
    for button, frame in [("next", 1), ("last", LAST), ("previous", LAST - 1), ("first", 0)]:
        page.click(f"[data-testid={button}]")
        wait_for_frame(page, frame)
    assert page.is_disabled("[data-testid=first]")
    assert page.is_enabled("[data-testid=last]")
    page.click("[data-testid=play]")
    wait_for(page, "!p.paused && p.frame > 0")


def test_frame_is_typed(page: Page) -> None:
    page.fill("[data-testid=frame]", "7")
    page.keyboard.press("Enter")
    wait_for_frame(page, 7)
    page.fill("[data-testid=frame]", "1000")
    page.keyboard.press("Enter")
    wait_for_frame(page, LAST)
    page.fill("[data-testid=frame]", "x")
    page.keyboard.press("Enter")
    wait_for_frame(page, LAST)
    assert page.inner_text("[data-testid=frames]") == str(LAST)


@pytest.mark.parametrize("rate", [1, 4, 16])
def test_speed(page: Page, rate: int) -> None:
    """Media time runs as fast as the menu says, by the browser's own clock."""
    page.select_option("[data-testid=rate]", str(rate))
    assert page.evaluate("h5rec.player.playbackRate") == rate
    media_s, real_s = page.evaluate(
        """async () => {
          const player = h5rec.player;
          await player.play();
          const begun = performance.now();
          await new Promise(done => player.addEventListener("ended", done, { once: true }));
          return [player.duration, (performance.now() - begun) / 1000];
        }"""
    )
    ended(page)
    wait_for_frame(page, LAST)
    assert real_s >= media_s / rate - 0.02
    assert real_s <= media_s / rate + 5  # repaints of a busy machine


def test_keys_for_speed(page: Page) -> None:
    for key, rate in [(">", 2), (">", 4), ("<", 2), ("<", 1), ("<", 0.5), ("<", 0.25), ("<", 0.25)]:
        page.keyboard.press(key)
        assert page.evaluate("h5rec.player.playbackRate") == rate
        assert page.input_value("[data-testid=rate]") == str(rate)


def test_loop(page: Page) -> None:
    page.keyboard.press("l")
    assert page.get_attribute("[data-testid=loop]", "aria-pressed") == "true"
    page.evaluate(
        """() => {
          let before = 0;
          window.rounds = 0;
          h5rec.player.addEventListener("framechange", () => {
            if (h5rec.player.frame < before) window.rounds++;
            before = h5rec.player.frame;
          });
        }"""
    )
    page.select_option("[data-testid=rate]", "16")
    page.click("[data-testid=play]")
    page.wait_for_function("() => rounds >= 2")
    page.click("[data-testid=loop]")
    ended(page)
    wait_for_frame(page, LAST)


def test_playing_at_the_end_begins_again(page: Page) -> None:
    page.keyboard.press("End")
    wait_for_frame(page, LAST)
    page.evaluate("h5rec.player.currentTime = h5rec.player.duration")
    wait_for(page, "!p.seeking")
    page.keyboard.press(" ")
    wait_for(page, f"!p.paused && p.frame < {LAST}")


def test_figures_have_thumbnails(page: Page) -> None:
    thumbnails = page.locator("[data-testid=figures] button")
    assert thumbnails.count() == 2
    assert thumbnails.all_inner_texts() == ["sine", "noise"]
    page.keyboard.press(".")
    wait_for_frame(page, 1)
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid=figures] canvas")].every(canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size > 20;  // a picture, not a blank
        })"""
    )
    thumbnails.nth(1).click()
    wait_for(page, "p.figure === 2 && !p.seeking && p.picture.figure === 2")
    assert thumbnails.nth(1).get_attribute("aria-pressed") == "true"
    assert page.evaluate("[h5rec.player.canvas.width, h5rec.player.canvas.height]") == [400, 300]
    wait_for_frame(page, 1)  # of the same moment
    page.keyboard.press("[")
    wait_for(page, "p.figure === 1 && !p.seeking && p.picture.figure === 1")


def test_thumbnails_are_those_of_the_end_after_playing(browser: Browser, sequence: Path) -> None:
    with new_page(browser) as page:
        open_log(page, sequence)
        page.select_option("[data-testid=rate]", "4")
        page.keyboard.press(" ")
        ended(page)
        assert (
            page.evaluate(
                """async () => {
              const thumbs = () => document.querySelectorAll("[data-testid=figures] canvas");
              const stale = async () => {
                const found = [];
                for (const [i, figure] of h5rec.player.figures.entries()) {
                  const picture = await h5rec.player.recording.frame(figure, 9);
                  const last = h5rec.draw(picture, Math.min(132 / picture.widthPx, 84 / picture.heightPx));
                  if ((await probe.hashOf(thumbs()[i])) !== (await probe.hashOf(last))) found.push(figure);
                }
                return found;
              };
              for (let i = 0; i < 20 && (await stale()).length > 0; i++) {
                await new Promise((done) => setTimeout(done, 100));
              }
              return stale();
            }"""
            )
            == []
        )


def test_at_pixel_ratio_2_it_is_drawn_twice_as_fine(browser: Browser, two_figures: Path) -> None:
    with new_page(browser, device_scale_factor=2) as page:
        open_log(page, two_figures)
        assert page.evaluate("[h5rec.player.canvas.width, h5rec.player.canvas.height]") == [1280, 960]
        box = page.evaluate(
            "(({ width, height }) => [width, height])(h5rec.player.canvas.getBoundingClientRect())"
        )
        assert box == [640, 480]
        fine = pixels(page)
        coarse = pixels(page, "h5rec.draw(h5rec.player.picture, 1)")
        assert page.evaluate("probe.hashOf(h5rec.draw(h5rec.player.picture, 2))") == page.evaluate(
            "probe.hashOf(h5rec.player.canvas)"
        )
    enlarged = coarse.repeat(2, axis=0).repeat(2, axis=1)
    assert np.abs(fine.astype(int) - enlarged).mean() > 0.5  # not the coarse one, enlarged


def test_a_mark_has_its_label_under_pointer_and_focus(browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "marks.h5rec"
    with h5rec.record(log, fast=True):
        figure = plt.figure()
        figure.canvas.draw()
        plt.pause(1)
        h5rec.mark("half-way")
        plt.pause(1)
        figure.canvas.draw()
    plt.close(figure)
    with new_page(browser) as page:
        open_log(page, log)
        mark = page.locator("[data-testid=ticks] button")
        mark.hover()
        page.wait_for_selector("#hover:visible")
        assert page.inner_text("#hover").startswith("half-way")
        page.mouse.move(0, 0)
        page.wait_for_selector("#hover", state="hidden")
        mark.focus()
        assert page.inner_text("#hover") == "half-way · 0:01.00"
        mark.press("Enter")
        wait_for(page, "p.currentTime === 1")


def states(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("[data-testid=figures] button")].map((one) => one.dataset.state ?? "")"""
    )
    return found


def test_playing_follows_the_figure_that_is_drawn(browser: Browser, sequence: Path) -> None:
    with new_page(browser) as page:
        open_log(page, sequence)
        expected = ["", *["not yet drawn"] * 3]
        page.wait_for_function(
            "() => document.querySelectorAll('[data-testid=figures] [data-state]').length === 3"
        )
        assert states(page) == expected
        page.keyboard.press(" ")
        wait_for(page, "p.figure === 2 && !p.paused")
        page.wait_for_function(
            "() => document.querySelector('[data-testid=figures] button').dataset.state === 'last frame'"
        )
        ended(page)
        wait_for(page, "p.figure === 4")
        page.wait_for_function("() => document.querySelector('[data-testid=figures] [data-state]') === null")


def test_a_figure_that_was_selected_stays(browser: Browser, sequence: Path) -> None:
    with new_page(browser) as page:
        open_log(page, sequence)
        assert page.is_checked("[data-testid=follow]")
        page.locator("[data-testid=figures] button").nth(1).click()
        assert not page.is_checked("[data-testid=follow]")
        page.select_option("[data-testid=rate]", "4")
        page.click("[data-testid=play]")
        ended(page)
        assert page.evaluate("h5rec.player.figure") == 2
        page.check("[data-testid=follow]")
        page.keyboard.press(".")  # the keyboard is still the player's
        page.keyboard.press("k")
        wait_for(page, "p.figure === 4")


@pytest.mark.parametrize("scale", [0.9, 1, 1.17, 1.5])
def test_neighbours_have_no_seam_at_any_scale(browser: Browser, tmp_path: Path, scale: float) -> None:
    """Mesh, contours and colorbar from black below to white above: no row is brighter than the one over it."""
    log = tmp_path / "grey.h5rec"
    with h5rec.record(log, fast=True):
        figure, (left, middle, right) = plt.subplots(1, 3, figsize=(6, 4), dpi=100)
        rows = np.outer(np.arange(40), np.ones(40))
        mesh = left.pcolormesh(rows, cmap="gray")
        middle.contourf(rows, levels=60, cmap="gray")
        figure.colorbar(mesh, cax=right)
        figure.canvas.draw()
        boxes = [axes.bbox.extents for axes in (left, middle, right)]
    plt.close(figure)
    with new_page(browser) as page:
        open_log(page, log)
        shown = pixels(page, f"h5rec.draw(h5rec.player.picture, {scale})")[..., 0].astype(int)
    for x0, y0, x1, y1 in boxes:
        top, bottom, left_px, right_px = (round(scale * px) for px in (400 - y1, 400 - y0, x0, x1))
        inside = shown[top + 8 : bottom - 8, left_px + 4 : right_px - 4]
        assert np.diff(inside, axis=0).max() <= 2


def test_fit_fills_the_stage_and_follows_the_window(page: Page) -> None:
    page.keyboard.press("0")
    wide = page.evaluate("h5rec.player.scale")
    page.set_viewport_size({"width": 600, "height": 500})
    page.wait_for_function("before => h5rec.player.scale < before", arg=wide)
    box = page.evaluate(
        "(r => [r.left, r.top, r.right, r.bottom])(h5rec.player.canvas.getBoundingClientRect())"
    )
    assert box[0] >= 0
    assert box[1] >= 0
    assert box[2] <= 600
    assert box[3] <= 500
    # Drawn for the size that it is shown at.
    assert page.evaluate("h5rec.player.canvas.width") == round(640 * page.evaluate("h5rec.player.scale"))
