"""Sinks, flushing, limits, threads, forks."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import h5rec
from h5rec import ambient
from h5rec.clock import AnimationClock
from h5rec.errors import SessionError
from h5rec.session import LimitReached, Look, Session
from h5rec.wire._ops import (
    Axes,
    Close,
    Column,
    DrawPath,
    End,
    Figure,
    Header,
    Mark,
    Output,
    Path,
    Style,
)
from h5rec.wire.stream import Event
from tests.memory import Memory

LOOK = Look("Figure 1", 640, 480, 100.0)
AXES: tuple[Axes, ...] = ()
COLUMN = Column(bytes(8))


class Canvas:
    """A figure, as far as sessions care."""


def ops(number: int) -> tuple[DrawPath, ...]:
    style = Style(b"\0\0\0\xff", bytes(4), float(number), 0, 0, 10.0, 1, 0.0, ())
    return (DrawPath(None, None, style, Path(0, b"", COLUMN, COLUMN)),)


def test_records_in_order() -> None:
    sink = Memory()
    session = Session({"memory": sink}, AnimationClock(), {"title": "t"})
    one, two = Canvas(), Canvas()
    session.frame(one, LOOK, ops(1), AXES)
    session.mark("here")
    session.output(1, "hello\n")
    session.frame(two, LOOK._replace(title="Figure 2"), ops(2), AXES)
    session.frame(one, LOOK, ops(3), AXES)
    session.close_figure(one)
    session.close(3, "failed")
    names = [type(record).__name__ for record in sink.records() if not isinstance(record, Header)]
    assert names == ["Figure", "Frame", "Mark", "Output", "Figure", "Frame", "Frame", "Close", "End"]
    assert [(frame.figure, frame.number) for frame in sink.frames()] == [(1, 0), (2, 0), (1, 1)]
    assert sink.records()[-1] == End(0, 3, "failed")
    assert sink.closed == 1


def test_a_new_look_is_a_figure_record() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    canvas = Canvas()
    for look in (LOOK, LOOK, LOOK._replace(title="other"), LOOK._replace(width_px=100)):
        session.frame(canvas, look, ops(1), AXES)
    session.close()
    figures = [record for record in sink.records() if isinstance(record, Figure)]
    assert [(figure.title, figure.width_px) for figure in figures] == [
        ("Figure 1", 640),
        ("other", 640),
        ("other", 640),  # a resize begins a chunk, which opens with what was
        ("Figure 1", 100),
    ]
    assert [frame.number for frame in sink.frames()] == [0, 1, 2, 3]


def test_collected_canvases_are_closed() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    canvas = Canvas()
    session.frame(canvas, LOOK, ops(1), AXES)
    del canvas
    gc.collect()
    session.frame(Canvas(), LOOK, ops(2), AXES)
    session.close()
    assert [record.figure for record in sink.records() if isinstance(record, Close)] == [1, 2]


def test_text_before_the_first_picture_waits_for_it() -> None:
    sink = Memory()
    session = Session({"memory": sink}, AnimationClock())
    session.output(2, "early \ud800\n")
    session.mark("start")
    assert not sink.events
    session.frame(Canvas(), LOOK, ops(1), AXES)
    session.close()
    assert Output(0, 2, "early \\ud800\n") in sink.records()
    assert Mark(0, "start") in sink.records()


def test_nothing_drawn_is_nothing_written() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    session.output(1, "hello\n")
    session.close()
    assert (sink.events, sink.closed) == ([], 1)


def test_close_is_final_and_happens_once() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    session.frame(Canvas(), LOOK, ops(1), AXES)
    session.close()
    events = list(sink.events)
    session.close(1, "failed")
    session.frame(Canvas(), LOOK, ops(2), AXES)
    session.mark("late")
    assert (sink.events, sink.closed, session.frames) == (events, 1, 1)


def test_a_failing_sink_is_dropped_and_the_others_go_on() -> None:
    lines: list[str] = []
    good, bad = Memory(watched=True), Memory(watched=True)
    session = Session({"run.h5rec": bad, "live": good}, report=lines.append)
    canvas = Canvas()
    session.frame(canvas, LOOK, ops(1), AXES)
    bad.error = OSError(28, "No space left on device")
    session.frame(canvas, LOOK, ops(2), AXES)
    session.frame(canvas, LOOK, ops(3), AXES)
    session.close()
    assert lines == ["run.h5rec: No space left on device; the script goes on, recorded by live"]
    assert (len(bad.frames()), bad.closed) == (1, 1)
    assert (len(good.frames()), good.closed) == (3, 1)
    assert session.has_failed
    assert not session.kept("run.h5rec")
    assert session.kept("live")


def test_the_last_sink_fails() -> None:
    lines: list[str] = []
    sink = Memory(watched=True)
    session = Session({"run.h5rec": sink}, report=lines.append)
    sink.error = ValueError("odd")
    session.frame(Canvas(), LOOK, ops(1), AXES)
    assert lines == ["run.h5rec: ValueError: odd; the script goes on, no longer recorded"]
    assert not session.is_recording
    session.frame(Canvas(), LOOK, ops(2), AXES)
    session.close()


def test_a_frame_that_cannot_be_encoded_is_the_only_one_missing() -> None:
    lines: list[str] = []
    sink = Memory()
    session = Session({"run.h5rec": sink}, report=lines.append)
    canvas = Canvas()
    session.frame(canvas, LOOK, ("not an op",), AXES)  # type: ignore[arg-type]
    wide = DrawPath(None, None, Style(bytes(4), bytes(4), 1e300, 0, 0, 10.0, 1, 0.0, ()), None)
    session.frame(canvas, LOOK, (wide,), AXES)
    session.frame(canvas, LOOK, ops(2), AXES)
    session.close()
    (line,) = lines
    assert line.startswith("figure 1, frame 0: ")
    assert [(frame.number, frame.ops) for frame in sink.frames()] == [(0, ops(2))]
    assert session.has_failed


def test_marks_titles_and_output_that_do_not_fit_cost_only_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    sink = Memory()
    session = Session({"run.h5rec": sink}, report=lines.append)
    monkeypatch.setattr("h5rec.wire.encoder.MAX_RECORD_BYTES", 200)
    monkeypatch.setattr("h5rec.session.OUTPUT_CHARACTERS", 100)
    canvas = Canvas()
    session.mark("m" * 300)  # before the first picture, with a mark that fits
    session.mark("here")
    session.frame(canvas, LOOK, ops(1), AXES)
    session.frame(canvas, LOOK._replace(title="t" * 300), ops(2), AXES)
    session.mark("m" * 300)
    session.output(1, "o" * 250)
    session.frame(canvas, LOOK, ops(3), AXES)
    session.close()
    assert [frame.ops for frame in sink.frames()] == [ops(1), ops(2), ops(3)]
    records = sink.records()
    assert [record.label for record in records if isinstance(record, Mark)] == ["here"]
    assert [len(record.text) for record in records if isinstance(record, Output)] == [100, 100, 50]
    assert isinstance(records[-1], End)
    assert len(lines) == 1


def test_a_report_that_fails_costs_nothing() -> None:
    def report(line: str) -> None:
        raise OSError(5, "the terminal is gone")

    good, bad = Memory(watched=True), Memory(watched=True)
    session = Session({"live": bad, "run.h5rec": good}, report=report)
    bad.error = RuntimeError("odd")
    session.frame(Canvas(), LOOK, ops(1), AXES)
    session.report("something")
    session.close()
    assert len(good.frames()) == 1
    assert isinstance(good.records()[-1], End)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs POSIX timers")
def test_handlers_of_the_script_wait_for_the_end_of_a_record() -> None:
    class TooLong(Exception):
        pass

    def handle(signum: int, frame: object) -> None:
        raise TooLong

    class Slow(Memory):
        def handle(self, event: Event) -> None:
            signal.setitimer(signal.ITIMER_REAL, 0.001)
            ends = time.monotonic() + 0.01
            while time.monotonic() < ends:
                pass
            super().handle(event)

    sink = Slow(watched=True)
    session = Session({"memory": sink})
    canvas = Canvas()
    before = signal.signal(signal.SIGALRM, handle)
    try:
        for number in range(3):
            with pytest.raises(TooLong):
                session.frame(canvas, LOOK, ops(number), AXES)
        assert signal.getsignal(signal.SIGALRM) is handle
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        session.close()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert [frame.ops for frame in sink.frames()] == [ops(0), ops(1), ops(2)]
    assert not session.has_failed


def test_a_frame_that_is_too_large_is_the_only_one_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    sink = Memory()
    session = Session({"run.h5rec": sink}, report=lines.append)
    canvas = Canvas()
    session.frame(canvas, LOOK, ops(1), AXES)
    with monkeypatch.context() as patch:
        patch.setattr("h5rec.wire.encoder.MAX_RECORD_BYTES", 8, raising=True)
        session.frame(canvas, LOOK, ops(2), AXES)
    session.frame(canvas, LOOK, ops(3), AXES)
    session.close()
    assert len(lines) == 1
    assert "left out" in lines[0]
    assert [frame.number for frame in sink.frames()] == [0, 1]
    assert session.has_failed


def test_every_frame_is_flushed_while_somebody_watches() -> None:
    sink = Memory(watched=True)
    session = Session({"memory": sink})
    canvas = Canvas()
    for number in range(20):
        session.frame(canvas, LOOK, ops(number), AXES)
        assert len(sink.frames()) == number + 1
    session.close()


def test_a_busy_script_loses_at_most_200_ms() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    canvas = Canvas()
    for number in range(5):  # the first is flushed by the second at the latest
        session.frame(canvas, LOOK, ops(number), AXES)
    assert sink.wait_for_frames(5) < 5  # without drawing anything more; 0.1 s on an idle machine
    session.close()


def test_the_flusher_sleeps_when_there_is_nothing_to_do() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    session.frame(Canvas(), LOOK, ops(1), AXES)
    session.frame(Canvas(), LOOK, ops(2), AXES)
    sink.wait_for_frames(2)
    events = len(sink.events)
    used = time.process_time()
    time.sleep(0.5)
    assert len(sink.events) == events
    assert time.process_time() - used < 0.2
    session.close()


def test_frames_limit() -> None:
    sink = Memory()
    session = Session({"memory": sink}, frames=3)
    canvas = Canvas()
    session.frame(canvas, LOOK, ops(0), AXES)
    session.frame(canvas, LOOK, ops(1), AXES)
    with pytest.raises(LimitReached):
        session.frame(canvas, LOOK, ops(2), AXES)
    session.close(0, "limit")
    assert len(sink.frames()) == 3
    assert isinstance(sink.records()[-1], End)


def test_duration_limit_ends_waiting() -> None:
    session = Session({"memory": Memory()}, AnimationClock(), duration_ns=50_000_000)
    with pytest.raises(LimitReached):
        session.loop.run(until_ns=10**12)
    assert session.clock.now_ns() == 50_000_000


def test_limit_in_another_thread_is_raised_in_the_scripts() -> None:
    sink = Memory()
    session = Session({"memory": sink}, frames=2)

    def draw() -> None:
        for number in range(5):
            session.frame(Canvas(), LOOK, ops(number), AXES)

    thread = threading.Thread(target=draw)
    thread.start()
    thread.join()
    with pytest.raises(LimitReached):
        session.loop.turn()
    session.close()
    assert len(sink.frames()) == 2


def test_limit_in_another_thread_wakes_the_loop() -> None:
    session = Session({"memory": Memory()}, frames=1)
    thread = threading.Timer(0.05, lambda: session.frame(Canvas(), LOOK, ops(1), AXES))
    thread.start()
    with pytest.raises(LimitReached):
        session.loop.run(until_ns=session.clock.now_ns() + 20_000_000_000)
    assert session.clock.now_ns() < 10_000_000_000
    thread.join()
    session.close()


def test_another_thread_adds_no_frame_before_the_limit_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    sink = Memory()
    session = Session({"memory": sink}, frames=2)
    with monkeypatch.context() as patch:
        patch.setattr(session, "check_limits", lambda: None)  # what a thread does last, when others may draw
        for number in range(5):
            session.frame(Canvas(), LOOK, ops(number), AXES)
    session.close()
    assert len(sink.frames()) == 2


def test_many_threads_draw() -> None:
    sink = Memory()
    session = Session({"memory": sink})
    canvases = [Canvas() for _ in range(6)]

    def draw(canvas: Canvas) -> None:
        for number in range(50):
            session.frame(canvas, LOOK, ops(number), AXES)
            session.output(1, "x\n")

    threads = [threading.Thread(target=draw, args=(canvas,)) for canvas in canvases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.close()
    frames = sink.frames()
    assert len(frames) == 300
    times = [frame.time_ns for frame in frames]
    assert times == sorted(times)
    for figure in range(1, 7):
        assert [frame.number for frame in frames if frame.figure == figure] == list(range(50))


def test_a_sink_that_prints_does_not_write_into_the_record() -> None:
    class Chatty(Memory):
        def handle(self, event: Event) -> None:
            super().handle(event)
            session.output(1, "handled\n")

    sink = Chatty(watched=True)
    session = Session({"memory": sink})
    session.frame(Canvas(), LOOK, ops(1), AXES)
    session.close()
    assert not any(isinstance(record, Output) for record in sink.records())


def test_a_signal_in_the_middle_of_a_record_waits_for_its_end() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    class Signalled(Memory):
        def handle(self, event: Event) -> None:
            if not self.events:
                assert session.defer(interrupt)
            super().handle(event)

    sink = Signalled(watched=True)
    session = Session({"memory": sink})
    assert not session.defer(interrupt)
    with pytest.raises(KeyboardInterrupt):
        session.frame(Canvas(), LOOK, ops(1), AXES)
    session.close(130, "interrupted")
    assert len(sink.frames()) == 1
    assert isinstance(sink.records()[-1], End)


def test_one_ambient_session() -> None:
    assert ambient.current() is None or not ambient.current().is_recording  # type: ignore[union-attr]
    h5rec.mark("nobody listens")
    sink = Memory()
    with ambient.holding(Session({"memory": sink})) as session:
        assert ambient.current() is session
        with pytest.raises(SessionError, match="already"):
            ambient.activate(Session())
        h5rec.mark("heard")
        session.frame(Canvas(), LOOK, ops(1), AXES)
        session.close()
    assert any(isinstance(record, Mark) and record.label == "heard" for record in sink.records())


def test_sinks_join_only_at_the_beginning() -> None:
    session = Session()
    session.frame(Canvas(), LOOK, ops(1), AXES)
    sink = Memory(watched=True)
    session.add_sink("memory", sink)
    session.frame(Canvas(), LOOK, ops(2), AXES)
    assert len(sink.frames()) == 1
    with pytest.raises(SessionError, match="begun"):
        session.add_sink("late", Memory())
    session.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_writes_nothing() -> None:
    sink = Memory(watched=True)
    with ambient.holding(Session({"memory": sink})) as session:
        canvas = Canvas()
        session.frame(canvas, LOOK, ops(1), AXES)
        events = len(sink.events)
        child = os.fork()
        if child == 0:
            session.frame(canvas, LOOK, ops(2), AXES)
            session.output(1, "child\n")
            session.close()
            os._exit(0 if len(sink.events) == events and sink.closed == 0 and session.is_detached else 1)
        assert os.waitpid(child, 0)[1] == 0
        session.frame(canvas, LOOK, ops(3), AXES)
        session.close()
    assert len(sink.frames()) == 2


def test_wire_and_package_load_nothing_heavy() -> None:
    code = (
        "import sys, h5rec, h5rec.wire.stream, h5rec.wire.canvas_calls\n"
        "print([name for name in ('matplotlib', 'websockets', 'asyncio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_frame_that_does_not_fit_the_format_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from h5rec.wire import open_chunk

    monkeypatch.setattr(open_chunk, "MAX_CHUNK_RECORDS", 40)
    lines: list[str] = []
    sink = Memory()
    session = Session({"memory": sink}, report=lines.append)
    canvas = Canvas()
    session.frame(canvas, LOOK, ops(1), AXES)
    for _ in range(2):
        session.frame(canvas, LOOK, tuple(op for number in range(100) for op in ops(number)), AXES)
    session.frame(canvas, LOOK, ops(2), AXES)
    session.close()
    assert [(frame.number, frame.ops) for frame in sink.frames()] == [(0, ops(1)), (1, ops(2))]
    assert session.has_failed
    (line,) = lines
    assert line.startswith("figure 1, frame 1: a chunk of ")
