"""Signals while a script is recorded: none tears a record apart, and what would end the process ends the script.

Python runs signal handlers in the main thread, between any two steps of whatever runs there. An exception that a
handler raises while a record is written would leave half a record, so handlers wait until it is whole.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session

Handler = Callable[[int, FrameType | None], Any]
Defer = Callable[[Callable[[], None]], bool]

_DEFAULT_HANDLERS: dict[str, Handler | signal.Handlers] = {
    "SIGINT": signal.default_int_handler,
    "SIGTERM": signal.SIG_DFL,
    "SIGHUP": signal.SIG_DFL,  # POSIX only
}
_HELD = tuple(
    int(number)
    for name in (
        "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGUSR1", "SIGUSR2",
    )
    if (number := getattr(signal, name, None)) is not None
)  # fmt: skip


# Each frame looks at all of them, and the functions of `signal` make enumerations of what those of CPython's own module
# return: 30 us a frame instead of 7, where a whole frame takes 500.
try:
    _core: Any = import_module("_signal")
except ImportError:
    _core = signal
_getsignal: Callable[[int], Any] = _core.getsignal
_setsignal: Callable[[int, Any], Any] = _core.signal


class Terminated(BaseException):
    """The process was asked to end by a signal."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class _Ending:
    """A handler that ends the script as soon as no record is being written: it need not be held."""

    def __init__(self, defer: Defer) -> None:
        self.defer = defer
        self._waiting: set[int] = set()

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        # As with Python's own pending signals, the same one again while it waits changes nothing.
        if signum not in self._waiting:
            self._waiting.add(signum)
            if not self.defer(lambda: self._end(signum)):
                self._end(signum)

    def _end(self, signum: int) -> None:
        self._waiting.discard(signum)
        if signum == signal.SIGINT:
            raise KeyboardInterrupt
        raise Terminated(signum)


@contextmanager
def signals_as_exceptions(session: Session) -> Iterator[None]:
    """Let signals that would end the process end the script instead."""
    before: dict[int, Any] = {}
    handle = _Ending(session.defer)

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


def hold_handlers(held: dict[int, tuple[Any, Any]], defer: Defer) -> None:
    """Let the handlers of signals, whoever set them, act by way of *defer*; `release_handlers` undoes it.

    Parameters
    ----------
    held : dict
        Is told what was done, step by step: a handler can raise in here, too.
    defer : callable
        Takes what is to be done later; if it returns False, it is done at once.
    """
    if threading.get_ident() != threading.main_thread().ident:
        return
    for number in _HELD:
        handler = _getsignal(number)
        if callable(handler) and not (isinstance(handler, _Ending) and handler.defer == defer):
            stand_in = _deferring(handler, defer)
            held[number] = handler, stand_in
            _setsignal(number, stand_in)


def release_handlers(held: dict[int, tuple[Any, Any]]) -> None:
    """Put back what `hold_handlers` has replaced."""
    for number, (handler, stand_in) in held.items():
        found = _setsignal(number, handler)
        if found is not stand_in and found is not None:  # somebody has set another in the meantime
            _setsignal(number, found)


def _deferring(handler: Handler, defer: Defer) -> Handler:
    is_waiting = False

    def handle(signum: int, frame: FrameType | None) -> None:
        nonlocal is_waiting
        # As with Python's own pending signals, the same one again while it waits changes nothing.
        if not is_waiting:
            is_waiting = defer(lambda: handler(signum, frame))
            if not is_waiting:
                handler(signum, frame)

    return handle


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C: nothing is to come between the log and its end."""
    with _handling(signal.SIG_IGN):
        yield


@contextmanager
def with_interrupts() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt."""
    with _handling(signal.default_int_handler):
        yield


@contextmanager
def _handling(handler: Handler | signal.Handlers) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)
