"""What is to be reached: the most that h5rec may take, by workload."""

from __future__ import annotations

from collections.abc import Mapping

# Ratio of the time of a frame to that of the renderer that does nothing; line2048_blit: to Agg's own blit.
DRAWING: Mapping[str, float] = {
    "line2048": 0.08,
    "subplots4": 0.06,
    "scatter10k": 0.22,
    "pcolormesh200": 0.30,
    "contourf": 0.45,
    "imshow512": 0.60,
    "scrolling": 0.50,
    "bars_text": 0.60,
    "surface3d": 1.12,
    "line2048_blit": 0.10,
}

# Bytes of a log per frame.
BYTES: Mapping[str, int] = {
    "line2048": 3_600,
    "scrolling": 600,
    "subplots4": 9_000,
    "scatter10k": 22_000,
    "bars_text": 500,
    "surface3d": 19_000,
    "contourf": 11_000,
    "pcolormesh200": 36_000,
    "imshow512": 170_000,
}

# How many times faster than the fastest peer a whole recording has to be; 1 elsewhere.
TIMES_FASTER: Mapping[str, float] = {"line2048": 20.0, "subplots4": 20.0}

# Decoding and drawing a frame in the browser, in ms; 16 elsewhere.
BROWSER_MS: Mapping[str, float] = {"line2048": 4.0, "scatter10k": 8.0}
BROWSER_MS_ELSEWHERE = 16.0
