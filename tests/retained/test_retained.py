"""What is drawn again, what is reused, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.dates import DateFormatter
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D

from h5rec.errors import RetainedError
from h5rec.render.retained import new_retainer
from h5rec.render.retained.retainer import MODE
from h5rec.render.retained.unit import Unit
from h5rec.wire._ops import DrawText

from .canvas import Canvas, Failing, drawn_after


@pytest.fixture
def canvas() -> Canvas:
    return Canvas()


def test_nothing_is_drawn_where_nothing_has_changed(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(title="t", xlabel="x")
    ax.plot([1, 2, 3], label="a")
    ax.scatter([1, 2], [1, 2])
    ax.bar([1], [2])
    ax.legend(loc="upper left")
    ax.annotate("here", (1, 1), xytext=(1.5, 2), arrowprops={"arrowstyle": "->"})
    ax.imshow(np.eye(3), aspect="auto")
    assert drawn_after(canvas, lambda: None) == []


def test_the_same_ops_are_reused(canvas: Canvas) -> None:
    canvas.figure.add_subplot().plot([1, 2])
    canvas.settle()
    first, second = canvas.draw(), canvas.draw()
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_a_line_alone_is_drawn_when_its_data_change(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(title="t", xlim=(0, 1), ylim=(0, 9))
    (line,) = ax.plot([1, 2])
    ax.plot([2, 1])
    assert drawn_after(canvas, lambda: line.set_ydata([3, 1])) == ["Line2D"]


def test_when_only_x_limits_move_what_depends_on_y_stays(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(title="t", ylabel="y", ylim=(0, 2))
    ax.plot([1, 2])
    ax.text(0.5, 0.5, "fixed", transform=ax.transAxes)
    assert drawn_after(canvas, lambda: ax.set_xlim(0, 3)) == ["XAxis", "Line2D", "Spine", "Spine"]


def test_texts_and_bars_alone_are_drawn(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(ylim=(0, 9))
    bars = ax.bar([0, 1, 2], [1, 2, 3])
    texts = [ax.text(x, 1, "a") for x in range(3)]

    def change() -> None:
        bars[1].set_height(4)
        texts[2].set_text("b")

    assert drawn_after(canvas, change) == ["Rectangle", "Text"]


def test_the_best_place_of_a_legend_depends_on_what_is_added(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
    ax.plot([0, 0.1], [0, 0.1], label="a")
    ax.legend()
    assert "Legend" in drawn_after(canvas, lambda: ax.plot([0.9, 1], [0.9, 1]))


def test_units_count(canvas: Canvas) -> None:
    ax: Any = canvas.figure.add_subplot(xlim=(0, 3), ylim=(0, 3))
    ax.bar([1], [2])
    assert "Rectangle" in drawn_after(canvas, lambda: setattr(ax.xaxis, "units", "inch"))


def test_labels_that_are_aligned_move(canvas: Canvas) -> None:
    first, second = canvas.figure.subplots(2, 1)
    first.set(ylabel="one", ylim=(0, 10_000))
    second.set(ylabel="two")
    assert drawn_after(canvas, canvas.figure.align_labels) == ["XAxis", "YAxis"] * 2


@pytest.mark.parametrize("kind", ["twin", "secondary", "inset"])
def test_titles_make_room_for_other_axes(canvas: Canvas, kind: str) -> None:
    ax: Any = canvas.figure.add_subplot(title="t")
    canvas.settle()
    before = canvas.draw()
    if kind == "twin":
        ax.twiny()
    elif kind == "secondary":
        ax.secondary_xaxis("top")
    else:
        ax.inset_axes((0.5, 0.9, 0.4, 0.4))
    after = canvas.draw()
    assert after == canvas.draw_in_full()
    titles = [
        [op for op in ops if isinstance(op, DrawText) and op.text and op.text.text == "t"]
        for ops in (before, after)
    ]
    assert titles[0] != titles[1]


def test_other_axes_stay(canvas: Canvas) -> None:
    first, second = canvas.figure.subplots(1, 2)
    first.plot([1, 2])
    second.plot([1, 2])
    kinds = drawn_after(canvas, lambda: first.set_ylim(0, 1))
    assert sorted(kinds) == ["Line2D", "Spine", "Spine", "YAxis"]


class Unruly(Line2D):
    """An artist of somebody's own."""

    def draw(self, renderer: Any) -> None:
        self.set_linewidth(self.get_linewidth() + 1)
        super().draw(renderer)


def test_artists_of_somebodys_own_are_drawn_every_time(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    ax.add_line(Unruly([0, 1], [0, 1]))
    canvas.settle()
    assert len({canvas.draw() for _ in range(3)}) == 3


def test_a_draw_method_of_the_instance_is_called(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    (line,) = ax.plot([1, 2])
    calls: list[Any] = []
    canvas.settle()
    line.draw = calls.append  # type: ignore[assignment,method-assign]
    canvas.draw()
    assert calls == [canvas.renderer]
    assert "draw" in vars(line)


def test_a_class_whose_draw_is_exchanged_is_drawn(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.figure.add_subplot().plot([1, 2])
    canvas.settle()
    calls: list[Any] = []
    monkeypatch.setattr(Line2D, "draw", lambda line, renderer: calls.append(line))
    canvas.draw()
    assert calls


@pytest.mark.parametrize(
    "kind", ["formatter", "axes locator", "filter", "path effect", "transform", "coordinates"]
)
def test_functions_of_somebodys_own_are_called_every_time(canvas: Canvas, kind: str) -> None:
    ax = canvas.figure.add_subplot()
    (line,) = ax.plot([1, 2])
    calls: list[Any] = []

    def called(result: Any) -> Any:
        calls.append(result)
        return result

    if kind == "formatter":
        ax.xaxis.set_major_formatter(lambda value, position: called(""))
    elif kind == "axes locator":
        ax.set_axes_locator(lambda axes, renderer: called(axes.get_position()))
    elif kind == "filter":
        line.set_agg_filter(lambda image, dpi: called((image, 0, 0)))
    elif kind == "path effect":
        line.set_path_effects([_Effect(calls)])  # type: ignore[list-item]
    elif kind == "transform":
        line.set_transform(_Moving(calls) + ax.transData)
    else:
        ax.annotate("a", (1, 1), xytext=(2, 2), textcoords=lambda renderer: called(ax.bbox))
    canvas.settle()
    before = len(calls)
    canvas.draw()
    assert len(calls) > before


class _Effect:
    def __init__(self, calls: list[Any]) -> None:
        self.calls = calls

    def draw_path(self, renderer: Any, *args: Any) -> None:
        self.calls.append(1)
        renderer.draw_path(*args)


class _Moving(Affine2D):
    def __init__(self, calls: list[Any]) -> None:
        super().__init__()
        self.calls = calls

    def get_matrix(self) -> Any:
        self.calls.append(1)
        return super().get_matrix()


IN_PLACE: dict[str, Callable[[Any], tuple[str, Callable[[], Any]]]] = {}


def in_place(function: Callable[[Any], tuple[str, Callable[[], Any]]]) -> Any:
    IN_PLACE[function.__name__] = function
    return function


@in_place
def offsets(ax: Any) -> tuple[str, Callable[[], Any]]:
    points = ax.scatter([1, 2], [1, 2])
    return "PathCollection", lambda: points.get_offsets().__setitem__((0, 0), 1.5)


@in_place
def image_data(ax: Any) -> tuple[str, Callable[[], Any]]:
    image = ax.imshow(np.eye(3), aspect="auto")
    return "AxesImage", lambda: image.get_array().__setitem__((0, 0), 0.5)


@in_place
def path_of_a_line(ax: Any) -> tuple[str, Callable[[], Any]]:
    (line,) = ax.plot([1.0, 2.0])
    return "Line2D", lambda: line.get_path().vertices.__setitem__((0, 0), 0.5)


@in_place
def color_list(ax: Any) -> tuple[str, Callable[[], Any]]:
    color = [0.1, 0.2, 0.3]
    ax.plot([1.0, 2.0], color=color)
    return "Line2D", lambda: color.__setitem__(0, 0.9)


@in_place
def transform(ax: Any) -> tuple[str, Callable[[], Any]]:
    shift = Affine2D()
    ax.plot([1.0, 2.0], transform=shift + ax.transData)
    return "Line2D", lambda: shift.translate(0.5, 0)


@in_place
def gid(ax: Any) -> tuple[str, Callable[[], Any]]:
    (line,) = ax.plot([1.0, 2.0])
    return "Line2D", lambda: line.set_gid("g")


@in_place
def locator(ax: Any) -> tuple[str, Callable[[], Any]]:
    ax.plot([1.0, 2.0])
    return "XAxis", lambda: ax.xaxis.get_major_locator().set_params(nbins=2)


@in_place
def private_attribute(ax: Any) -> tuple[str, Callable[[], Any]]:
    (line,) = ax.plot([1.0, 2.0])
    return "Line2D", lambda: setattr(line, "_linewidth", 7.0)


@in_place
def norm(ax: Any) -> tuple[str, Callable[[], Any]]:
    points = ax.scatter([1, 2], [1, 2], c=[1, 2])
    return "PathCollection", lambda: setattr(points.norm, "vmax", 9)


@in_place
def font(ax: Any) -> tuple[str, Callable[[], Any]]:
    text = ax.text(0.5, 0.5, "a")
    return "Text", lambda: text.get_fontproperties().set_size(20)


@in_place
def clip_patch(ax: Any) -> tuple[str, Callable[[], Any]]:
    triangle = Polygon([(0, 0), (1, 0), (1, 1)], transform=ax.transAxes)
    (line,) = ax.plot([1.0, 2.0])
    line.set_clip_path(triangle)
    return "Line2D", lambda: triangle.set_xy([(0, 0), (1, 0), (0, 1)])


@in_place
def tick_path(ax: Any) -> tuple[str, Callable[[], Any]]:
    def change() -> None:
        ax.yaxis.get_major_ticks()[1].tick1line.get_path().vertices[0, 0] = 0.5

    return "YAxis", change


@pytest.mark.parametrize("name", IN_PLACE)
def test_what_changes_without_saying_so_is_seen(canvas: Canvas, name: str) -> None:
    ax: Any = canvas.figure.add_subplot(xlim=(0, 3), ylim=(0, 3))
    kind, change = IN_PLACE[name](ax)
    canvas.settle()
    before = canvas.draw()
    change()
    with canvas.drawn() as kinds:
        after = canvas.draw()
    assert kind in kinds
    assert after != before
    assert after == canvas.draw_in_full()


def test_a_label_is_in_the_log_at_once(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot(label="axes")
    ax.plot([1, 2])
    canvas.settle()
    ax.set_label("other")
    parents = [op.group.parent for op in canvas.draw() if op.group is not None]
    assert {parent.label for parent in parents if parent is not None and parent.kind == "axes"} == {"other"}


def test_parameters_count(canvas: Canvas) -> None:
    canvas.figure.add_subplot().plot(np.linspace(0, 1, 500))
    with mpl.rc_context():
        canvas.settle()
        with canvas.drawn() as kinds:
            mpl.rcParams["path.simplify"] = False
            canvas.draw()
    assert "XAxis" in kinds


def test_draw_events_come_with_every_drawing(canvas: Canvas) -> None:
    events: list[Any] = []
    canvas.figure.canvas.mpl_connect("draw_event", events.append)
    canvas.settle()
    canvas.draw()
    assert len(events) == 6


def test_what_is_not_drawn_for_a_while_may_be_out_of_date(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    text = ax.text(0.5, 0.5, "a")
    ax.text(0.5, 0.5, "b")
    canvas.settle()
    ax.spines[:].set_alpha(0.5)  # what is steady falls apart, is put together anew,
    canvas.draw()
    text.set_text("c")  # and falls apart again
    canvas.draw()
    ax.set_axis_off()
    ax.set_position((0.1, 0.1, 0.5, 0.5))
    canvas.settle()
    canvas.settle()
    ax.set_axis_on()
    assert canvas.draw() == canvas.draw_in_full()


def test_what_is_equal_may_look_different(canvas: Canvas) -> None:
    ax: Any = canvas.figure.add_subplot()
    ax.plot([dt.datetime(2020, 1, day) for day in range(1, 9)], range(8))
    formatter: Any = DateFormatter("%d %Z", tz=dt.UTC)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(formatter)
    greenwich = dt.timezone(dt.timedelta(0), "GMT")
    assert formatter.tz == greenwich
    assert "XAxis" in drawn_after(canvas, lambda: setattr(formatter, "tz", greenwich))


def test_after_an_error_everything_is_drawn(canvas: Canvas) -> None:
    ax = canvas.figure.add_subplot()
    ax.plot([1, 2])
    failing = Failing()
    ax.add_artist(failing)
    canvas.settle()
    failing.fails = True
    with pytest.raises(RuntimeError, match="halfway"):
        canvas.draw()
    failing.fails = False
    with canvas.drawn() as kinds:
        canvas.draw()
    assert {"XAxis", "YAxis", "Line2D"} <= set(kinds)
    assert not any("draw" in vars(artist) for artist in canvas.figure.findobj())


def test_no_hook_is_left(canvas: Canvas) -> None:
    canvas.figure.add_subplot(title="t").plot([1, 2])
    canvas.settle()
    for artist in canvas.figure.findobj():
        assert not {"draw", "_update_title_position"} & set(vars(artist)), artist


def test_checking_checks_all_that_is_reused() -> None:
    reused = []
    for check in (False, True):
        canvas = Canvas(check=check)
        canvas.figure.add_subplot(title="t", xlabel="x").plot([1, 2])
        canvas.settle()
        before = canvas.retainer.reused
        canvas.draw()
        reused.append(canvas.retainer.reused - before)
    assert reused[0] == reused[1] > 10


def test_check_finds_what_is_not_the_same() -> None:
    canvas = Canvas(check=True)
    (line,) = canvas.figure.add_subplot().plot([1, 2])
    canvas.settle()
    root: Any = canvas.retainer._root
    axes = root._by_child[canvas.figure.axes[0]]
    unit = axes._by_child[line]
    unit._ops = (unit._ops[0]._replace(clip=None),)
    with pytest.raises(
        RetainedError, match=r"Line2D.*op 0 of 1 \(DrawPath\) has the clip .*H5REC_RETAINED=0"
    ):
        canvas.draw()


def test_check_draws_everything() -> None:
    canvas = Canvas(check=True)
    canvas.figure.add_subplot().plot([1, 2])
    canvas.settle()
    first, second = canvas.draw(), canvas.draw()
    assert first == second
    assert canvas.retainer.reused
    assert not any(one is other for one, other in zip(first, second, strict=True))


@pytest.mark.parametrize(
    ("value", "checks", "reuses"), [("", 0, 1), ("1", 0, 1), ("check", 1, 1), ("0", 0, 0)]
)
def test_the_environment_says_how(
    monkeypatch: pytest.MonkeyPatch, value: str, checks: int, reuses: int
) -> None:
    monkeypatch.setenv(MODE, value)
    canvas = Canvas()
    canvas.retainer = new_retainer(canvas.renderer)
    canvas.figure.add_subplot()
    canvas.settle()
    assert canvas.retainer.is_checking == bool(checks)
    assert bool(canvas.retainer.reused) == bool(reuses)


def test_another_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE, "yes")
    with pytest.raises(RetainedError, match="H5REC_RETAINED is 'yes'; it can be 0"):
        new_retainer(None)


def test_what_changes_every_time_is_not_read_every_time(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    ax = canvas.figure.add_subplot()
    reads: list[Any] = []
    original = Unit.read

    def read(unit: Unit) -> Any:
        reads.append(unit._owner)
        return original(unit)

    monkeypatch.setattr(Unit, "read", read)
    shift = Affine2D()
    text = ax.text(0.5, 0.5, "a", transform=shift + ax.transData)
    for _ in range(100):
        shift.translate(0.01, 0)
        canvas.draw()
    assert 2 <= sum(artist is text for artist in reads) < 20


def test_removed_artists_are_let_go(canvas: Canvas) -> None:
    import gc
    import weakref

    ax = canvas.figure.add_subplot()
    (line,) = ax.plot([1, 2])
    canvas.settle()
    gone = weakref.ref(line)
    line.remove()
    del line
    canvas.draw()
    gc.collect()
    assert gone() is None


def test_private_names_of_matplotlib_that_are_used(canvas: Canvas) -> None:
    """They are there in matplotlib 3.9, 3.10 and 3.11; without them artists are drawn every time."""
    ax: Any = canvas.figure.add_subplot(title="t")
    (line,) = ax.plot([1, 2])
    for owner, names in (
        (ax, "_viewLim _children _axis_map _twinned_axes _update_title_position _left_title _right_title"),
        (ax.figure, "_align_label_groups _render_lock"),
        (line, "_stale _invalidx _invalidy _xorig _yorig _path _transformed_path _x _y _xy"),
        (ax.dataLim, "_points _minpos"),
        (ax.transScale, "_child"),
        (ax._xaxis_transform, "_x _y"),
        (canvas.renderer, "_raster_depth _rasterizing"),
    ):
        assert not [name for name in names.split() if not hasattr(owner, name)]
