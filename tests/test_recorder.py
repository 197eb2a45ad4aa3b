"""`h5rec.record` as a library."""

from __future__ import annotations

import threading
from pathlib import Path

import matplotlib.pyplot as plt

import h5rec
from tests.live.clients import Viewer, wait_until


def test_viewers_can_save_the_log_when_the_context_has_ended(tmp_path: Path) -> None:
    log = tmp_path / "run.h5rec"
    viewers: list[Viewer] = []
    finished = threading.Event()

    def leave_when_told_of_the_end() -> None:
        viewer = viewers[0]
        wait_until(lambda: any(text.get("type") == "end" for text in viewer.received.texts), "the end")
        with h5rec.open(log) as recording:  # it is whole while the viewer is still there
            assert recording.complete
        finished.set()
        viewer.leave()

    with h5rec.record(log, live=True, linger_s=60) as session:
        assert session.url is not None
        viewers.append(Viewer(session.url))
        watcher = threading.Thread(target=leave_when_told_of_the_end)
        watcher.start()
        plt.figure().canvas.draw()
    watcher.join()
    plt.close("all")
    assert finished.is_set()
