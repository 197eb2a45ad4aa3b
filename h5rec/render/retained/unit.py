"""Artists that are drawn, or reused, as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import RetainedError
from ...wire._ops import Op
from .hook import Hook
from .reader import Reader, Unknown
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .kinds import Reading
    from .retainer import Retainer

_LONGEST_WAIT = 63  # drawings


class Habit:
    """How often it pays to look whether something stays as it is.

    Reading an artist takes longer than drawing it. One that changes in every frame is looked at again
    and again, but less and less often.
    """

    __slots__ = ("_failures", "_wait")

    def __init__(self) -> None:
        self._failures = self._wait = 0

    def is_due(self) -> bool:
        """Whether to look this time."""
        if self._wait:
            self._wait -= 1
            return False
        return True

    def failed(self) -> None:
        """It has changed before anything came of looking."""
        self._failures += 1
        self._wait = min((1 << self._failures) - 1, _LONGEST_WAIT)

    def succeeded(self) -> None:
        """It has stayed as it was."""
        self._failures = self._wait = 0


class Unit(Hook):
    """An artist whose ops are kept.

    They are kept once a drawing has left everything that it reads as it was before: drawing again from
    the same state then gives the same ops, and changes nothing.
    """

    def __init__(self, artist: Any, retainer: Retainer, reading: Reading) -> None:
        super().__init__(artist)
        self._retainer = retainer
        self._reading = reading
        self._habit = Habit()
        self._snapshot: Snapshot | None = None
        self._ops: tuple[Op, ...] = ()
        self._key: Any = None
        self._looked_at = -1  # when it was found to hold
        self._is_rasterized = False
        self._pixels: Any = None  # of one that is rasterized: they become ops with the next artist
        self._stays_stale = False  # drawing leaves it stale, so that says nothing

    @property
    def snapshot(self) -> Snapshot | None:
        """What the kept ops depend on."""
        return self._snapshot

    def holds(self) -> bool:
        """Whether the kept ops are what drawing would give; looks only once as long as nothing is drawn."""
        if self._snapshot is None:
            return False
        if self._looked_at != self._retainer.drawn or not self._retainer.is_all_known:
            if not self._snapshot.holds():
                return False
            self._looked_at = self._retainer.drawn
        return True

    def forget(self) -> None:
        """Draw the artist next time."""
        self._snapshot = None
        self._ops = ()

    def __call__(self, renderer: Any) -> None:
        """Draw the artist, or put in what was drawn before."""
        retainer = self._retainer
        if renderer is not retainer.renderer or not retainer.is_drawing:
            self.method(self._owner, renderer)
            return
        if renderer.has_pixels_due and not self._owner.get_rasterized():
            renderer.finish_rasterizing()  # what the artist's draw would begin with
        if not renderer.is_plain:
            retainer.drawn += 1
            self.method(self._owner, renderer)
            return
        key = (renderer.group, self.method)
        snapshot = self._snapshot
        if snapshot is not None:
            if key == self._key and self.holds():
                self._habit.succeeded()
                if retainer.is_checking:
                    self._check(renderer)
                    retainer.drawn += 1
                else:
                    snapshot.settle()
                    renderer.reuse(self._ops)
                    if self._is_rasterized:
                        renderer.resume_rasterizing(self._pixels)
                        renderer._rasterizing = True  # as matplotlib's decorator of draw leaves it
                retainer.reused += 1
                return
            self.forget()
            self._habit.failed()
        retainer.drawn += 1
        # What has said that it has changed may do so every time.
        if (self._stays_stale or not self._owner.stale) and self._habit.is_due():
            self._draw_and_keep(renderer, key)
        else:
            self.method(self._owner, renderer)
        self._stays_stale = self._owner.stale

    def _draw_and_keep(self, renderer: Any, key: Any) -> None:
        before = self._read()
        mark = renderer.mark()
        self.method(self._owner, renderer)
        self._is_rasterized = bool(renderer.has_pixels_due)
        is_done = renderer.is_plain or self._is_rasterized
        after = self._read() if before is not None and is_done else None
        ops = renderer.since(mark)
        if before is None or after is None or ops is None or before.content != after.content:
            self._habit.failed()
            return
        after.content = []  # it has served its purpose
        self._snapshot, self._ops, self._key = after, ops, key
        self._pixels = renderer.pixels() if self._is_rasterized else None

    def _read(self) -> Snapshot | None:
        reader = Reader()
        reader.root = self._owner
        try:
            self._reading(reader, self._owner)
        except (Unknown, AttributeError, TypeError) as reason:
            self._retainer.note(self._owner, reason)
            return None
        return reader.snapshot

    def _check(self, renderer: Any) -> None:
        mark = renderer.mark()
        self.method(self._owner, renderer)
        ops = renderer.since(mark)
        if ops != self._ops:
            raise RetainedError(_difference(self._owner, self._ops, ops or ()))
        if self._is_rasterized and not _are_same_pixels(renderer.pixels(), self._pixels):
            raise RetainedError(f"{type(self._owner).__name__} {self._owner}: its pixels differ; {_TURN_OFF}")


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
