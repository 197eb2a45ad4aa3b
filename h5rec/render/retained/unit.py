"""Artists that are drawn, or reused, as a whole."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.figure import SubFigure

from ...errors import RetainedError
from ...wire._ops import Op
from .kept import Kept
from .layouts import TextLayout, is_laid_out
from .measuring import AxisMeasuring

if TYPE_CHECKING:
    from .kinds import Reading
    from .reader import Reader
    from .retainer import Retainer
    from .snapshot import Snapshot


class Unit(Kept):
    """An artist whose ops are kept.

    They are kept once a drawing has left everything that it reads as it was before: drawing again from
    the same state then gives the same ops, and changes nothing.
    """

    def __init__(self, artist: Any, retainer: Retainer, reading: Reading) -> None:
        super().__init__(artist, "draw", retainer)
        self._reading = reading
        self._is_new = True  # nothing stays as it is in its first drawing
        self._measuring = AxisMeasuring(artist, retainer) if isinstance(artist, Axis) else None
        self._layout = TextLayout(artist, retainer) if is_laid_out(artist) else None
        self._stays_stale = False  # drawing leaves it stale, so that says nothing
        self._settles = True  # drawing says whether it is stale; of what is not visible, it does not
        self._ops: tuple[Op, ...] = ()
        self._key: Any = None
        self._is_rasterized = False
        self._pixels: Any = None  # of one that is rasterized: they become ops with the next artist

    def forget(self) -> None:
        """Draw the artist next time."""
        super().forget()
        self._ops = ()

    def read_into(self, reader: Reader) -> None:
        """Read what drawing the artist depends on."""
        artist = self._owner
        self._reading(reader, artist)
        if artist.get_rasterized():
            figure = artist.get_figure()
            while figure is not None:  # which of them counts is another in each version of matplotlib
                reader.read(reader.snapshot.add_watched(_has_own_pixels, figure))
                figure = figure.get_figure() if isinstance(figure, SubFigure) else None

    def __call__(self, renderer: Any) -> None:
        """Draw the artist, or put in what was drawn before."""
        retainer = self._retainer
        if renderer is not retainer.renderer or not retainer.is_drawing:
            self.method(self._owner, renderer)
            return
        if renderer.has_pixels_due and not self._owner.get_rasterized():
            renderer.finish_rasterizing()  # what the artist's draw would begin with
        if not renderer.is_plain:
            retainer.count_drawing(self._owner)
            self.method(self._owner, renderer)
            return
        key = (renderer.group, self.method)
        snapshot = self.snapshot
        if snapshot is not None:
            if key == self._key and self.holds():
                self.succeeded()
                self._reuse(renderer, snapshot)
                return
            self.forget()
        retainer.count_drawing(self._owner)
        # What has said that it has changed may do so every time. Axis are told so whenever limits are set.
        is_quiet = self._stays_stale or not self._owner.stale or isinstance(self._owner, Axis)
        if is_quiet and not self._is_new and self._habit.is_due():
            self._draw_and_keep(renderer, key)
        else:
            self._draw(renderer)
        self._is_new = False
        self._stays_stale = self._owner.stale

    def _reuse(self, renderer: Any, snapshot: Snapshot) -> None:
        retainer = self._retainer
        retainer.reused += 1
        if retainer.is_checking:
            self._check(renderer)
            retainer.count_drawing(self._owner)
            return
        snapshot.settle(flags=self._settles)
        renderer.reuse(self._ops)
        if self._is_rasterized:
            renderer.resume_rasterizing(self._pixels)
            renderer._rasterizing = True  # as matplotlib's decorator of draw leaves it

    def _draw(self, renderer: Any) -> None:
        if self._layout is not None:
            self._layout.install()
            try:
                self.method(self._owner, renderer)
            finally:
                self._layout.remove()
        elif self._measuring is not None:
            with self._measuring.once():
                self.method(self._owner, renderer)
        else:
            self.method(self._owner, renderer)

    def _draw_and_keep(self, renderer: Any, key: Any) -> None:
        before = self.read()
        mark = renderer.mark()
        stale, self._attributes["_stale"] = self._owner.stale, _UNTOUCHED
        try:
            self._draw(renderer)
        finally:
            self._settles = self._attributes["_stale"] is not _UNTOUCHED
            if not self._settles:
                self._attributes["_stale"] = stale
        self._is_rasterized = bool(renderer.has_pixels_due)
        is_done = renderer.is_plain or self._is_rasterized
        after = self.read() if before is not None and is_done else None
        ops = renderer.since(mark)
        if before is None or after is None or ops is None or before.content != after.content:
            self._habit.failed()
            return
        self.keep(after)
        self._ops, self._key = ops, key
        self._pixels = renderer.pixels() if self._is_rasterized else None

    def _check(self, renderer: Any) -> None:
        mark = renderer.mark()
        self.method(self._owner, renderer)
        ops = renderer.since(mark)
        if ops != self._ops:
            raise RetainedError(_difference(self._owner, self._ops, ops or ()))
        if self._is_rasterized and not _are_same_pixels(renderer.pixels(), self._pixels):
            raise RetainedError(f"{type(self._owner).__name__} {self._owner}: its pixels differ; {_TURN_OFF}")


_UNTOUCHED = 2  # a flag that is set, as far as matplotlib can see

# Whether the pixels of an artist are drawn with it, or with those of the next.
_has_own_pixels = attrgetter("suppressComposite")

_TURN_OFF = "run with H5REC_RETAINED=0"


def _are_same_pixels(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(one[:2] == other[:2] and np.array_equal(one[2], other[2]))


def _difference(artist: Any, kept: tuple[Op, ...], drawn: tuple[Op, ...]) -> str:
    where = f"{type(artist).__name__} {artist}"
    if len(kept) != len(drawn):
        return f"{where}: {len(kept)} ops were kept, drawing it gives {len(drawn)}; {_TURN_OFF}"
    number = next(number for number, pair in enumerate(zip(kept, drawn, strict=True)) if pair[0] != pair[1])
    before, now = kept[number], drawn[number]
    if type(before) is not type(now):
        what = f"is a {type(now).__name__}, {type(before).__name__} was kept"
    else:
        field = next(name for name in before._fields if getattr(before, name) != getattr(now, name))
        parts = [f"{getattr(op, field)!r:.300}" for op in (before, now)]
        what = f"({type(now).__name__}) has the {field} {parts[1]}, kept was {parts[0]}"
    return f"{where}: op {number} of {len(drawn)} {what}; {_TURN_OFF}"
