"""``h5rec export``."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..export.html import export_html
from ..log.excerpt import write_excerpt
from ..moments import parse_moment
from ..page import ENDINGS
from .progress import progress_bar
from .units import size


def _moment(text: str) -> float:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


_MOMENT = {"parser": _moment, "metavar": "TIME", "show_default": False}


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The log.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.html", help="The page.", show_default=False)],
    start_s: Annotated[
        float | None,
        typer.Option("--from", help="Begin there: in seconds, or as 1:30 or 25:00:07.5.", **_MOMENT),
    ] = None,
    end_s: Annotated[float | None, typer.Option("--to", help="End there.", **_MOMENT)] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title of the page.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT.html if it exists.")] = False,
) -> None:
    """Write a log and its player as one web page: no server, no network, no h5rec needed to open it.

    With --from or --to, only that part of it; OUT may then be a .h5rec file, too.
    """
    is_page = out.suffix.lower() in ENDINGS
    is_part = start_s is not None or end_s is not None
    if not is_page and not (is_part and out.suffix.lower() == ".h5rec"):
        ending = ".html (or, with --from or --to, with .h5rec)"
        raise typer.BadParameter(f"{out}: give it a name that ends with {ending}", param_hint="OUT.html")
    if not is_page and title is not None:
        raise typer.BadParameter("--title is that of a page; a part of a log has the title of the log")
    start_s, end_s = start_s or 0.0, math.inf if end_s is None else end_s
    if end_s < start_s:
        raise typer.BadParameter(f"--to {end_s:g} s is before --from {start_s:g} s")
    lines: list[str] = []
    with progress_bar(f"exporting {file.name}") as progress:
        if is_page:
            size_bytes = export_html(
                file, out, overwrite=overwrite, title=title, progress=progress, report=lines.append,
                start_s=start_s, end_s=end_s,
            )  # fmt: skip
        else:
            size_bytes = write_excerpt(
                file, out, start_s, end_s, overwrite=overwrite, progress=progress, report=lines.append
            )
    for line in lines:  # not into the progress bar
        print(f"h5rec: {line}", file=sys.stderr)
    print(f"{out}: {size(size_bytes)}")
