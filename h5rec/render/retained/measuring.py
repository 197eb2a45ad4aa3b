"""What an axis does again and again while it is drawn: it lays out the same texts, and finds the same ticks.

An axis whose ticks move is drawn in every frame, and asks for its ticks three times, and for where its labels are
two or three times; in 3-D, each asks for the corners of the axes, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter

from .hook import Hook
from .layouts import TextLayout, is_laid_out
from .reader import is_own_kind

if TYPE_CHECKING:
    from .retainer import Retainer

TICKS = "_update_ticks"
CORNERS = "_get_coord_info"


class TickUpdate(Hook):
    """Finds the ticks of an axis only once in a drawing."""

    def __init__(self, axis: Any) -> None:
        super().__init__(axis, TICKS)
        self._ticks: list[Any] | None = None
        self._marked: list[dict[str, Any]] = []

    def install(self) -> None:
        """Take the method's place until the drawing is over."""
        self._ticks = None
        super().install()

    def __call__(self, *args: Any) -> Any:
        """Return the ticks that are to be drawn."""
        if self._ticks is None:
            ticks = self.method(self._owner, *args)
            parts = [vars(part) for tick in ticks for part in (tick, *tick.get_children())]
            self._marked = [attributes for attributes in parts if attributes.get("_stale")]
            self._ticks = ticks
        else:
            for attributes in self._marked:
                attributes["_stale"] = True
        return list(self._ticks)


class Corners:
    """Where the corners of 3-D axes are, in the drawing that is going on."""

    def __init__(self) -> None:
        self._view: Any = None
        self._places: tuple[Any, ...] = ()

    def as_seen_by(self, axis: Any, find: Callable[..., tuple[Any, ...]]) -> tuple[Any, ...]:
        """Return what *find* finds for any axis of the axes; it is called once."""
        view = axis.axes.M  # another array for each drawing
        if self._view is not view:
            self._places, self._view = find(axis), view
        return tuple(map(copy, self._places))

    def forget(self) -> None:
        """Find them anew."""
        self._view = None


class CornerSearch(Hook):
    """Finds where the corners of 3-D axes are once in a drawing, and not four times for each of their axis.

    Of a surface of 40 x 40 points, that is a tenth of what matplotlib's own drawing takes.
    """

    def __init__(self, axis: Any, corners: Corners) -> None:
        super().__init__(axis, CORNERS)
        self._corners = corners

    def install(self) -> None:
        """Take the method's place until the drawing is over."""
        self._corners.forget()
        super().install()

    def __call__(self, *args: Any) -> Any:
        """Return limits, corners as they are projected, and which of two parallel planes is the higher one."""
        return self._corners.as_seen_by(self._owner, self.method)


class AxisMeasuring:
    """The layouts and ticks of one axis.

    Parameters
    ----------
    axis : Axis
    retainer : Retainer
    corners : Corners, optional
        Of the axes, in 3-D.
    """

    def __init__(self, axis: Any, retainer: Retainer, corners: Corners | None = None) -> None:
        self._axis = axis
        self._retainer = retainer
        self._once: list[Hook] = [TickUpdate(axis)]
        if corners is not None and hasattr(axis, CORNERS):
            self._once.append(CornerSearch(axis, corners))
        self._layouts: dict[Any, TextLayout] = {}

    @contextmanager
    def once(self) -> Iterator[None]:
        """Lay out and find only what has changed, for as long as the axis is drawn or measured."""
        hooks = self._hooks()
        for hook in hooks:
            hook.install()
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _hooks(self) -> list[Hook]:
        axis = self._axis
        if not _is_own(axis):
            return []
        texts = [axis.label, axis.offsetText]
        for tick in (*vars(axis).get("majorTicks", ()), *vars(axis).get("minorTicks", ())):
            texts += (tick.label1, tick.label2)
        known = self._layouts
        self._layouts = {
            text: known.get(text) or TextLayout(text, self._retainer)
            for text in texts
            if text.get_visible() and is_laid_out(text)
        }
        hooks: list[Hook] = [*self._layouts.values()]
        if not self._retainer.is_checking:
            hooks += self._once
        return hooks


class MeasuredAxes(Hook):
    """Axes that are drawn every time (in 3-D, any other view changes everything), with their axis measured once.

    Parameters
    ----------
    axes : Axes
    retainer : Retainer
    """

    def __init__(self, axes: Any, retainer: Retainer) -> None:
        super().__init__(axes, "draw")
        self._retainer = retainer
        self._corners = Corners()
        self._measuring: dict[Any, AxisMeasuring] = {}

    def __call__(self, *args: Any) -> Any:
        """Draw the axes."""
        axes, retainer = self._owner, self._retainer
        retainer.count_drawing()
        if (
            args != (retainer.renderer,)
            or not retainer.is_drawing
            or not all(is_own_kind(type(child)) for child in axes.get_children())
        ):
            return self.method(axes, *args)
        known = self._measuring
        self._measuring = {
            axis: known.get(axis) or AxisMeasuring(axis, retainer, self._corners)
            for axis in axes._axis_map.values()
        }
        with ExitStack() as stack:
            for measuring in self._measuring.values():
                stack.enter_context(measuring.once())
            return self.method(axes, *args)


def _is_own(axis: Axis) -> bool:
    """Whether finding ticks and labels is all matplotlib's own doing."""
    if not is_own_kind(type(axis)) or not hasattr(axis, TICKS):
        return False
    for ticker in (axis.major, axis.minor):
        if not is_own_kind(type(ticker.locator)) or not is_own_kind(type(ticker.formatter)):
            return False
        if isinstance(ticker.formatter, FuncFormatter):
            return False
    return True
