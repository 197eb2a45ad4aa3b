"""The command line: ``h5rec record``, ``play``, ``info``, ...

Each command is a module of this package with a function of its name, and is imported when it is
called: reading about a log does not load matplotlib. A module may have ``CONTEXT`` (context settings)
and a class like ``RecordCommand`` for its command. Commands raise `H5RecError` for what the user can
mend, and `typer.Exit` to end with a status.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any, Never, cast

import typer
from typer.core import TyperGroup

from .._version import __version__
from ..errors import H5RecError
from ..files import explain

# command -> what it is listed under
_COMMANDS = {
    "record": "Record and watch",
    "play": "Record and watch",
    "export": "Send to others",
    "info": "Look after logs",
    "verify": "Look after logs",
    "repair": "Look after logs",
    "conformance": "Look after h5rec",
}

_HELP = """Record matplotlib figures as they are drawn, and replay them frame by frame.

  [bold]h5rec record script.py[/]          run a script and record every frame it draws
  [bold]h5rec record --live script.py[/]   ... and watch it in a browser meanwhile
  [bold]h5rec play run.h5rec[/]            replay it
  [bold]h5rec export run.h5rec run.html[/] one web page to send to a colleague, who needs no h5rec
"""


class _Commands(TyperGroup):
    """Imports the module of a command when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        app = typer.Typer(add_completion=False, rich_markup_mode="rich")
        app.command(
            cmd_name,
            rich_help_panel=_COMMANDS[cmd_name],
            cls=getattr(module, f"{cmd_name.capitalize()}Command", None),
            context_settings=getattr(module, "CONTEXT", None),
        )(getattr(module, cmd_name))
        return typer.main.get_command(app)


app = typer.Typer(
    cls=_Commands,
    help=_HELP,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(value: bool) -> None:
    if value:
        print(f"h5rec {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    pass


def main() -> Never:
    """Run the command line of this process, and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Run a command line and return its exit status: 0, 1 for failures, 2 for wrong usage, 130 for Ctrl-C."""
    if args and args[0] not in _COMMANDS and args[0].endswith((".py", ".h5rec")):
        command = "record" if args[0].endswith(".py") else "play"
        return _complain(f"{args[0]} is not a command; did you mean: h5rec {command} {args[0]}", 2)
    try:
        result = typer.main.get_command(app).main(
            args or ["--help"], prog_name="h5rec", standalone_mode=False
        )
        _flush()
    except H5RecError as error:
        return _complain(str(error), 1)
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone, as in `h5rec info FILE | head -1`: nothing to say.
        _leave_output()
        return 1
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            raise  # a fault of ours: what can go wrong with a file is an H5RecError
        _leave_output()
        return _complain(f"standard output: cannot be written: {explain(error)}", 1)
    except _USAGE_ERROR as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "h5rec"
        message = cast(Any, error).format_message().rstrip(".")
        message = message[:1].lower() + message[1:]
        return _complain(f"{message}; see: {command} --help", 2)
    return result if isinstance(result, int) else 0


def _flush() -> None:
    """Write what there is for standard output, which may be closed: then there is nothing to do."""
    if sys.stdout is not None and not getattr(sys.stdout, "closed", False):
        sys.stdout.flush()


def _leave_output() -> None:
    """See to it that Python's own flush at exit has nobody to fail for."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)

# typer has click inside from 0.26 on and beside itself before: this is the class that both call UsageError
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def _complain(message: str, status: int) -> int:
    print(f"h5rec: {' '.join(message.split())}", file=sys.stderr)
    return status
