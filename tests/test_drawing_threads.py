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


class Drawing:
    """What a thread does that draws twice, until it is told to end."""

    def __init__(self) -> None:
        self.threads = DrawingThreads()
        self.has_drawn, self.may_end, self.has_ended = (threading.Event() for _ in range(3))

    def __call__(self) -> None:
        self.threads.note()
        self.threads.note()
        self.has_drawn.set()
        self.may_end.wait()
        self.has_ended.set()


def test_those_that_have_drawn_and_still_run() -> None:
    draw = Drawing()
    threads, end = draw.threads, draw.may_end
    drawing = started(draw)
    idle = started(end.wait)
    draw.has_drawn.wait()
    threads.note()  # the thread that asks does not wait for itself
    assert threads.running() == [drawing]
    end.set()
    drawing.join()
    idle.join()
    assert threads.running() == []


def test_a_thread_that_python_did_not_start_is_not_waited_for() -> None:
    draw = Drawing()
    _thread.start_new_thread(draw, ())
    draw.has_drawn.wait()
    assert draw.threads.running() == []
    draw.may_end.set()
    draw.has_ended.wait()


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


def test_an_end_is_told() -> None:
    end, told = threading.Lock(), threading.Event()

    def ended() -> None:
        with end:
            pass

    with end:
        watcher = watch_the_end(ended, told.set)
        assert not told.is_set()
    watcher.join()
    assert told.is_set()
