"""Time per frame of `canvas.draw()`, as ratios to a renderer that does nothing, and bytes per frame.

All peers draw the same frame in turn, in an order that is shuffled anew for each: what disturbs the
machine then disturbs all of them. Ratios are taken frame by frame; their median is what counts.
"""

from __future__ import annotations

import random
import time
from statistics import median

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from .canvases import PEERS
from .workloads import DPI, HEIGHT_IN, SEED, WIDTH_IN, noisy_line

WARM_UP, FRAMES = 5, 150


def main() -> None:
    """Measure and print."""
    peers = []
    for peer in PEERS:
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
        peers.append((peer.name, peer(figure), noisy_line(figure)))
    shuffler = random.Random(SEED)
    times_ms: dict[str, list[float]] = {name: [] for name, _, _ in peers}
    sizes: dict[str, list[int]] = {name: [] for name, _, _ in peers}
    for frame in range(WARM_UP + FRAMES):
        for name, canvas, update in shuffler.sample(peers, len(peers)):
            update(frame)
            start = time.perf_counter()
            size = canvas.draw()
            elapsed_ms = (time.perf_counter() - start) * 1e3
            if frame >= WARM_UP:
                times_ms[name].append(elapsed_ms)
                sizes[name].append(size)
    table = Table(title=f"a line of 2048 points, redrawn with canvas.draw(), {FRAMES} frames")
    for heading in ("", "ms a frame", "ratio to do nothing", "quartiles", "bytes a frame"):
        table.add_column(heading, justify="left" if not heading else "right")
    floor_ms = times_ms[peers[0][0]]
    for name, _, _ in peers:
        ratios = sorted(mine / floor for mine, floor in zip(times_ms[name], floor_ms, strict=True))
        quartiles = f"{ratios[len(ratios) // 4]:.2f} - {ratios[3 * len(ratios) // 4]:.2f}"
        mean_size = sum(sizes[name]) / len(sizes[name])
        table.add_row(
            name,
            f"{median(times_ms[name]):.1f}",
            f"{median(ratios):.2f}",
            quartiles,
            f"{mean_size:,.0f}" if mean_size else "",
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
