"""What an axis does again and again while it is drawn: it lays out the same texts, and finds the same ticks.

An axis whose ticks move is drawn in every frame. Two thirds of that time go into laying out labels, each two or
three times, although where a text is does not change how it is laid out; and into finding the ticks, three times
(scrolling: a frame takes 4.9 ms instead of 6.9).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, Locator

from ...errors import RetainedError
from .hook import Hook
from .reader import is_own_kind

if TYPE_CHECKING:
    from .retainer import Retainer

LAYOUT = "_get_layout"
TICKS = "_update_ticks"

#: What says where a text is, and no more. All else that it has may change its layout.
_PLACE = ("_x", "_y", "_stale")
#: With these, the layout depends on the place.
_PLACED = ("_wrap", "_transform_rotates_text")


class TextLayout(Hook):
    """Lays a text out only once, as long as nothing of it changes but its place."""

    def __init__(self, text: Any, retainer: Retainer) -> None:
        super().__init__(text, LAYOUT)
        self._retainer = retainer
        self._held: dict[str, Any] = {}
        self._font: dict[str, Any] = {}
        self._layout: Any = None

    def __call__(self, *args: Any) -> Any:
        """Return the layout."""
        retainer = self._retainer
        if len(args) != 1 or args[0] is not retainer.renderer:
            return self.method(self._owner, *args)
        attributes, held = self._attributes, self._held
        font = vars(attributes["_fontproperties"])
        if held:
            for name in _PLACE:
                held[name] = attributes.get(name)
            try:
                if attributes == held and font == self._font:
                    if retainer.is_checking:
                        self._check(args[0])
                    return self._layout
            except ValueError:  # somebody has put an array there
                pass
        self._layout = self.method(self._owner, *args)
        is_placed = any(attributes.get(name, True) for name in _PLACED)
        self._held = {} if is_placed else attributes.copy()
        self._font = font.copy()
        return self._layout

    def _check(self, renderer: Any) -> None:
        fresh = self.method(self._owner, renderer)
        if repr(fresh) != repr(self._layout):
            raise RetainedError(
                f"{self._owner}: its layout is {fresh}, kept was {self._layout}; run with H5REC_RETAINED=0"
            )


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


class AxisMeasuring:
    """The layouts and ticks of one axis.

    Parameters
    ----------
    axis : Axis
    retainer : Retainer
    """

    def __init__(self, axis: Any, retainer: Retainer) -> None:
        self._axis = axis
        self._retainer = retainer
        self._ticks = TickUpdate(axis)
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
            if type(text) is Text and text.get_visible()
        }
        hooks: list[Hook] = [*self._layouts.values()]
        if not self._retainer.is_checking:
            hooks.append(self._ticks)
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
            axis: known.get(axis) or AxisMeasuring(axis, retainer) for axis in axes._axis_map.values()
        }
        with ExitStack() as stack:
            for measuring in self._measuring.values():
                stack.enter_context(measuring.once())
            return self.method(axes, *args)


def _is_own(axis: Axis) -> bool:
    """Whether finding ticks and labels is all matplotlib's own doing."""
    if not is_own_kind(type(axis)) or not (hasattr(axis, TICKS) and hasattr(axis.label, LAYOUT)):
        return False
    for ticker in (axis.major, axis.minor):
        locator: Locator = ticker.locator
        formatter = ticker.formatter
        if not is_own_kind(type(locator)) or not is_own_kind(type(formatter)):
            return False
        if isinstance(formatter, FuncFormatter):
            return False
    return True
