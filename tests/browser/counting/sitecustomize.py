"""Counts in any Python that has this folder on its path how often matplotlib shows another picture.

It knows nothing of h5rec: `Figure.draw` is what every backend has to call for a picture from top to bottom, and
`Animation._blit_draw` draws on top of one. The count is written to the file that DRAWS_FILE names when the process
ends.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

from matplotlib.animation import Animation
from matplotlib.figure import Figure

draws = 0
original = Figure.draw
original_blit_draw = Animation._blit_draw  # type: ignore[attr-defined]


def draw(self: Figure, renderer: Any) -> None:
    global draws
    original(self, renderer)
    draws += 1


def blit_draw(self: Animation, artists: Any) -> None:
    global draws
    original_blit_draw(self, artists)
    draws += 1


def write() -> None:
    Path(os.environ["DRAWS_FILE"]).write_text(str(draws), encoding="ascii")


if "DRAWS_FILE" in os.environ:
    Animation._blit_draw = blit_draw  # type: ignore[attr-defined]
    Figure.draw = draw  # type: ignore[assignment,method-assign]
    atexit.register(write)
