"""Numbers and words for people."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return "1 frame", "2 frames", "12 345 frames"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", " ")


def size(number: float) -> str:
    """Return a number of bytes with three digits: "17 bytes", "1.23 MB"."""
    if number < 1000:
        return count(round(number), "byte")
    unit = ""
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 (the last one tried is the one)
        number /= 1000
        if number < 999.5:
            break
    digits = 2 if number < 9.995 else 1 if number < 99.95 else 0
    return f"{number:.{digits}f} {unit}"


def duration(seconds: float) -> str:
    """Return "4.20 s", "3 min 07 s", "71 h 05 min"."""
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def visible(text: str) -> str:
    """Return *text* with its control characters replaced: a log must not drive somebody's terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
