"""Where the title of an axes goes: a fifth of the time of a frame, and nearly always where it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import RetainedError
from .hook import Hook
from .kinds import read_axes, read_axis
from .reader import Reader, Unknown
from .snapshot import Snapshot
from .unit import Habit, Unit

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
        # The same without the y axis, and what its own unit knew when all of it held: looking at that is
        # looking for both.
        self._rest: Snapshot | None = None
        self._axis: Unit | None = None
        self._axis_snapshot: Snapshot | None = None

    def share(self, units: Mapping[Any, Hook | None]) -> None:
        """Take note of the hooks of the axes' children."""
        unit = units.get(self._owner.yaxis)
        self._axis = unit if isinstance(unit, Unit) else None
        self._axis_snapshot = None

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
            if self._holds():
                self._habit.succeeded()
                if retainer.is_checking:
                    self._check(renderer)
                return
            self._snapshot = self._rest = self._axis_snapshot = None
            self._habit.failed()
        before = self._read() if self._habit.is_due() else None
        retainer.drawn += 1
        self.method(axes, renderer)
        if before is not None:
            after, rest = self._read(), self._read(with_axis=False)
            if after is not None and before.content == after.content:
                after.content = []
                self._snapshot, self._rest = after, rest
                return
            self._habit.failed()

    def _holds(self) -> bool:
        assert self._snapshot is not None
        axis = self._axis
        if self._axis_snapshot is not None and axis is not None and axis.snapshot is self._axis_snapshot:
            return self._rest is not None and self._rest.holds() and axis.holds()
        if not self._snapshot.holds():
            return False
        self._snapshot.settle(flags=False)
        self._axis_snapshot = axis.snapshot if axis is not None and axis.holds() else None
        return True

    def _read(self, *, with_axis: bool = True) -> Snapshot | None:
        reader = Reader()
        try:
            self._read_all(reader, with_axis)
        except (Unknown, AttributeError, TypeError) as reason:
            self._retainer.note(self._owner, reason)
            return None
        return reader.snapshot

    def _read_all(self, reader: Reader, with_axis: bool) -> None:
        axes = self._owner
        if reader.snapshot.add_watched(_Neighbours(axes)):
            raise Unknown("titles that make room for other axes")
        for name in TITLES:
            reader.read(getattr(axes, name))
        if with_axis:
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


class _Neighbours:
    """Asks whether other axes have a say in where the title goes."""

    def __init__(self, axes: Any) -> None:
        self._axes = axes

    def __call__(self) -> bool:
        axes = self._axes
        group = getattr(axes.figure, "_align_label_groups", {}).get("title")
        return bool(
            axes.child_axes
            or len(axes._twinned_axes.get_siblings(axes)) > 1
            or (group is not None and axes in group)
        )


class _TickPlaces:
    """Asks on which side ticks and label are: below the axes they do not move the title."""

    def __init__(self, axis: Any) -> None:
        self._axis = axis

    def __call__(self) -> tuple[str, str]:
        return self._axis.get_ticks_position(), self._axis.get_label_position()
