"""docs/FIDELITY.md: its tables and its picture, from what was measured."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from h5rec.conformance.results import Row

CAUSES = Path(__file__).parent / "causes.toml"
WORST = 10
_WIDTH_IN = 12.0

About = dict[str, Any]  # what results.json says besides its rows
Measured = tuple[About, Sequence[Row]]


def measured(rows: Sequence[Row]) -> list[Row]:
    """Return the figures that count, worst first."""
    found = [row for row in rows if row.status == "ok" and row.ours is not None]
    return sorted(found, key=lambda row: -row.ours.rms if row.ours else 0)


def overview(runs: Sequence[Measured]) -> str:
    """Return the table with one line for each engine and pixel ratio."""
    lines = [
        "| browser | ratio | figures | RMS median | p90 | p99 | SSIM median | worst | SVG: RMS median | p90 | p99 "
        "| closer than SVG |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for about, _ in runs:
        summary = about["summary"]
        cells = [about["browser"], about["scale"], summary["figures"]]
        cells += [f"{summary['rms'][key]:.2f}" for key in ("median", "p90", "p99")]
        cells += [f"{summary['ssim'][key]:.4f}" for key in ("median", "worst")]
        cells += [f"{summary['svgRms'][key]:.1f}" for key in ("median", "p90", "p99")]
        cells.append(f"{summary['closerThanSvg']:.1%}".replace("%", " %"))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def left_out(rows: Sequence[Row]) -> str:
    """Return the list of what does not count."""
    found = [row for row in rows if row.status != "ok"]
    return "\n".join(f"- `{row.id}`: {row.status}{row.message and ': '}{row.message}" for row in found)


def read_causes() -> dict[str, str]:
    """Return why figures are far from Agg, by figure or by script."""
    causes = tomllib.loads(CAUSES.read_text(encoding="utf-8"))["cause"]
    return {figure: cause["why"] for cause in causes for figure in cause["figures"]}


def cause_of(row: Row, causes: Mapping[str, str]) -> str | None:
    """Return what is said of a figure."""
    found = causes.get(row.id, causes.get(row.script))
    return None if found is None else " ".join(found.split())


def worst_table(rows: Sequence[Row], causes: Mapping[str, str]) -> str:
    """Return the table of the worst figures.

    Raises
    ------
    LookupError
        If nobody has said why one of them is so far from Agg.
    """
    worst = measured(rows)[:WORST]
    unknown = [row for row in worst if cause_of(row, causes) is None]
    if unknown:
        figures = "\n".join(f"  {row.id}: RMS {row.ours.rms:.2f}" for row in unknown if row.ours)
        raise LookupError(
            f"of these figures, which are among the worst {WORST}, {CAUSES.name} does not say why:\n{figures}"
        )
    lines = ["| figure | RMS | SSIM | off by more than 32 | SVG: RMS | why |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for row in worst:
        assert row.ours is not None
        svg = f"{row.svg.rms:.2f}" if row.svg else ""
        off = f"{row.ours.diff32:.2%}".replace("%", " %")
        numbers = f"{row.ours.rms:.2f} | {row.ours.ssim:.4f} | {off} | {svg}"
        lines.append(f"| `{row.id}` | {numbers} | {cause_of(row, causes)} |")
    return "\n".join(lines)


def fill(text: str, parts: dict[str, str]) -> str:
    """Put each part between its pair of markers, ``<!-- name -->`` and ``<!-- /name -->``."""
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise ValueError(f"the page needs one pair of markers for {name}")
        text = pattern.sub(lambda match, part=part: f"{match[1]}{part}\n{match[2]}", text)  # type: ignore[misc]
    return text


def draw_worst(rows: Sequence[Row], folder: Path, out: Path) -> None:
    """Draw the worst figures: Agg's picture, the canvas, the difference; two figures in a line."""
    worst = measured(rows)[:WORST]
    lines = -(-len(worst) // 2)
    figure = Figure(figsize=(_WIDTH_IN, 1.75 * lines), dpi=100, facecolor="w")
    axes = figure.subplots(
        lines, 6, squeeze=False, gridspec_kw={"wspace": 0.03, "hspace": 0.25, "left": 0.005, "right": 0.995}
    )
    figure.subplots_adjust(top=0.955, bottom=0.005)
    for each in axes.flat:
        each.set_axis_off()
    for n, row in enumerate(worst):
        assert row.ours is not None
        place = axes[n // 2, 3 * (n % 2) : 3 * (n % 2) + 3]
        for each, what in zip(place, ("agg", "canvas", "diff"), strict=True):
            with Image.open(folder / row.files[what]) as image:
                each.imshow(np.asarray(image.convert("RGB")), interpolation="antialiased")
        name = row.id.rpartition("/")[2]
        place[0].set_title(f"{name}: RMS {row.ours.rms:.2f}", fontsize=8, loc="left")
        if n < 2:
            place[1].set_title("canvas", fontsize=8)
            place[2].set_title("difference", fontsize=8)
    figure.savefig(out, metadata={"Software": None})
