"""What the log says of axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.figure import Figure

from h5rec.render.axes import AxesDescriber, describe_axes


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: None,
        lambda ax: ax.set_xlim(2, 9),
        lambda ax: ax.invert_yaxis(),
        lambda ax: ax.set_yscale("log"),
        lambda ax: ax.set_xscale("symlog"),
        lambda ax: ax.set_position((0.3, 0.3, 0.2, 0.2)),
        lambda ax: ax.set_label("other"),
        lambda ax: ax.set_label(7),
        lambda ax: ax.set_visible(False),
        lambda ax: ax.figure.set_dpi(50),
        lambda ax: ax.figure.set_size_inches(3, 3),
        lambda ax: ax.plot([1, 100]),
        lambda ax: ax.remove(),
        lambda ax: ax.figure.add_subplot(projection="3d"),
        lambda ax: ax.twinx(),
    ],
)
def test_axes_described_again_are_described_anew(change: Callable[[Any], Any]) -> None:
    figure = Figure()
    describer = AxesDescriber()
    ax = figure.add_subplot(label="first", ylim=(1, 5))
    figure.add_axes((0.1, 0.1, 0.2, 0.2), projection="polar")
    for _ in range(3):
        assert describer.of(figure, 480) == describe_axes(figure, 480)
        change(ax)
        assert describer.of(figure, 480) == describe_axes(figure, 480)
        assert describer.of(figure, 300) == describe_axes(figure, 300)
        if ax not in figure.axes:
            break


def test_plain_axes_that_stay_are_one_record() -> None:
    figure = Figure()
    figure.add_subplot()
    describer = AxesDescriber()
    (one,), (other,) = describer.of(figure, 480), describer.of(figure, 480)
    assert one is other
