"""Session times as people write them: 90, 1:30, 25:00:07.5."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?)", re.ASCII)


def parse_moment(text: str) -> float:
    """Return the seconds of "90", "1:30" or "25:00:07.5".

    Raises
    ------
    ValueError
        If it is none of these.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r}: neither a number of seconds nor a time like 1:30 or 25:00:07.5")
    hours, minutes, seconds = found.groups()
    if (minutes is not None and float(seconds) >= 60) or (hours is not None and int(minutes) >= 60):
        raise ValueError(f"{text!r}: no such time: minutes and seconds go up to 59")
    return 3600 * int(hours or 0) + 60 * int(minutes or 0) + float(seconds)


def moment_text(time_ns: int) -> str:
    """Return a session time as "1:30.250" or "25:00:07.500".

    It is rounded down: what happens at this time is not before what is written.
    """
    seconds, milliseconds = divmod(time_ns // 1_000_000, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}.{milliseconds:03}"
    return f"{minutes}:{seconds:02}.{milliseconds:03}"
