"""``h5rec record``."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

ANY_ADDRESS = "127.0.0.1:0"
# Everything from the script on belongs to the script.
CONTEXT = {"allow_interspersed_args": False}
_ADDRESS = re.compile(r"\d{1,5}|(\[[0-9a-fA-F:.]+\]|[\w.*-]*):\d{1,5}|localhost|\d+(\.\d+){3}|\*")
# Options that one expects to work behind the script, too; there, they are the script's.
_OURS = {
    "-o", "--output", "--live", "--open", "--fast", "--frames", "--duration", "--title", "--overwrite", "--linger",
}  # fmt: skip
_WITH_VALUE = {"-o", "--output", "--frames", "--duration", "--title", "--linger"}


class RecordCommand(TyperCommand):
    """The command, with two things that options cannot do: a value that may be left out, and ``-m``."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Rewrite our own arguments into what options can do."""
        return super().parse_args(ctx, rewrite(args))


def rewrite(args: list[str]) -> list[str]:
    """Give ``--live`` its address, and end our own options after ``-m MODULE``.

    Examples
    --------
    >>> rewrite(["--live", "script.py", "--live"])
    ['--live=127.0.0.1:0', 'script.py', '--live']
    >>> rewrite(["--live", "0.0.0.0:8000", "-m", "package", "-x"])
    ['--live=0.0.0.0:8000', '-m', 'package', '--', '-x']
    """
    out: list[str] = []
    rest = list(args)
    while rest:
        arg = rest.pop(0)
        if arg == "--live":
            is_address = bool(rest) and _ADDRESS.fullmatch(rest[0]) is not None
            out.append(f"--live={rest.pop(0) if is_address else ANY_ADDRESS}")
        elif arg in _WITH_VALUE:
            out += [arg, *rest[:1]]
            rest = rest[1:]
        elif arg == "-m":
            return [*out, arg, *rest[:1], "--", *rest[1:]]
        elif arg.startswith("-m") and not arg.startswith("--"):
            return [*out, arg, "--", *rest]
        elif arg == "--" or not arg.startswith("-") or arg == "-":
            return [*out, arg, *rest]
        else:
            out.append(arg)
    return out


def record(
    script: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCRIPT [ARGS]...", help="A Python script, and its own arguments.", show_default=False
        ),
    ] = None,
    module: Annotated[
        str | None, typer.Option("-m", metavar="MODULE", help="Run a module, as python -m does.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The log. [default: recordings/SCRIPT-YYYYmmdd-HHMMSS.h5rec]",
            show_default=False,
        ),
    ] = None,
    live: Annotated[
        str | None,
        typer.Option(
            "--live",
            metavar="[HOST:PORT]",
            help="Let browsers watch. Without an address: this machine only, any free port.",
        ),
    ] = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the live page in the browser (implies --live).")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="Timers and pauses don't wait; times are the animation's own.")
    ] = False,
    frames: Annotated[
        int | None, typer.Option("--frames", metavar="N", help="End the script after N frames.")
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option("--duration", metavar="S", help="End the script after S seconds, when it next draws."),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title", help="Title that viewers see. [default: the script's name]", show_default=False
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it exists.")] = False,
    linger: Annotated[
        float,
        typer.Option(
            "--linger",
            metavar="S",
            min=0,
            help="With --live: wait for viewers that are still there at the end.",
        ),
    ] = 60.0,
) -> None:
    """Run a script as python would, and record what it draws.

    The script is not changed, and its exit status is returned. Everything after SCRIPT belongs to it.
    """
    # Not at the top: `h5rec --help` needs no matplotlib.
    from ..errors import H5RecError, LogError
    from ..live.address import parse_address
    from ..page import ENDINGS
    from ..runner import Wish, record_script
    from ..script import Script

    arguments = script or []
    if module is None and not arguments:
        raise typer.BadParameter("which script? h5rec record SCRIPT [ARGS], or -m MODULE [ARGS]")
    if frames is not None and frames < 1:
        raise typer.BadParameter(f"--frames: at least 1, not {frames}")
    if duration is not None and not 0 < duration < math.inf:
        raise typer.BadParameter(f"--duration: a number of seconds above 0, not {duration:g}")
    if output is not None and output.suffix.lower() in ENDINGS:
        raise typer.BadParameter(f"-o {output}: a log is a .h5rec file; 'h5rec export' makes a page of it")
    try:
        if live is not None:
            parse_address(live)
        if output is not None and output.exists() and not output.is_dir() and not overwrite:
            raise LogError(f"{output}: exists already; choose another name, or --overwrite it")
        if module is not None:
            chosen = Script.from_module(module, arguments)
        else:
            chosen = Script.from_file(arguments[0], arguments[1:])
    except H5RecError as error:
        _fail(error, 2)
    for option in arguments[module is None :]:
        if option.split("=")[0] in _OURS:
            name = module or arguments[0]
            typer.echo(f"h5rec: {option} comes after {name}, so {name} gets it; ours go before it", err=True)
            break
    wish = Wish(output, live, open_, fast, frames, duration, title, overwrite, linger)
    try:
        status = record_script(chosen, wish)
    except H5RecError as error:
        _fail(error, 1)
    raise typer.Exit(status)


def _fail(error: Exception, status: int) -> NoReturn:
    typer.echo(f"h5rec record: {error}", err=True)
    raise typer.Exit(status)
