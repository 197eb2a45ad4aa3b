"""Every script of the gallery's list through the backend, against the same script under Agg.

``python -m tests.conformance.backend_run [--match WILDCARD] [--jobs 2] [--timeout 120] [--keep FOLDER] [--write]``

Each script runs twice, unmodified, in processes of its own: with MPLBACKEND=agg, and with ``h5rec record --fast``. All
is well if it ends as it does under Agg, makes as many figures, warns of nothing that it does not warn of under
Agg, and if the log has a picture of every figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import h5rec
from h5rec.conformance import runner
from h5rec.conformance.process import run_bounded
from h5rec.errors import H5RecError
from h5rec.recorder import backend_name
from tests.browser import gallery
from tests.conformance import fidelity
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "FIDELITY.md"
LIST = Path(__file__).parent / "gallery.txt"
WITNESS = Path(__file__).parent / "witness.py"

OK = "ok"  # as under Agg, and every figure is drawn
SAME = "fails under Agg, too"
NOTHING = "makes no figure"  # neither under Agg
OURS = "ours"  # to be mended

_SAID = {
    OK: "run as under Agg, and every figure is drawn",
    NOTHING: "make no figure of pyplot's",
    SAME: "fail as under Agg: they want a GUI toolkit, LaTeX, or somebody who clicks",
    OURS: "fail, warn or miss a figure because of h5rec",
}


@dataclass(frozen=True)
class Run:
    """What came of a script under one backend."""

    status: int | None  # None: it took too long
    figures: int
    warnings: frozenset[str]
    lines: tuple[str, ...]  # of its output

    @property
    def end(self) -> str:
        """The last line that it has written: of a traceback, if it failed."""
        return "takes too long" if self.status is None else next(iter(self.lines[-1:]), "")


@dataclass(frozen=True)
class Verdict:
    """How a script does with h5rec."""

    name: str
    kind: str
    detail: str
    figures: int = 0
    frames: int = 0


def run(name: str, script: Path, folder: Path, timeout_s: float) -> Verdict:
    """Run a script both ways, and compare.

    Parameters
    ----------
    name : str
        What to call it.
    script : Path
    folder : Path
        For what is written; it exists and is empty.
    timeout_s : float
        For each of the two.
    """
    agg = _run("agg", [], script, folder, timeout_s)
    log = folder / "shown.h5rec"
    ours = _run("h5rec", ["--fast", "-o", log], script, folder, timeout_s, "shown")
    if agg.status != 0 and ours.status != 0 and (agg.status is ours.status is None or agg.end in ours.lines):
        return Verdict(name, SAME, agg.end)
    if agg.status == 0 and agg.figures == ours.figures == 0 and not log.exists():
        return Verdict(name, NOTHING, "")
    faults = list(_faults(agg, ours))
    figures = frames = 0
    try:
        figures, frames = drawn(log)
        if figures != agg.figures and agg.status == 0:
            faults.append(f"{agg.figures} figures under Agg, {figures} drawn with h5rec")
    except H5RecError as error:
        faults.append(str(error))
    return Verdict(name, OURS if faults else OK, "; ".join(faults), figures, frames)


def _faults(agg: Run, ours: Run) -> Iterator[str]:
    """Yield what is different."""
    if agg.status == 0 and ours.status != 0:
        yield f"ends with status {ours.status}: {ours.end}"
    elif agg.status != 0 and ours.status not in (0, agg.status):
        yield f"under Agg: {agg.end}; with h5rec: {ours.end}"
    if agg.status == 0 and ours.figures != agg.figures:
        yield f"makes {agg.figures} figures under Agg, {ours.figures} with h5rec"
    yield from (f"warns: {text}" for text in sorted(ours.warnings - agg.warnings))


def drawn(log: Path) -> tuple[int, int]:
    """Return how many figures of a log have a frame that is not empty, and how many frames it has.

    Raises
    ------
    H5RecError
        If the log is not whole and sound.
    """
    with h5rec.open(log) as recording:
        if not recording.complete:
            raise H5RecError(f"{log}: is not complete: {recording.problem}")
        figures = {frame.figure for frame in recording.frames if frame.ops}
        return len(figures), len(recording.frames)


def _run(
    backend: str,
    options: Sequence[str | Path],
    script: Path,
    folder: Path,
    timeout_s: float,
    stem: str = "agg",
) -> Run:
    report, output = folder / f"{stem}.json", folder / f"{stem}.txt"
    status = run_bounded(
        [sys.executable, WITNESS, report, backend, *options, script],
        output,
        timeout_s=timeout_s,
        cwd=script.parent,
        env={
            "MPLBACKEND": "agg" if backend == "agg" else backend_name(),
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
        },
    )
    lines = [line.strip() for line in output.read_text(encoding="utf-8", errors="replace").splitlines()]
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Run(
        status,
        found.get("figures", 0),
        frozenset(found.get("warnings", [])),
        tuple(line for line in lines if line),
    )


def table(verdicts: Sequence[Verdict]) -> str:
    """Return a line for each script, what needs work last, and how many there are of each kind."""
    order = [OK, NOTHING, SAME, OURS]
    lines = []
    for verdict in sorted(verdicts, key=lambda each: (order.index(each.kind), each.name)):
        counts = f"{verdict.figures} figures, {verdict.frames} frames" if verdict.figures else ""
        lines.append(
            " | ".join(part for part in (verdict.kind, verdict.name, counts, verdict.detail) if part)
        )
    kinds = Counter(verdict.kind for verdict in verdicts)
    lines.append(", ".join(f"{kinds[kind]} {kind}" for kind in order if kinds[kind]))
    return "\n".join(lines)


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return the table of docs/FIDELITY.md."""
    lines = ["| scripts | figures | frames | |", "| --- | --- | --- | --- |"]
    for kind, what in _SAID.items():
        found = [verdict for verdict in verdicts if verdict.kind == kind]
        figures, frames = sum(each.figures for each in found), sum(each.frames for each in found)
        lines.append(f"| {len(found)} | {figures or ''} | {frames or ''} | {what} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.backend_run")
    parser.add_argument("--match", default="*", metavar="WILDCARD")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=120, metavar="S")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where logs and outputs stay")
    parser.add_argument(
        "--write", action="store_true", help="how many there are of each kind: into docs/FIDELITY.md"
    )
    options = parser.parse_args()
    jobs = runner.find(gallery.folder(), match=options.match, listed=runner.read_list(LIST))
    with tempfile.TemporaryDirectory(prefix="h5rec-backend-", ignore_cleanup_errors=True) as temporary:
        place = options.keep or Path(temporary)

        def one(job: runner.Job) -> Verdict:
            folder = place / job.slug
            folder.mkdir(parents=True)
            verdict = run(job.name, job.path, folder, options.timeout)
            print(f"{job.name}: {verdict.kind} {verdict.detail}", file=sys.stderr, flush=True)
            return verdict

        with ThreadPoolExecutor(options.jobs) as pool:
            verdicts = list(pool.map(one, jobs))
    print(table(verdicts))
    if options.write:
        PAGE.write_text(
            fidelity.fill(PAGE.read_text(encoding="utf-8"), {"scripts": summary(verdicts)}), encoding="utf-8"
        )
    return int(any(verdict.kind == OURS for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
