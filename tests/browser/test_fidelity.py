"""A frame in the browser looks as Agg draws the figure; and what is missing or upside down does not pass for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import h5rec
from h5rec.log.writer import LogWriter
from h5rec.wire._ops import End, Figure, Frame, Op
from h5rec.wire.stream import Event, StreamWriter
from tests.browser.figures import FIGURES
from tests.browser.pages import new_page, open_log, pixels

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Pixels = npt.NDArray[np.float64]  # over white, (height, width, 3), 0 to 255

# Root of the mean square of the differences, of the whole picture and of the worst square of so many px. They are
# 0.3 to 1.1 and 4 to 7.
MAX_RMS = 1.6
SQUARE_PX = 8
MAX_WORST = 12.0
# At twice the dpi 0.5 to 7.3: text is hinted for other pixels, and a title or legend that is placed by the width of
# its text then is half a pixel off.
MAX_RMS_AT_2 = 8.0
MEDIAN_RMS_AT_2 = 3.0
MAX_RMS_OF_HALVES = 14.0  # of a picture at ratio 4 made half as large: edges lie elsewhere
PLACED_BY_TEXT = "subplots"  # with its labels, all of the layout; 27 off

NAMES = [draw.__name__ for draw in FIGURES]


class Pictures(NamedTuple):
    log: Path
    agg: dict[str, Pixels]
    twice: dict[str, Pixels]  # by Agg, at twice the dpi


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Every figure, recorded, and drawn by Agg."""
    log = tmp_path_factory.mktemp("fidelity") / "figures.h5rec"
    agg, twice = {}, {}
    with h5rec.record(log, fast=True):
        for draw in FIGURES:
            figure = draw()
            figure.set_dpi(100)
            figure.canvas.draw()
            agg[draw.__name__] = drawn_by_agg(figure)
            figure.set_dpi(200)
            twice[draw.__name__] = drawn_by_agg(figure)
    plt.close("all")
    return Pictures(log, agg, twice)


def drawn_by_agg(figure: Any) -> Pixels:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return over_white(np.asarray(canvas.buffer_rgba()))


@pytest.fixture(scope="module")
def page(browser: Browser, pictures: Pictures) -> Iterator[Page]:
    with new_page(browser) as page:
        open_log(page, pictures.log)
        yield page


def over_white(rgba: npt.NDArray[np.uint8]) -> Pixels:
    alpha = rgba[..., 3:] / 255
    result: Pixels = rgba[..., :3] * alpha + 255 * (1 - alpha)
    return result


def shown(page: Page, name: str, frame: int = 0, canvas: str = "h5rec.player.canvas") -> Pixels:
    """Return what the browser shows of a figure."""
    page.evaluate(
        "async ([figure, frame]) => { h5rec.player.figure = figure; await h5rec.player.seekToFrame(frame); }",
        [NAMES.index(name) + 1, frame],
    )
    return over_white(pixels(page, canvas))


def difference(one: Pixels, other: Pixels) -> tuple[float, float]:
    """Return the RMS of all, and of the worst square."""
    assert one.shape == other.shape
    squares = ((one - other) ** 2).mean(axis=2)
    sums = np.pad(squares.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    n = SQUARE_PX
    windows = sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]
    return float(np.sqrt(squares.mean())), float(np.sqrt(windows.max()) / n)


def is_alike(one: Pixels, other: Pixels) -> bool:
    rms, worst = difference(one, other)
    return rms <= MAX_RMS and worst <= MAX_WORST


@pytest.mark.parametrize("name", NAMES)
def test_browser_and_agg_agree(page: Page, pictures: Pictures, name: str) -> None:
    rms, worst = difference(shown(page, name), pictures.agg[name])
    assert rms <= MAX_RMS
    assert worst <= MAX_WORST


def test_at_ratio_2_they_agree_at_twice_the_dpi(page: Page, pictures: Pictures) -> None:
    found = {}
    for name in NAMES:
        picture = shown(page, name, canvas="h5rec.player.renderAt(2)")
        found[name], _ = difference(picture, pictures.twice[name])
    assert {name for name, rms in found.items() if rms > MAX_RMS_AT_2} <= {PLACED_BY_TEXT}
    assert np.median(list(found.values())) <= MEDIAN_RMS_AT_2


@pytest.mark.parametrize("name", ["lines", "bars", "images", "polar"])
def test_a_very_large_canvas_draws_the_same_by_itself(page: Page, pictures: Pictures, name: str) -> None:
    """At most 4 Mi pixels are drawn by the player; these are more."""
    picture = shown(page, name, canvas="h5rec.player.renderAt(4)")
    assert picture.shape[0] * picture.shape[1] > 1 << 22
    halves = picture.reshape(picture.shape[0] // 2, 2, -1, 2, 3).mean(axis=(1, 3))
    rms, _ = difference(halves, pictures.twice[name])
    assert rms <= MAX_RMS_OF_HALVES


@pytest.mark.parametrize("name", NAMES)
def test_upside_down_and_mirrored_do_not_pass(page: Page, pictures: Pictures, name: str) -> None:
    picture = shown(page, name)
    assert not is_alike(picture[::-1], pictures.agg[name])
    assert not is_alike(picture[:, ::-1], pictures.agg[name])


def test_a_flipped_image_does_not_pass(page: Page, pictures: Pictures) -> None:
    """Only the image, in its place: all else as it was."""
    picture = shown(page, "images").copy()
    left = picture[140:340, 90:270]  # inside of the left axes
    assert is_alike(picture, pictures.agg["images"])
    left[:] = left[::-1].copy()
    assert not is_alike(picture, pictures.agg["images"])


def kinds(ops: Sequence[Op]) -> list[str]:
    """Return which kinds of artists draw the ops, in order."""
    return list(dict.fromkeys(op.group.kind for op in ops if op.group is not None))


def without(log: Path, out: Path) -> dict[str, list[str]]:
    """Write a log in which frame k of each figure lacks what the k-th kind of artist draws; return the kinds."""
    found: dict[str, list[str]] = {}
    writer = LogWriter(out)
    stream = StreamWriter({}, 0)

    def send(events: list[Event]) -> None:
        for event in events:
            writer.handle(event)

    with h5rec.open(log) as recording:
        for name, figure in zip(NAMES, recording.figures, strict=True):
            frame = figure.frames[0]
            send(
                stream.figure(Figure(figure.number, 0, name, frame.width_px, frame.height_px, figure.dpi, 0))
            )
            found[name] = kinds(frame.ops)
            for k, kind in enumerate(found[name]):
                kept = tuple(op for op in frame.ops if op.group is None or op.group.kind != kind)
                send(stream.frame(Frame(figure.number, k, 0, frame.axes, kept)))
    send(stream.end(End(0, 0, "finished")))
    writer.close()
    return found


def test_missing_artists_do_not_pass(browser: Browser, pictures: Pictures, tmp_path: Path) -> None:
    found = without(pictures.log, tmp_path / "less.h5rec")
    passed = []
    with new_page(browser) as page:
        open_log(page, tmp_path / "less.h5rec")
        for name in NAMES:
            for k, kind in enumerate(found[name]):
                if is_alike(shown(page, name, k), pictures.agg[name]):
                    passed.append((name, kind))
    assert sum(map(len, found.values())) > 50
    assert passed == []
