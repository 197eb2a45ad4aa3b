"""Drawing a figure, with what has not changed taken from the drawing before."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from typing import Any

import matplotlib as mpl
from matplotlib.colors import get_named_colors_mapping
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from ...errors import RetainedError
from .bundle import Bundler
from .hook import Hook
from .kept import Kept
from .kinds import is_container, is_measured, keeps_to_itself, reading_of
from .layouts import Styles
from .measuring import MeasuredAxes
from .title import METHOD, TitlePlace
from .unit import Unit


class Container(Hook):
    """A figure or axes: draws itself as matplotlib has it, only that its children may be reused."""

    def __init__(self, artist: Any, retainer: Retainer) -> None:
        super().__init__(artist)
        self._retainer = retainer
        self._children: list[Any] = []
        self._by_child: dict[Any, Hook | None] = {}
        self._hooks: list[Hook] = []
        self._kept: list[Kept] = []
        self._title = TitlePlace(artist, retainer) if hasattr(type(artist), METHOD) else None
        self._knows_all = False  # nothing but hooks is called while it draws
        self._bundler = Bundler()

    def __call__(self, renderer: Any) -> None:
        """Draw the artist with its children."""
        retainer = self._retainer
        if renderer is not retainer.renderer or not retainer.is_drawing or retainer.is_another_thread():
            self.method(self._owner, renderer)
            return
        self._update()
        hooks = self._hooks
        for hook in hooks:
            hook.install()
        was_known, retainer.is_all_known = retainer.is_all_known, self._knows_all
        retainer.count_drawing()  # its own drawing looks for limits, places and titles
        try:
            self.method(self._owner, renderer)
            if self._knows_all:
                self._bundler.gather(self._kept)  # with the hooks in place, as the snapshots have them
        finally:
            retainer.is_all_known = was_known
            retainer.count_drawing()
            for hook in hooks:
                hook.remove()

    def _update(self) -> None:
        """Find the hooks of the children that there are now."""
        children = self._owner.get_children()
        if children == self._children:
            return
        known = self._by_child
        self._by_child = {child: known.get(child) or self._hook_of(child) for child in children}
        self._children = children
        self._knows_all = None not in self._by_child.values()
        self._hooks = [hook for hook in self._by_child.values() if hook is not None]
        if self._title is not None:
            self._hooks.append(self._title)
        self._kept = [hook for hook in self._hooks if isinstance(hook, Kept)]

    def _hook_of(self, child: Any) -> Hook | None:
        if is_container(child):
            return Container(child, self._retainer)
        if is_measured(child):
            return MeasuredAxes(child, self._retainer)
        reading = reading_of(child)
        return None if reading is None else Unit(child, self._retainer, reading)


MODE = "H5REC_RETAINED"


def retained_mode() -> str:
    """Return what the environment asks for: ``H5REC_RETAINED`` is 0, 1 or check.

    Raises
    ------
    RetainedError
        If it is anything else.
    """
    mode = os.environ.get(MODE, "") or "1"
    if mode not in ("0", "1", "check"):
        raise RetainedError(
            f"{MODE} is {mode!r}; it can be 0 (draw everything), 1, or check (draw both ways)"
        )
    return mode


def new_retainer(renderer: Any) -> Retainer:
    """Return a retainer as the environment wants it; raises as `retained_mode` does."""
    mode = retained_mode()
    return Retainer(renderer, check=mode == "check", retain=mode != "0")


class Retainer:
    """Draws figures with one renderer.

    Parameters
    ----------
    renderer : Renderer
    check : bool
        Draw also what would be reused, and raise `RetainedError` where it is not the same.
    retain : bool
        Whether to reuse anything at all.
    """

    def __init__(self, renderer: Any, *, check: bool = False, retain: bool = True) -> None:
        self.renderer = renderer
        self._retains = retain
        self.is_checking = check
        self.is_drawing = False
        self.drawn = self.reused = 0  # how often something was drawn; artists that were not
        self.epoch = 0  # as long as it stays the same, nothing was drawn that may change what others read
        self.is_all_known = False  # between two hooks, nothing is drawn that is not counted
        self.reasons: dict[str, str] = {}  # why which kinds of artists are drawn every time
        self.styles = Styles()
        self._root: Container | None = None
        self._globals: tuple[Any, ...] = ()
        self._thread = 0

    def draw(self, figure: Any) -> None:
        """Draw *figure*: the ops in the renderer are those of ``figure.draw(renderer)``."""
        if type(figure) is not Figure or self.is_drawing or not self._retains:
            figure.draw(self.renderer)
            return
        with getattr(figure, "_render_lock", nullcontext()):  # it takes it itself, later
            if self._root is None or self._root._owner is not figure or not _are_globals(self._globals):
                self._root = Container(figure, self)
                self.styles = Styles()  # font settings are among what has changed
                self._globals = _globals()
            self.is_drawing = True
            self._thread = threading.get_ident()
            try:
                self._root(self.renderer)
            except BaseException:
                self._root = None  # what was drawn halfway may be anything
                raise
            finally:
                self.is_drawing = False

    def count_drawing(self, artist: Any = None) -> None:
        """Note that an artist is drawn now; None: something that may change anything."""
        self.drawn += 1
        if artist is None or not keeps_to_itself(artist):
            self.epoch += 1

    def is_another_thread(self) -> bool:
        """Whether somebody else draws with this renderer at the same time."""
        return threading.get_ident() != self._thread

    def note(self, artist: Any, reason: BaseException) -> None:
        """Note why an artist is drawn every time."""
        if len(self.reasons) < 100:
            self.reasons[type(artist).__name__] = f"{type(reason).__name__}: {reason}"


def _globals() -> tuple[Any, ...]:
    """Return what every drawing depends on."""
    parameters = [list(value) if isinstance(value, list) else value for value in dict.values(mpl.rcParams)]
    return parameters, list(get_named_colors_mapping().values()), len(fontManager.ttflist)


def _are_globals(held: tuple[Any, ...]) -> bool:
    """Whether that is as it was."""
    try:
        return bool(
            # Not by name: that takes twice as long, and with another name there are more of them.
            list(dict.values(mpl.rcParams)) == held[0]
            and list(get_named_colors_mapping().values()) == held[1]
            and len(fontManager.ttflist) == held[2]
        )
    except ValueError:  # somebody has put an array there
        return False
