"""A script that animates a workload, and shows or saves the animation: what `recording` runs.

``python -m tests.bench.animate WORKLOAD FRAMES [HOW FILE]``
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation

from .workloads import DPI, HEIGHT_IN, WIDTH_IN, WORKLOADS

FPS = 25


def main(workload: str, frames: str, how: str = "show", path: str = "") -> None:
    """Animate; *how* is ``show``, ``jshtml`` or the name of a movie writer."""
    figure = plt.figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
    scene = WORKLOADS[workload](figure)

    def update(frame: int) -> list[object]:
        scene.update(frame)
        return []

    animation = FuncAnimation(figure, update, frames=int(frames), interval=1000 / FPS, repeat=False)  # type: ignore[arg-type]
    if how == "show":
        plt.show()
    elif how == "jshtml":
        mpl.rcParams["animation.embed_limit"] = 1e6  # MB: it leaves out what is beyond
        Path(path).write_text(animation.to_jshtml(fps=FPS), encoding="utf-8")
    else:
        animation.save(path, writer=how, fps=FPS)


if __name__ == "__main__":
    import h5rec  # noqa: F401  # makes its movie writer known

    main(*sys.argv[1:])
