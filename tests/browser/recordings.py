"""Recordings that are made while somebody watches, and recordings that are changed afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import h5rec
from h5rec.log.reader import Recording
from h5rec.log.writer import LogWriter
from h5rec.wire._ops import Close, End, Figure, Frame, Mark, Output
from h5rec.wire.stream import Event, StreamWriter

Change = Callable[[Frame], Frame]


def record(script: Path, log: Path) -> None:
    """Record a script in a process of its own."""
    command: list[str | Path] = [sys.executable, "-m", "h5rec", "record", "--fast", "-o", log, script]
    done = subprocess.run(command, cwd=log.parent, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@contextmanager
def watched_recording(script: Path, log: Path) -> Iterator[str]:
    """Record a script in a process of its own; yield the address, which it waits for somebody to open first."""
    options = ["--fast", "--live", "--open", "-o"]
    command: list[str | Path] = [sys.executable, "-m", "h5rec", "record", *options, log, script]
    environment = {
        **os.environ,
        "BROWSER": "true %s",  # the browser that it opens is not the one of the tests
        "COLUMNS": "1000",
        "NO_COLOR": "1",
    }
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=log.parent)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        assert "watch at " in line, line + process.stderr.read()
        yield line.split("watch at ")[1].strip()
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    finally:
        process.kill()
        process.communicate()


def stream_bytes(log: Path) -> bytes:
    """Return the bytes of a log up to its index."""
    with h5rec.open(log) as recording:
        last = recording.chunks[-1]
        return log.read_bytes()[: last.offset + last.size_bytes]


def rewrite(log: Path, out: Path, change: Change) -> None:
    """Write a log anew, with every frame as *change* returns it."""
    with h5rec.open(log) as recording:
        writer = LogWriter(out)
        for event in _events(recording, change):
            writer.handle(event)
        writer.close()


def _events(recording: Recording, change: Change) -> Iterator[Event]:
    stream = StreamWriter(dict(recording.header), recording.header.created_unix_ns)
    for chunk in range(len(recording.chunks)):
        for record in recording.records(chunk):
            match record:
                case Figure():
                    known = stream.figures.get(record.figure)
                    if known is None or known[2:6] != record[2:6]:  # not just repeated by a chunk's opening
                        yield from stream.figure(record)
                case Frame():
                    yield from stream.frame(change(record))
                case Close():
                    if record.figure in stream.figures:
                        yield from stream.close_figure(record)
                case Mark():
                    yield from stream.mark(record)
                case Output():
                    yield from stream.output(record)
                case End():
                    yield from stream.end(record)
