"""Time of one frame by each peer, as ratios to a renderer that does nothing, and bytes of a frame.

All peers draw the same few frames in turn, in an order that is shuffled anew for each round: what disturbs
the machine then disturbs all of them. A script draws with one backend, which finds in the processor's caches what
it left there a frame ago, and not the pictures of four others: so a turn begins with frames that do not count (of
line2048, h5rec's first frame of a turn takes twice as long as its tenth; doing nothing, a quarter longer). Ratios
are taken frame by frame; their median is what counts. The same is done with the processor time of this process,
all its threads together: on a busy machine a frame that is interrupted takes long, but needs no more of it.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Mapping, Sequence
from math import ceil
from statistics import mean

from rich.console import Console
from rich.table import Table

from . import limits
from .canvases import PEERS, Agg, Floor, H5rec, Peer
from .results import Json, Spread
from .workloads import SEED, WORKLOADS

SETTLING = 10  # frames at the beginning of a turn, which do not count
COUNTED = 10  # the others
# Enough that the quartiles stand still, and that all workloads take less than ten minutes.
FRAMES = {
    "line2048": 120,
    "subplots4": 50,
    "scatter10k": 40,
    "pcolormesh200": 50,
    "contourf": 60,
    "imshow512": 60,
    "scrolling": 100,
    "bars_text": 60,
    "surface3d": 40,
    "line2048_blit": 400,
}


def measure(workload: str, frames: int, peers: Sequence[type[Peer]] = PEERS) -> Json:
    """Draw a workload with all peers; return by peer the time in ms, ratios and bytes of a frame."""
    drawing = [peer(WORKLOADS[workload]) for peer in peers]
    shuffler = random.Random(SEED)
    times_ms: dict[str, dict[int, float]] = {peer.name: {} for peer in drawing}
    cpu_ms: dict[str, dict[int, float]] = {peer.name: {} for peer in drawing}
    sizes: dict[str, list[int]] = {peer.name: [] for peer in drawing}
    gc.collect()
    # One turn more, of which nothing counts: it has what is done once.
    for turn in range(1 + ceil(frames / COUNTED)):
        counted = range((turn - 1) * COUNTED, min(turn * COUNTED, frames)) if turn else ()
        first = turn * (SETTLING + COUNTED)
        for peer in shuffler.sample(drawing, len(drawing)):
            for frame in range(first, first + SETTLING if peer.every == 1 else first):
                _draw(peer, frame)
            for frame, number in enumerate(counted, first + SETTLING):
                if number % peer.every:
                    continue
                taken_ms, cpu_taken_ms, size = _draw(peer, frame)
                times_ms[peer.name][number] = taken_ms
                cpu_ms[peer.name][number] = cpu_taken_ms
                sizes[peer.name].append(size)
    base = reference(workload)
    found: Json = {}
    for name, taken in times_ms.items():
        found[name] = {
            "ms": Spread.of(list(taken.values())),
            "ratio": _ratios(taken, times_ms[base]),
            "cpu": _ratios(cpu_ms[name], cpu_ms[base]),
            "bytes": mean(sizes[name]),
        }
    return {"frames": frames, "peers": found}


def _draw(peer: Peer, frame: int) -> tuple[float, float, int]:
    """Draw a frame; return its time and processor time in ms, and its bytes."""
    peer.update(frame)
    start, cpu_start = time.perf_counter(), time.process_time()
    size = peer.draw()
    cpu_end, end = time.process_time(), time.perf_counter()
    return (end - start) * 1e3, (cpu_end - cpu_start) * 1e3, size


def _ratios(taken: Mapping[int, float], base: Mapping[int, float]) -> Spread:
    return Spread.of([time_ms / base[frame] for frame, time_ms in taken.items()])


def reference(workload: str) -> str:
    """Return the name of the peer whose time counts as 1: where only a line is blitted, Agg."""
    return Agg.name if workload.endswith("_blit") else Floor.name


def print_rows(rows: Json) -> None:
    """Print a line for each workload: what h5rec may take, what it takes, and what others do."""
    table = Table(title="time of a frame, as ratios to doing nothing (line2048_blit: to Agg's own blit)")
    others = [peer.name for peer in PEERS if peer not in (H5rec, Floor)]
    for heading in (
        "",
        "at most",
        "h5rec",
        "quartiles",
        "CPU",
        "",
        *others,
        "nothing, ms",
        "h5rec, ms",
        "h5rec, bytes",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for workload, row in rows.items():
        peers, at_most = row["peers"], limits.DRAWING[workload]
        low, ratio, high = peers[H5rec.name]["ratio"]
        table.add_row(
            workload,
            f"{at_most:.2f}",
            f"{ratio:.3f}",
            f"{low:.3f} - {high:.3f}",
            f"{peers[H5rec.name]['cpu'][1]:.3f}",
            "" if ratio <= at_most else f"[red]x {ratio / at_most:.1f}[/red]",
            *(f"{peers[name]['ratio'][1]:.2f}" for name in others),
            f"{peers[Floor.name]['ms'][1]:.1f}",
            f"{peers[H5rec.name]['ms'][1]:.2f}",
            f"{peers[H5rec.name]['bytes']:,.0f}",
        )
    Console(width=144).print(table)
