"""What pyplot asks of a backend, recorded into memory."""

from __future__ import annotations

import io
import threading
import warnings
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure

from h5rec.backend import FigureCanvas, FigureManager
from h5rec.wire._ops import Close, Figure, Frame
from tests.memory import Memory

from .helpers import times_ms


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
