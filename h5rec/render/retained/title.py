"""Where the title of an axes goes: a fifth of the time of a frame, and nearly always where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import RetainedError
from .kept import Kept
from .kinds import read_axes, read_axis
from .measuring import AxisMeasuring
from .reader import Reader, Unknown

if TYPE_CHECKING:
    from .retainer import Retainer

METHOD = "_update_title_position"
TITLES = ("title", "_left_title", "_right_title")


class TitlePlace(Kept):
    """Skips placing the titles where that would leave everything as it is."""

    def __init__(self, axes: Any, retainer: Retainer) -> None:
        super().__init__(axes, METHOD, retainer)
        self._measuring = AxisMeasuring(axes.yaxis, retainer)

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
        snapshot = self.snapshot
        if snapshot is not None:
            if self.holds():
                self.succeeded()
                snapshot.settle(flags=False)
                if retainer.is_checking:
                    self._check(renderer)
                return
            self.forget()
        before = self.read() if self._habit.is_due() else None
        retainer.count_drawing()
        with self._measuring.once():
            self.method(axes, renderer)
        if before is not None:
            after = self.read()
            if after is not None and before.content == after.content:
                self.keep(after)
            else:
                self._habit.failed()

    def read_into(self, reader: Reader) -> None:
        """Read what placing the titles depends on."""
        axes = self._owner
        if reader.snapshot.add_watched(_has_neighbours, axes):
            raise Unknown("titles that make room for other axes")
        for name in TITLES:
            reader.read(getattr(axes, name))
        read_axis(reader, axes.yaxis)
        places = reader.snapshot.add_watched(_tick_places, axes.xaxis)
        reader.snapshot.content.append(places)
        if places != ("bottom", "bottom") or axes.name != "rectilinear":
            read_axis(reader, axes.xaxis)
            read_axes(reader, axes)

    def _check(self, renderer: Any) -> None:
        axes = self._owner
        titles = [getattr(axes, name) for name in TITLES]
        before = [title.get_position() for title in titles]
        flags = [title.stale for title in titles]
        self.method(axes, renderer)
        after = [title.get_position() for title in titles]
        for title, stale in zip(titles, flags, strict=True):
            vars(title)["_stale"] = stale  # placed where it is: else the title itself would never be checked
        if before != after:
            raise RetainedError(
                f"the titles of {axes} were left at {before}, they belong at {after}; run with H5REC_RETAINED=0"
            )


def _has_neighbours(axes: Any) -> bool:
    """Return whether other axes have a say in where the title goes."""
    group = getattr(axes.figure, "_align_label_groups", {}).get("title")
    return bool(
        axes.child_axes
        or len(axes._twinned_axes.get_siblings(axes)) > 1
        or (group is not None and axes in group)
    )


def _tick_places(axis: Any) -> tuple[str, str]:
    """Return on which side ticks and label are: below the axes they do not move the title."""
    return axis.get_ticks_position(), axis.get_label_position()
