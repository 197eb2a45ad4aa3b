"""What is drawn: deterministic animations whose state depends on the frame's number alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

Update = Callable[[int], None]

SEED = 2013
WIDTH_IN, HEIGHT_IN, DPI = 6.4, 4.8, 100


def noisy_line(figure: Figure) -> Update:
    """Set up a line of 2048 points, all of which change, with grid, title and labels."""
    axes = figure.add_subplot()
    x = np.linspace(0, 10, 2048)
    clean = np.sin(2 * x)
    (line,) = axes.plot(x, clean, linewidth=1)
    axes.set(xlim=(0, 10), ylim=(-2, 2), title="2048 points", xlabel="time (s)", ylabel="amplitude")
    axes.grid(True)

    def update(frame: int) -> None:
        noise = np.random.default_rng((SEED, frame)).normal(0, 0.2, x.size)
        line.set_ydata(clean * np.cos(0.05 * frame) + noise)

    return update
