"""A fixed slice of matplotlib's gallery, against Agg, in Chromium; `make conformance` measures all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from h5rec.conformance import runner
from h5rec.conformance.engines.with_playwright import Attached
from h5rec.conformance.painter import Painter
from h5rec.conformance.results import Results, summarise
from h5rec.conformance.suite import Target, measure
from tests.browser import gallery

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIST = Path(__file__).parent / "gallery.txt"
# One of each kind of artist, and of what is easily wrong.
SLICE = [
    "examples/images_contours_and_fields/affine_image.py",
    "examples/images_contours_and_fields/contourf_log.py",
    "examples/images_contours_and_fields/plot_streamplot.py",
    "examples/lines_bars_and_markers/capstyle.py",
    "examples/misc/patheffect_demo.py",
    "examples/mplot3d/hist3d.py",
    "examples/pie_and_polar_charts/bar_of_pie.py",
    "examples/shapes_and_collections/hatch_style_reference.py",
    "examples/showcase/xkcd.py",
    "examples/statistics/boxplot.py",
    "examples/text_labels_and_annotations/legend_demo.py",
    "examples/text_labels_and_annotations/mathtext_demo.py",
    "plot_types/arrays/barbs.py",
    "plot_types/unstructured/tripcolor.py",
]

# All of them have 23 figures.
FIGURES = 23

# Somewhat more than they are now: other versions of browsers draw a little differently.
MAX_MEDIAN = 2.8
MAX_P90 = 9.8
MIN_MEDIAN_SSIM = 0.995
MIN_SSIM = 0.94


@pytest.fixture(scope="module")
def results(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Results:
    jobs = runner.find(gallery.folder(), listed=SLICE)
    out = tmp_path_factory.mktemp("slice")
    painter = Painter(lambda: Attached(browser), out)
    return measure(jobs, [Target("chromium", painter, out)], at_once=2, timeout_s=120)[0]


@pytest.mark.slow
def test_every_figure_is_drawn_as_agg_draws_it(results: Results) -> None:
    assert [(row.id, row.status, row.message) for row in results.rows if row.status != "ok"] == []
    assert len(results.rows) == FIGURES
    summary = summarise(results.rows)
    assert summary["rms"]["median"] <= MAX_MEDIAN
    assert summary["rms"]["p90"] <= MAX_P90
    assert summary["ssim"]["median"] >= MIN_MEDIAN_SSIM
    assert summary["ssim"]["worst"] >= MIN_SSIM
    assert summary["closerThanSvg"] == 1


def test_the_slice_is_of_the_list() -> None:
    assert set(SLICE) <= set(runner.read_list(LIST))
