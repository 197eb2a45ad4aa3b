"""A sink in memory, for tests of everything that makes a stream."""

from __future__ import annotations

import threading
import time

from h5rec.wire._ops import Frame, Record
from h5rec.wire.stream import ChunkData, Event, StreamReader


class Memory:
    """A sink that keeps what it gets, and can be told to fail."""

    def __init__(self, *, watched: bool = False) -> None:
        self.wants_every_frame = watched
        self.events: list[Event] = []
        self.threads: set[int] = set()
        self.error: Exception | None = None
        self.closed = 0
        self.came = threading.Condition()

    def handle(self, event: Event) -> None:
        if self.error is not None:
            raise self.error
        with self.came:
            self.events.append(event)
            self.threads.add(threading.get_ident())
            self.came.notify_all()

    def close(self) -> None:
        self.closed += 1

    @property
    def data(self) -> bytes:
        return b"".join(event.data for event in self.events if isinstance(event, ChunkData))

    def records(self) -> list[Record]:
        return list(StreamReader().feed(self.data))

    def frames(self) -> list[Frame]:
        return [record for record in self.records() if isinstance(record, Frame)]

    def wait_for_frames(self, count: int) -> float:
        """Return how long it took until they could be read."""
        begun = time.monotonic()
        with self.came:
            assert self.came.wait_for(lambda: len(self.frames()) >= count, timeout=20)
        return time.monotonic() - begun
