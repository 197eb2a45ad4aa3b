"""What pyplot asks of a backend, recorded into memory."""

from __future__ import annotations

import io
import itertools
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import ArtistAnimation, FuncAnimation, PillowWriter, TimedAnimation
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure

from h5rec import ambient, timers
from h5rec.backend import FigureCanvas, FigureManager
from h5rec.clock import AnimationClock
from h5rec.recorder import MODULE
from h5rec.render.layers import MOST_ON_TOP
from h5rec.session import LimitReached, Session
from h5rec.timers import ENDLESS_FRAMES, play_once
from h5rec.wire._ops import Close, Figure, Frame
from tests.memory import Memory


@pytest.fixture
def sink() -> Iterator[Memory]:
    """A --fast session, ambient, with pyplot on our backend."""
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with (
        mpl.rc_context({"figure.max_open_warning": 0}),
        ambient.holding(Session({"memory": memory}, AnimationClock())) as session,
    ):
        plt.switch_backend(MODULE)
        try:
            yield memory
        finally:
            plt.close("all")
            session.close()
            plt.ioff()
            plt.switch_backend(before)


def times_ms(sink: Memory, figure: int = 1) -> list[float]:
    return [frame.time_ns / 1e6 for frame in sink.frames() if frame.figure == figure]


def animate(count: Any = 5, **options: Any) -> FuncAnimation:
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1])

    def update(step: int) -> list[Any]:
        line.set_ydata([0, (step + 1) / 10])
        return [line]

    return FuncAnimation(fig, update, frames=count, **{"interval": 20, **options})


def test_names_that_matplotlib_looks_for(sink: Memory) -> None:
    fig = plt.figure()
    assert isinstance(fig.canvas, FigureCanvas)
    assert isinstance(fig.canvas.manager, FigureManager)
    assert FigureCanvas.required_interactive_framework is None


def test_draw_is_one_frame_with_one_draw_event(sink: Memory) -> None:
    fig, ax = plt.subplots(num="My figure")
    events: list[Any] = []
    fig.canvas.mpl_connect("draw_event", events.append)
    ax.plot([1, 2, 3])
    fig.canvas.draw()
    assert len(sink.frames()) == len(events) == 1
    assert sink.frames()[0].ops
    assert sink.frames()[0].axes[0].projection == "rectilinear"
    figure = next(record for record in sink.records() if isinstance(record, Figure))
    assert (figure.title, figure.width_px, figure.height_px) == ("My figure", 640, 480)


def test_draw_idle_is_lazy(sink: Memory) -> None:
    fig = plt.figure()
    for _ in range(3):
        fig.canvas.draw_idle()
    assert not sink.events
    fig.canvas.flush_events()
    assert len(sink.frames()) == 1
    fig.canvas.flush_events()
    assert len(sink.frames()) == 1


def test_drawing_at_once_settles_what_was_marked(sink: Memory) -> None:
    fig = plt.figure()
    fig.canvas.draw_idle()
    fig.canvas.draw()
    fig.canvas.flush_events()
    assert len(sink.frames()) == 1


@pytest.mark.parametrize("blit", [False, True])
def test_funcanimation_has_exact_times(sink: Memory, blit: bool) -> None:
    animation = animate(5, blit=blit, repeat=False)
    plt.show()
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    assert len({frame.ops for frame in sink.frames()[1:]}) == 5
    del animation


def test_artistanimation(sink: Memory) -> None:
    fig, ax = plt.subplots()
    artists = [ax.plot([0, 1], [0, step]) for step in range(4)]
    animation = ArtistAnimation(fig, artists, interval=50, blit=True, repeat=False)
    plt.show()
    assert times_ms(sink)[-1] == 200
    assert len(sink.frames()) in (5, 6)  # with the one before the first step
    del animation


def test_an_animation_that_repeats_is_recorded_once(sink: Memory) -> None:
    animation = animate(5, repeat=True, repeat_delay=1000)
    plt.show()
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    del animation


def test_an_endless_animation_ends_where_saving_it_would(sink: Memory) -> None:
    animation = animate(None, save_count=7)
    plt.show()
    assert len(sink.frames()) == 1 + 7
    del animation


@pytest.mark.parametrize("frames", [None, itertools.count])
def test_an_endless_animation_goes_on_as_long_as_was_asked_for(frames: Any) -> None:
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with ambient.holding(Session({"memory": memory}, AnimationClock(), frames=20)) as session:
        plt.switch_backend(MODULE)
        try:
            animation = animate(frames, save_count=7)
            with pytest.raises(LimitReached):
                plt.show()
            del animation
        finally:
            plt.close("all")
            session.close()
            plt.switch_backend(before)
    assert len(memory.frames()) == 20


def test_an_endless_generator_ends_where_saving_it_would(sink: Memory) -> None:
    animation = animate(lambda: (step % 5 for step in itertools.count()), save_count=7)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 7
    assert reports == ["the animation ends after 7 frames, as when it is saved; for more: --frames"]
    del animation


@pytest.mark.parametrize("save_count", [None, 5, 9])
def test_a_generator_that_ends_is_recorded_to_its_end(sink: Memory, save_count: int | None) -> None:
    animation = animate(lambda: iter(range(5)), save_count=save_count, cache_frame_data=False)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 5
    assert reports == []
    del animation


def test_an_endless_animation_without_save_count(sink: Memory) -> None:
    animation = animate(None, cache_frame_data=False)
    plt.show()
    assert len(sink.frames()) == 1 + ENDLESS_FRAMES
    del animation


def test_in_real_time_an_endless_animation_goes_on_until_it_is_stopped() -> None:
    """An experiment that polls an instrument in a FuncAnimation must not end by itself."""
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with ambient.holding(Session({"memory": memory})) as session:
        plt.switch_backend(MODULE)
        fig, ax = plt.subplots()
        (line,) = ax.plot([0, 1], [0, 1])

        def update(step: int) -> list[Any]:
            line.set_ydata([0, step])
            if step == 12:
                animation.pause()
            return [line]

        animation = FuncAnimation(fig, update, interval=1, save_count=3)
        plt.show()
        plt.close("all")
        session.close()
        plt.switch_backend(before)
    assert len(memory.frames()) == 1 + 13


def test_private_names_of_animations_that_we_set() -> None:
    """`_repeat` and `_save_count`: there in matplotlib 3.9, 3.10 and 3.11."""
    fig = MplFigure()
    FigureCanvas(fig)
    endless: Any = itertools.count  # which matplotlib's stubs do not expect
    animation = FuncAnimation(fig, lambda step: [], frames=endless, save_count=3, repeat=True)
    assert isinstance(animation, TimedAnimation)
    private: Any = animation
    assert private._repeat is True
    assert private._save_count == 3
    assert isinstance(private.frame_seq, itertools.count)
    reports: list[str] = []
    play_once(animation, reports.append)
    assert private._repeat is False
    assert list(private.frame_seq) == [0, 1, 2]
    assert reports == ["the animation ends after 3 frames, as when it is saved; for more: --frames"]
    private._draw_was_started = True  # or it warns that it was never drawn


def test_two_animations_keep_their_own_pace(sink: Memory) -> None:
    animations = animate(4, interval=30, repeat=False), animate(3, interval=50, repeat=False)
    plt.show()
    assert times_ms(sink, 1) == [0, 30, 60, 90, 120]
    assert times_ms(sink, 2) == [0, 50, 100, 150]
    del animations


def test_pause_loop(sink: Memory) -> None:
    _, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1])
    for step in range(4):
        line.set_ydata([step, 1])
        plt.pause(0.1)
    assert times_ms(sink) == [0, 100, 200, 300]


def test_pause_without_a_change_draws_nothing(sink: Memory) -> None:
    plt.figure()
    plt.pause(0.1)
    plt.pause(0.1)
    assert len(sink.frames()) == 1


def test_own_loop_with_draw_and_flush_events(sink: Memory) -> None:
    fig, ax = plt.subplots()
    for step in range(3):
        ax.set_title(str(step))
        fig.canvas.draw()
        fig.canvas.flush_events()
    times = times_ms(sink)
    assert len(times) == 3
    assert times[0] == 0
    assert times == sorted(set(times)), "real time passes between them"


def test_interactive_mode_draws_when_the_script_yields(sink: Memory) -> None:
    plt.ion()
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    ax.set_title("t")
    assert not sink.events
    fig.canvas.flush_events()
    assert len(sink.frames()) == 1
    ax.set_title("u")
    plt.pause(0.01)
    assert len(sink.frames()) == 2


def test_show_draws_every_figure_once(sink: Memory) -> None:
    plt.figure()
    plt.figure()
    plt.show(block=False)
    plt.show()
    assert [(frame.figure, frame.number) for frame in sink.frames()] == [(1, 0), (2, 0)]


def test_close(sink: Memory) -> None:
    fig = plt.figure()
    events: list[Any] = []
    fig.canvas.mpl_connect("close_event", events.append)
    fig.canvas.draw()
    fig.canvas.draw_idle()
    plt.close(fig)
    plt.figure(1).canvas.draw()
    assert len(events) == 1
    assert [record.figure for record in sink.records() if isinstance(record, Close)] == [1]
    assert [frame.figure for frame in sink.frames()] == [1, 2], "pyplot's number 1 is another figure now"


def test_a_handler_that_fails_keeps_no_figure_from_closing(
    sink: Memory, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(event: object) -> None:
        raise KeyError("no such key")

    first, second = plt.figure(), plt.figure()
    first.canvas.mpl_connect("close_event", fail)
    for figure in (first, second):
        figure.canvas.draw()
    plt.close("all")
    assert [record.figure for record in sink.records() if isinstance(record, Close)] == [1, 2]
    assert "KeyError" in capsys.readouterr().err


def test_closing_a_figure_ends_its_animation(sink: Memory) -> None:
    animation = animate(1000, repeat=False)
    timer = plt.gcf().canvas.new_timer(interval=105)
    timer.add_callback(plt.close, "all")
    timer.start()
    plt.show()
    assert len(sink.frames()) == 6
    timer.stop()
    del animation


def test_show_ends_when_the_last_figure_is_closed(sink: Memory) -> None:
    fig, _ = plt.subplots()
    timer = fig.canvas.new_timer(1)
    turns = 0

    def step() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            plt.close(fig)

    timer.add_callback(step)
    timer.start()  # and never stopped: in real time, nothing else would end it
    plt.show(block=True)
    timer.stop()
    assert turns == 3


def test_resize_begins_another_size(sink: Memory) -> None:
    fig = plt.figure()
    events: list[Any] = []
    fig.canvas.mpl_connect("resize_event", events.append)
    fig.canvas.draw()
    fig.set_size_inches(3, 2)
    fig.canvas.flush_events()
    figures = [record for record in sink.records() if isinstance(record, Figure)]
    assert (figures[-1].width_px, figures[-1].height_px) == (300, 200)
    assert len(events) == 1
    assert len(sink.frames()) == 2


def test_timers_stop_when_told_to(sink: Memory) -> None:
    fig = plt.figure()
    calls: list[int] = []

    def call(number: int) -> bool:
        calls.append(number)
        return len(calls) < 3  # False removes it

    timer = fig.canvas.new_timer(interval=10, callbacks=[(call, (7,), {})])
    timer.start()
    plt.show()
    assert calls == [7, 7, 7]


def test_ginput_goes_on_when_its_time_is_over(sink: Memory) -> None:
    fig = plt.figure()
    assert fig.ginput(timeout=5) == []
    assert fig.waitforbuttonpress(timeout=1) is None


def test_waiting_for_a_key_for_ever_says_so_once(sink: Memory, capfd: pytest.CaptureFixture[str]) -> None:
    fig = plt.figure()
    for _ in range(3):
        fig.waitforbuttonpress()
    assert capfd.readouterr().err.count("goes on without") == 1


FORMATS = ["png", "pdf", "svg", "ps", "eps", "jpg", "tif", "webp", "raw", "rgba", "svgz"]


@pytest.mark.parametrize("kind", FORMATS)
def test_savefig(sink: Memory, kind: str) -> None:
    fig, ax = plt.subplots(layout="constrained")
    ax.plot([1, 2, 3], label="a")
    fig.savefig(buffer := io.BytesIO(), format=kind, dpi=50)
    assert len(buffer.getvalue()) > 100
    fig.savefig(io.BytesIO(), format=kind, bbox_inches="tight")
    fig.canvas.flush_events()
    assert not sink.events, "saving is not drawing"
    fig.canvas.draw()
    assert sink.frames()[0].ops
    figure = next(record for record in sink.records() if isinstance(record, Figure))
    assert (figure.width_px, figure.dpi) == (640, 100)


def test_saving_an_animation_records_nothing_but_show_does(sink: Memory, tmp_path: Path) -> None:
    animation = animate(3, repeat=False)
    animation.save(tmp_path / "a.gif", writer=PillowWriter(fps=10))
    plt.gcf().canvas.flush_events()
    assert not sink.events
    plt.show()
    assert len(sink.frames()) == 1 + 3


def test_blitting_by_hand(sink: Memory) -> None:
    fig, axs = plt.subplots(1, 2)
    lines = [ax.plot([0, 1], [0, 1], animated=True)[0] for ax in axs]
    fig.canvas.draw()
    background: Any = [fig.canvas.copy_from_bbox(ax.bbox) for ax in axs]  # type: ignore[attr-defined]
    canvas: Any = fig.canvas
    still = len(sink.frames()[0].ops)
    for step in range(3):
        for ax, line, region in zip(axs, lines, background, strict=True):
            canvas.restore_region(region)
            line.set_ydata([step / 4, 1])
            ax.draw_artist(line)
            canvas.blit(ax.bbox)
    frames = sink.frames()
    assert len(frames) == 7
    # one line in the first picture, then both: the other axes' line stays when one is put back
    assert [len(frame.ops) - still for frame in frames] == [0, 1, 2, 2, 2, 2, 2]


def test_blitting_from_a_draw_event(sink: Memory) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], animated=True)
    canvas: Any = fig.canvas
    kept: list[Any] = []

    def on_draw(event: Any) -> None:
        kept.append(canvas.copy_from_bbox(fig.bbox))
        fig.draw_artist(line)
        canvas.blit(fig.bbox)

    canvas.mpl_connect("draw_event", on_draw)
    canvas.draw()
    canvas.restore_region(kept[-1])
    line.set_ydata([1, 0])
    fig.draw_artist(line)
    canvas.blit(fig.bbox)
    first, second = sink.frames()
    assert len(first.ops) == len(second.ops) == len(kept[-1].picture) + 1
    assert first.ops[:-1] == second.ops[:-1]
    assert first.ops[-1] != second.ops[-1]


@pytest.mark.parametrize("kind", ["line", "image"])
def test_blitting_without_putting_the_background_back_does_not_pile_up(sink: Memory, kind: str) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot(range(50))
    image = ax.imshow(np.arange(2500.0).reshape(50, 50), aspect="auto")
    canvas: Any = fig.canvas
    canvas.draw()
    for step in range(6):
        if kind == "line":
            line.set_ydata([step % 7] * 50)
            ax.draw_artist(ax.patch)
            ax.draw_artist(line)
        else:
            image.set_data(np.arange(2500.0).reshape(50, 50) * (step + 1) % 17)
            ax.draw_artist(image)
        canvas.blit(ax.bbox)
    first, second, *_, last = sink.frames()
    assert len(first.ops) < len(second.ops) == len(last.ops)
    assert second.ops[-1] != last.ops[-1]


def test_drawing_on_top_for_ever_has_an_end(sink: Memory) -> None:
    fig, ax = plt.subplots()
    (line,) = ax.plot(range(3), animated=True)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    canvas: Any = fig.canvas
    canvas.draw()
    for step in range(MOST_ON_TOP + 5):
        line.set_ydata([step, 0, 0])
        ax.draw_artist(line)
    canvas.blit(ax.bbox)
    canvas.blit(ax.bbox)
    first, *_, last = sink.frames()
    assert len(last.ops) == len(first.ops) + MOST_ON_TOP
    assert len(reports) == 1
    assert "without putting a background back" in reports[0]


def test_an_animation_that_blits_draws_once(sink: Memory) -> None:
    """And what it blits in one turn, axes after axes, is one frame."""
    fig, axs = plt.subplots(1, 2)
    lines = [ax.plot([0, 1], [0, 1])[0] for ax in axs]
    draws: list[Any] = []
    fig.canvas.mpl_connect("draw_event", draws.append)

    def update(step: int) -> list[Any]:
        for line in lines:
            line.set_ydata([0, (step + 1) / 10])
        return lines

    animation = FuncAnimation(fig, update, frames=5, interval=20, blit=True, repeat=False)
    plt.show()
    assert len(draws) == 1
    assert times_ms(sink) == [0, 20, 40, 60, 80, 100]
    assert {len(frame.ops) for frame in sink.frames()[1:]} == {len(sink.frames()[0].ops) + 2}
    del animation


def test_a_blitted_frame_shows_what_a_full_drawing_would(sink: Memory) -> None:
    """But for the order: what is blitted is on top."""
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], animated=True)
    ax.set_ylim(0, 1)
    canvas: Any = fig.canvas
    canvas.draw()
    background = canvas.copy_from_bbox(ax.bbox)
    for step in range(4):
        canvas.restore_region(background)
        line.set_ydata([0, step / 4])
        ax.draw_artist(line)
        canvas.blit(ax.bbox)
        line.set_animated(False)
        canvas.draw()
        line.set_animated(True)
        canvas.draw()
    frames = sink.frames()
    for blitted, full in zip(frames[1::3], frames[2::3], strict=True):
        # a line that matplotlib draws between axis and frame, in the group of its axes
        found = [
            op for op in full.ops if op.group is not None and op.group.kind == "line2d" and op.group.parent
        ]
        mine = blitted.ops[-1]
        assert [op[1:] for op in found if op.clip is not None] == [mine[1:]]
        assert len(blitted.ops) == len(full.ops)


def test_figures_without_pyplot(sink: Memory) -> None:
    fig = MplFigure(label="bare")
    canvas = FigureCanvas(fig)
    fig.add_subplot().plot([1, 2])
    canvas.draw()
    canvas.draw_idle()
    canvas.flush_events()
    assert len(sink.frames()) == 2


def test_drawing_in_another_thread(sink: Memory) -> None:
    fig, ax = plt.subplots()

    def work() -> None:
        for step in range(5):
            ax.set_title(str(step))
            fig.canvas.draw()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(sink.frames()) == 5


@pytest.mark.parametrize("method", ["draw", "draw_idle"])
def test_what_another_thread_asks_for_during_a_drawing_comes_after_it(sink: Memory, method: str) -> None:
    fig = plt.figure()

    def ask(_: Any) -> None:
        thread = threading.Thread(target=getattr(fig.canvas, method))
        thread.start()
        thread.join()

    connection = fig.canvas.mpl_connect("draw_event", ask)
    fig.canvas.draw()
    fig.canvas.mpl_disconnect(connection)
    fig.canvas.flush_events()
    assert len(sink.frames()) == 2


@pytest.mark.parametrize("method", ["draw", "draw_idle"])
def test_a_drawing_that_asks_for_itself_is_one(sink: Memory, method: str) -> None:
    fig = plt.figure()
    fig.canvas.mpl_connect("draw_event", lambda _: getattr(fig.canvas, method)())
    fig.canvas.draw()
    fig.canvas.flush_events()
    assert len(sink.frames()) == 1


def test_widgets(sink: Memory) -> None:
    from matplotlib.widgets import Button, Cursor, Slider

    fig, axs = plt.subplots(3)
    widgets = Slider(axs[0], "s", 0, 1), Button(axs[1], "b"), Cursor(axs[2], useblit=True)
    fig.canvas.draw()
    widgets[0].set_val(0.5)
    fig.canvas.flush_events()
    assert len(sink.frames()) == 2


def test_pictures_are_complete(sink: Memory) -> None:
    fig, ax = plt.subplots()
    ax.imshow(np.arange(9).reshape(3, 3))
    fig.canvas.draw()
    kinds = {type(op).__name__ for op in sink.frames()[0].ops}
    assert {"DrawPath", "DrawImage", "DrawText"} <= kinds


def test_without_a_session_drawing_goes_nowhere() -> None:
    fig = MplFigure()
    canvas = FigureCanvas(fig)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas.draw()
        canvas.draw_idle()
        canvas.flush_events()
    assert not fig.stale


def test_frames_are_complete_pictures(sink: Memory) -> None:
    fig, _ = plt.subplots()
    fig.canvas.draw()
    fig.canvas.draw()
    first, second = (frame for frame in sink.records() if isinstance(frame, Frame))
    assert first.ops == second.ops


def test_pixels_as_agg_has_them(sink: Memory) -> None:
    """`np.asarray(canvas.buffer_rgba())` is how scripts hand pictures to other libraries."""
    fig, ax = plt.subplots(figsize=(2, 1), dpi=100)
    ax.plot([0, 1])
    fig.canvas.draw()
    canvas: Any = fig.canvas
    pixels = np.asarray(canvas.buffer_rgba())
    reference: Any = FigureCanvasAgg(fig)
    reference.draw()
    fig.set_canvas(canvas)
    assert np.array_equal(pixels, np.asarray(reference.buffer_rgba()))
    assert canvas.print_to_buffer() == (pixels.tobytes(), (200, 100))
    assert len(canvas.tostring_argb()) == pixels.nbytes
    assert fig.canvas is canvas
    assert len(sink.frames()) == 1, "none of this is a frame"


def test_an_animation_that_does_not_say_how_many_frames_it_has_is_asked_about(
    sink: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "SUSPICIOUS_FRAMES", 10)
    animation = animate(lambda: iter(range(15)), cache_frame_data=False)
    reports: list[str] = []
    ambient.ensure().report = reports.append
    plt.show()
    assert len(sink.frames()) == 1 + 15
    assert len(reports) == 1
    assert reports[0].startswith("10 frames so far of an animation")
    del animation
