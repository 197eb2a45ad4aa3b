"""Checking a whole log, and making a sound one of a damaged one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import zstandard

from ..errors import FormatError, LogError, TruncatedError
from ..files import replacing
from ..wire._ops import Chunk, Record
from ..wire.index import check_seek_table, frame_runs
from ..wire.open_chunk import Note
from ..wire.stream import ChunkBegin, ChunkData, ChunkEnd, Event, StreamReader, encode_chunk
from .chunks import chunk_records, salvage, summarize
from .log_bytes import LogBytes
from .reader import Recording, open_log

Progress = Callable[[int, int], None]
"""``progress(done_bytes, total_bytes)``"""

_PIECE = 1 << 20


class Repaired(NamedTuple):
    """What `repair` has kept."""

    frames: int
    lost_frames: int  # that the index of the damaged log told of
    size_bytes: int
    problem: str  # of the damaged log; empty if there was none


class Verified(NamedTuple):
    """What `verify` has found to be sound."""

    chunks: int
    frames: int
    size_bytes: int


def verify(recording: Recording, progress: Progress | None = None) -> Verified:
    """Decode everything and check every checksum.

    Raises
    ------
    FormatError
        At the first damage; a `TruncatedError` if there is none, but no index either.
    """
    frames = 0
    for chunk in recording.chunks:
        frames += recording.check(chunk.number)
        if progress:
            progress(chunk.offset + chunk.size_bytes, recording.size_bytes)
    if recording.problem:
        raise FormatError(
            f"{recording.path}: {recording.problem}; 'h5rec repair' keeps the {frames} frames that can be read"
        )
    if recording.recovered:
        killed = "its writer was killed, or is still at work"
        why = killed if recording.end is None else "it was cut off behind its last record"
        raise TruncatedError(
            f"{recording.path}: has no index: {why}; its {frames} frames are sound, and 'h5rec repair' gives them "
            "an index"
        )
    try:
        check_seek_table(recording.read, recording.size_bytes, recording.chunks)
    except FormatError as error:
        raise FormatError(f"{recording.path}: {error}; 'h5rec repair' writes it anew") from None
    return Verified(len(recording.chunks), frames, recording.size_bytes)


def damaged(recording: Recording) -> list[Chunk]:
    """Return the chunks that zstd's own checksums tell to be damaged.

    That takes less than a tenth of the time of `verify`, and finds all that a disk or a network can do to a log.
    """
    chunks = recording.chunks[: -1 if recording.partial else None]
    return [chunk for chunk in chunks if not _inflates(recording, chunk)]


def _inflates(recording: Recording, chunk: Chunk) -> bool:
    end = chunk.offset + chunk.size_bytes
    inflater = zstandard.ZstdDecompressor().decompressobj()
    try:
        for at in range(chunk.offset, end, _PIECE):
            inflater.decompress(recording.read(at, min(_PIECE, end - at)))
    except zstandard.ZstdError:
        return False
    return inflater.eof


def repair(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Repaired:
    """Write the sound beginning of a log, with index and seek table, to another file.

    Chunks are copied byte for byte up to the first damaged one, of which the frames that its
    checksums cover are kept.

    Raises
    ------
    LogError
        If *out* is *path*, exists (without *overwrite*) or cannot be written.
    FormatError
        If nothing can be read.
    """
    with open_log(path) as recording:
        if Path(out).exists() and os.path.samefile(path, out):
            raise LogError(f"{out}: is the log itself; name another file for the repaired one")
        problem = recording.problem
        log = LogBytes()
        with replacing(out, overwrite=overwrite) as file:
            for chunk in recording.chunks:
                problems: list[str] = []
                for event in _kept(recording, chunk, problems):
                    file.write(log.take(event))
                if progress:
                    progress(chunk.offset + chunk.size_bytes, recording.size_bytes)
                if problems:
                    problem = problem or f"chunk {chunk.number} (byte {chunk.offset}): {problems[0]}"
                    break
            if log.size_bytes == 0:
                raise FormatError(f"{path}: {problem}; nothing can be kept")
            file.write(log.end())
        lost = max(0, len(recording.frames) - log.frames)
        return Repaired(log.frames, lost, log.size_bytes, problem)


def _kept(recording: Recording, chunk: Chunk, problems: list[str]) -> Iterator[Event]:
    """Yield a chunk, or what is sound of it; what is wrong with it goes into *problems*."""
    end = chunk.offset + chunk.size_bytes
    if not (recording.partial and chunk.number == len(recording.chunks) - 1):
        reader = StreamReader()
        notes: list[Note] = []
        try:
            records = _noting(chunk_records(recording.read, chunk, reader), notes)
            summary, _, _ = summarize(chunk, records)
            # Without an index, what was announced comes from openings that nothing has verified.
            if not recording.recovered and set(frame_runs(summary)) != set(frame_runs(chunk)):
                raise FormatError("its frames are not those that were announced")
        except FormatError as error:
            problems.append(str(error))
        else:
            yield ChunkBegin(chunk.number)
            for at in range(chunk.offset, end, _PIECE):
                yield ChunkData(recording.read(at, min(_PIECE, end - at)))
            yield ChunkEnd(summary._replace(raw_bytes=reader.raw_bytes), tuple(notes))
            return
    # What ends the records that can be salvaged is what was found above.
    yield from encode_chunk(salvage(recording.read, chunk, problems), chunk.number, 0)


def _noting(records: Iterator[Record], notes: list[Note]) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Note):
            notes.append(record)
        yield record
