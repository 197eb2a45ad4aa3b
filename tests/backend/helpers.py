"""Animations, and when their frames were."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation

from tests.memory import Memory


def times_ms(sink: Memory, figure: int = 1) -> list[float]:
    return [frame.time_ns / 1e6 for frame in sink.frames() if frame.figure == figure]


def animate(count: Any = 5, **options: Any) -> FuncAnimation:
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1])

    def update(step: int) -> list[Any]:
        line.set_ydata([0, (step + 1) / 10])
        return [line]

    return FuncAnimation(fig, update, frames=count, **{"interval": 20, **options})
