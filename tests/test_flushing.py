from __future__ import annotations

import threading

import pytest

from h5rec import flushing
from h5rec.flushing import Flusher


class Written:
    """What is flushed, and how often."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.count = 0
        self.is_over = False
        self.came = threading.Event()
        self.flusher = Flusher(self.lock, self.flush, lambda: self.is_over)

    def flush(self) -> None:
        with self.lock:
            self.count += 1
            self.flusher.flushed()
        self.came.set()

    def write(self) -> bool:
        with self.lock:
            return self.flusher.written()

    def end(self) -> None:
        with self.lock:
            self.is_over = True
            self.flusher.end()


def test_the_first_is_flushed_at_once_and_the_next_in_time() -> None:
    written = Written()
    assert written.write()
    written.flush()
    written.came.clear()
    assert not written.write()
    assert not written.write()
    assert written.came.wait(20)
    assert written.count == 2
    written.end()


def test_what_comes_after_the_time_is_flushed_by_who_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flushing, "FLUSH_S", 0)
    written = Written()
    for _ in range(3):
        assert written.write()
        written.flush()
    assert written.flusher._thread is None


def test_without_threads_the_next_one_flushes(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    written = Written()
    assert written.write()
    written.flush()
    assert not written.write()
    monkeypatch.setattr(flushing, "FLUSH_S", 0)
    assert written.write()
