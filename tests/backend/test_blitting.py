"""Scripts and animations that blit."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import FuncAnimation

from h5rec import ambient
from h5rec.render.layers import MOST_ON_TOP
from tests.memory import Memory

from .helpers import times_ms


def test_blitting_by_hand(sink: Memory) -> None:
    fig, axs = plt.subplots(1, 2)
    lines = [ax.plot([0, 1], [0, 1], animated=True)[0] for ax in axs]
    fig.canvas.draw()
    background: Any = [fig.canvas.copy_from_bbox(ax.bbox) for ax in axs]  # type: ignore[attr-defined]
    canvas: Any = fig.canvas
    still = len(sink.frames()[0].ops)
    for step in range(3):
        for ax, line, region in zip(axs, lines, background, strict=True):
            canvas.restore_region(region)
            line.set_ydata([step / 4, 1])
            ax.draw_artist(line)
            canvas.blit(ax.bbox)
    frames = sink.frames()
    assert len(frames) == 7
    # one line in the first picture, then both: the other axes' line stays when one is put back
    assert [len(frame.ops) - still for frame in frames] == [0, 1, 2, 2, 2, 2, 2]


def test_blitting_from_a_draw_event(sink: Memory) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], animated=True)
    canvas: Any = fig.canvas
    kept: list[Any] = []

    def on_draw(event: Any) -> None:
        kept.append(canvas.copy_from_bbox(fig.bbox))
        fig.draw_artist(line)
        canvas.blit(fig.bbox)

    canvas.mpl_connect("draw_event", on_draw)
    canvas.draw()
    canvas.restore_region(kept[-1])
    line.set_ydata([1, 0])
    fig.draw_artist(line)
    canvas.blit(fig.bbox)
    first, second = sink.frames()
    assert len(first.ops) == len(second.ops) == len(kept[-1].picture) + 1
    assert first.ops[:-1] == second.ops[:-1]
    assert first.ops[-1] != second.ops[-1]


@pytest.mark.parametrize("kind", ["line", "image"])
def test_blitting_without_putting_the_background_back_does_not_pile_up(sink: Memory, kind: str) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot(range(50))
    image = ax.imshow(np.arange(2500.0).reshape(50, 50), aspect="auto")
    canvas: Any = fig.canvas
    canvas.draw()
    for step in range(6):
        if kind == "line":
            line.set_ydata([step % 7] * 50)
            ax.draw_artist(ax.patch)
            ax.draw_artist(line)
        else:
            image.set_data(np.arange(2500.0).reshape(50, 50) * (step + 1) % 17)
            ax.draw_artist(image)
        canvas.blit(ax.bbox)
    first, second, *_, last = sink.frames()
    assert len(first.ops) < len(second.ops) == len(last.ops)
    assert second.ops[-1] != last.ops[-1]


def test_drawing_on_top_for_ever_has_an_end(sink: Memory) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot(range(3), animated=True)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    canvas: Any = fig.canvas
    canvas.draw()
    for step in range(MOST_ON_TOP + 5):
        line.set_ydata([step, 0, 0])
        ax.draw_artist(line)
    canvas.blit(ax.bbox)
    canvas.blit(ax.bbox)
    first, *_, last = sink.frames()
    assert len(last.ops) == len(first.ops) + MOST_ON_TOP
    assert len(reports) == 1
    assert "without putting a background back" in reports[0]


def test_an_animation_that_blits_draws_once(sink: Memory) -> None:
    """And what it blits in one turn, axes after axes, is one frame."""
    fig, axs = plt.subplots(1, 2)
    lines = [ax.plot([0, 1], [0, 1])[0] for ax in axs]
    draws: list[Any] = []
    fig.canvas.mpl_connect("draw_event", draws.append)

    def update(step: int) -> list[Any]:
        for line in lines:
            line.set_ydata([0, (step + 1) / 10])
        return lines

    animation = FuncAnimation(fig, update, frames=5, interval=20, blit=True, repeat=False)
    plt.show()
    assert len(draws) == 1
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    assert {len(frame.ops) for frame in sink.frames()[1:]} == {len(sink.frames()[0].ops) + 2}
    del animation


def test_a_blitted_frame_shows_what_a_full_drawing_would(sink: Memory) -> None:
    """But for the order: what is blitted is on top."""
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], animated=True)
    ax.set_ylim(0, 1)
    canvas: Any = fig.canvas
    canvas.draw()
    background = canvas.copy_from_bbox(ax.bbox)
    for step in range(4):
        canvas.restore_region(background)
        line.set_ydata([0, step / 4])
        ax.draw_artist(line)
        canvas.blit(ax.bbox)
        line.set_animated(False)
        canvas.draw()
        line.set_animated(True)
        canvas.draw()
    frames = sink.frames()
    for blitted, full in zip(frames[1::3], frames[2::3], strict=True):
        # a line that matplotlib draws between axis and frame, in the group of its axes
        found = [
            op for op in full.ops if op.group is not None and op.group.kind == "line2d" and op.group.parent
        ]
        mine = blitted.ops[-1]
        assert [op[1:] for op in found if op.clip is not None] == [mine[1:]]
        assert len(blitted.ops) == len(full.ops)


@pytest.mark.parametrize("projection", [None, "polar"])
def test_an_animation_that_blits_has_as_many_ops_in_every_frame(sink: Memory, projection: str | None) -> None:
    fig = plt.figure(figsize=(3.437, 2.813))  # no axes at whole pixels
    ax: Any = fig.add_subplot(projection=projection)
    x = np.linspace(0, 6, 50)
    (line,) = ax.plot(x, np.ones(50), lw=3)
    points = ax.scatter(x, np.ones(50))
    ax.set_ylim(0, 1)

    def update(step: int) -> list[Any]:
        line.set_ydata(np.abs(np.sin(x + step)))
        points.set_offsets(np.column_stack((x, np.abs(np.cos(x + step)))))
        return [line, points]

    animation = FuncAnimation(fig, update, frames=10, interval=20, repeat=False, blit=True)
    plt.show()
    del animation
    counts = [len(frame.ops) for frame in sink.frames()]
    assert len(counts) > 10
    assert len(set(counts[2:])) == 1


def test_restoring_one_axes_leaves_another_alone(sink: Memory) -> None:
    fig = plt.figure()
    left, right = fig.add_subplot(121, projection="polar"), fig.add_subplot(122)
    fill = left.fill_between([0, 1, 2], 0, 1, animated=True)  # clipped to a circle, not to a rectangle
    (line,) = right.plot([0, 1], animated=True)
    canvas: Any = fig.canvas
    canvas.draw()
    regions = [canvas.copy_from_bbox(axes.bbox) for axes in (left, right)]
    for step in range(3):
        canvas.restore_region(regions[0])
        left.draw_artist(fill)
        canvas.blit(left.bbox)
        canvas.restore_region(regions[1])
        line.set_ydata([0, step])
        right.draw_artist(line)
        canvas.blit(right.bbox)
    kinds = [[type(op).__name__ for op in frame.ops] for frame in sink.frames()]
    assert [names.count("DrawCollection") for names in kinds] == [0, 1, 1, 1, 1, 1, 1]
