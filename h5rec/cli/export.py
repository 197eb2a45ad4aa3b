"""``h5rec export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..export.html import export_html
from ..page import ENDINGS
from .progress import progress_bar
from .units import size


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The log.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.html", help="The page.", show_default=False)],
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title of the page.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT.html if it exists.")] = False,
) -> None:
    """Write a log and its player as one web page: no server, no network, no h5rec needed to open it."""
    if out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{out}: give it a name that ends with .html", param_hint="OUT.html")
    lines: list[str] = []
    with progress_bar(f"exporting {file.name}") as progress:
        size_bytes = export_html(
            file, out, overwrite=overwrite, title=title, progress=progress, report=lines.append
        )
    for line in lines:  # not into the progress bar
        print(f"h5rec: {line}", file=sys.stderr)
    print(f"{out}: {size(size_bytes)}")
