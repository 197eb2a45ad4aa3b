"""A script that draws noise, and what a viewer makes of the messages that it is sent."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from h5rec.wire._ops import DrawImage, End, Figure, Frame, Image
from h5rec.wire.stream import ChunkBegin, ChunkData, Event, StreamReader, StreamWriter


class Script:
    """Writes a stream, hands its events out, and keeps what a log would hold."""

    def __init__(self, *sinks: Callable[[Event], object], chunk_raw_bytes: int = 4096) -> None:
        self.sinks = list(sinks)
        self.writer = StreamWriter({"title": "noise"}, 0, chunk_raw_bytes=chunk_raw_bytes)
        self.log = b""
        self.offsets: list[int] = []  # of chunks
        self.frames = 0
        self._random = random.Random(1)
        self._time_ns = 0
        self._emit(self.writer.figure(Figure(1, 0, "noise", 640, 480, 100.0, 0)))

    def draw(self, size_bytes: int = 400, *, flush: bool = True) -> None:
        self._time_ns += 20_000_000
        image = Image(size_bytes // 4, 1, b"", self._random.randbytes(size_bytes // 4 * 4))
        op = DrawImage(None, None, image, 0.0, 0.0, 640.0, 480.0, 0)
        self._emit(self.writer.frame(Frame(1, self.frames, self._time_ns, (), (op,))))
        self.frames += 1
        if flush:
            self._emit(self.writer.flush())

    def end(self) -> None:
        self._emit(self.writer.end(End(self._time_ns, 0, "finished")))

    def _emit(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, ChunkBegin):
                self.offsets.append(len(self.log))
            elif isinstance(event, ChunkData):
                self.log += event.data
            for sink in self.sinks:
                sink(event)


class Received:
    """The messages of one viewer."""

    def __init__(self) -> None:
        self.texts: list[dict[str, object]] = []
        self.pieces: list[tuple[int, bytes]] = []  # from each join on: chunk, bytes
        self.end: dict[str, object] | None = None

    def add(self, message: str | bytes) -> None:
        assert self.end is None, "nothing follows the end"
        if isinstance(message, bytes):
            assert message, "no empty messages"
            chunk, data = self.pieces[-1]
            self.pieces[-1] = chunk, data + message
            return
        fields = json.loads(message)
        self.texts.append(fields)
        if fields["type"] == "join":
            self.pieces.append((fields["chunk"], b""))
        elif fields["type"] == "end":
            self.end = fields

    @property
    def bytes(self) -> bytes:
        return b"".join(data for _, data in self.pieces)

    def frames(self) -> list[Frame]:
        """Decode everything: the frames, without those that a skip repeats."""
        frames: list[Frame] = []
        for _, data in self.pieces:
            for record in StreamReader().feed(data):
                if isinstance(record, Frame) and (not frames or record.number > frames[-1].number):
                    frames.append(record)
        return frames

    @property
    def last_frame(self) -> int:
        """Number of the last frame so far, or -1."""
        return max((frame.number for frame in self.frames()[-1:]), default=-1)

    def check(self, script: Script) -> None:
        """Everything is a part of the log that begins with a chunk, ever further on; and can be decoded."""
        reached = 0
        for chunk, data in self.pieces:
            start = script.offsets[chunk]
            assert script.log[start : start + len(data)] == data
            assert start >= reached or chunk == self.pieces[0][0]
            reached = start + len(data)
        self.frames()
