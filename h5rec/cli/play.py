"""``h5rec play``."""

from __future__ import annotations

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
    # Not at the top: `h5rec --help` needs none of it.
    from ..errors import H5RecError
    from ..live.files import serve_log
    from ..log.reader import open_log

    def say(url: str) -> None:
        typer.echo(f"{file} plays at {url}\nCtrl-C ends it")

    try:
        with open_log(file) as recording:
            if recording.problem:
                typer.echo(f"h5rec play: {file}: {recording.problem}", err=True)
        serve_log(file, open_browser=open_, port=port, on_url=say)
    except H5RecError as error:
        typer.echo(f"h5rec play: {error}", err=True)
        raise typer.Exit(1) from None
