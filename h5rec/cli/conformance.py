"""``h5rec conformance``."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Engine(StrEnum):
    """What can be driven; see `h5rec.conformance.engines`."""

    chromium = "chromium"
    firefox = "firefox"
    webkit = "webkit"


def conformance(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the scripts are.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="OUTDIR", help="Where the page and its pictures go.")
    ] = Path("conformance"),
    match: Annotated[
        str, typer.Option(metavar="WILDCARD", help="Only scripts whose path or name matches.")
    ] = "*",
    listed: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Only scripts named in FILE.", show_default=False),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Scripts that run at a time.")] = max(
        1, (os.cpu_count() or 1) - 1
    ),
    timeout: Annotated[float, typer.Option(min=1, metavar="S", help="A script is killed then.")] = 60.0,
    engine: Annotated[
        list[Engine],
        typer.Option(help="The browser that draws; several: one page for each, in OUTDIR/ENGINE."),
    ] = [Engine.chromium],  # noqa: B006  # typer's way to say so
    browser: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Its program; for webkit, its WebDriver.", show_default=False),
    ] = None,
    dpi: Annotated[float, typer.Option(min=1, help="Of every figure.")] = 100.0,
    scale: Annotated[
        int, typer.Option(min=1, max=4, help="Device pixel ratio; Agg draws at so many times the dpi.")
    ] = 1,
    fail_above: Annotated[
        float | None,
        typer.Option(metavar="RMS", help="Fail if a figure is farther from Agg.", show_default=False),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD.json",
            help="Fail if a figure is worse than in this results.json.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare the canvas with Agg: run every script below DIR, draw its figures in a browser, write a web page.

    Each script runs in a process of its own, in its own folder; what fails is reported, and the rest goes on. The
    page shows, worst first, Agg's picture, the canvas, matplotlib's SVG in the same browser, and the difference.
    """
    from ..conformance import results, runner
    from ..conformance.painter import open_painter
    from ..conformance.report import write_report
    from ..conformance.suite import Target, measure

    engines = list(dict.fromkeys(each.value for each in engine))
    if len(engines) > 1:
        for option, value in (("--browser", browser), ("--baseline", baseline)):
            if value is not None:
                raise typer.BadParameter(f"{option}: is for one --engine, not for {len(engines)}")
    names = None if listed is None else runner.read_list(listed)
    scripts = runner.find(folder, match=match, listed=names)
    old = None if baseline is None else results.read(baseline)[1]
    with contextlib.ExitStack() as stack:
        targets = [
            Target(name, stack.enter_context(open_painter(name, browser)), out / name if engines[1:] else out)
            for name in engines
        ]
        progress = stack.enter_context(_progress(len(scripts)))
        found = measure(
            scripts, targets, at_once=jobs, timeout_s=timeout, dpi=dpi, scale=scale, progress=progress
        )
    complaints: list[str] = []
    for each, target in zip(found, targets, strict=True):
        _print_summary(results.summarise(each.rows), write_report(each, target.out))
        complaints += [] if fail_above is None else results.above(each.rows, fail_above)
        complaints += [] if old is None else results.regressions(old, each.rows)
    for line in complaints:
        print(line)
    if complaints:
        raise typer.Exit(1)


def _print_summary(summary: dict[str, Any], page: Path) -> None:
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(summary["statuses"].items()))
    print(f"{page}: {statuses}")
    if summary["rms"] is not None:
        print(
            "RMS median {median:.2f}, p90 {p90:.2f}, p99 {p99:.2f}".format(**summary["rms"])
            + "; SSIM median {median:.4f}, worst {worst:.4f}".format(**summary["ssim"])
        )
    if summary["closerThanSvg"] is not None:
        print(f"closer to Agg than SVG: {summary['closerThanSvg']:.1%}")


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a bar to people."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("scripts"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, _, name: bar.update(task, completed=done, description=name)
