"""How far the pictures of several browsers are apart, for docs/FIDELITY.md."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from h5rec.conformance.metrics import Rgb, distance, over_white
from h5rec.conformance.results import Row, percentiles

MOST = 10  # figures in the table
SEEN = 4.0  # RMS that can be seen


class Run(NamedTuple):
    """What was measured in one browser."""

    about: dict[str, Any]  # what results.json says besides its rows
    rows: Sequence[Row]
    folder: Path  # where its pictures are


def tables(runs: Sequence[Run]) -> str:
    """Return how far each two browsers are apart, and the figures on which they agree least.

    Only figures that all of them have measured count.
    """
    if len(runs) < 2:
        return "Measured in one browser only."
    by_id = [{row.id: row for row in run.rows if row.status == "ok" and row.ours} for run in runs]
    common = [name for name in by_id[0] if all(name in rows for rows in by_id)]
    pairs = list(itertools.combinations(range(len(runs)), 2))
    apart: dict[str, list[float]] = {}
    for name in common:
        pictures = [
            _read(run.folder / rows[name].files["canvas"]) for run, rows in zip(runs, by_id, strict=True)
        ]
        apart[name] = [distance(pictures[one], pictures[other]).rms for one, other in pairs]
    titles = [f"{_name(runs[one])} and {_name(runs[other])}" for one, other in pairs]
    lines = [
        f"| canvas in | figures | RMS median | p90 | p99 | largest | above {SEEN:g} |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for n, title in enumerate(titles):
        values = [found[n] for found in apart.values()]
        numbers = [f"{value:.2f}" for value in (*percentiles(values).values(), max(values))]
        above = sum(value > SEEN for value in values)
        lines.append(f"| {' | '.join([title, str(len(values)), *numbers, str(above)])} |")
    least = [name for name in sorted(common, key=lambda name: -max(apart[name])) if max(apart[name]) > 0]
    if not least:
        return "\n".join([*lines, "", "No pixel of any figure differs."])
    lines += ["", "The figures on which they agree least:", ""]
    against = [f"{_name(run)}, Agg" for run in runs]
    lines.append(f"| figure: RMS of | {' | '.join(against + titles)} |")
    lines.append(f"| --- |{' --- |' * (len(against) + len(titles))}")
    for name in least[:MOST]:
        from_agg = [rows[name].ours.rms for rows in by_id]  # type: ignore[union-attr]
        cells = [f"{value:.2f}" for value in (*from_agg, *apart[name])]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _name(run: Run) -> str:
    return str(run.about["browser"]).split()[0]


def _read(path: Path) -> Rgb:
    with Image.open(path) as image:
        return over_white(np.asarray(image.convert("RGBA")))
