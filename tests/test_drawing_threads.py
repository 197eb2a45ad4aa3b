"""Which threads are waited for, because they draw."""

from __future__ import annotations

import _thread
import threading
from typing import Any

from h5rec.drawing_threads import DrawingThreads, helpers, watch_the_end


def started(target: object, **options: object) -> threading.Thread:
    thread = threading.Thread(target=target, **options)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_those_that_have_drawn_and_still_run() -> None:
    threads, noted, end = DrawingThreads(), threading.Semaphore(0), threading.Event()

    def draw() -> None:
        threads.note()
        threads.note()
        noted.release()
        end.wait()

    drawing = started(draw)
    idle = started(end.wait)
    noted.acquire()
    threads.note()  # the thread that asks does not wait for itself
    assert threads.running() == [drawing]
    end.set()
    drawing.join()
    idle.join()
    assert threads.running() == []


def test_a_thread_that_python_did_not_start_is_not_waited_for() -> None:
    threads, noted, end = DrawingThreads(), threading.Semaphore(0), threading.Event()

    def draw() -> None:
        threads.note()
        noted.release()
        end.wait()
        noted.release()

    _thread.start_new_thread(draw, ())
    noted.acquire()
    assert threads.running() == []
    end.set()
    noted.acquire()


def test_helpers_have_functions_of_the_script() -> None:
    end = threading.Event()

    def measure() -> None:
        end.wait()

    library = started(measure, daemon=True)
    namespace: dict[str, Any] = {"__name__": "__main__", "end": end}
    exec("def measure(): end.wait()", namespace)
    script = started(namespace["measure"], daemon=True)
    assert helpers() == [script]
    end.set()
    library.join()
    script.join()
    assert helpers() == []


def assert_set(event: threading.Event) -> None:
    assert event.wait()


def test_an_end_is_told() -> None:
    end, told = threading.Event(), threading.Event()
    watcher = watch_the_end(lambda: assert_set(end), told.set)
    assert not told.is_set()
    end.set()
    watcher.join()
    assert told.is_set()
