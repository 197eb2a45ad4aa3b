from __future__ import annotations

from pathlib import Path

import pytest

from h5rec.errors import FormatError
from h5rec.log.log_bytes import LogBytes
from h5rec.wire.stream import Event

from .logs import make, write


class Sink:
    """Takes a session as bytes."""

    wants_every_frame = False

    def __init__(self) -> None:
        self.log = LogBytes()
        self.data = b""

    def handle(self, event: Event) -> None:
        self.data += self.log.take(event)

    def close(self) -> None:
        self.data += self.log.end()


def test_it_is_what_is_written_to_a_file(tmp_path: Path) -> None:
    sink = Sink()
    frames = write(sink)
    assert sink.log.size_bytes == len(sink.data)
    sink.close()
    make(tmp_path / "log.h5rec")
    assert sink.data == (tmp_path / "log.h5rec").read_bytes()
    assert (sink.log.size_bytes, sink.log.frames) == (len(sink.data), len(frames))


def test_nothing_is_no_log() -> None:
    with pytest.raises(FormatError, match="no chunk has been added"):
        LogBytes().end()
