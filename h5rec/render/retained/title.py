"""Where the title of an axes goes: a fifth of the time of a frame, and nearly always where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import RetainedError
from .hook import Hook
from .kinds import read_axes, read_axis
from .reader import Reader, Unknown
from .snapshot import Snapshot
from .unit import Habit

if TYPE_CHECKING:
    from .retainer import Retainer

METHOD = "_update_title_position"
TITLES = ("title", "_left_title", "_right_title")


class TitlePlace(Hook):
    """Skips placing the titles where that would leave everything as it is."""

    def __init__(self, axes: Any, retainer: Retainer) -> None:
        super().__init__(axes, METHOD)
        self._retainer = retainer
        self._habit = Habit()
        self._snapshot: Snapshot | None = None

    def __call__(self, renderer: Any) -> None:
        """Place the titles."""
        axes, retainer = self._owner, self._retainer
        if (
            renderer is not retainer.renderer
            or not retainer.is_drawing
            or not any(getattr(axes, name).get_text() for name in TITLES)
        ):
            self.method(axes, renderer)
            return
        if self._snapshot is not None:
            if self._snapshot.holds():
                self._habit.succeeded()
                if retainer.is_checking:
                    self._check(renderer)
                else:
                    self._snapshot.settle(flags=False)
                return
            self._snapshot = None
            self._habit.failed()
        before = self._read() if self._habit.is_due() else None
        self.method(axes, renderer)
        if before is not None:
            after = self._read()
            if after is not None and before.content == after.content:
                after.content = []
                self._snapshot = after
                return
            self._habit.failed()

    def _read(self) -> Snapshot | None:
        reader = Reader()
        try:
            self._read_all(reader)
        except (Unknown, AttributeError, TypeError) as reason:
            self._retainer.note(self._owner, reason)
            return None
        return reader.snapshot

    def _read_all(self, reader: Reader) -> None:
        axes = self._owner
        group = getattr(axes.figure, "_align_label_groups", {}).get("title")
        others = {*axes.child_axes, *axes._twinned_axes.get_siblings(axes)}
        if group is not None:
            others.update(group.get_siblings(axes))
        if others - {axes}:
            raise Unknown("titles that make room for other axes")
        for name in TITLES:
            reader.read(getattr(axes, name))
        read_axis(reader, axes.yaxis)
        ask = _TickPlaces(axes.xaxis)
        reader.snapshot.content.append(reader.snapshot.add_watched(ask))
        if ask() != ("bottom", "bottom") or axes.name != "rectilinear":
            read_axis(reader, axes.xaxis)
            read_axes(reader, axes)

    def _check(self, renderer: Any) -> None:
        axes = self._owner
        before = [getattr(axes, name).get_position() for name in TITLES]
        self.method(axes, renderer)
        after = [getattr(axes, name).get_position() for name in TITLES]
        if before != after:
            raise RetainedError(
                f"the titles of {axes} were left at {before}, they belong at {after}; run with H5REC_RETAINED=0"
            )


class _TickPlaces:
    """Asks on which side ticks and label are: below the axes they do not move the title."""

    def __init__(self, axis: Any) -> None:
        self._axis = axis

    def __call__(self) -> tuple[str, str]:
        return self._axis.get_ticks_position(), self._axis.get_label_position()
