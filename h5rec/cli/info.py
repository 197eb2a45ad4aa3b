"""``h5rec info``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ..log.excerpt import KEY
from ..log.reader import open_log
from ..log.summary import describe
from ..moments import moment_text
from .units import count, duration, size, visible

_SHOWN_MARKS = 20


def info(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The log.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")] = False,
) -> None:
    """Show what is in a log: figures, frames, duration, size, marks, and whether it is complete."""
    with open_log(file) as recording:
        about = describe(recording)
    if as_json:
        print(json.dumps(about, indent=2, ensure_ascii=False))
    else:
        _show(about)


def _show(about: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in _lines(about):
        table.add_row(visible(name), Text(visible(value)))  # Text: what the log says is not markup
    console.print(table)
    if about["figures"]:
        figures = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("Figure", "Frames", "Size", "dpi"):
            figures.add_column(heading, justify="right")
        figures.add_column("Title", overflow="fold")
        for figure in about["figures"]:
            pixels = f"{figure['width_px']} x {figure['height_px']}"
            numbers = (str(figure["number"]), str(figure["frames"]), pixels, f"{figure['dpi']:g}")
            figures.add_row(*numbers, Text(visible(figure["title"])))
        console.print()
        console.print(figures)
    if about["marks"]:
        marks = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        marks.add_column("Mark at", justify="right")
        marks.add_column("Label", overflow="fold")
        for mark in about["marks"][:_SHOWN_MARKS]:
            marks.add_row(moment_text(round(mark["time_s"] * 1e9)), Text(visible(mark["label"])))
        if len(about["marks"]) > _SHOWN_MARKS:
            marks.add_row("...", f"{len(about['marks']) - _SHOWN_MARKS} more: --json has them all")
        console.print()
        console.print(marks)


def _lines(about: dict[str, Any]) -> list[tuple[str, str]]:
    ratio = about["compression_ratio"]
    per_frame = about["bytes_per_frame"]
    sizes = [size(about["size_bytes"])]
    if ratio:
        sizes.append(f"{size(about['raw_bytes'])} before compression ({ratio:g} times)")
    if per_frame:
        sizes.append(f"{size(per_frame)} a frame")
    lines = [
        ("Log", about["path"]),
        ("State", _state(about)),
        ("Created", about["created"].replace("T", " ").replace("+00:00", " UTC")),
        ("Duration", duration(about["duration_s"])),
        ("Frames", f"{count(about['frames'], 'frame')} in {count(about['chunks'], 'chunk')}"),
        ("Size", ", ".join(sizes)),
        ("Format", f"version {about['format_version']}"),
    ]
    return lines + [
        (name.capitalize() if name != "h5rec" else name, value) for name, value in about["header"].items()
    ]


def _state(about: dict[str, Any]) -> str:
    end = about["end"]
    parts = ["complete" if about["complete"] else "recovered" if about["recovered"] else "cut off"]
    if end and end["reason"] == "limit" and KEY in about["header"]:
        parts.append("an excerpt of another log")
    elif end:
        parts.append(f"{end['reason']} with exit status {end['status']}")
    elif about["recovered"]:
        parts.append("no index and no end: its writer was killed, or is still at work")
    if end and about["recovered"]:
        parts.append("no index: 'h5rec repair' gives it one")
    if about["problem"]:
        parts.append(about["problem"])
    return ": ".join(parts[:2]) + "".join(f"; {part}" for part in parts[2:])
