"""The picture of docs/BENCHMARKS.md: the time of a frame by each peer, in multiples of doing nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from . import limits
from .canvases import Agg, H5rec, Svg, WebAgg
from .results import Json

# On a light and on a dark page: text, lines, and a colour for each peer that is told apart by shape as well.
THEMES: dict[str, dict[str, str]] = {
    "light": {
        "text": "#24292f",
        "line": "#d0d7de",
        H5rec.name: "#d9480f",
        "others": "#57606a",
        "limit": "#24292f",
    },
    "dark": {
        "text": "#e6edf3",
        "line": "#373e47",
        H5rec.name: "#ff922b",
        "others": "#9198a1",
        "limit": "#e6edf3",
    },
}
_SHAPES = {Agg.name: "o", WebAgg.name: "s", Svg.name: "^"}
_WIDTH_IN, _ROW_IN = 8.0, 0.36


def draw(rows: Json, out: Path, theme: str) -> None:
    """Draw a line for each workload, as SVG without a background."""
    colors = THEMES[theme]
    names = [*rows][::-1]
    figure = Figure(figsize=(_WIDTH_IN, 1.25 + _ROW_IN * len(names)))
    axes = figure.add_subplot()
    axes.set_xscale("log")
    for y, name in enumerate(names):
        _row(axes, y, rows[name]["peers"], limits.DRAWING[name], colors)
    axes.axvline(1, color=colors["text"], linewidth=1)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel("time of a frame; 1 is a renderer that does nothing (line2048_blit: Agg's own blit)")
    axes.xaxis.set_major_locator(LogLocator(numticks=12))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="x", color=colors["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=colors["text"], which="both", length=0, labelsize=10)
    axes.xaxis.label.set_color(colors["text"])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.legend(
        loc="lower center",
        bbox_to_anchor=(0.45, 1.0),
        ncols=5,
        frameon=False,
        labelcolor=colors["text"],
        fontsize=10,
        handletextpad=0.3,
        columnspacing=1.4,
    )
    figure.subplots_adjust(
        left=0.15, right=0.985, top=1 - 0.45 / figure.get_figheight(), bottom=0.62 / figure.get_figheight()
    )
    with mpl.rc_context({"svg.hashsalt": "h5rec", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})


def _row(axes: Any, y: int, peers: Json, at_most: float, colors: dict[str, str]) -> None:
    def label(text: str) -> str:
        return text if y == 0 else "_"  # one entry for all rows

    low, ratio, high = peers[H5rec.name]["ratio"]
    axes.plot([low, high], [y, y], color=colors[H5rec.name], linewidth=2.5, solid_capstyle="butt")
    axes.plot(
        ratio, y, "D", color=colors[H5rec.name], markersize=8, label=label("h5rec (bar: quartiles)"), zorder=3
    )
    axes.plot(
        at_most, y, "|", color=colors["limit"], markersize=15, markeredgewidth=2, label=label("to be reached")
    )
    for name, shape in _SHAPES.items():
        axes.plot(
            peers[name]["ratio"][1],
            y,
            shape,
            color=colors["others"],
            markerfacecolor="none",
            markeredgewidth=1.4,
            markersize=7,
            label=label(name),
        )
