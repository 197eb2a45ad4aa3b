"""``python -m tests.bench``: what is measured is said by the first word."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from . import browser, docs, drawing, memory, recording, results
from .workloads import WORKLOADS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep what was measured."""
    options = _parse(arguments)
    if options.what == "memory":
        row = memory.measure(options.frames or 2 * memory.FIRST, bare=options.bare)
        memory.print_row(row)
        results.save("memory", {"bare" if options.bare else "scrolling": row})
        return 0
    if options.what == "docs":
        docs.write()
        return 0
    measure, print_rows, every = _WHAT[options.what]
    rows: results.Json = {}
    for workload in options.workloads or every:
        if workload not in every:
            print(f"{workload}: there is no limit for {options.what}; left out", file=sys.stderr)
            continue
        rows[workload] = measure(workload, options.frames or every[workload])
        results.save(options.what, {workload: rows[workload]})
        print(f"{workload}: measured", file=sys.stderr)
    print_rows(rows)
    return 0


_Measure = Callable[[str, int], results.Json]
_WHAT: Mapping[str, tuple[_Measure, Callable[[results.Json], None], Mapping[str, int]]] = {
    "drawing": (drawing.measure, drawing.print_rows, drawing.FRAMES),
    "browser": (browser.measure, browser.print_rows, browser.FRAMES),
    "recording": (recording.measure, recording.print_rows, recording.FRAMES),
}


_WORDS = (*_WHAT, "memory", "docs")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in _WORDS:
        given.insert(0, "drawing")
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "what",
        choices=_WORDS,
        help="what to measure (docs: write what was measured into docs/BENCHMARKS.md); drawing if nothing is said",
    )
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}; by default all"
    )
    parser.add_argument("--frames", type=int, help="how many, by default as many as the workload needs")
    parser.add_argument("--bare", action="store_true", help="memory: without axis, ticks and grid")
    options = parser.parse_args(given)
    for workload in options.workloads:
        if workload not in WORKLOADS:
            parser.error(f"{workload}: not a workload; they are {', '.join(WORKLOADS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
