"""What a log is, in numbers."""

from __future__ import annotations

from typing import Any

from ..errors import FormatError
from .reader import Recording


def describe(recording: Recording) -> dict[str, Any]:
    """Return what `h5rec info` tells, as plain values that fit into JSON.

    Numbers that cannot be told are None: raw sizes without an index, marks of a damaged log.
    """
    frames = len(recording.frames)
    raw = recording.raw_bytes
    packed = sum(chunk.size_bytes for chunk in recording.chunks)
    end = recording.end
    problem = recording.problem
    marks: list[dict[str, Any]] | None
    try:
        marks = [{"time_s": mark.time_ns / 1e9, "label": mark.label} for mark in recording.marks]
    except FormatError as error:
        marks, problem = None, problem or str(error)
    return {
        "path": str(recording.path),
        "complete": recording.complete,
        "recovered": recording.recovered,
        "problem": problem or None,
        "format_version": recording.header.version,
        "created": recording.header.created.isoformat(timespec="seconds"),
        "duration_s": recording.duration_s,
        "frames": frames,
        "chunks": len(recording.chunks),
        "size_bytes": recording.size_bytes,
        "raw_bytes": raw,
        "compression_ratio": round(raw / packed, 2) if raw and packed else None,
        "bytes_per_frame": round(packed / frames, 1) if frames else None,
        "end": end and {"time_s": end.time_ns / 1e9, "status": end.status, "reason": end.reason},
        "figures": [
            {
                "number": figure.number,
                "title": figure.title,
                "width_px": figure.width_px,
                "height_px": figure.height_px,
                "dpi": figure.dpi,
                "frames": len(figure.frames),
            }
            for figure in recording.figures
        ],
        "marks": marks,
        "header": dict(recording.header),
    }
