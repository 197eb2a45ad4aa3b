"""The sink that writes a log."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..errors import FormatError, H5RecError, LogError
from ..files import create, explain, unlock
from ..wire._ops import Frame
from ..wire.stream import ChunkBegin, ChunkEnd, Event, StreamReader
from .log_bytes import LogBytes

_PIECE = 1 << 16


class LogWriter:
    """Writes the events of a stream to a file.

    Every piece goes to the operating system at once, so that a process that is killed has lost
    nothing of what it handed over. `close` adds the index and the seek table.

    Parameters
    ----------
    path : str or path
        The file; missing folders are made.
    overwrite : bool
        Replace a file that is there. It stays as it is until the first chunk begins.

    Raises
    ------
    LogError
        If the file exists (without *overwrite*) or cannot be made.
    """

    wants_every_frame = False  # a log is flushed every 100 ms, which is what a crash may cost

    def __init__(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        self._path = Path(path)
        self._fd, self._is_new = create(self._path, overwrite=overwrite)
        self._log = LogBytes()
        self._size = 0
        self._chunk_at: int | None = None  # where the chunk that is being written begins
        self._begun = False
        self._failed = False
        self._closed = False

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def size_bytes(self) -> int:
        """Bytes in the file so far."""
        return self._size

    @property
    def frames(self) -> int:
        """Frames in the chunks that are complete."""
        return self._log.frames

    def handle(self, event: Event) -> None:
        """Write one event.

        Raises
        ------
        LogError
            If it cannot be written. The file then ends with the event before, and is readable.
        """
        if self._failed or self._closed:
            raise LogError(f"{self._path}: closed, nothing more can be written")
        if isinstance(event, ChunkBegin):
            if not self._begun:
                self._begin()
            self._chunk_at = self._size
        # No fsync at the end of a chunk: a killed process loses nothing without it, and on a network disk it takes
        # up to seconds, which the script would wait. What a power cut costs is up to the operating
        # system (it writes after some 30 s at most); close() does wait for the disk.
        self._write(self._log.take(event))
        if isinstance(event, ChunkEnd):
            self._chunk_at = None

    def close(self) -> None:
        """Write index and seek table and close the file; a second call does nothing.

        A file into which nothing was written is removed, or left as it was. If the last chunk was not
        ended, there is no index: the file is like one whose writer was killed.

        Raises
        ------
        LogError
            If the end cannot be written, or the disk reports that something before was not. The
            chunks are readable nevertheless.
        """
        if self._closed:
            return
        try:
            # Some network disks count no links at all.
            if self._begun and os.fstat(self._fd).st_nlink == 0 and not self._path.exists():
                raise LogError(f"{self._path}: was removed while it was written, and is lost")
            if self._begun and not self._failed and self._chunk_at is None:
                self._finish()
        finally:
            self._closed = True
            self._close_fd()

    def _begin(self) -> None:
        try:
            os.ftruncate(self._fd, 0)
        except OSError as error:
            raise LogError(f"{self._path}: cannot be written: {explain(error)}") from None
        self._begun = True

    def _finish(self) -> None:
        try:
            end = self._log.end()
        except FormatError as error:
            raise LogError(f"{self._path}: {error}; the log is complete, but has no index") from None
        self._write(end)
        try:
            os.fsync(self._fd)
        except OSError as error:
            raise LogError(
                f"{self._path}: the disk reports: {explain(error)}; check the log: h5rec verify"
            ) from None

    def _close_fd(self) -> None:
        unlock(self._fd)
        try:
            os.close(self._fd)
        except OSError as error:  # some network disks tell only now
            raise LogError(
                f"{self._path}: the disk reports: {explain(error)}; check the log: h5rec verify"
            ) from None
        finally:
            if self._is_new and not self._size:
                self._path.unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            self._fail(error)
        self._size += len(data)

    def _fail(self, error: OSError) -> None:
        self._failed = True
        with contextlib.suppress(OSError):  # else the rest of this event stays; a reader stops before it
            os.ftruncate(self._fd, self._size)
        frames = self._log.frames + self._frames_of_open_chunk()
        rest = f"; the {frames} frames before are safe in it" if frames else ""
        raise LogError(f"{self._path}: cannot be written: {explain(error)}{rest}") from None

    def _frames_of_open_chunk(self) -> int:
        """Count what a reader will find in the chunk that stays without its end."""
        if self._chunk_at is None:
            return 0
        reader = StreamReader()
        frames = 0
        try:
            os.lseek(self._fd, self._chunk_at, os.SEEK_SET)
            while piece := os.read(self._fd, _PIECE):
                frames += sum(isinstance(record, Frame) for record in reader.feed(piece))
        except (OSError, H5RecError):
            pass
        return frames
