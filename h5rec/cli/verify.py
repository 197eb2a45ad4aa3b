"""``h5rec verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import H5RecError
from ..log.reader import open_log
from ..log.recovery import verify as verify_log
from .progress import progress_bar
from .units import count, size


def verify(
    files: Annotated[
        list[Path],
        # `readable` would end it all at the first that is not
        typer.Argument(metavar="FILE...", help="The logs.", show_default=False, readable=False),
    ],
) -> None:
    """Decode whole logs and check every checksum.

    Exits with 0 if all is sound, with 1 if a log is damaged (the first damage is told), or has no index
    because its writer was killed or is still at work.
    """
    are_sound = True
    for file in files:
        try:
            with open_log(file) as recording, progress_bar(f"verifying {file.name}") as progress:
                found = verify_log(recording, progress)
        except H5RecError as error:
            are_sound = False
            print(f"h5rec: {' '.join(str(error).split())}", file=sys.stderr)
            continue
        frames, chunks = count(found.frames, "frame"), count(found.chunks, "chunk")
        print(f"{file}: sound: {frames} in {chunks}, {size(found.size_bytes)}")
    if not are_sound:
        raise typer.Exit(1)
