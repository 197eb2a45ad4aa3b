"""Blitting with ops: a picture, and what a script draws on top of it, artist by artist."""

from __future__ import annotations

from functools import cached_property

from matplotlib.transforms import BboxBase

from ..wire._ops import Clip, Op
from .covering import covers, on_top
from .extents import Box, clip_box, clip_extent, common, extent, grown, is_apart, is_within

# A script that draws on top for ever, and never puts a background back, is shown the last so many.
MOST_ON_TOP = 4096

# Axes seldom end at whole pixels, as regions do. What reaches over by less than this would be an op more in each frame.
_EDGE_PX = 2.0


class Region:
    """What `FigureCanvas.copy_from_bbox` returns: the picture, and the box that it stands for."""

    def __init__(self, picture: tuple[Op, ...], overlay: tuple[Op, ...], box: Box) -> None:
        self.picture = picture
        self.overlay = overlay
        self.box = box

    @cached_property
    def is_opaque(self) -> bool:
        """Whether nothing shows through the picture."""
        return covers(self.picture, self.box)


class Layers:
    """What a canvas shows."""

    def __init__(self) -> None:
        self.picture: tuple[Op, ...] = ()
        self.overlay: tuple[Op, ...] = ()
        self.is_full = False  # more was drawn on top than is kept

    @property
    def ops(self) -> tuple[Op, ...]:
        """All of it."""
        return self.picture + self.overlay

    def show(self, picture: tuple[Op, ...]) -> None:
        """Begin with another picture."""
        self.picture, self.overlay = picture, ()

    def add(self, ops: tuple[Op, ...]) -> None:
        """Draw on top."""
        if ops:
            self._keep(on_top(self.overlay, ops))

    def copy(self, box: Box, canvas: Box) -> Region:
        """Return what shows in a box of the canvas."""
        return Region(self.picture, self.overlay, common(box, canvas))

    def restore(self, region: Region, canvas: Box, box: Box | None = None) -> None:
        """Show in a region's box what showed when it was copied; outside of it everything stays.

        Parameters
        ----------
        region : Region
        canvas : tuple of float
            All of the canvas, as it is now.
        box : tuple of float, optional
            A part of the region's box.
        """
        inside = region.box if box is None else common(region.box, box)
        around = [part for op in self.overlay for part in _around(op, inside, canvas, _EDGE_PX)]
        if region.picture == self.picture:
            self._keep((*around, *_clipped(region.overlay, inside)))
            return
        restored = tuple(_clipped(region.picture + region.overlay, inside))
        if region.is_opaque:
            self._keep(on_top(tuple(around), restored))
            return
        # The other picture would show through: so only what is around the box stays of it.
        stays = [part for op in self.picture for part in _around(op, inside, canvas)]
        self.picture = (*stays, *restored)
        self._keep(tuple(around))

    def _keep(self, overlay: tuple[Op, ...]) -> None:
        self.is_full = self.is_full or len(overlay) > MOST_ON_TOP
        self.overlay = overlay[-MOST_ON_TOP:]


def pixel_box(box: BboxBase, height_px: int) -> Box:
    """Return the pixels of a box, as Agg takes them."""
    return (
        float(int(box.x0)),
        float(height_px - int(box.y1)),
        float(int(box.x1)),
        float(height_px - int(box.y0)),
    )


def _around(op: Op, box: Box, canvas: Box, edge_px: float = 0.0) -> list[Op]:
    """Return what shows of an op around a box, in up to four parts; none of what ends within its edge."""
    wide = grown(box, edge_px)
    clip = clip_extent(op)
    if clip is not None and is_within(clip, wide):
        return []  # its own extent would take a look at all of its points
    seen = extent(op)
    if seen is None or is_within(seen, wide):
        return []
    if is_apart(seen, box) and is_within(seen, canvas):
        return [op]
    (left, top, right, bottom), (west, north, east, south) = canvas, box
    strips = (
        (left, top, right, north),
        (left, north, west, south),
        (east, north, right, south),
        (left, south, right, bottom),
    )
    return [part for strip in strips for part in _part(op, seen, strip)]


def _clipped(ops: tuple[Op, ...], box: Box) -> list[Op]:
    """Return what shows of ops within a box of whole pixels."""
    return [part for op in ops for part in _part(op, extent(op), box)]


def _part(op: Op, seen: Box | None, box: Box) -> tuple[Op, ...]:
    """Return what shows within a box of whole pixels of an op that can be seen in another: one op, or none."""
    if seen is None or is_apart(seen, box):
        return ()
    if is_within(seen, box):
        return (op,)
    own = clip_box(op)
    left, top, right, bottom = map(int, box if own is None else common(own, box))
    if left >= right or top >= bottom:
        return ()
    paths = () if op.clip is None else op.clip.paths
    return (op._replace(clip=Clip((left, top, right - left, bottom - top), paths)),)
