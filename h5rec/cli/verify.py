"""``h5rec verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..log.reader import open_log
from ..log.recovery import verify as verify_log
from .progress import progress_bar
from .units import count, size


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The log.", show_default=False)],
) -> None:
    """Decode a whole log and check every checksum.

    Exits with 0 if all is sound, with 1 at the first damage, and with 1 if the log has no index
    because its writer was killed or is still at work.
    """
    with open_log(file) as recording, progress_bar(f"verifying {file.name}") as progress:
        found = verify_log(recording, progress)
    print(
        f"{file}: sound: {count(found.frames, 'frame')} in {count(found.chunks, 'chunk')}, {size(found.size_bytes)}"
    )
