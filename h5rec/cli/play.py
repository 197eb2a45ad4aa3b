"""``h5rec play``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def play(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A log.", show_default=False)],
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help="Where on this machine to serve the page. [default: any free port]",
            show_default=False,
        ),
    ] = 0,
) -> None:
    """Open the player on a log, until Ctrl-C.

    Only this machine can reach the page, and only with the address that is printed.
    """
    # Not at the top: `h5rec play --help` needs no server.
    from ..live.files import serve_log
    from ..log.reader import open_log

    with open_log(file) as recording:
        problem = recording.problem
    if problem:
        print(f"h5rec: {problem}", file=sys.stderr)
    serve_log(
        file,
        open_browser=open_,
        port=port,
        on_url=lambda url: print(f"{file} is played at {url}\nCtrl-C ends it", flush=True),
    )
