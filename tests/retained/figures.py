"""Small figures of every kind, made the same way as often as wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection, RegularPolyCollection
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredText, AnnotationBbox, TextArea
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Wedge

Adding = Callable[[Any, np.random.Generator], Any]


def _xy(rng: np.random.Generator, count: int = 6) -> tuple[Any, Any]:
    return np.sort(rng.uniform(0.1, 9, count)), rng.uniform(0.1, 5, count)


def _line(ax: Any, rng: np.random.Generator) -> None:
    ax.plot(
        *_xy(rng, int(rng.integers(2, 30))),
        marker=rng.choice(["", "o", "s", "+"]),
        label=f"l{rng.integers(9)}",
    )


def _long_line(ax: Any, rng: np.random.Generator) -> None:
    ax.plot(np.arange(1200.0), rng.uniform(0, 5, 1200), "-")


def _scatter(ax: Any, rng: np.random.Generator) -> None:
    ax.scatter(*_xy(rng), c=rng.random(6), s=rng.uniform(5, 40, 6), label="s")


def _lines(ax: Any, rng: np.random.Generator) -> None:
    ax.add_collection(LineCollection(list(rng.uniform(0, 5, (3, 4, 2))), colors=["r", "g", "b"]))


def _polygons(ax: Any, rng: np.random.Generator) -> None:
    ax.add_collection(PolyCollection(list(rng.uniform(0, 5, (3, 4, 2))), array=rng.random(3)))


def _regular(ax: Any, rng: np.random.Generator) -> None:
    offsets = rng.uniform(0, 5, (3, 2))
    ax.add_collection(RegularPolyCollection(5, sizes=(30,), offsets=offsets, offset_transform=ax.transData))


def _ellipses(ax: Any, rng: np.random.Generator) -> None:
    offsets = rng.uniform(0, 5, (3, 2))
    ax.add_collection(
        EllipseCollection(
            [1, 2, 1], [1, 1, 2], [0, 30, 60], units="xy", offsets=offsets, offset_transform=ax.transData
        )
    )


def _bars(ax: Any, rng: np.random.Generator) -> None:
    ax.bar(np.arange(3), rng.uniform(0.5, 4, 3), label="b")


def _patches(ax: Any, rng: np.random.Generator) -> None:
    ax.add_patch(Circle((2, 2), float(rng.uniform(0.2, 1))))
    ax.add_patch(Wedge((4, 2), 1, 10, 200, width=0.3))
    ax.add_patch(FancyBboxPatch((1, 1), 2, 1, transform=ax.transAxes))


def _arrow(ax: Any, rng: np.random.Generator) -> None:
    ax.add_patch(FancyArrowPatch((0, 0), tuple(rng.uniform(1, 5, 2)), mutation_scale=10))


def _text(ax: Any, rng: np.random.Generator) -> None:
    ax.text(*rng.uniform(0, 5, 2), rng.choice(["abc", "x\ny", "$x^2$", ""]))


def _annotation(ax: Any, rng: np.random.Generator) -> None:
    ax.annotate("a", tuple(rng.uniform(0, 5, 2)), xytext=(10, 10), textcoords="offset points",
                arrowprops={"arrowstyle": "->"})  # fmt: skip


def _annotation_box(ax: Any, rng: np.random.Generator) -> None:
    ax.add_artist(
        AnnotationBbox(TextArea("t"), tuple(rng.uniform(0, 5, 2)), xybox=(12, 8), boxcoords="offset points")
    )


def _anchored(ax: Any, rng: np.random.Generator) -> None:
    ax.add_artist(AnchoredText("anchored", loc=rng.choice(["upper left", "center", "lower right"])))


def _legend(ax: Any, rng: np.random.Generator) -> None:
    ax.legend(loc=rng.choice(["best", "upper right", "center"]))


def _image(ax: Any, rng: np.random.Generator) -> None:
    ax.imshow(
        rng.random((4, 5)),
        aspect="auto",
        extent=(0, 5, 0, 4),
        interpolation=rng.choice(["nearest", "bilinear"]),
    )


def _mesh(ax: Any, rng: np.random.Generator) -> None:
    ax.pcolormesh(np.arange(4), np.arange(4), rng.random((3, 3)))


def _contours(ax: Any, rng: np.random.Generator) -> None:
    ax.contourf(np.arange(4), np.arange(4), rng.random((4, 4)), levels=3)


def _contour_lines(ax: Any, rng: np.random.Generator) -> None:
    ax.clabel(ax.contour(np.arange(5), np.arange(5), np.add.outer(np.arange(5), rng.random(5)), levels=2))


def _errorbar(ax: Any, rng: np.random.Generator) -> None:
    ax.errorbar(*_xy(rng, 3), yerr=rng.random(3), capsize=2, label="e")


def _fill(ax: Any, rng: np.random.Generator) -> None:
    x, y = _xy(rng)
    ax.fill_between(x, y, hatch="/" if rng.random() < 0.5 else None)


def _quiver(ax: Any, rng: np.random.Generator) -> None:
    ax.quiver(*_xy(rng, 3), *rng.random((2, 3)))


def _barbs(ax: Any, rng: np.random.Generator) -> None:
    ax.barbs(*_xy(rng, 2), *rng.uniform(5, 60, (2, 2)))


def _table(ax: Any, rng: np.random.Generator) -> None:
    ax.table([["1", str(rng.integers(9))]], loc="center")


def _spans(ax: Any, rng: np.random.Generator) -> None:
    ax.axhline(float(rng.uniform(0, 4)))
    ax.axvspan(1, float(rng.uniform(1.5, 3)))
    ax.axline((0, 0), slope=1)


#: What can be added to axes.
ADDINGS: tuple[Adding, ...] = (
    _line, _long_line, _scatter, _lines, _polygons, _regular, _ellipses, _bars, _patches, _arrow, _text, _annotation,
    _annotation_box, _anchored, _legend, _image, _mesh, _contours, _contour_lines, _errorbar, _fill, _quiver, _barbs,
    _table, _spans,
)  # fmt: skip


def _few_ticks(ax: Any) -> None:
    """Drawing ticks is what takes the time of these tests."""
    ax.locator_params(nbins=2)


def _plain(fig: Any, rng: np.random.Generator) -> None:
    _few_ticks(fig.add_subplot())


def _two(fig: Any, rng: np.random.Generator) -> None:
    first = fig.add_subplot(121)
    second = fig.add_subplot(122, sharex=first if rng.random() < 0.5 else None)
    _few_ticks(first)
    _few_ticks(second)


def _twin(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot()
    _few_ticks(ax)
    _few_ticks(ax.twinx())


def _secondary(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot()
    _few_ticks(ax)
    ax.secondary_xaxis("top")


def _inset(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot()
    _few_ticks(ax)
    inset = ax.inset_axes((0.5, 0.5, 0.4, 0.4))
    _few_ticks(inset)
    ax.indicate_inset_zoom(inset)


def _polar(fig: Any, rng: np.random.Generator) -> None:
    fig.add_subplot(projection="polar").set_rticks([1, 3])


def _geo(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot(projection="mollweide")
    ax.set_longitude_grid(120)
    ax.set_latitude_grid(60)


def _solid(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot(projection="3d")
    ax.locator_params(nbins=2)
    ax.scatter(*rng.random((3, 4)))


def _colorbar(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot()
    _few_ticks(ax)
    fig.colorbar(ax.imshow(rng.random((3, 3)), aspect="auto"))


def _subfigures(fig: Any, rng: np.random.Generator) -> None:
    left, right = fig.subfigures(1, 2)
    _few_ticks(left.add_subplot())
    right.suptitle("right")
    _few_ticks(right.add_subplot())


def _layout(fig: Any, rng: np.random.Generator) -> None:
    fig.set_layout_engine(rng.choice(["constrained", "tight", "compressed"]))
    _few_ticks(fig.add_subplot(211))
    _few_ticks(fig.add_subplot(212))


def _dates(fig: Any, rng: np.random.Generator) -> None:
    ax = fig.add_subplot()
    ax.plot(np.array(["2024-01-01", "2024-02-01"], "datetime64[D]"), [1, 2])


def _categories(fig: Any, rng: np.random.Generator) -> None:
    fig.add_subplot().plot(["a", "b"], [1, 2])


#: Figures to begin with.
STARTS: tuple[Adding, ...] = (
    _plain, _plain, _plain, _two, _twin, _secondary, _inset, _polar, _geo, _solid, _colorbar, _subfigures, _layout,
    _dates, _categories,
)  # fmt: skip


def new_figure(start: int, seed: int) -> Figure:
    """Return a figure with a few artists."""
    rng = np.random.default_rng(seed)
    figure = Figure(figsize=(2, 1.5), dpi=100)
    STARTS[start % len(STARTS)](figure, rng)
    for _ in range(rng.integers(1, 4)):
        axes = figure.axes[rng.integers(len(figure.axes))]
        if axes.name == "rectilinear" and not isinstance(axes.get_xlabel(), type(None)):
            ADDINGS[rng.integers(len(ADDINGS))](axes, rng)
        else:
            axes.plot(*rng.uniform(0.1, 3, (3, 3))[: 3 if axes.name == "3d" else 2])
    return figure
