"""Who gets which bytes: viewers, their queues, and the chunk that a late viewer starts with.

Sans-I/O: the hub is told what happened (`Hub.publish`, `Hub.attach`, ...) and is asked what to send next
(`Hub.take`). It belongs to one thread, never waits, and holds at most one chunk plus one bounded queue for each
viewer; the queues share the bytes.

Binary messages are the stream's bytes, unchanged; everything else is JSON in text messages:

============================================  ===============================================================
``{"type":"join","chunk":N}``                 the next byte is the first of chunk N: start afresh
``{"type":"status","viewers":n,"title":t}``   how many are watching
``{"type":"save","name":str|null}``           the log that ``/log`` gives, if there is one
``{"type":"end","status":n,"reason":str}``    nothing follows (both null: the recording did not say)
============================================  ===============================================================

A viewer may send ``{"type":"ack","bytes":n}``: it has worked through the first n bytes of all binary messages.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Hashable

from ..errors import LiveError
from ..wire.stream import ChunkBegin, ChunkData, Event

QUEUE_BYTES = 8 << 20
# A viewer that sends acks is given at most this much ahead of them: a browser takes in whatever the network
# brings, so without acks a page that decodes too slowly would pile it up in its own memory.
ACK_WINDOW_BYTES = 4 << 20
MESSAGE_BYTES = 256 << 10  # small pieces are sent together, up to about this


class _Viewer:
    """What one viewer is still to be sent."""

    __slots__ = (
        "acked_bytes", "end", "follows", "has_ended", "notes", "queue", "queued_bytes", "sent_bytes", "skips",
    )  # fmt: skip

    def __init__(self) -> None:
        self.queue: deque[bytes | memoryview | str] = (
            deque()
        )  # pieces of chunks; text: the join before a piece
        self.queued_bytes = 0
        self.notes: dict[str, str] = {}  # of each type only the newest
        self.end: str | None = None  # goes out once the queue is empty
        self.has_ended = False  # it was sent the end, after which nothing comes
        self.follows = False  # whether it has been given the current chunk from its first byte
        self.sent_bytes = 0
        self.acked_bytes: int | None = None
        self.skips = 0

    @property
    def must_wait(self) -> bool:
        return self.acked_bytes is not None and self.sent_bytes - self.acked_bytes >= ACK_WINDOW_BYTES

    def join(self, chunk: int, pieces: list[bytes]) -> None:
        self.queue.append(_text("join", chunk=chunk))
        self.queue.extend(pieces)
        self.queued_bytes += sum(map(len, pieces))
        self.follows = True

    def skip(self, chunk: int, pieces: list[bytes]) -> None:
        self.queue.clear()
        self.queued_bytes = 0
        self.skips += 1
        self.join(chunk, pieces)

    def take_bytes(self, limit: int) -> bytes:
        parts: list[bytes | memoryview] = []
        while self.queue and limit > 0:
            piece = self.queue[0]
            if isinstance(piece, str):
                break
            self.queue.popleft()
            if len(piece) > limit:
                view = memoryview(piece)
                self.queue.appendleft(view[limit:])
                piece = view[:limit]
            parts.append(piece)
            limit -= len(piece)
        data = b"".join(parts)
        self.queued_bytes -= len(data)
        self.sent_bytes += len(data)
        return data


class Hub:
    """Distributes the events of one stream.

    Parameters
    ----------
    queue_bytes : int
        A viewer whose queue is longer than this, and than two chunks, loses it and goes on with the current
        chunk.
    title : str
        Told to viewers.
    log_name : str, optional
        File name of the log, if viewers can get it.
    """

    def __init__(
        self, *, queue_bytes: int = QUEUE_BYTES, title: str = "", log_name: str | None = None
    ) -> None:
        self._queue_bytes = queue_bytes
        self._title = title
        self._save = _text("save", name=log_name)
        self._viewers: dict[Hashable, _Viewer] = {}
        self._chunk: int | None = None  # the current chunk or, between chunks, the last; None: not held whole
        self._pieces: list[bytes] = []
        self._chunk_bytes = 0
        self._last_chunk_bytes = 0
        self._end: str | None = None

    @property
    def viewers(self) -> int:
        """How many viewers are attached."""
        return len(self._viewers)

    @property
    def is_drained(self) -> bool:
        """Whether no viewer has anything left to take."""
        return not any(v.queue or v.notes or v.end for v in self._viewers.values())

    @property
    def limit_bytes(self) -> int:
        """How long a queue may be now.

        With room for two chunks, a queue that is too long holds all of the current chunk and something older: so
        a viewer always skips forwards.
        """
        return max(self._queue_bytes, 2 * max(self._chunk_bytes, self._last_chunk_bytes))

    def queued_bytes(self, viewer_id: Hashable) -> int:
        """Return the length of a viewer's queue."""
        return self._viewers[viewer_id].queued_bytes

    def skips(self, viewer_id: Hashable) -> int:
        """Return how often a viewer has skipped."""
        return self._viewers[viewer_id].skips

    def publish(self, event: Event) -> None:
        """Pass an event of the stream on to every viewer."""
        if isinstance(event, ChunkBegin):
            self._last_chunk_bytes, self._chunk_bytes = self._chunk_bytes, 0
            self._chunk, self._pieces = event.number, []
            for viewer in self._viewers.values():
                if viewer.queued_bytes > self.limit_bytes:  # which is less after a smaller chunk
                    viewer.skip(event.number, [])
                elif not viewer.follows:
                    viewer.join(event.number, [])
        elif isinstance(event, ChunkData) and self._chunk is not None:
            self._pieces.append(event.data)
            self._chunk_bytes += len(event.data)
            limit = self.limit_bytes
            for viewer in self._viewers.values():
                viewer.queue.append(event.data)
                viewer.queued_bytes += len(event.data)
                if viewer.queued_bytes > limit:
                    viewer.skip(self._chunk, self._pieces)

    def gap(self) -> None:
        """Note that events are missing: nobody can follow before the next chunk begins."""
        self._chunk, self._pieces = None, []
        for viewer in self._viewers.values():
            viewer.follows = False

    def end(self, status: int | None, reason: str | None) -> None:
        """Note the end of the stream: every viewer is told, after the bytes that it still has to get."""
        self._end = _text("end", status=status, reason=reason)
        for viewer in self._viewers.values():
            viewer.end = self._end

    def attach(self, viewer_id: Hashable) -> None:
        """Add a viewer; it is to be sent the current chunk from its first byte, then what follows."""
        viewer = self._viewers[viewer_id] = _Viewer()
        viewer.notes["save"] = self._save
        viewer.end = self._end
        if self._chunk is not None:
            viewer.join(self._chunk, self._pieces)
        self._tell_status()

    def detach(self, viewer_id: Hashable) -> None:
        """Forget a viewer."""
        if self._viewers.pop(viewer_id, None) is not None:
            self._tell_status()

    def take(self, viewer_id: Hashable, max_bytes: int = MESSAGE_BYTES) -> bytes | str | None:
        """Return the next message for a viewer, or None while there is none."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None:
            return None
        if viewer.notes:
            return viewer.notes.pop(next(iter(viewer.notes)))
        if viewer.queue:
            if viewer.must_wait:
                return None
            first = viewer.queue[0]
            if isinstance(first, str):
                viewer.queue.popleft()
                return first
            return viewer.take_bytes(max_bytes)
        end, viewer.end = viewer.end, None
        viewer.has_ended = viewer.has_ended or end is not None
        return end

    def receive(self, viewer_id: Hashable, message: str | bytes) -> None:
        """Take a message from a viewer; those of a type that is not known are ignored.

        Raises
        ------
        LiveError
            If it is malformed; such a viewer should be disconnected.
        """
        try:
            fields = json.loads(message) if isinstance(message, str) else None
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            raise LiveError("a viewer sent something that is not a JSON object")
        viewer = self._viewers.get(viewer_id)
        if viewer is None or fields.get("type") != "ack":
            return
        count = fields.get("bytes")
        if type(count) is not int or not 0 <= count <= viewer.sent_bytes:
            raise LiveError(f"a viewer acknowledged {count!r} bytes; it was sent {viewer.sent_bytes}")
        viewer.acked_bytes = max(count, viewer.acked_bytes or 0)

    def _tell_status(self) -> None:
        status = _text("status", viewers=len(self._viewers), title=self._title)
        for viewer in self._viewers.values():
            if not viewer.has_ended:
                viewer.notes["status"] = status


def _text(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind, **fields}, separators=(",", ":"))
