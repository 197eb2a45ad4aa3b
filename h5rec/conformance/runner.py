"""Runs scripts, each in a process of its own, some at a time."""

from __future__ import annotations

import fnmatch
import itertools
import json
import os
import re
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from ..errors import ConformanceError
from .process import run_bounded
from .scripts import Dump, FigureDump

_WAITING = 4  # dumps that may wait for the browser, for each job: what a suite needs of the disk is bounded
_LAST_BYTES = 4000


@dataclass(frozen=True)
class Job:
    """One script."""

    path: Path
    name: str  # its path below the folder
    slug: str  # a file name made of that


@dataclass(frozen=True)
class Outcome:
    """What came of a script."""

    job: Job
    folder: Path  # where its dumps are
    status: str  # ok, failed, timeout, none (it draws nothing)
    message: str
    figures: tuple[FigureDump, ...]


def find(folder: Path, *, match: str = "*", listed: Sequence[str] | None = None) -> list[Job]:
    """Return the scripts below a folder, sorted.

    Parameters
    ----------
    folder : Path
    match : str
        Wildcard for the path below the folder, or for the name of the file.
    listed : sequence of str, optional
        Paths below the folder; only those are taken.

    Raises
    ------
    ConformanceError
        If there is no such folder, no such script, or none at all.
    """
    if not folder.is_dir():
        raise ConformanceError(f"{folder}: no such folder")
    if listed is None:
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.py")]
    else:
        names = list(listed)
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            more = f", and {len(missing) - 1} more of the list" if len(missing) > 1 else ""
            raise ConformanceError(f"{folder}: has no {missing[0]}{more}")
    chosen = [
        name
        for name in sorted(set(names))
        if fnmatch.fnmatch(name, match) or fnmatch.fnmatch(name.rpartition("/")[2], match)
    ]
    if not chosen:
        raise ConformanceError(f"{folder}: no script matches {match}")
    return [Job((folder / name).resolve(), name, _slug(name)) for name in chosen]


def read_list(path: Path) -> list[str]:
    """Return the names in a file: one a line, without empty lines and comments (``#``)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConformanceError(f"{path}: cannot be read: {error.strerror}") from None
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def run_all(
    jobs: Sequence[Job], folder: Path, *, at_once: int, timeout_s: float, dpi: float, scale: int
) -> Generator[Outcome, None, None]:
    """Run scripts, and yield what came of each as it ends.

    When the caller stops, scripts that run are killed.
    """
    stop = Event()
    waiting = iter(jobs)
    with ThreadPoolExecutor(at_once) as pool:
        running: set[Future[Outcome]] = set()

        def start(count: int) -> None:
            for job in itertools.islice(waiting, count):
                running.add(pool.submit(_run, job, folder / job.slug, timeout_s, dpi, scale, stop))

        try:
            start(at_once * _WAITING)
            while running:
                done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    running.discard(future)
                    start(1)
                    yield future.result()
        finally:
            stop.set()
            for future in running:
                future.cancel()


def _run(job: Job, out: Path, timeout_s: float, dpi: float, scale: int, stop: Event) -> Outcome:
    if stop.is_set():
        return Outcome(job, out, "failed", "stopped", ())
    out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "h5rec.conformance.scripts", os.fspath(job.path), os.fspath(out)]
    status = run_bounded(
        [*command, repr(dpi), str(scale)],
        out / "output.txt",
        timeout_s=timeout_s,
        stop=stop,
        env={"MPLBACKEND": "agg", "PYTHONUNBUFFERED": "1"},
    )
    return _outcome(job, out, timeout_s, status)


def _outcome(job: Job, out: Path, timeout_s: float, status: int | None) -> Outcome:
    dump = _read(out / "dump.json")
    figures = tuple(dump["figures"])
    if status is None:
        return Outcome(job, out, "timeout", f"did not end within {timeout_s:g} s", figures)
    if status != 0 or dump["status"] == "running":
        return Outcome(job, out, "failed", f"ended with status {status}: {_tail(out)}", figures)
    if dump["status"] == "failed":
        return Outcome(job, out, "failed", dump["message"], figures)
    return Outcome(job, out, "ok" if figures else "none", "" if figures else "draws no figure", figures)


def _read(path: Path) -> Dump:
    try:
        dump: Dump = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Dump(status="running", message="", figures=[])
    return dump


def _tail(out: Path) -> str:
    """Return the last line that a script has written."""
    try:
        text = (out / "output.txt").read_bytes()[-_LAST_BYTES:].decode(errors="replace")
    except OSError:
        return "no output"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:500] if lines else "no output"


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name.removesuffix(".py").replace("/", "__"))
