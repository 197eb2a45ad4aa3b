"""A figure that is drawn the retained way, beside its twin that is drawn in full."""

from __future__ import annotations

import warnings
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg

from h5rec.errors import FormatError
from h5rec.render.axes import describe_axes
from h5rec.render.renderer import Renderer
from h5rec.render.retained import Retainer
from h5rec.wire._ops import Figure, Frame, Op
from h5rec.wire.stream import ChunkData, StreamWriter

from .changes import change, everything
from .figures import new_figure

Step = tuple[int, int]


class Difference(AssertionError):
    """The two drawings are not the same."""


class _Drawing:
    """One of the twins, with its renderer."""

    def __init__(self, start: int, seed: int, *, retained: bool) -> None:
        self.figure: Any = new_figure(start, seed)
        FigureCanvasAgg(self.figure)
        self._is_retained = retained
        self._renderer: Renderer | None = None
        self.retainer: Retainer | None = None

    def draw(self) -> tuple[tuple[Op, ...], str]:
        """Return the ops, and what drawing raised."""
        width, height = self.figure.bbox.size
        key = (float(width), float(height), float(self.figure.dpi), 5)
        if self._renderer is None or self._renderer.key != key:
            self._renderer = Renderer(*key[:3], bits=key[3])
            self.retainer = Retainer(self._renderer)
        self._renderer.start_frame()
        try:
            if self._is_retained and self.retainer is not None:
                self.retainer.draw(self.figure)
            else:
                self.figure.draw(self._renderer)
        except Exception as error:
            return (), f"{type(error).__name__}: {error}"
        return self._renderer.take_ops(), ""

    def encoded(self, ops: tuple[Op, ...]) -> bytes | str:
        """Return the bytes of a frame of these ops; why there can be none, if they are too many."""
        assert self._renderer is not None
        writer = StreamWriter({}, 0)
        height = self._renderer.height_px
        events = writer.figure(Figure(1, 0, "", self._renderer.width_px, height, 100.0, 0))
        try:
            events += writer.frame(Frame(1, 0, 0, describe_axes(self.figure, height), ops)) + writer.flush()
        except FormatError as error:
            return str(error)
        return b"".join(event.data for event in events if isinstance(event, ChunkData))

    def flags(self) -> list[bool]:
        """Return which artists are stale."""
        return [artist.stale for artist in everything(self.figure)]


class Pair:
    """The twins."""

    def __init__(self, start: int, seed: int) -> None:
        self._mine = _Drawing(start, seed, retained=True)
        self._full = _Drawing(start, seed, retained=False)
        self._draws = 0

    @property
    def reused(self) -> int:
        """How many artists were not drawn."""
        return 0 if self._mine.retainer is None else self._mine.retainer.reused

    def change(self, step: Step) -> None:
        """Change both in the same way."""
        for drawing in (self._mine, self._full):
            change(drawing.figure, *step)

    def draw(self) -> bool:
        """Draw both; return whether that was possible.

        Raises
        ------
        Difference
            If the ops, their bytes (of every fourth drawing), or the flags afterwards are not the same.
        """
        full, wrong = self._full.draw()
        mine, also_wrong = self._mine.draw()
        if wrong != also_wrong:
            raise Difference(f"drawing in full raises {wrong!r}, retained {also_wrong!r}")
        if mine != full:
            raise Difference(_first(mine, full))
        self._draws += 1
        if self._draws % 4 == 0 and not wrong and self._mine.encoded(mine) != self._full.encoded(full):
            raise Difference("the bytes differ")
        if not wrong and self._mine.flags() != self._full.flags():
            raise Difference("the stale flags differ")
        return not wrong


def _first(mine: tuple[Op, ...], full: tuple[Op, ...]) -> str:
    for number, (one, other) in enumerate(zip(mine, full, strict=False)):
        if one != other:
            if type(one) is not type(other):
                return f"op {number}: {type(one).__name__} {one.group} instead of {type(other).__name__} {other.group}"
            fields = [name for name in one._fields if getattr(one, name) != getattr(other, name)]
            return f"op {number} ({type(one).__name__}, {one.group}): {fields}"
    return f"{len(mine)} ops instead of {len(full)}"


def run(start: int, seed: int, batches: list[list[Step]]) -> tuple[int, int]:
    """Draw after every batch of steps; return how many steps and how many reused artists there were."""
    steps = 0
    with warnings.catch_warnings(), mpl.rc_context():
        warnings.simplefilter("ignore")
        pair = Pair(start, seed)
        pair.draw()
        pair.draw()
        for batch in batches:
            for step in batch:
                pair.change(step)
                steps += 1
            if not pair.draw():
                break
    return steps, pair.reused
