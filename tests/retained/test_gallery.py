"""A slice of matplotlib's gallery, with changes in between; `python -m tests.retained.gallery` runs all of it."""

from __future__ import annotations

import pytest

from tests.browser import gallery as sources

from . import gallery

# Layouts, insets, twins, polar and three dimensions, legends, tables, units, an animation.
SLICE = [
    "examples/animation/simple_scatter.py",
    "examples/axes_grid1/inset_locator_demo.py",
    "examples/misc/rasterization_demo.py",
    "examples/mplot3d/trisurf3d_2.py",
    "examples/pie_and_polar_charts/bar_of_pie.py",
    "examples/subplots_axes_and_figures/secondary_axis.py",
    "examples/text_labels_and_annotations/legend_demo.py",
    "examples/units/bar_unit_demo.py",
]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["check", "1"])
@pytest.mark.parametrize("name", SLICE)
def test_pictures_are_those_of_full_drawing(name: str, mode: str) -> None:
    report = gallery.run(sources.folder(), name, mode)
    assert report["status"] == "ok", report
    assert report["figures"]
    assert report["drawings"] >= 6 * report["figures"]
