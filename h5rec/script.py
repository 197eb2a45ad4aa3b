"""Running somebody's script as ``python SCRIPT ARGS`` would."""

from __future__ import annotations

import builtins
import importlib.util
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any, NamedTuple

from .errors import SessionError
from .session import LimitReached, Session

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class Outcome(NamedTuple):
    """How a script ended; fields of the end record."""

    status: int
    reason: str


class Terminated(BaseException):
    """The process was asked to end by a signal."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


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
            return _outcome_of(session.loop.turn)  # what was marked by draw_idle last

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


def _outcome_of(run: Callable[[], None]) -> Outcome:
    """Run, and do with exceptions what the interpreter does."""
    try:
        run()
    except SystemExit as leaving:
        if leaving.code is None or leaving.code == 0:
            return Outcome(0, "finished")
        if isinstance(leaving.code, int):
            return Outcome(leaving.code, "failed")
        print(leaving.code, file=sys.stderr)
        return Outcome(1, "failed")
    except LimitReached:
        return Outcome(0, "limit")
    except KeyboardInterrupt:
        return Outcome(INTERRUPTED, "interrupted")
    except Terminated as terminated:
        return Outcome(128 + terminated.signum, "interrupted")
    except BaseException as error:
        _show(error)
        return Outcome(1, "failed")
    return Outcome(0, "finished")


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
    sys.excepthook(type(error), error, trace)


def _is_frozen(trace: TracebackType) -> bool:
    return trace.tb_frame.f_code.co_filename.startswith("<frozen")


def _join(session: Session, ours: set[threading.Thread]) -> None:
    """Wait for the script's threads, drawing what they mark meanwhile.

    The interpreter does it as well, but after the session's end. Idle workers of
    `concurrent.futures` end only when the interpreter tells them to, so they are not waited for.
    """
    workers = getattr(sys.modules.get("concurrent.futures.thread"), "_threads_queues", {})

    def running() -> list[threading.Thread]:
        return [
            thread
            for thread in threading.enumerate()
            if not thread.daemon and thread not in ours and thread not in workers and thread is not watcher
        ]

    def wait() -> None:
        while threads := running():
            threads[0].join()
        session.loop.leave()

    watcher = threading.Thread(target=wait, name="h5rec: waiting for the script's threads", daemon=True)
    if running():
        watcher.start()
        while watcher.is_alive() and session.clock.waits:
            session.loop.run(lambda: not watcher.is_alive())
        watcher.join()


@contextmanager
def signals_as_exceptions(session: Session) -> Iterator[None]:
    """Let signals that would end the process, or tear a record apart, end the script instead."""
    before: dict[int, Any] = {}

    def handle(signum: int, frame: FrameType | None) -> None:
        def act() -> None:
            if signum == signal.SIGINT:
                raise KeyboardInterrupt
            raise Terminated(signum)

        if not session.defer(act):
            act()

    if threading.current_thread() is threading.main_thread():
        for name, default in _DEFAULT_HANDLERS.items():
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == default:
                before[number] = signal.signal(number, handle)

    def restore() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is handle:
                signal.signal(number, handler)

    # A forked child is to end as it would without us. That must not be left to our handler: if the signal
    # comes just before a blocking call, Python runs the handler only after it, and who terminates a pool of
    # processes waits for ever.
    session.after_detach.append(restore)
    try:
        yield
    finally:
        session.after_detach.remove(restore)
        restore()


_DEFAULT_HANDLERS: dict[str, Callable[[int, FrameType | None], Any] | signal.Handlers] = {
    "SIGINT": signal.default_int_handler,
    "SIGTERM": signal.SIG_DFL,
    "SIGHUP": signal.SIG_DFL,  # POSIX only
}
