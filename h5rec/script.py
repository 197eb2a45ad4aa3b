"""Running somebody's script as ``python SCRIPT ARGS`` would."""

from __future__ import annotations

import builtins
import importlib.util
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType, TracebackType
from typing import Any, NamedTuple

from .drawing_threads import pool_workers, watch_the_end
from .errors import SessionError
from .session import LimitReached, Session
from .signals import Terminated, signals_as_exceptions

FRAMES_COME_FROM = "frames come from plt.show(), plt.pause() and canvas.draw()"
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class Outcome(NamedTuple):
    """How a script ended; fields of the end record."""

    status: int
    reason: str


class Script:
    """A file or module that is to be run as ``__main__``.

    Make it with `from_file` or `from_module`.
    """

    def __init__(
        self, name: str, argv: Sequence[str], folder: str, spec: ModuleSpec | None, path: str | None
    ) -> None:
        self.name = name
        self.argv = list(argv)
        self._folder = folder
        self._spec = spec
        self._path = path

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], args: Sequence[str]) -> Script:
        """Return the script in a file.

        Raises
        ------
        SessionError
            If it cannot be read.
        """
        path = os.fspath(path)
        if os.path.isdir(path):
            raise SessionError(f"{path}: is a directory; give a Python file, or a module with -m")
        try:
            with io.open_code(os.path.abspath(path)):
                pass
        except FileNotFoundError:
            raise SessionError(f"{path}: no such script") from None
        except OSError as error:
            raise SessionError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
        # Python resolves links for the folder, not for the script.
        folder = os.path.dirname(os.path.realpath(path))
        return cls(os.path.basename(path), [path, *args], folder, None, os.path.abspath(path))

    @classmethod
    def from_module(cls, name: str, args: Sequence[str]) -> Script:
        """Return the script that ``python -m NAME`` runs.

        Raises
        ------
        SessionError
            If there is no such module, or it cannot be run.
        """
        folder = os.getcwd()
        _set_first_folder(folder)
        try:
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.submodule_search_locations is not None:
                spec = importlib.util.find_spec(f"{name}.__main__")
        except (ImportError, ValueError, AttributeError) as error:
            raise SessionError(f"-m {name}: {error}") from None
        if spec is None:
            raise SessionError(f"-m {name}: no such module, or it has no __main__")
        if spec.loader is None or not hasattr(spec.loader, "get_code"):
            raise SessionError(f"-m {name}: cannot be run: it is not Python code")
        return cls(name, [spec.origin or name, *args], folder, spec, None)

    def run(self, session: Session) -> Outcome:
        """Run it to its end, threads included; a traceback is printed as Python would.

        The module stays ``__main__`` afterwards: what runs at the interpreter's exit may need it.
        """
        ours = set(threading.enumerate())
        sys.argv = self.argv
        _set_first_folder(self._folder)
        if (sys.excepthook.__module__ or "").startswith("typer"):
            sys.excepthook = sys.__excepthook__  # Typer's is for our command line, not for scripts
        with signals_as_exceptions(session):
            outcome = _outcome_of(self._execute)
            if session.is_detached or session.is_over:
                return outcome
            waited = _outcome_of(lambda: _join(session, ours))
            if outcome.status or waited.status:
                return outcome if outcome.status else waited
            return _outcome_of(partial(draw_the_rest, session))

    def _execute(self) -> None:
        code = self._code()
        module = ModuleType("__main__")
        values: dict[str, Any] = module.__dict__
        values["__builtins__"] = builtins
        if sys.version_info < (3, 14):
            values["__annotations__"] = {}
        values["__spec__"] = self._spec
        if self._spec is None:
            assert self._path is not None
            values.update(
                __file__=self._path, __cached__=None, __loader__=SourceFileLoader("__main__", self._path)
            )
        else:
            values.update(
                __file__=self._spec.origin,
                __cached__=self._spec.cached,
                __loader__=self._spec.loader,
                __package__=self._spec.parent,
            )
        sys.modules["__main__"] = module
        exec(code, values)

    def _code(self) -> CodeType:
        if self._spec is None:
            assert self._path is not None
            with io.open_code(self._path) as file:
                source = file.read()
            # Without dont_inherit the script would get this module's __future__ imports.
            return compile(source, self._path, "exec", dont_inherit=True)
        loader: Any = self._spec.loader
        code = loader.get_code(self._spec.name)
        if not isinstance(code, CodeType):
            raise ImportError(f"No code object available for {self._spec.name}")
        return code


def _set_first_folder(folder: str) -> None:
    """Put *folder* where Python puts the script's, unless it was told not to (``-P``)."""
    if not sys.flags.safe_path and sys.path:
        sys.path[0] = folder


def outcome_of_exception(error: BaseException) -> Outcome:
    """Return what the interpreter would exit with, and why."""
    if isinstance(error, SystemExit):
        if error.code is None or error.code == 0:
            return Outcome(0, "finished")
        return Outcome(error.code if isinstance(error.code, int) else 1, "failed")
    if isinstance(error, LimitReached):
        return Outcome(0, "limit")
    if isinstance(error, KeyboardInterrupt):
        return Outcome(INTERRUPTED, "interrupted")
    if isinstance(error, Terminated):
        return Outcome(128 + error.signum, "interrupted")
    return Outcome(1, "failed")


def draw_the_rest(session: Session, what: str = "the script") -> None:
    """Draw what was marked by draw_idle last, and the figures that *what* has left undrawn."""
    session.loop.turn()
    backend = sys.modules.get(f"{__package__}.backend")  # not loaded: no figure is ours
    if backend is not None and session.is_recording and (count := backend.draw_unseen()):
        session.report(
            f"{count} figure{'s'[: count - 1]} that had never been drawn: drawn at the end of {what}; "
            f"{FRAMES_COME_FROM}, not from savefig or Animation.save"
        )


def _outcome_of(run: Callable[[], None]) -> Outcome:
    """Run, and do with exceptions what the interpreter does."""
    try:
        run()
    except (LimitReached, KeyboardInterrupt, Terminated) as error:
        return outcome_of_exception(error)
    except SystemExit as leaving:
        if leaving.code is not None and not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
        return outcome_of_exception(leaving)
    except BaseException as error:
        return _outcome_of(partial(_show_and_exit, error))
    return Outcome(0, "finished")


def _show_and_exit(error: BaseException) -> None:
    _show(error)
    raise SystemExit(1)


def _show(error: BaseException) -> None:
    """Print the traceback as if the interpreter had called the script itself."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and trace is not None and _is_frozen(trace):
        trace = None
    error.__traceback__ = trace
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        sys.excepthook(type(error), error, trace)
    except Exception as second:  # SystemExit is a hook's way to choose the status
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(second), second, second.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, trace)


def _is_frozen(trace: TracebackType) -> bool:
    return trace.tb_frame.f_code.co_filename.startswith("<frozen")


def _join(session: Session, ours: set[threading.Thread]) -> None:
    """Wait for the script's threads, drawing what they mark meanwhile.

    The interpreter does it as well, but after the session's end. Idle workers of
    `concurrent.futures` end only when the interpreter tells them to, so they are not waited for.
    """

    def running() -> list[threading.Thread]:
        workers = pool_workers()
        return [
            thread
            for thread in threading.enumerate()
            if not thread.daemon and thread not in ours and thread not in workers
        ]

    def join() -> None:
        while threads := running():
            threads[0].join()

    if running():
        watcher = watch_the_end(join, session.loop.leave)
        while watcher.is_alive() and session.clock.waits:
            session.loop.run(lambda: not watcher.is_alive())
        watcher.join()
