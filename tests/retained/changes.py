"""Changes to figures: public setters, structure, and what is changed in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import colors, patheffects, ticker
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox

from .figures import ADDINGS, _few_ticks

Rng = np.random.Generator
Change = Callable[[Any, Rng], Any]

COLORS = ("r", "C1", "#12345678", "0.5", "none", (0.1, 0.2, 0.3))


def _pick(rng: Rng, values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def everything(figure: Any) -> list[Any]:
    """Return the artists; `Figure.findobj` would have every locator find its ticks."""
    found: list[Any] = [figure.patch, *figure.texts, *figure.lines, *figure.images, *figure.legends]
    for axes in figure.axes:
        found += [axes, *axes.get_children()]
        for axis in axes._axis_map.values():
            found += [axis.label, axis.offsetText]
            for tick in axis.majorTicks:
                found += [tick, tick.label1, tick.tick1line, tick.gridline]
        if axes.legend_ is not None:
            found += [axes.legend_.legendPatch, *axes.legend_.get_texts(), *axes.legend_.get_lines()]
    return found


def _targets(figure: Any, kind: type) -> list[Any]:
    return [artist for artist in everything(figure) if isinstance(artist, kind)]


# ---- any artist


def _set_visible(artist: Any, visible: bool) -> None:
    """Not one line of a tick: from which of the ticks a spine learns how far they reach, is a set's order."""
    if not (isinstance(artist, Line2D) and artist.axes is None):
        artist.set_visible(visible)


ANY: tuple[Change, ...] = (
    lambda a, r: _set_visible(a, r.random() < 0.7),
    lambda a, r: a.set_alpha(_pick(r, (None, 0.5, 1, 0.25))),
    lambda a, r: a.set_zorder(float(r.integers(-1, 4))),
    lambda a, r: a.set_gid(_pick(r, (None, "g", "h"))),
    lambda a, r: a.set_url(_pick(r, (None, "u"))),
    lambda a, r: a.set_clip_on(r.random() < 0.5),
    lambda a, r: a.set_clip_box(_pick(r, (None, Bbox([[20, 20], [90, 90]])))),
    lambda a, r: a.set_clip_path(_pick(r, (None, Circle((90, 70), 30, transform=None)))),
    lambda a, r: a.set_sketch_params(*_pick(r, ((None,), (1.0, 10.0, 2.0)))),
    lambda a, r: a.set_snap(_pick(r, (None, True, False))),
    lambda a, r: a.set_rasterized(r.random() < 0.3),
    lambda a, r: a.set_animated(r.random() < 0.3),
    lambda a, r: a.set_in_layout(r.random() < 0.5),
    lambda a, r: a.set_path_effects(_pick(r, ([], [patheffects.withStroke(linewidth=3, foreground="y")]))),
    lambda a, r: a.set_agg_filter(_pick(r, (None, None, _filter))),
    lambda a, r: setattr(a, "stale", True),
    lambda a, r: a.pchanged(),
)


def _filter(image: Any, dpi: float) -> Any:
    return image * 0.5, 0, 0


def _any(figure: Any, rng: Rng) -> None:
    _pick(rng, ANY)(_pick(rng, everything(figure)), rng)


def _label(figure: Any, rng: Rng) -> None:
    artists = [a for a in everything(figure) if not isinstance(a, Axis)]
    _pick(rng, artists).set_label(_pick(rng, ("one", "two", "_none", "")))


def _move_transform(figure: Any, rng: Rng) -> None:
    """Change the transform of an artist; later changes are in place."""
    artist = _pick(rng, _targets(figure, Line2D) + _targets(figure, Patch) + _targets(figure, Text))
    mine = getattr(artist, "mine", None)
    if mine is None:
        artist.mine = mine = Affine2D()
        artist.set_transform(mine + artist.get_transform())
    if rng.random() < 0.5:
        mine.translate(*rng.uniform(-5, 5, 2))
    else:
        mine.get_matrix()[0, 2] += float(rng.integers(-5, 5))


# ---- lines, patches, texts

LINES: tuple[Change, ...] = (
    lambda a, r: a.set_ydata(r.uniform(0.1, 5, len(a.get_ydata(orig=True)))),
    lambda a, r: a.set_data(*r.uniform(0.1, 5, (2, int(r.integers(1, 9))))),
    lambda a, r: a.set_color(_pick(r, COLORS)),
    lambda a, r: a.set_linewidth(float(r.integers(0, 4))),
    lambda a, r: a.set_linestyle(_pick(r, ("-", "--", "None", (0, (1, 2))))),
    lambda a, r: a.set_marker(_pick(r, ("", "o", "x", 4, "$f$"))),
    lambda a, r: a.set_markersize(float(r.integers(1, 9))),
    lambda a, r: a.set_markevery(_pick(r, (None, 2, 0.3, [0]))),
    lambda a, r: a.set_fillstyle(_pick(r, ("full", "left", "none"))),
    lambda a, r: a.set_drawstyle(_pick(r, ("default", "steps-mid"))),
    lambda a, r: a.set_markerfacecolor(_pick(r, COLORS)),
    lambda a, r: a.set_dash_capstyle(_pick(r, ("butt", "round"))),
    lambda a, r: a.set_gapcolor(_pick(r, (None, "y"))),
    lambda a, r: a.set_antialiased(r.random() < 0.5),
    lambda a, r: _in_place(a.get_path().vertices, r),
    lambda a, r: _in_place(a.get_ydata(orig=True), r),
    lambda a, r: a.recache(always=True),
)


def _in_place(values: Any, rng: Rng) -> None:
    if isinstance(values, np.ndarray) and values.size and values.dtype.kind == "f" and values.flags.writeable:
        values.flat[int(rng.integers(values.size))] = rng.uniform(0.1, 5)


PATCHES: tuple[Change, ...] = (
    lambda a, r: a.set_facecolor(_pick(r, COLORS)),
    lambda a, r: a.set_edgecolor(_pick(r, COLORS)),
    lambda a, r: a.set_linewidth(float(r.integers(0, 4))),
    lambda a, r: a.set_linestyle(_pick(r, ("-", "--"))),
    lambda a, r: a.set_hatch(_pick(r, (None, "x", "/"))),
    lambda a, r: a.set_fill(r.random() < 0.5),
    lambda a, r: a.set_joinstyle(_pick(r, ("miter", "round"))),
    lambda a, r: a.set_antialiased(r.random() < 0.5),
)
RECTANGLES: tuple[Change, ...] = (
    lambda a, r: a.set_height(float(r.uniform(0.1, 5))),
    lambda a, r: a.set_xy(tuple(r.uniform(0, 3, 2))),
    lambda a, r: a.set_angle(float(r.integers(0, 90))),
)
TEXTS: tuple[Change, ...] = (
    lambda a, r: a.set_text(_pick(r, ("", "new", "two\nlines", "$\\alpha$", "1.50"))),
    lambda a, r: a.set_position(tuple(r.uniform(0, 3, 2))),
    lambda a, r: a.set_fontsize(float(r.integers(4, 14))),
    lambda a, r: a.set_color(_pick(r, COLORS[:4])),
    lambda a, r: a.set_rotation(float(r.integers(0, 90))),
    lambda a, r: a.set_horizontalalignment(_pick(r, ("left", "center", "right"))),
    lambda a, r: a.set_verticalalignment(_pick(r, ("top", "center", "baseline"))),
    lambda a, r: a.set_bbox(_pick(r, (None, {"facecolor": "y"}))),
    lambda a, r: a.set_fontweight(_pick(r, ("normal", "bold"))),
    lambda a, r: a.set_fontfamily(_pick(r, ("sans-serif", "monospace"))),
    lambda a, r: a.set_wrap(r.random() < 0.3),
    lambda a, r: a.get_fontproperties().set_style(_pick(r, ("normal", "italic"))),
    lambda a, r: a.set_parse_math(r.random() < 0.5),
)

# ---- collections and images


def _offsets(artist: Any, rng: Rng) -> None:
    offsets = artist.get_offsets()
    if len(offsets) and rng.random() < 0.6:
        artist.set_offsets(rng.uniform(0, 5, (len(offsets), 2)))
    else:
        _in_place(np.asarray(offsets), rng)


def _array(artist: Any, rng: Rng) -> None:
    array = artist.get_array()
    if array is None or array.ndim > 2:
        return
    if rng.random() < 0.6:
        artist.set_array(rng.random(array.shape))
    else:
        _in_place(np.ma.getdata(array), rng)


def _norm(artist: Any, rng: Rng) -> None:
    if artist.get_array() is not None:
        artist.set_norm(_pick(rng, (colors.Normalize(0, 2), colors.PowerNorm(0.5))))


MAPPED: tuple[Change, ...] = (
    _array,
    _array,
    _norm,
    lambda a, r: a.set_clim(0, float(r.uniform(0.5, 2))),
    lambda a, r: setattr(a.norm, "vmax", float(r.uniform(0.5, 2))),
    lambda a, r: a.set_cmap(_pick(r, ("viridis", "gray"))),
    lambda a, r: a.changed(),
)
COLLECTIONS: tuple[Change, ...] = (
    *MAPPED,
    _offsets,
    _offsets,
    lambda a, r: a.set_facecolor(_pick(r, COLORS)),
    lambda a, r: a.set_edgecolor(_pick(r, COLORS)),
    lambda a, r: a.set_linewidth(float(r.integers(0, 4))),
    lambda a, r: a.set_linestyle(_pick(r, ("-", ":"))),
    lambda a, r: a.set_hatch(_pick(r, (None, "/"))),
    lambda a, r: hasattr(a, "set_sizes") and a.set_sizes(r.uniform(5, 50, 2)),
    lambda a, r: hasattr(a, "set_segments") and a.set_segments(r.uniform(0, 5, (2, 3, 2))),
    lambda a, r: hasattr(a, "set_UVC") and a.set_UVC(*r.uniform(5, 40, (2, len(a.get_offsets())))),
    lambda a, r: _in_place(a.get_paths()[0].vertices, r),
)
IMAGES: tuple[Change, ...] = (
    *MAPPED,
    lambda a, r: a.set_data(r.random((3, 4))),
    lambda a, r: a.set_data(r.random((3, 4, 3))),
    lambda a, r: a.set_extent((0, float(r.uniform(2, 5)), 0, 3)),
    lambda a, r: a.set_interpolation(_pick(r, ("nearest", "bilinear"))),
)

# ---- axes


def _log(x: Any, value: str) -> None:
    x.set_yscale(value)


def _spine(ax: Any, rng: Rng) -> None:
    spine = _pick(rng, list(ax.spines.values()))
    _pick(
        rng,
        (
            lambda: spine.set_position(_pick(rng, (("outward", 5), ("axes", 0.5), "zero", ("data", 1)))),
            lambda: spine.set_bounds(0.5, 2),
            lambda: spine.set_color("b"),
        ),
    )()


def _ticks(ax: Any, rng: Rng) -> None:
    axis = _pick(rng, (ax.xaxis, ax.yaxis))
    _pick(
        rng,
        (
            lambda: axis.set_major_locator(ticker.MaxNLocator(int(rng.integers(1, 4)))),
            lambda: axis.get_major_locator().set_params(nbins=int(rng.integers(1, 4))),
            lambda: axis.set_major_formatter(_pick(rng, ("{x:.1f}", ticker.ScalarFormatter(), _percent))),
            lambda: axis.set_ticks([1, 2], labels=_pick(rng, (None, ["p", "q"]))),
            lambda: axis.set_ticks_position(_pick(rng, ("both", "default"))),
            lambda: axis.set_minor_locator(_pick(rng, (ticker.NullLocator(), ticker.MaxNLocator(4)))),
            lambda: axis.set_tick_params(
                labelrotation=int(rng.integers(0, 90)), length=float(rng.integers(0, 6))
            ),
            lambda: axis.set_tick_params(
                labelsize=int(rng.integers(4, 10)), direction=_pick(rng, ("in", "out"))
            ),
            lambda: axis.grid(rng.random() < 0.5),
            lambda: axis.set_label_coords(0.5, 0.2),
            lambda: setattr(axis, "labelpad", float(rng.integers(0, 9))),
            lambda: axis.set_label_text(_pick(rng, ("", "axis"))),
            lambda: axis.set_inverted(rng.random() < 0.5),
            lambda: axis.set_remove_overlapping_locs(rng.random() < 0.5),
            lambda: axis.get_major_ticks()[0].label1.set_text("mine"),
            lambda: axis.get_major_ticks()[0].gridline.set_ydata([0, 0.5]),
            lambda: axis.get_ticklabels(),
        ),
    )()


def _percent(value: float, position: int) -> str:
    return f"{value:.0%}"


def _ticks_on_top(ax: Any, rng: Rng) -> None:
    _pick(rng, (ax.xaxis.tick_top, ax.xaxis.tick_bottom, ax.yaxis.tick_right, ax.yaxis.tick_left))()


def _share(ax: Any, rng: Rng) -> None:
    others = [other for other in ax.figure.axes if other is not ax and other.name == ax.name]
    if others:
        ax.sharey(_pick(rng, others))


AXES: tuple[Change, ...] = (
    lambda a, r: a.set_xlim(float(r.uniform(0, 1)), float(r.uniform(2, 6))),
    lambda a, r: a.set_xlim(float(r.uniform(0, 1)), float(r.uniform(2, 6))),
    lambda a, r: a.set_ylim(float(r.uniform(0, 1)), float(r.uniform(2, 6))),
    lambda a, r: a.set_xlim(float(r.uniform(0, 1)), emit=False),
    lambda a, r: a.autoscale(),
    lambda a, r: (a.relim(), a.autoscale_view()),
    lambda a, r: a.margins(float(r.uniform(0, 0.3))),
    lambda a, r: a.set_yscale(_pick(r, ("linear", "log", "symlog"))),
    lambda a, r: a.set_xscale(_pick(r, ("linear", "log"))),
    lambda a, r: a.invert_yaxis(),
    lambda a, r: a.set_title(_pick(r, ("", "title", "t\nt")), loc=_pick(r, ("center", "left"))),
    lambda a, r: a.set_title("moved", y=float(r.uniform(0.5, 1))),
    lambda a, r: a.set_xlabel(_pick(r, ("", "x"))),
    lambda a, r: a.set_aspect(_pick(r, ("auto", "equal", 2.0))),
    lambda a, r: a.set_adjustable(_pick(r, ("box", "datalim"))),
    lambda a, r: a.set_anchor(_pick(r, ("C", "SW"))),
    lambda a, r: a.set_box_aspect(_pick(r, (None, 1))),
    lambda a, r: a.set_position((0.1, 0.1, *r.uniform(0.4, 0.8, 2))),
    lambda a, r: a.set_axis_off(),
    lambda a, r: a.set_axis_on(),
    lambda a, r: a.set_axisbelow(_pick(r, (True, False, "line"))),
    lambda a, r: a.set_frame_on(r.random() < 0.6),
    lambda a, r: a.set_facecolor(_pick(r, COLORS)),
    lambda a, r: a.set_rasterization_zorder(_pick(r, (None, None, 2))),
    lambda a, r: a.set_axes_locator(_pick(r, (None, lambda ax, renderer: Bbox([[0.2, 0.2], [0.8, 0.7]])))),
    _spine,
    _ticks,
    _ticks,
    _ticks,
    _ticks_on_top,
    _share,
    lambda a, r: a.legend(loc=_pick(r, ("best", "lower left"))),
    lambda a, r: a.legend_ is not None and a.legend_.remove(),
    lambda a, r: a.legend_ is not None and a.legend_.set_title(_pick(r, ("", "legend"))),
    lambda a, r: a.legend_ is not None and a.legend_.set_bbox_to_anchor((0.5, 0.5)),
    lambda a, r: a.get_tightbbox(),
    lambda a, r: a.viewLim.get_points(),
    lambda a, r: a.format_coord(1, 1),
)
POLAR: tuple[Change, ...] = (
    lambda a, r: a.set_rmax(float(r.uniform(2, 5))),
    lambda a, r: a.set_rorigin(float(r.uniform(-2, 0))),
    lambda a, r: a.set_theta_zero_location(_pick(r, ("N", "E"))),
    lambda a, r: a.set_theta_direction(_pick(r, (-1, 1))),
    lambda a, r: a.set_thetamax(float(r.uniform(90, 360))),
    lambda a, r: a.set_rlabel_position(float(r.uniform(0, 90))),
)
SOLID: tuple[Change, ...] = (
    lambda a, r: a.view_init(float(r.integers(0, 90)), float(r.integers(0, 90))),
    lambda a, r: a.set_zlim(0, float(r.uniform(1, 3))),
    lambda a, r: a.set_proj_type(_pick(r, ("persp", "ortho"))),
    lambda a, r: a.set_xlabel("x"),
)


def _change_axes(figure: Any, rng: Rng) -> None:
    axes = _pick(rng, figure.axes)
    if axes.name == "polar" and rng.random() < 0.6:
        _pick(rng, POLAR)(axes, rng)
    elif axes.name == "3d":
        _pick(rng, SOLID)(axes, rng)
    else:
        _pick(rng, AXES)(axes, rng)


def _add(figure: Any, rng: Rng) -> None:
    axes = _pick(rng, figure.axes)
    if axes.name == "rectilinear" and len(axes.get_children()) < 30:
        _pick(rng, ADDINGS)(axes, rng)


def _remove(figure: Any, rng: Rng) -> None:
    axes = _pick(rng, figure.axes)
    children = [
        c for c in axes.get_children() if isinstance(c, Line2D | Collection | AxesImage) or c in axes.texts
    ]
    if children:
        _pick(rng, children).remove()


def _reorder(figure: Any, rng: Rng) -> None:
    for axes in figure.axes:
        for number, child in enumerate(axes.get_children()):
            if isinstance(child, Line2D | Collection):
                child.set_zorder(float(rng.integers(0, 3)) + number % 2)


# ---- figures


def _add_axes(figure: Any, rng: Rng) -> None:
    if len(figure.axes) < 4:
        _few_ticks(figure.add_axes((float(rng.uniform(0, 0.5)), 0.2, 0.3, 0.3)))


def _derive_axes(figure: Any, rng: Rng) -> None:
    axes = _pick(rng, figure.axes)
    if axes.name == "rectilinear" and len(figure.axes) < 4 and hasattr(axes, "inset_axes"):
        _pick(rng, (lambda: axes.twinx(), lambda: axes.twiny(), lambda: axes.inset_axes((0.6, 0.6, 0.3, 0.3)),
                    lambda: axes.secondary_yaxis("right")))()  # fmt: skip


def _mapped(figure: Any, rng: Rng) -> None:
    images = [image for axes in figure.axes for image in axes.images]
    if images and len(figure.axes) < 4:
        figure.colorbar(_pick(rng, images))


FIGURE: tuple[Change, ...] = (
    lambda f, r: f.suptitle(_pick(r, ("", "suptitle"))),
    lambda f, r: f.supxlabel("x"),
    lambda f, r: f.text(0.1, 0.1, "figure"),
    lambda f, r: f.legend(),
    lambda f, r: f.set_facecolor(_pick(r, COLORS)),
    lambda f, r: f.set_edgecolor("r"),
    lambda f, r: f.subplots_adjust(left=float(r.uniform(0.05, 0.3))),
    lambda f, r: f.set_layout_engine(_pick(r, ("none", "constrained", "tight"))),
    lambda f, r: f.align_labels(),
    lambda f, r: f.set_gid(_pick(r, (None, "f"))),
    lambda f, r: f.set_size_inches(float(r.uniform(1.5, 2.5)), 1.5),
    lambda f, r: f.set_dpi(int(r.integers(60, 110))),
    lambda f, r: f.autofmt_xdate(),
    lambda f, r: f.figimage(r.random((5, 5))),
    lambda f, r: f.draw_without_rendering(),
    lambda f, r: f.axes and len(f.axes) > 1 and f.delaxes(_pick(r, f.axes)),
    lambda f, r: setattr(f, "suppressComposite", _pick(r, (None, True, False))),
    _add_axes,
    _derive_axes,
    _derive_axes,
    _mapped,
)

PARAMETERS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("path.simplify", (True, False)),
    ("axes.unicode_minus", (True, False)),
    ("text.hinting", ("force_autohint", "none")),
    ("path.sketch", (None, (1.0, 20.0, 2.0))),
    ("font.family", (["sans-serif"], ["serif"])),
    ("mathtext.fontset", ("dejavusans", "stix")),
    ("svg.fonttype", ("path", "none")),
)


def _parameters(figure: Any, rng: Rng) -> None:
    name, values = _pick(rng, PARAMETERS)
    mpl.rcParams[name] = _pick(rng, values)


def _of_kind(kind: type, changes: tuple[Change, ...]) -> Change:
    def change(figure: Any, rng: Rng) -> None:
        targets = _targets(figure, kind)
        if targets:
            _pick(rng, changes)(_pick(rng, targets), rng)

    change.__name__ = f"_change_{kind.__name__}"
    return change


def _of_axes(kind: type, changes: tuple[Change, ...]) -> Change:
    """What was plotted, and not the ticks and frames that are most of all lines and patches."""

    def change(figure: Any, rng: Rng) -> None:
        targets = [child for axes in figure.axes for child in axes._children if isinstance(child, kind)]
        if targets:
            _pick(rng, changes)(_pick(rng, targets), rng)

    change.__name__ = f"_change_plotted_{kind.__name__}"
    return change


#: Everything that may happen between two drawings: what happens often is there several times.
CHANGES: tuple[Change, ...] = (
    _any, _any, _any,
    _label,
    _move_transform,
    *(_of_axes(Line2D, LINES),) * 4,
    _of_kind(Line2D, LINES),
    *(_of_axes(Patch, PATCHES),) * 2,
    _of_kind(Patch, PATCHES),
    *(_of_axes(Rectangle, RECTANGLES),) * 2,
    *(_of_axes(Text, TEXTS),) * 2,
    _of_kind(Text, TEXTS),
    *(_of_kind(Collection, COLLECTIONS),) * 4,
    *(_of_kind(AxesImage, IMAGES),) * 2,
    *(_change_axes,) * 6,
    lambda f, r: _pick(r, FIGURE)(f, r),
    lambda f, r: _pick(r, FIGURE)(f, r),
    _add, _add,
    _remove,
    _reorder,
    _parameters,
)  # fmt: skip


def change(figure: Any, number: int, seed: int) -> None:
    """Do one of them; what matplotlib refuses does not happen."""
    rng = np.random.default_rng(seed)
    try:
        CHANGES[number % len(CHANGES)](figure, rng)
    except Exception:
        if isinstance(figure, Artist):  # the same in both figures of a pair
            return
        raise
