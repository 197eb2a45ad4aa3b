"""Graphics contexts that are made and set in a third of the time: every artist has one, in every frame."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.transforms import TransformedPatchPath, TransformedPath

_ATTRIBUTES = ("_capstyle", "_clippath", "_joinstyle")  # matplotlib's own, which are not public
_IS_KNOWN = all(name in vars(GraphicsContextBase()) for name in _ATTRIBUTES)
_CLIP_PATHS = (type(None), TransformedPath, TransformedPatchPath)
_CAP, _JOIN = (type(getattr(GraphicsContextBase(), name, None)) for name in ("_capstyle", "_joinstyle"))
_PARAMETERS = ("hatch.color", "hatch.linewidth")  # what a new one depends on


class GraphicsContext(GraphicsContextBase):
    """matplotlib's own, whose setters do not look at what artists have looked at before."""

    _capstyle: Any
    _clippath: Any
    _joinstyle: Any

    def __init__(self) -> None:
        pass

    def set_capstyle(self, cs: Any) -> None:
        """Set how lines end."""
        if type(cs) is _CAP:
            self._capstyle = cs
        else:
            super().set_capstyle(cs)

    def set_joinstyle(self, js: Any) -> None:
        """Set how lines meet."""
        if type(js) is _JOIN:
            self._joinstyle = js
        else:
            super().set_joinstyle(js)

    def set_clip_path(self, path: Any) -> None:
        """Set what is clipped to."""
        if type(path) in _CLIP_PATHS:
            self._clippath = path
        else:
            super().set_clip_path(path)


class ContextMaker:
    """Makes graphics contexts, all alike."""

    def __init__(self) -> None:
        self._parameters: Any = None
        self._class: Any = GraphicsContextBase

    def new(self) -> GraphicsContextBase:
        """Return a context as ``GraphicsContextBase()`` is with the rcParams that hold now."""
        # rcParams themselves look whether backends have to be loaded first, and so on
        held: Any = mpl.rcParams
        parameters = [dict.__getitem__(held, name) for name in _PARAMETERS]
        if parameters != self._parameters:
            self._parameters = parameters
            # what nobody sets is the class's: then there is nothing to do for a new one
            if _IS_KNOWN:
                self._class = type("GraphicsContext", (GraphicsContext,), vars(GraphicsContextBase()))
        gc: GraphicsContextBase = self._class()
        return gc
