"""A script that draws a scrolling line as fast as it can, and says how far it is: what `memory` runs.

``python -m tests.bench.scroll FRAMES EVERY [bare]``
"""

from __future__ import annotations

import sys
import time

import matplotlib.pyplot as plt

from .workloads import scrolling

LINGER_S = 3.0  # at the end, so that memory can be looked at


def main(frames: int, every: int, *, bare: bool = False) -> None:
    """Draw so many frames, and print a line after each *every*; *bare*: without axis, ticks and grid."""
    figure = plt.figure(figsize=(6.4, 4.8), dpi=100)
    scene = scrolling(figure)
    if bare:
        figure.axes[0].set_axis_off()
    for frame in range(frames):
        scene.update(frame)
        figure.canvas.draw()
        if (frame + 1) % every == 0:
            print(frame + 1, flush=True)
    time.sleep(LINGER_S)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), bare="bare" in sys.argv[3:])
