"""Small logs with everything in them: two figures, short-lived ones, marks, output, resizing."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable
from pathlib import Path

from h5rec.log.writer import LogWriter
from h5rec.sinks import Sink
from h5rec.wire._ops import (
    Axes,
    Close,
    Column,
    DrawPath,
    End,
    Figure,
    Frame,
    Mark,
    Output,
    Style,
)
from h5rec.wire._ops import Path as WirePath
from h5rec.wire.stream import Event, StreamWriter

STEP_NS = 10_000_000
STYLE = Style(b"\0\0\0\0", b"\1\2\3\xff", 1.0, 0, 0, 10.0, 1, 0.0, ())
AXES = Axes((10.0, 10.0, 100.0, 80.0), "rectilinear", ("linear", "log"), (0.0, 1.0, 1.0, 10.0), "")


def line(rng: random.Random, points: int = 40) -> DrawPath:
    x = struct.pack(f"<{points}i", *range(points))
    y = struct.pack(f"<{points}i", *[rng.randrange(1000) for _ in range(points)])
    return DrawPath(None, None, STYLE, WirePath(4, b"", Column(x), Column(y)))


def write(
    sink: Sink,
    frames: int = 200,
    *,
    chunk_raw_bytes: int = 1 << 12,
    finish: bool = True,
    flush_every: int = 7,
) -> list[Frame]:
    """Send a session to *sink* and return its frames; without *finish* it stops after a flush."""
    rng = random.Random(1)
    stream = StreamWriter({"title": "a test", "script": "test.py"}, 10**18, chunk_raw_bytes=chunk_raw_bytes)
    drawn: list[Frame] = []

    def send(events: Iterable[Event]) -> None:
        for event in events:
            sink.handle(event)

    def draw(figure: int, time_ns: int) -> None:
        frame = Frame(figure, stream.figures[figure].next_frame, time_ns, (AXES,), (line(rng),))
        send(stream.frame(frame))
        drawn.append(frame)

    send(stream.figure(Figure(1, 0, "one", 640, 480, 100.0, 0)))
    send(stream.figure(Figure(2, 0, "two", 320, 240, 100.0, 0)))
    for step in range(frames):
        now = step * STEP_NS
        draw(1 if step % 3 else 2, now)
        if step % 20 == 0:
            send(stream.mark(Mark(now, f"step {step}")))
            send(stream.output(Output(now, 1, f"line {step}\n")))
        if step % 40 == 5:  # a figure that lives for one frame
            send(stream.figure(Figure(100 + step, now, "short", 10, 10, 72.0, 0)))
            draw(100 + step, now)
            send(stream.close_figure(Close(100 + step, now)))
        if step == frames // 2:
            send(stream.figure(Figure(1, now, "one, larger", 800, 600, 100.0, 0)))
        if step % flush_every == 0:
            send(stream.flush())
    send(stream.end(End(frames * STEP_NS, 0, "finished")) if finish else stream.flush())
    return drawn


def make(path: Path, frames: int = 200, **options: bool | int) -> list[Frame]:
    """Write a log and return its frames."""
    writer = LogWriter(path, overwrite=True)
    drawn = write(writer, frames, **options)  # type: ignore[arg-type]
    writer.close()
    return drawn
