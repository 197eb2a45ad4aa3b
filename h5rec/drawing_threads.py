"""Threads of the script that draw: as long as one runs, more pictures may come."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Iterable

OURS = "h5rec"  # how the names of our own threads begin
# Workers of a pool that wait for more to do, and threads that Python did not start: nobody knows when they end.
_ENDLESS = ("_DummyThread", "DummyProcess")


class DrawingThreads:
    """Remembers which threads have drawn, or have asked for it."""

    def __init__(self) -> None:
        # By number, which a later thread may get again. Not a WeakSet: others may add to it while it is looked through.
        self._threads: dict[int, weakref.ref[threading.Thread]] = {}

    def note(self) -> None:
        """Note that the calling thread does so."""
        number, thread = threading.get_ident(), threading.current_thread()
        known = self._threads.get(number)
        if known is None or known() is not thread:
            self._threads[number] = weakref.ref(thread)

    def running(self) -> list[threading.Thread]:
        """Return those that still run, without the calling one and without pools' workers."""
        threads = [reference() for reference in list(self._threads.values())]
        return [
            thread for thread in threads if thread is not None and thread.is_alive() and _is_another(thread)
        ]


def helpers() -> list[threading.Thread]:
    """Return threads with functions of the script, which end when it does; libraries have threads, too."""
    return [
        thread
        for thread in threading.enumerate()
        if thread.daemon and _is_another(thread) and "__main__" in _modules(thread)
    ]


def _modules(thread: threading.Thread) -> tuple[str, str]:
    """Return where a thread's class and its function are from."""
    function = getattr(thread, "_target", None)  # not public, and gone once the thread is over
    return type(thread).__module__, getattr(function, "__module__", "") or ""


def _is_another(thread: threading.Thread) -> bool:
    return (
        thread not in (threading.current_thread(), threading.main_thread(), *pool_workers())
        and type(thread).__name__ not in _ENDLESS
        and not thread.name.startswith(OURS)
    )


def pool_workers() -> Iterable[threading.Thread]:
    """Return the workers of `concurrent.futures`, which end only when the interpreter tells them to."""
    workers: Iterable[threading.Thread] = getattr(
        sys.modules.get("concurrent.futures.thread"), "_threads_queues", ()
    )
    return workers


def watch_the_end(ended: Callable[[], None], then: Callable[[], None]) -> threading.Thread:
    """Start a thread that waits in *ended*, calls *then*, and is over."""

    def wait() -> None:
        ended()
        then()

    watcher = threading.Thread(target=wait, name=f"{OURS}: waiting for threads", daemon=True)
    watcher.start()
    return watcher
