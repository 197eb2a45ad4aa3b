"""docs/BENCHMARKS.md: its tables and its picture, from what was measured last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tests.conformance.fidelity import fill
from tests.conftest import ROOT

from . import limits, memory, plot, results
from .browser import at_most_ms
from .canvases import PEERS, Floor, H5rec
from .recording import OURS, times_faster
from .recording import PEERS as RECORDERS
from .results import Json

PAGE = ROOT / "docs" / "BENCHMARKS.md"
PICTURES = {theme: ROOT / "docs" / f"benchmarks-{theme}.svg" for theme in plot.THEMES}


def write() -> None:
    """Write what was measured into the page; what was not is left as it is there."""
    parts = {}
    for name, make in PARTS.items():
        try:
            measured = results.load(name)
        except FileNotFoundError:
            continue
        about = measured["about"]
        parts[name] = f"{_about(about)}\n\n{make(measured['rows'], _is_busy(about))}"
        if name == "drawing":
            for theme, path in PICTURES.items():
                plot.draw(measured["rows"], path, theme)
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written: {', '.join(parts) or 'nothing'}")


def drawing_table(rows: Json, by_cpu: bool = False) -> str:
    """Return the table of drawing, and what misses its limit."""
    others = [peer.name for peer in PEERS if peer not in (H5rec, Floor)]
    heading = [
        "workload",
        "at most",
        "**h5rec**",
        "quartiles",
        "CPU",
        *others,
        "doing nothing, ms",
        "h5rec, ms",
        "bytes",
    ]
    lines, missed = [], []
    for name, row in rows.items():
        peers, at_most = row["peers"], limits.DRAWING[name]
        low, ratio, high = peers[H5rec.name]["ratio"]
        judged = peers[H5rec.name]["cpu"][1] if by_cpu else ratio
        if judged > at_most:
            missed.append(f"{name} ({judged:.3g} instead of {at_most:.2g})")
        cells = [name, f"{at_most:.2f}", f"**{ratio:.3f}**", f"{low:.3f} to {high:.3f}"]
        cells.append(f"{peers[H5rec.name]['cpu'][1]:.3f}")
        cells += [f"{peers[each]['ratio'][1]:.2f}" for each in others]
        cells += [f"{peers[each]['ms'][1]:.2f}" for each in (Floor.name, H5rec.name)]
        lines.append([*cells, f"{peers[H5rec.name]['bytes']:,.0f}"])
    return _table(heading, lines) + _missed(missed, by_cpu) + _left_out(rows, limits.DRAWING)


def recording_tables(rows: Json, by_cpu: bool = False) -> str:
    """Return the tables of time and bytes of whole recordings, and what misses its limit."""
    ways = (*OURS, *RECORDERS)
    names = ["h5rec record --fast", "anim.save, h5rec", *RECORDERS]
    times, sizes, missed = [], [], []
    for name, row in rows.items():
        found = row["ways"]
        faster, at_least = times_faster(row), limits.TIMES_FASTER.get(name, 1)
        size, at_most = max(found[way]["bytes"] for way in OURS), limits.BYTES[name]
        judged = times_faster(row, "cpu_ms") if by_cpu else faster
        if judged < at_least:
            missed.append(f"{name} ({judged:.1f} times faster instead of {at_least:g})")
        if size > at_most:
            missed.append(f"{name} ({size:,.0f} bytes instead of {at_most:,})")
        cells = [f"{found[way]['ms']:.1f}" if way in found else "" for way in ways]
        times.append(
            [
                name,
                str(row["frames"]),
                *cells,
                f"{at_least:g}",
                f"**{faster:.1f}**",
                f"{times_faster(row, 'cpu_ms'):.1f}",
            ]
        )
        cells = [f"{found[way]['bytes']:,.0f}" if way in found else "" for way in ways]
        sizes.append([name, f"{at_most:,}", *cells])
    first = _table(
        ["ms a frame", "frames", *names, "times faster, at least", "**times faster**", "CPU"], times
    )
    second = _table(["bytes a frame", "at most", *names], sizes)
    start_ms = sorted(row["start_ms"] for row in rows.values())[len(rows) // 2]
    started = f"Of each run of h5rec record, {start_ms / 1e3:.1f} s is what a recording of one frame takes."
    return f"{first}\n\n{second}\n\n{started}{_missed(missed, by_cpu)}{_left_out(rows, limits.BYTES)}"


def browser_table(rows: Json, by_cpu: bool = False) -> str:
    """Return the table of decoding and drawing, and what misses its limit."""
    lines, missed = [], []
    for name, row in rows.items():
        (low, time_ms, high), at_most = row["ms"], at_most_ms(name)
        judged = row["cpu_ms"] if by_cpu else time_ms
        if judged > at_most:
            missed.append(f"{name} ({judged:.1f} ms instead of {at_most:g})")
        cells = [
            name,
            f"{at_most:g}",
            f"**{time_ms:.1f}**",
            f"{low:.1f} to {high:.1f}",
            f"{row['cpu_ms']:.1f}",
        ]
        lines.append([*cells, *(f"{row[what][1]:.1f}" for what in ("decode", "draw", "empty", "stroke"))])
    heading = [
        "ms a frame",
        "at most",
        "**median**",
        "quartiles",
        "CPU",
        "decode",
        "draw",
        "empty canvas",
        "the stroke",
    ]
    (version,) = {row["chromium"] for row in rows.values()}
    table = _table(heading, lines) + _missed(missed, by_cpu) + _left_out(rows, limits.DRAWING)
    return f"Chromium {version}, 640 x 480 canvas pixels.\n\n{table}"


def memory_table(rows: Json, by_cpu: bool = False) -> str:
    """Return what was taken at the beginning and at the end of each run, and what misses its limit."""
    lines, missed = [], []
    for name, row in rows.items():
        first, last = row["samples"][0], row["samples"][-1]
        what = "line only" if name == "bare" else "line, grid, moving ticks"
        cells = [what, f"{row['frames']:,}", f"{last['s'] / row['frames'] * 1e3:.2f}"]
        for process in ("recorder", "page"):
            times = memory.growth(row, process)
            cells += [f"{first[process]:.0f}", f"{last[process]:.0f}", f"**{times:.2f}**"]
            if times > memory.AT_MOST:
                missed.append(f"{process}, {what} ({times:.2f} times instead of {memory.AT_MOST})")
        lines.append([*cells, f"{row['log_bytes'] / 1e6:,.0f}"])
    heading = [
        "a scrolling line",
        "frames",
        "ms a frame",
        "recorder, MiB: after 10,000",
        "at the end",
        "times",
    ]
    heading += ["page, MiB: after 10,000", "at the end", "times", "log, MB"]
    return _table(heading, lines) + _missed(missed)


def _about(about: Json) -> str:
    software = ", ".join(f"{name} {about[name]}" for name in ("h5rec", "matplotlib", "numpy"))
    machine = f"{about['system']}; {about['processor']}, {about['cores']} cores"
    if _is_busy(about):
        machine += f", busy with other things (load {about['load']:.0f})"
    return f"{software}, Python {about['python']} on {machine}."


def _is_busy(about: Json) -> bool:
    """Whether so much else ran that processor time says more than time does."""
    return bool((about["load"] or 0) > about["cores"] + 1)


def _missed(missed: Sequence[str], by_cpu: bool = False) -> str:
    what = "Missed, by processor time" if by_cpu else "Missed"
    return f"\n\n{what}: {'; '.join(missed) or 'nothing'}."


def _left_out(rows: Json, every: Iterable[str]) -> str:
    names = [name for name in every if name not in rows]
    return f" Not measured: {', '.join(names)}." if names else ""


def _table(heading: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    if any(len(cells) != len(heading) for cells in lines):
        raise ValueError(f"lines that do not fit their heading: {heading}")
    every = [heading, ["---"] + ["---:"] * (len(heading) - 1), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in every)


PARTS: dict[str, Callable[[Json, bool], str]] = {
    "drawing": drawing_table,
    "recording": recording_tables,
    "browser": browser_table,
    "memory": memory_table,
}
