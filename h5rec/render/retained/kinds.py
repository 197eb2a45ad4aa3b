"""What each kind of artist reads when it is drawn, besides what it holds itself.

Only kinds that are listed here are retained; all others are drawn every time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from matplotlib import (
    collections,
    contour,
    image,
    legend,
    lines,
    offsetbox,
    patches,
    projections,
    quiver,
    spines,
    table,
    text,
    transforms,
)
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.cm import ScalarMappable
from matplotlib.figure import SubFigure

from .hook import Hook
from .reader import NOT_DRAWN, Reader, Unknown, is_own, is_own_kind
from .snapshot import PLAIN

Reading = Callable[[Reader, Any], None]

#: Axes whose children are retained one by one; what else is drawn in them is drawn every time.
_AXES: frozenset[type] = frozenset(
    kind
    for kind in (
        Axes,
        *(
            getattr(projections, f"{name}Axes", None)
            for name in ("Polar", "Aitoff", "Hammer", "Lambert", "Mollweide")
        ),
    )
    if kind is not None
)

#: Names that axes may be given functions under without drawing anything differently.
_HARMLESS = frozenset(("format_coord", "fmt_xdata", "fmt_ydata", "format_xdata", "format_ydata"))


def is_container(artist: Any) -> bool:
    """Whether *artist*'s children are retained one by one."""
    kind = type(artist)
    return kind in _AXES or (kind.__name__ == "SecondaryAxis" and is_own_kind(kind)) or kind is SubFigure


def is_measured(artist: Any) -> bool:
    """Whether *artist* is drawn every time, but what it does with its axis is known."""
    kind = type(artist)
    return issubclass(kind, Axes) and is_own_kind(kind) and is_own(getattr(kind.draw, "__module__", None))


def reading_of(artist: Any) -> Reading | None:
    """Return how everything that drawing *artist* reads is read, None if it is to be drawn every time."""
    kind = type(artist)
    if not is_own_kind(kind) or not is_own(getattr(kind.draw, "__module__", None)):
        return None
    reading = next((reading for base, reading in _READINGS if issubclass(kind, base)), None)
    if reading is _with_itself and artist.axes is not None and artist.axes.name != "rectilinear":
        return _with_axes
    return reading


def keeps_to_itself(artist: Any) -> bool:
    """Whether drawing *artist* changes nothing that another artist reads."""
    if not isinstance(artist, _KEEPING_TO_THEMSELVES) or isinstance(artist, text.Annotation):
        return False
    axes = artist.axes
    if (
        artist.get_path_effects()
        or axes is None
        or any(axis.have_units() for axis in axes._axis_map.values())
    ):
        return False  # a converter of units may learn from what it is given
    if not isinstance(artist, ScalarMappable) or artist.get_array() is None:
        return True
    norm = artist.norm
    return is_own_kind(type(norm)) and norm.scaled()  # else it finds its limits, and tells the colorbar


# ---- how


def _with_itself(reader: Reader, artist: Any) -> None:
    """For what reads its own data and transform, and units."""
    reader.read(artist)
    if getattr(artist, "_wrap", False):  # at the edge of the figure
        reader.read_transform(artist.figure.bbox, None)
    axes = artist.axes
    if axes is None:
        return
    reader.read_transform(axes.bbox, None)
    _read_units(reader, axes)


def _with_axes(reader: Reader, artist: Any) -> None:
    """For what may look at anything of its axes."""
    reader.read(artist)
    if artist.axes is not None:
        read_axes(reader, artist.axes)


def _contours(reader: Reader, artist: Any) -> None:
    reader.read_elsewhere(artist)  # its labels are drawn by the axes
    read_axes(reader, artist.axes)


def _annotation(reader: Reader, artist: Any) -> None:
    for name in ("xycoords", "_textcoords", "boxcoords"):
        coords = getattr(artist, name, "data")
        for part in coords if isinstance(coords, tuple) else (coords,):
            if not isinstance(part, str | transforms.TransformNode):
                raise Unknown(f"coordinates of {part!r}")
    _with_axes(reader, artist)
    figure = artist.figure
    reader.read_transform(figure.bbox, None)
    reader.read_transform(figure.figbbox, None)
    if artist.axes is not None:
        reader.read(artist.axes.patch)  # whether the annotated point is within


def _spine(reader: Reader, artist: Any) -> None:
    axes = artist.axes
    column = {"bottom": 0, "top": 0, "left": 1, "right": 1}.get(artist.spine_type)
    if column is None or axes.name != "rectilinear":
        _with_axes(reader, artist)
        return
    _with_itself(reader, artist)
    reader.read_transform(axes._viewLim, column)


def _legend(reader: Reader, artist: Any) -> None:
    _with_axes(reader, artist)
    parent: Any = artist.parent
    if not isinstance(parent, Axes):
        reader.read_transform(parent.bbox, None)
    elif getattr(artist, "_loc_real", 0) == 0:  # the best place depends on all there is
        if artist.axes is not parent:
            read_axes(reader, parent)
        reader.read_elsewhere(vars(parent)["_children"])


def read_axis(reader: Reader, axis: Any) -> None:
    """Read an axis, and what it reads of its axes."""
    axes = axis.axes
    column = {XAxis: 0, YAxis: 1}.get(type(axis))
    names = ("bottom", "top") if column == 0 else ("left", "right")
    if axes.name != "rectilinear" or column is None:
        column = None
    reader.read_axis(axis)
    for ticker in (axis.major, axis.minor):
        for part in (ticker.locator, ticker.formatter):
            other: Any = getattr(part, "axis", None)
            if isinstance(other, Axis) and other is not axis:  # shared axes share their tickers
                _read_axes_of_axis(reader, other.axes, column)
                reader.read(vars(other)["_major_tick_kw"])
            if getattr(part, "_useLocale", False):
                raise Unknown("a locale")
    _read_axes_of_axis(reader, axes, column)
    reader.snapshot.add_container(dict_of(axes.spines))
    for name, spine in axes.spines.items():
        if column is None or name in names or name not in ("bottom", "top", "left", "right"):
            reader.read(spine)
    for group in getattr(axes.figure, "_align_label_groups", {}).values():
        if reader.snapshot.add_watched(group.__contains__, axes):
            raise Unknown("labels aligned with other axes'")


def _read_axes_of_axis(reader: Reader, axes: Any, column: int | None) -> None:
    if column is None:
        read_axes(reader, axes)
        return
    for box in (axes._viewLim, axes.dataLim):
        reader.read_transform(box, column)
    reader.read(vars(axes.dataLim).get("_minpos"))
    reader.read_transform(axes.bbox, None)
    _read_plain(reader, axes)


def read_axes(reader: Reader, axes: Any) -> None:
    """Read the state of axes without its children."""
    _read_plain(reader, axes)
    _read_units(reader, axes)
    for name, part in vars(axes).items():
        if isinstance(part, transforms.TransformNode):
            reader.snapshot.content.append(name)
            reader.read_transform(part, None)
    reader.read(vars(axes.dataLim).get("_minpos"))
    for axis in axes._axis_map.values():
        reader.read_transform(axis.get_transform(), None)


def _read_plain(reader: Reader, axes: Any) -> None:
    names = []
    for name, part in vars(axes).items():
        if name not in NOT_DRAWN and (type(part) in PLAIN or isinstance(part, transforms.TransformNode)):
            names.append(name)
        elif name not in _HARMLESS and hasattr(type(axes), name) and _is_strange(part):
            raise Unknown(f"axes whose {name} is somebody's own")
    if names:
        reader.snapshot.content.append(
            (tuple(names), reader.snapshot.add_watched(_getter(tuple(names)), axes))
        )
    reader.snapshot.add_watched(len, vars(axes))  # one more may be a method of somebody's own


def _is_strange(part: Any) -> bool:
    """Whether it is a function that is not matplotlib's."""
    if not callable(part) or isinstance(part, Artist | transforms.TransformNode | Hook):
        return False
    module = getattr(part, "__module__", None)
    return not (isinstance(module, str) and is_own(module))


def dict_of(spines: Any) -> dict[str, Any]:
    """Return what a `Spines` holds, watched as it is."""
    held: dict[str, Any] = spines._dict
    return held


@lru_cache(maxsize=256)
def _getter(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """Return a function that gets attributes: the same for the same names, so that it is found again."""
    return attrgetter(*names)


def _read_units(reader: Reader, axes: Any) -> None:
    for axis in axes._axis_map.values():
        names = [name for name in ("_converter", "converter", "units") if name in vars(axis)]
        reader.snapshot.add_watched(_getter(tuple(names)), axis)
        for name in names:
            reader.read(vars(axis)[name])


_KEEPING_TO_THEMSELVES = (lines.Line2D, patches.Patch, text.Text, collections.Collection, image.AxesImage)

_READINGS: tuple[tuple[type, Reading | None], ...] = (
    (patches.ConnectionPatch, None),  # from axes to axes
    (quiver.QuiverKey, None),  # looks at another artist's axes
    (offsetbox.AnnotationBbox, _annotation),
    (text.Annotation, _annotation),
    (text.Text, _with_itself),
    (lines.AxLine, _with_axes),
    (lines.Line2D, _with_itself),
    (spines.Spine, _spine),
    (patches.Patch, _with_itself),
    (contour.ContourSet, _contours),
    (collections.Collection, _with_axes),
    (image.FigureImage, _with_axes),
    (image.AxesImage, _with_axes),
    (legend.Legend, _legend),
    (offsetbox.AnchoredOffsetbox, _with_axes),
    (table.Table, _with_axes),
    (Axis, read_axis),
)
