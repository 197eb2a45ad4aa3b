"""What was measured: the figures, where they were taken, and the file that keeps them."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np

import h5rec
from tests.conftest import ROOT

from .workloads import WORKLOADS

FOLDER = ROOT / ".cache" / "bench"

Json = dict[str, Any]


class Spread(NamedTuple):
    """A median, with the quartiles beside it."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the median and the quartiles of *values*, at least one."""
        low, high = np.percentile(values, (25, 75))
        return cls(float(low), float(median(values)), float(high))


def about() -> Json:
    """Return where and with what is measured."""
    return {
        "h5rec": h5rec.__version__,
        "matplotlib": mpl.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,  # mean over a minute
    }


def save(name: str, rows: Json, **more: Any) -> Path:
    """Keep what was measured; the rows of a workload replace those that were there."""
    path = FOLDER / f"{name}.json"
    before: Json = load(name)["rows"] if path.exists() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"about": about() | more, "rows": before | rows}
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return path


def load(name: str) -> Json:
    """Return what was measured last.

    Raises
    ------
    FileNotFoundError
        If it was not.
    """
    found: Json = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    order = [*WORKLOADS, *found["rows"]]
    found["rows"] = dict(sorted(found["rows"].items(), key=lambda row: order.index(row[0])))
    return found


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
