"""``h5rec repair``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..log.recovery import repair as repair_log
from ..page import ENDINGS
from .progress import progress_bar
from .units import count, size


def repair(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The log; it is only read.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The repaired log.", show_default=False)],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT if it exists.")] = False,
) -> None:
    """Write the sound part of a damaged or cut-off log to a new one, with an index."""
    if out.suffix.lower() in ENDINGS:
        raise typer.BadParameter(f"{out}: a log is a .h5rec file; 'h5rec export' makes a page of it")
    with progress_bar(f"repairing {file.name}") as progress:
        done = repair_log(file, out, overwrite=overwrite, progress=progress)
    lost = f", {count(done.lost_frames, 'frame')} lost" if done.lost_frames else ""
    print(f"{out}: {count(done.frames, 'frame')} kept{lost}, {size(done.size_bytes)}")
    if done.problem:
        print(f"the damage: {done.problem}")
