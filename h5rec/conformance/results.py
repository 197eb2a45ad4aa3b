"""What was measured: rows, their summary, and how it compares with what was measured before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

from .._version import __version__
from ..errors import ConformanceError
from .metrics import Distance

FORMAT = 1
# A figure is worse than before if its RMS has grown by more than this, of it and besides: browsers and machines
# differ by less.
_TOLERATED_SHARE = 0.1
_TOLERATED_RMS = 0.25


@dataclass
class Row:
    """One figure, or a script that gave none."""

    id: str
    """``path/of/script.py#1``: the script, and pyplot's number of the figure."""
    status: str
    """``ok``; ``error``: we cannot draw it, or warn; ``unstable``: Agg draws it differently each time; ``failed``: the
    script fails, or Agg cannot draw it; ``timeout``; ``none``: the script draws no figure."""
    message: str = ""
    features: list[str] = field(default_factory=list)
    """``op:DrawPath``, ``artist:line2d``, ``axes:polar``, ..."""
    width: int = 0
    height: int = 0
    ops: int = 0
    drawMs: float = 0.0
    ours: Distance | None = None
    svg: Distance | None = None
    files: dict[str, str] = field(default_factory=dict)

    @property
    def script(self) -> str:
        """The script that it is of."""
        return self.id.partition("#")[0]


@dataclass
class Results:
    """All rows, and what they were measured with."""

    engine: str
    browser: str
    scale: int
    dpi: float
    rows: list[Row]

    def to_json(self) -> dict[str, Any]:
        """Return what results.json holds."""
        return {
            "format": FORMAT,
            "h5rec": __version__,
            "matplotlib": mpl.__version__,
            "engine": self.engine,
            "browser": self.browser,
            "scale": self.scale,
            "dpi": self.dpi,
            "summary": summarise(self.rows),
            "rows": [_plain(row) for row in self.rows],
        }


def read(path: Path) -> tuple[dict[str, Any], list[Row]]:
    """Return what a results.json says of the whole, and its rows.

    Raises
    ------
    ConformanceError
        If it is none.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            Row(**{**row, "ours": _distance(row["ours"]), "svg": _distance(row["svg"])})
            for row in data.pop("rows")
        ]
    except OSError as error:
        raise ConformanceError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConformanceError(f"{path}: is not the results.json of h5rec conformance: {error!r}") from None
    return data, rows


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Return how far the figures whose status is ``ok`` are from Agg's, and how many rows have each status."""
    measured = [row for row in rows if row.status == "ok" and row.ours is not None]
    summary: dict[str, Any] = {
        "figures": len(measured),
        "rms": None,
        "ssim": None,
        "closerThanSvg": None,
        "statuses": dict(Counter(row.status for row in rows)),
    }
    if measured:
        summary["rms"] = percentiles([row.ours.rms for row in measured if row.ours])
        ssims = [row.ours.ssim for row in measured if row.ours]
        summary["ssim"] = {"median": float(np.median(ssims)), "worst": min(ssims)}
    pairs = [(row.ours.rms, row.svg.rms) for row in measured if row.ours and row.svg]
    if pairs:
        summary["svgRms"] = percentiles([svg for _, svg in pairs])
        summary["closerThanSvg"] = sum(ours < svg for ours, svg in pairs) / len(pairs)
    return summary


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return the median, and what 90 % and 99 % are below."""
    median, p90, p99 = np.percentile(values, [50, 90, 99])
    return {"median": float(median), "p90": float(p90), "p99": float(p99)}


def above(rows: Sequence[Row], rms: float) -> list[str]:
    """Return a line for each figure that is farther from Agg than *rms*, or that we cannot draw."""
    lines = [f"{row.id}: {row.message}" for row in rows if row.status == "error"]
    worse = [row for row in rows if row.status == "ok" and row.ours and row.ours.rms > rms]
    worse.sort(key=lambda row: -row.ours.rms if row.ours else 0)
    return lines + [f"{row.id}: RMS {row.ours.rms:.2f}" for row in worse if row.ours]


def regressions(old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    """Return a line for each figure that was better before; scripts that were not run now don't count."""
    now = {row.id: row for row in new}
    scripts = {row.script for row in new}
    lines = []
    for before in old:
        if before.status != "ok" or before.ours is None or before.script not in scripts:
            continue
        row = now.get(before.id)
        if row is None:
            lines.append(f"{before.id}: is missing")
        elif row.status == "unstable":
            continue
        elif row.status != "ok" or row.ours is None:
            lines.append(f"{before.id}: {row.status}: {row.message}")
        elif row.ours.rms > before.ours.rms * (1 + _TOLERATED_SHARE) + _TOLERATED_RMS:
            lines.append(f"{before.id}: RMS {before.ours.rms:.2f} -> {row.ours.rms:.2f}")
    return lines


def _plain(row: Row) -> dict[str, Any]:
    plain = asdict(row)
    for name, found in (("ours", row.ours), ("svg", row.svg)):
        plain[name] = (
            None if found is None else {key: round(value, 6) for key, value in found._asdict().items()}
        )
    plain["drawMs"] = round(row.drawMs, 2)
    return plain


def _distance(found: dict[str, float] | None) -> Distance | None:
    return None if found is None else Distance(**found)
