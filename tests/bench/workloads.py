"""What is drawn: ten deterministic animations, each of which costs a backend something else.

A workload sets up a figure, and gives a `Scene` that brings the figure to any frame. What a frame shows
depends on its number alone, so that all who are measured draw the same pictures; no picture comes back
later, so that no compressor finds one that it has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SEED = 20240229
WIDTH_IN, HEIGHT_IN, DPI = 6.4, 4.8, 100

Array = npt.NDArray[Any]


class Scene(NamedTuple):
    """A figure that is set up."""

    update: Callable[[int], None]  # brings the artists to a frame
    blitted: tuple[Axes, Artist] | None = None  # what alone changes, and where


Workload = Callable[[Figure], Scene]


def new_figure() -> Figure:
    """Return an empty figure of the size that everything is measured with."""
    return Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)


def _random(frame: int, what: int = 0) -> np.random.Generator:
    """Return the random numbers of one frame; *what* keeps workloads apart."""
    return np.random.default_rng((SEED, what, frame))


# ---- lines


def _noisy_line(figure: Figure) -> tuple[Axes, Any, Callable[[int], Array]]:
    axes = figure.add_subplot()
    seconds = np.linspace(0, 10, 2048)
    sine = np.sin(2 * seconds)
    (line,) = axes.plot(seconds, sine, linewidth=1)
    axes.set(xlim=(0, 10), ylim=(-2, 2), title="2048 points", xlabel="time (s)", ylabel="amplitude")
    axes.grid(True)
    return axes, line, lambda frame: sine * np.cos(0.05 * frame) + _random(frame).normal(0, 0.2, sine.size)


def line2048(figure: Figure) -> Scene:
    """Set up a line all of whose 2048 points change, with grid, title and labels."""
    _, line, amplitudes = _noisy_line(figure)
    return Scene(lambda frame: line.set_ydata(amplitudes(frame)))


def line2048_blit(figure: Figure) -> Scene:
    """Set up the same line for blitting."""
    axes, line, amplitudes = _noisy_line(figure)
    return Scene(lambda frame: line.set_ydata(amplitudes(frame)), (axes, line))


def scrolling(figure: Figure) -> Scene:
    """Set up a strip chart: 1000 points, of which 7 are new in each frame, and ticks that move."""
    visible, new = 1000, 7
    noise = _random(0, 3).normal(0, 0.15, 1 << 16)
    axes = figure.add_subplot()
    (line,) = axes.plot(np.zeros(visible), np.zeros(visible), linewidth=1)
    axes.set(ylim=(-2, 2), xlabel="sample")
    axes.grid(True)

    def update(frame: int) -> None:
        samples = np.arange(visible) + frame * new
        line.set_data(samples, np.sin(0.02 * samples) + noise[samples % noise.size])
        axes.set_xlim(samples[0], samples[-1])

    return Scene(update)


def subplots4(figure: Figure) -> Scene:
    """Set up four axes with three noisy lines, a title and a legend each."""
    phases = np.linspace(0, 2 * np.pi, 500)
    lines = []
    for panel, axes in enumerate(figure.subplots(2, 2).flat):
        lines += [
            axes.plot(phases, np.sin(phases), linewidth=1, label=f"ch {channel}")[0] for channel in range(3)
        ]
        axes.set(ylim=(-2.5, 2.5), title=f"panel {panel}")
        axes.legend(loc="upper right", fontsize=7)
    figure.subplots_adjust(hspace=0.35)

    def update(frame: int) -> None:
        noise = _random(frame).normal(0, 0.1, (len(lines), phases.size))
        for number, line in enumerate(lines):
            panel, channel = divmod(number, 3)
            wave = np.sin((panel + 1) * phases + 0.1 * frame + channel)
            line.set_ydata((1 + 0.3 * channel) * wave + noise[number])

    return Scene(update)


# ---- many things


def scatter10k(figure: Figure) -> Scene:
    """Set up 10,000 points, each with its own colour and size, all of which circle about their place."""
    count = 10_000
    random = _random(0, 5)
    axes = figure.add_subplot()
    places = random.random((count, 2))
    radii = random.uniform(0.005, 0.04, (count, 1))
    phases = random.uniform(0, 2 * np.pi, (count, 1))
    x, y = places.T
    points = axes.scatter(x, y, s=random.uniform(4, 36, count), c=random.random(count), cmap="viridis")
    axes.set(xlim=(0, 1), ylim=(0, 1))

    def update(frame: int) -> None:
        angles = 0.1 * frame + phases
        points.set_offsets(places + radii * np.hstack([np.cos(angles), np.sin(angles)]))

    return Scene(update)


def bars_text(figure: Figure) -> Scene:
    """Set up 50 bars with an upright label each: heights, labels and their places change."""
    channels = range(50)
    axes = figure.add_subplot()
    bars = axes.bar(channels, np.ones(50))
    labels = [
        axes.text(channel, 1, "0.0", ha="center", va="bottom", fontsize=6, rotation=90)
        for channel in channels
    ]
    axes.set(ylim=(0, 12), xlabel="channel")

    def update(frame: int) -> None:
        noise = _random(frame).normal(0, 0.3, 50)
        heights = np.abs(5 + 4 * np.sin(0.3 * np.arange(50) + 0.1 * frame) + noise)
        for channel, bar, label, height in zip(channels, bars, labels, heights, strict=True):
            bar.set_height(height)
            label.set_position((channel, height + 0.1))
            label.set_text(f"{height:.2f}")

    return Scene(update)


def surface3d(figure: Figure) -> Scene:
    """Set up a surface of 40 x 40 points that turns: every part of the picture changes."""
    axes: Any = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(*[np.linspace(-3, 3, 40)] * 2)
    axes.plot_surface(x, y, 1.5 * np.sin(np.hypot(x, y)), rstride=1, cstride=1, cmap="viridis")
    return Scene(lambda frame: axes.view_init(elev=30, azim=1.5 * frame))


# ---- fields


def _drifting(size: int, frame: int, noise: Array | None = None) -> Array:
    """Return a field of smooth hills that drift, with noise from a random part of *noise*."""
    u, t = np.linspace(0, 4 * np.pi, size), 0.08 * frame
    field: Array = np.outer(np.cos(0.7 * u - t), np.sin(u + t)) + np.outer(
        np.sin(0.5 * u - 0.6 * t), np.cos(0.3 * u + t)
    )
    if noise is not None:
        top, left = _random(frame, 7).integers(0, noise.shape[0] - size, 2)
        field += noise[top : top + size, left : left + size]
    return field


def imshow512(figure: Figure) -> Scene:
    """Set up an image of 512 x 512 values with a colorbar."""
    noise = _random(0, 11).normal(0, 0.1, (1024, 1024))
    image = figure.add_subplot().imshow(_drifting(512, 0, noise), cmap="viridis", vmin=-2, vmax=2)
    figure.colorbar(image)
    return Scene(lambda frame: image.set_data(_drifting(512, frame, noise)))


def contourf(figure: Figure) -> Scene:
    """Set up filled contours that are made anew for each frame."""
    axes = figure.add_subplot()
    places = np.linspace(0, 1, 100)
    contours: list[Any] = []

    def update(frame: int) -> None:
        while contours:
            contours.pop().remove()
        contours.append(axes.contourf(places, places, _drifting(100, frame), levels=np.linspace(-2, 2, 13)))

    return Scene(update)


def pcolormesh200(figure: Figure) -> Scene:
    """Set up a mesh of 200 x 200 cells."""
    noise = _random(0, 13).normal(0, 0.1, (400, 400))
    edges = np.linspace(0, 1, 201)
    axes = figure.add_subplot()
    mesh = axes.pcolormesh(edges, edges, _drifting(200, 0, noise), cmap="viridis", vmin=-2, vmax=2)
    return Scene(lambda frame: mesh.set_array(_drifting(200, frame, noise)))


WORKLOADS: Mapping[str, Workload] = {
    workload.__name__: workload
    for workload in (
        line2048,
        subplots4,
        scatter10k,
        pcolormesh200,
        contourf,
        imshow512,
        scrolling,
        bars_text,
        surface3d,
        line2048_blit,
    )
}
