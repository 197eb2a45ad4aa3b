"""Vectors with spells of pixels: filters, rasterized artists, and what only pixels can show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import RendererBase

from .raster import Raster

# what Agg does instead while pixels are asked for
_DRAWING = (
    "draw_path",
    "draw_markers",
    "draw_path_collection",
    "draw_quad_mesh",
    "draw_gouraud_triangles",
    "draw_image",
    "draw_text",
    "draw_tex",
)


class MixedRenderer(RendererBase):
    """A renderer that can hand over to Agg for a while.

    Parameters
    ----------
    width, height : float
        Size of the canvas in px, as the figure's box has it.
    dpi : float
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__()
        self.width = width
        self.height = height
        self.dpi = dpi
        self._raster: Raster | None = None  # made when first needed
        self._pixel_depth = 0
        self._kept: tuple[int, int, Any] | None = None  # pixels that are not on the raster yet
        self._has_kept = False

    @property
    def is_plain(self) -> bool:
        """Whether vectors are drawn, not pixels."""
        return self._pixel_depth == 0

    def start_rasterizing(self) -> None:
        """Draw what follows as pixels: an artist asks for it with ``set_rasterized``."""
        self._pixel_depth += 1
        if self._pixel_depth > 1:
            return
        raster = self._new_raster()
        raster.agg.clear()
        # As methods of this object, so that vector drawing pays nothing for the possibility.
        vars(self).update({name: getattr(raster.agg, name) for name in _DRAWING})

    def stop_rasterizing(self) -> None:
        """Draw the pixels since `start_rasterizing`, and go on with vectors."""
        self._pixel_depth -= 1
        if self._pixel_depth == 0:
            taken = self.pixels()
            self._draw_vectors()
            self._draw_taken(taken)

    def pixels(self) -> tuple[int, int, Any] | None:
        """Return the pixels since `start_rasterizing`, as `Raster.take` has them."""
        return self._kept if self._has_kept else self._new_raster().take()

    def resume_rasterizing(self, pixels: tuple[int, int, Any] | None) -> None:
        """Be as after `start_rasterizing` and a drawing that left *pixels*."""
        self._pixel_depth = 1
        self._kept, self._has_kept = pixels, True
        vars(self).update({name: self._with_kept(name) for name in _DRAWING})

    def _with_kept(self, name: str) -> Callable[..., Any]:
        """Return a method of Agg's that draws on top of the pixels that were kept."""

        def draw(*args: Any, **options: Any) -> Any:
            self._put_kept()
            return getattr(self, name)(*args, **options)

        return draw

    def _put_kept(self) -> None:
        if self._has_kept:
            raster = self._new_raster()
            raster.put(self._kept)
            self._kept, self._has_kept = None, False
            vars(self).update({name: getattr(raster.agg, name) for name in _DRAWING})

    @property
    def has_pixels_due(self) -> bool:
        """Whether the next artist that is not rasterized begins with drawing the pixels before it."""
        return bool(self._rasterizing) and self._raster_depth == 0

    def finish_rasterizing(self) -> None:
        """Draw the pixels that are due, as matplotlib's decorators of ``draw`` do."""
        self.stop_rasterizing()
        self._rasterizing = False

    def leave_pixels(self) -> None:
        """Go on with vectors, whatever was begun; what was drawn as pixels since is forgotten."""
        self._pixel_depth = self._raster_depth = 0
        self._rasterizing = False
        self._draw_vectors()

    def _draw_vectors(self) -> None:
        # Not matplotlib's own flags: with `suppressComposite`, it stops and starts again without a look at them.
        self._kept, self._has_kept = None, False
        for name in _DRAWING:
            vars(self).pop(name, None)

    def start_filter(self) -> None:
        """Draw what follows as pixels, for a function that changes them: ``set_agg_filter``."""
        self.start_rasterizing()
        self._use_filter("start_filter")

    def stop_filter(self, filter_func: Any) -> None:
        """Let *filter_func* change the pixels since `start_filter`, and draw them."""
        self._use_filter("stop_filter", filter_func)
        self.stop_rasterizing()

    def _use_filter(self, method: str, *args: Any) -> None:
        self._put_kept()
        agg = self._new_raster().agg
        getattr(agg, method)(*args)
        vars(self).update({name: getattr(agg, name) for name in _DRAWING})  # it exchanges its own methods

    def draw_as_pixels(self, method: str, *args: Any) -> None:
        """Let one of Agg's drawing methods draw, and draw its pixels."""
        self._draw_taken(self._new_raster().draw(method, *args))

    def draw_pixels(self, left: int, top: int, pixels: Any) -> None:
        """Draw pixels at a place; the renderer's own part."""
        raise NotImplementedError

    def _draw_taken(self, taken: tuple[int, int, Any] | None) -> None:
        if taken is not None:
            self.draw_pixels(*taken)

    def _new_raster(self) -> Raster:
        if self._raster is None:
            self._raster = Raster(self.width, self.height, self.dpi)
        return self._raster
