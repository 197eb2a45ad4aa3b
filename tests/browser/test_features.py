"""The figure with everything, in the browser, beside what Agg draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import h5rec
from tests.browser.pages import new_page, open_log, pixels
from tests.browser.test_fidelity import Pixels, difference, over_white
from tests.render.features import everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MAX_RMS = 5.0
# of the worst panel, the barbs: hardly anything but edges
MAX_PANEL_RMS = 11.0


@pytest.fixture(scope="module")
def panels(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Pixels, Pixels]]:
    """What browser and Agg show: of every panel by its name, and of the whole as ``""``."""
    log = tmp_path_factory.mktemp("features") / "features.h5rec"
    with mpl.rc_context(), h5rec.record(log, fast=True):
        figure = everything().figure
        figure.canvas.draw()
        agg: Any = FigureCanvasAgg(figure)
        agg.draw()
        expected = over_white(np.asarray(agg.buffer_rgba()))
        boxes = {str(axes.get_gid()): axes.bbox.padded(15).extents for axes in figure.axes if axes.get_gid()}
        plt.close(figure)
    with new_page(browser) as page:
        open_log(page, log)
        shown = over_white(pixels(page))
    height = len(shown)
    places: dict[str, Any] = {"": (slice(None), slice(None))}
    for name, extents in boxes.items():
        left, bottom, right, top = map(int, extents)
        places[name] = slice(max(0, height - top), height - bottom), slice(max(0, left), right)
    return {name: (shown[place], expected[place]) for name, place in places.items()}


def test_it_looks_as_agg_draws_it(panels: dict[str, tuple[Pixels, Pixels]]) -> None:
    assert len(panels) == 31
    print({n: round(difference(*p)[0], 1) for n, p in panels.items()})
    rms = {name: difference(*pair)[0] for name, pair in panels.items()}
    assert rms.pop("") <= MAX_RMS
    assert {name: round(value, 1) for name, value in rms.items() if value > MAX_PANEL_RMS} == {}


def test_no_panel_is_missing(panels: dict[str, tuple[Pixels, Pixels]]) -> None:
    del panels[""]
    for name, (shown, expected) in panels.items():
        empty = np.broadcast_to(np.median(expected, axis=(0, 1)), shown.shape)
        assert difference(shown, expected)[0] < difference(empty, expected)[0] / 2, name
