"""The bytes of a log, without a file."""

from __future__ import annotations

from ..wire.index import IndexBuilder
from ..wire.stream import ChunkBegin, ChunkData, Event


class LogBytes:
    """Makes the bytes of a log from the events of a stream.

    Attributes
    ----------
    size_bytes : int
        Bytes returned so far.
    """

    def __init__(self) -> None:
        self._index = IndexBuilder()
        self._chunk_at = 0
        self.size_bytes = 0

    @property
    def frames(self) -> int:
        """Frames in the chunks that are complete."""
        return self._index.frames

    def take(self, event: Event) -> bytes:
        """Return what an event adds to the log."""
        if isinstance(event, ChunkData):
            self.size_bytes += len(event.data)
            return event.data
        if isinstance(event, ChunkBegin):
            self._chunk_at = self.size_bytes
        else:
            self._index.add(event.chunk._replace(offset=self._chunk_at), event.notes)
        return b""

    def end(self) -> bytes:
        """Return the index and the seek table, with which a log ends.

        Raises
        ------
        FormatError
            If there was no chunk, or readers would not take so many.
        """
        data = self._index.encode()
        self.size_bytes += len(data)
        return data
