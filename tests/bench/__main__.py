"""``python -m tests.bench``: what is measured is said by the first word."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import drawing, results
from .workloads import WORKLOADS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep what was measured."""
    options = _parse(arguments)
    rows: results.Json = {}
    for workload in options.workloads or WORKLOADS:
        rows[workload] = drawing.measure(workload, options.frames or drawing.FRAMES[workload])
        if sys.stderr.isatty():
            print(f"{workload}: measured", file=sys.stderr)
    drawing.print_rows(rows)
    results.save("drawing", rows)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}; by default all"
    )
    parser.add_argument("--frames", type=int, help="how many, by default as many as the workload needs")
    options = parser.parse_args(arguments)
    for workload in options.workloads:
        if workload not in WORKLOADS:
            parser.error(f"{workload}: not a workload; they are {', '.join(WORKLOADS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
