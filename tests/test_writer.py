"""`Animation.save` by the writer "h5rec": from canvases of others and our own, each frame drawn once."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import AbstractMovieWriter, ArtistAnimation, FuncAnimation, writers
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import h5rec
from h5rec import ambient
from h5rec.backend import FigureCanvas
from h5rec.clock import AnimationClock
from h5rec.errors import LogError
from h5rec.log.writer import LogWriter
from h5rec.session import Session
from h5rec.writer import MovieWriter, choose_by_ending
from tests.memory import Memory

FRAMES = 6
CANVASES = (FigureCanvasAgg, FigureCanvas)
OLD = tuple(map(int, mpl.__version__.split(".")[:2])) < (3, 10)


class Counting(Figure):
    """Knows how often it was drawn."""

    draws = 0

    def draw(self, renderer: Any) -> None:
        self.draws += 1
        super().draw(renderer)


def animation(
    canvas: type[Any] = FigureCanvasAgg,
    *,
    frames: int = FRAMES,
    blit: bool = False,
    at_frame: Callable[[int], None] = lambda frame: None,
) -> tuple[Counting, FuncAnimation]:
    """Return a figure on a canvas, and an animation of it."""
    figure = Counting(figsize=(3, 2), dpi=100)
    canvas(figure)
    axes = figure.add_subplot()
    (line,) = axes.plot([0, 1, 2])

    def update(frame: int) -> tuple[Any, ...]:
        at_frame(frame)
        line.set_ydata([frame, 1, 2])
        return (line,)

    made = FuncAnimation(figure, update, frames=frames, interval=40, blit=blit)
    made._draw_was_started = True  # type: ignore[attr-defined]  # no warning where it is not used
    figure.draws = 0
    return figure, made


def run(code: str) -> str:
    """Run code in a Python of its own; return what it prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- registering


@pytest.mark.parametrize(
    "first",
    [
        "import h5rec",
        "import matplotlib.pyplot, matplotlib.animation, h5rec",
        "import h5rec, matplotlib.pyplot",
    ],
)
def test_it_is_registered_whichever_is_imported_first(first: str) -> None:
    code = f"""{first}
import sys
before = list(sys.meta_path)
import matplotlib.animation as animation
print(animation.writers["h5rec"].__module__, animation.__spec__.loader is animation.__loader__)
print(type(animation.__loader__).__name__, [finder for finder in sys.meta_path if "h5rec" in repr(finder)])"""
    assert run(code).split("\n")[:2] == ["h5rec.writer True", "SourceFileLoader []"]


def test_importing_h5rec_loads_nothing_of_matplotlib() -> None:
    assert run("import h5rec, sys; print('matplotlib' in sys.modules)") == "False\n"


def test_registering_loads_no_backend() -> None:
    assert run("import h5rec, matplotlib.animation, sys; print('h5rec.backend' in sys.modules)") == "False\n"


def test_an_import_that_fails_says_why_itself(tmp_path: Path) -> None:
    package = tmp_path / "matplotlib"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "animation.py").write_text("raise ImportError('no images')")
    code = f"""import sys; sys.path.insert(0, {str(tmp_path)!r}); import h5rec
try: import matplotlib.animation
except ImportError as error: print(error, error.__context__)"""
    assert run(code) == "no images None\n"


# ---- what is written


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("blit", [False, True])
def test_each_frame_is_drawn_once(tmp_path: Path, canvas: type[Any], blit: bool) -> None:
    figure, saved = animation(canvas, blit=blit)
    before = figure.canvas
    saved.save(tmp_path / "a.h5rec", writer="h5rec")
    assert figure.draws == FRAMES
    assert figure.canvas is before
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == FRAMES


@pytest.mark.parametrize("fps", [None, 3, 29.97])
def test_frames_have_exactly_their_time(tmp_path: Path, fps: Any) -> None:
    _, saved = animation()
    saved.save(tmp_path / "a.h5rec", writer="h5rec", fps=fps)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        times = [frame.time_ns for frame in recording.frames]
        assert times == [round(number * 1e9 / (fps or 25)) for number in range(FRAMES)]
        assert recording.duration_s == pytest.approx(
            FRAMES / (fps or 25)
        )  # the last is seen as long as the others


@pytest.mark.parametrize("canvas", CANVASES)
def test_frames_are_those_that_the_canvas_draws(tmp_path: Path, canvas: type[Any]) -> None:
    _, saved = animation(canvas)
    saved.save(tmp_path / "a.h5rec", writer="h5rec")
    memory = Memory(watched=True)
    figure, drawn = animation(FigureCanvas)
    with ambient.holding(Session({"memory": memory}, AnimationClock())):
        for frame in range(FRAMES):
            drawn._draw_frame(frame)  # type: ignore[attr-defined]
            figure.canvas.draw()
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert [frame.ops for frame in recording.frames] == [frame.ops for frame in memory.frames()]


def test_several_animations_of_a_figure(tmp_path: Path) -> None:
    figure, saved = animation()
    patch = Rectangle((0, 0), 1, 1)
    figure.axes[0].add_patch(patch)
    other = FuncAnimation(figure, lambda frame: [patch.set(width=frame)], frames=FRAMES)  # type: ignore[list-item]
    saved.save(tmp_path / "a.h5rec", writer="h5rec", extra_anim=[other])
    assert figure.draws == FRAMES
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len({frame.ops for frame in recording.frames}) == FRAMES
    assert patch.get_width() == FRAMES - 1


def test_animations_of_artists(tmp_path: Path) -> None:
    figure = Counting()
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    saved = ArtistAnimation(figure, [axes.plot([0, n]) for n in range(FRAMES)])
    saved.save(tmp_path / "a.h5rec", writer="h5rec")
    assert figure.draws == FRAMES
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == FRAMES


def test_frames_grabbed_by_hand(tmp_path: Path) -> None:
    figure, _ = animation()
    (line,) = figure.axes[0].lines
    writer = MovieWriter(fps=2)
    with writer.saving(figure, tmp_path / "new" / "a.h5rec", 100):
        for number in range(3):
            line.set_ydata([number, 0, 0])
            figure.canvas.draw_idle()
            figure.canvas.draw()  # what is not grabbed is not written
            writer.grab_frame()
    writer.finish()  # once more does nothing
    with pytest.raises(RuntimeError, match="grab_frame: nothing is being saved"):
        writer.grab_frame()
    with h5rec.open(tmp_path / "new" / "a.h5rec") as recording:
        assert [frame.time_s for frame in recording.frames] == [0, 0.5, 1]


def test_progress(tmp_path: Path) -> None:
    _, saved = animation()
    seen: list[tuple[int, int]] = []
    saved.save(tmp_path / "a.h5rec", writer="h5rec", progress_callback=lambda *at: seen.append(at))
    assert seen == [(number, FRAMES) for number in range(FRAMES)]


@pytest.mark.parametrize("canvas", CANVASES)
def test_dpi_is_that_of_the_log_alone(tmp_path: Path, canvas: type[Any]) -> None:
    figure, saved = animation(canvas)
    saved.save(tmp_path / "a.h5rec", writer="h5rec", dpi=50)
    assert figure.dpi == 100
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        (found,) = recording.figures
        assert (found.width_px, found.height_px, found.dpi) == (150, 100, 50)


def test_windows_keep_their_size_and_know_that_they_are_out_of_date(tmp_path: Path) -> None:
    before = mpl.get_backend()
    plt.switch_backend("agg")
    try:
        figure = plt.figure(figsize=(3, 2))
        resized: list[Any] = []
        figure.canvas.mpl_connect("resize_event", resized.append)
        figure.canvas.manager.resize = lambda *size: resized.append(size)  # type: ignore[union-attr,method-assign]
        saved = FuncAnimation(figure, lambda frame: [], frames=2)
        saved.save(tmp_path / "a.h5rec", writer="h5rec", dpi=30)
        assert resized == []
        assert figure.stale
        with h5rec.open(tmp_path / "a.h5rec") as recording:
            assert recording.header["title"] == "Figure 1"
    finally:
        plt.close("all")
        plt.switch_backend(before)


@pytest.mark.parametrize("metadata", [{"title": "A run", "artist": "Ada"}, {"title": 3, 4: "not a text"}])
def test_metadata_goes_into_the_header(tmp_path: Path, metadata: Any) -> None:
    _, saved = animation()
    saved.save(tmp_path / "a.h5rec", writer="h5rec", metadata=metadata)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert {str(key): str(value) for key, value in metadata.items()}.items() <= recording.header.items()
        assert recording.header["clock"] == "animation"
        assert [figure.title for figure in recording.figures] == [str(metadata["title"])]


# ---- what savefig can be told


def background(path: Path) -> list[bytes]:
    """Return the colour that each frame is filled with."""
    with h5rec.open(path) as recording:
        return [frame.ops[0].style.fill for frame in recording.frames]  # type: ignore[union-attr]


def test_colours(tmp_path: Path) -> None:
    figure, saved = animation()
    figure.set_facecolor("yellow")
    saved.save(tmp_path / "own.h5rec", writer="h5rec")
    assert background(tmp_path / "own.h5rec") == [bytes((255, 255, 0, 255))] * FRAMES
    saved.save(tmp_path / "red.h5rec", writer="h5rec", savefig_kwargs={"facecolor": "red"})
    assert background(tmp_path / "red.h5rec") == [bytes((255, 0, 0, 255))] * FRAMES
    assert figure.get_facecolor() == (1, 1, 0, 1)
    with mpl.rc_context({"savefig.facecolor": "blue"}):
        saved.save(tmp_path / "blue.h5rec", writer="h5rec")
    assert background(tmp_path / "blue.h5rec") == [bytes((0, 0, 255, 255))] * FRAMES


@pytest.mark.skipif(OLD, reason="matplotlib 3.9 saves no animation transparently")
def test_transparent(tmp_path: Path) -> None:
    figure, saved = animation()
    inset = figure.axes[0].inset_axes((0.5, 0.5, 0.4, 0.4))
    subfigure = figure.add_subfigure(figure.add_gridspec(2, 2)[0])
    subfigure.set_facecolor("white")
    before = subfigure.patch.get_facecolor()
    saved.save(tmp_path / "no.h5rec", writer="h5rec")
    saved.save(tmp_path / "yes.h5rec", writer="h5rec", savefig_kwargs={"transparent": True})
    fills = []
    for name in ("no", "yes"):
        with h5rec.open(tmp_path / f"{name}.h5rec") as recording:
            ops: Any = recording.frames[0].ops
            fills.append({op.style.fill for op in ops if getattr(op, "style", None) is not None})
    white = bytes((255,) * 4)
    assert white in fills[0]
    assert white not in fills[1]
    for patch in (figure.patch, figure.axes[0].patch, inset.patch):
        assert patch.get_facecolor() == (1, 1, 1, 1)
    assert subfigure.patch.get_facecolor() == before


def test_what_means_nothing_here_is_ignored_and_said(tmp_path: Path) -> None:
    _, saved = animation()
    with pytest.warns(
        UserWarning, match="^codec, bitrate: ignored, because the writer 'h5rec' makes no video"
    ):
        saved.save(tmp_path / "a.h5rec", writer="h5rec", codec="h264", bitrate=100)
    with pytest.warns(UserWarning, match="^savefig_kwargs: pil_kwargs: ignored") as said:
        saved.save(
            tmp_path / "a.h5rec", writer="h5rec", savefig_kwargs={"pil_kwargs": {}, "bbox_inches": "tight"}
        )
    assert len(said) == 1  # once for all frames
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == FRAMES


def test_frames_cannot_differ_in_size(tmp_path: Path) -> None:
    figure, _ = animation()
    writer = MovieWriter()
    with writer.saving(figure, tmp_path / "a.h5rec", None):
        writer.grab_frame()
        for name in ("dpi", "bbox_inches", "format"):
            with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
                writer.grab_frame(**{name: None})
    with pytest.raises(ValueError, match="fps: more than 0, not 0"):
        MovieWriter(fps=0)


# ---- what goes wrong


def test_a_name_that_is_neither_log_nor_page(tmp_path: Path) -> None:
    figure, saved = animation()
    with pytest.raises(LogError, match=r"a\.mp4: the writer 'h5rec' makes \.h5rec and \.html files"):
        saved.save(tmp_path / "a.mp4", writer="h5rec")
    (tmp_path / "folder.h5rec").mkdir()
    with pytest.raises(LogError, match=r"folder\.h5rec: is a directory"):
        saved.save(tmp_path / "folder.h5rec", writer="h5rec")
    assert isinstance(figure.canvas, FigureCanvasAgg)
    assert figure.draws == 0


def test_the_log_that_is_being_recorded_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.h5rec"
    _, saved = animation(FigureCanvas)
    with ambient.holding(Session({"log": LogWriter(path)}, AnimationClock(), path=path)) as session:
        with pytest.raises(
            LogError, match=r"a\.h5rec: is the log that is being recorded; choose another name"
        ):
            saved.save(path, writer="h5rec")
        session.close()
        saved.save(path, writer="h5rec")


def stop_at(number: int, error: BaseException) -> Callable[[int], None]:
    """Raise in the middle; the frame before is drawn by the initial call as well."""

    def at_frame(frame: int) -> None:
        if frame == number:
            raise error

    return at_frame


@pytest.mark.parametrize(
    ("error", "reason", "status"),
    [(RuntimeError("no"), "failed", 1), (KeyboardInterrupt(), "interrupted", 130)],
)
def test_a_log_that_is_cut_short_holds_the_frames_before_and_says_why(
    tmp_path: Path, error: BaseException, reason: str, status: int
) -> None:
    figure, saved = animation(at_frame=stop_at(3, error))
    before = figure.canvas
    with pytest.raises(type(error)) as raised:
        saved.save(tmp_path / "a.h5rec", writer="h5rec", dpi=30)
    assert raised.value is error
    assert (figure.canvas, figure.dpi) == (before, 100)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == 3
        assert recording.end is not None
        assert (recording.end.reason, recording.end.status) == (reason, status)


def test_a_page_is_whole_or_not_there(tmp_path: Path) -> None:
    _, failing = animation(at_frame=stop_at(3, RuntimeError("no")))
    with pytest.raises(RuntimeError):
        failing.save(tmp_path / "a.html", writer="h5rec")
    assert list(tmp_path.iterdir()) == []
    _, saved = animation()
    saved.save(tmp_path / "a.html", writer="h5rec", metadata={"title": "A run"})
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<title>A run</title>" in page
    with pytest.raises(RuntimeError):
        failing.save(tmp_path / "a.html", writer="h5rec")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page


def test_no_frames_is_an_error(tmp_path: Path) -> None:
    for name in ("a.h5rec", "a.html"):
        _, saved = animation(frames=0)
        with (
            pytest.warns(UserWarning, match="Can not start iterating the frames"),  # matplotlib's own
            pytest.raises(LogError, match=f"{name}: the animation has no frames"),
        ):
            saved.save(tmp_path / name, writer="h5rec")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_ends_saving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def write(writer: LogWriter, data: bytes) -> None:
        begun.append(len(data))
        if len(begun) > 2:
            writer._fail(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        real(writer, data)

    real = LogWriter._write
    monkeypatch.setattr(LogWriter, "_write", write)
    monkeypatch.setattr("h5rec.flushing.FLUSH_S", 0)
    figure, saved = animation()
    with pytest.raises(
        LogError, match=r"a\.h5rec: cannot be written: no space left on device; free some space"
    ):
        saved.save(tmp_path / "a.h5rec", writer="h5rec")
    assert figure.draws < FRAMES
    assert isinstance(figure.canvas, FigureCanvasAgg)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert 0 < len(recording.frames) < FRAMES


def test_frames_that_no_log_can_hold_end_saving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("h5rec.wire.open_chunk.MAX_CHUNK_RAW_BYTES", 100)
    _, saved = animation()
    with pytest.raises(LogError, match=r"a\.h5rec: figure 1.*a chunk of more than 100 raw bytes"):
        saved.save(tmp_path / "a.h5rec", writer="h5rec")


# ---- choosing


def test_the_ending_chooses(tmp_path: Path) -> None:
    with mpl.rc_context({"animation.writer": "pillow"}):
        choose_by_ending()
        choose_by_ending()  # once more does nothing
        assert mpl.rcParams["animation.writer"] == "h5rec|pillow"
        for name in ("a.h5rec", "a.HTML", "a.gif"):
            figure, saved = animation()
            saved.save(tmp_path / name, fps=10, metadata={"title": "A run"})
            assert figure.draws == FRAMES * (2 if name == "a.gif" else 1)
        video = writers["h5rec|pillow"](fps=5)
        with video.saving(figure, str(tmp_path / "by_hand.gif"), 100):
            video.grab_frame()
        assert video.frame_size == (300, 200)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert recording.frames[1].time_s == 0.1
        assert recording.header["title"] == "A run"
    assert "<title>A run</title>" in (tmp_path / "a.HTML").read_text(encoding="utf-8")
    assert (tmp_path / "a.gif").read_bytes()[:3] == (tmp_path / "by_hand.gif").read_bytes()[:3] == b"GIF"


def test_without_ffmpeg_it_is_pillow_as_ever(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with mpl.rc_context({"animation.writer": "ffmpeg", "animation.ffmpeg_path": "no_such_program"}):
        choose_by_ending()
        _, saved = animation()
        saved.save(tmp_path / "a.gif")
    assert "MovieWriter ffmpeg unavailable; using Pillow instead." in caplog.messages
    assert (tmp_path / "a.gif").read_bytes()[:3] == b"GIF"


def test_a_writer_of_the_users_stays() -> None:
    @writers.register("their own")
    class Theirs(AbstractMovieWriter):
        pass

    for name in ("html", "their own", "h5rec"):
        with mpl.rc_context({"animation.writer": name}):
            choose_by_ending()
            assert mpl.rcParams["animation.writer"] == name


def test_on_our_backend_no_writer_need_be_named(tmp_path: Path) -> None:
    code = f"""
import matplotlib
matplotlib.use("module://h5rec.backend")
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
figure, axes = plt.subplots()
animation = FuncAnimation(figure, lambda frame: axes.set_title(str(frame)), frames=2)
animation.save({str(tmp_path / "a.h5rec")!r})
animation.save({str(tmp_path / "a.html")!r})"""
    run(code)
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == 2
    assert (tmp_path / "a.html").stat().st_size > 100_000


def test_saving_is_not_recorded(tmp_path: Path) -> None:
    memory = Memory(watched=True)
    with ambient.holding(Session({"memory": memory}, AnimationClock())) as session:
        figure, saved = animation(FigureCanvas)
        figure.canvas.draw()
        saved.save(tmp_path / "a.h5rec", writer="h5rec")
        session.loop.turn()
        assert len(memory.frames()) == 1
        figure.canvas.draw()
        assert len(memory.frames()) == 2
        np.testing.assert_equal(figure.axes[0].lines[0].get_ydata(), [FRAMES - 1, 1, 2])
    with h5rec.open(tmp_path / "a.h5rec") as recording:
        assert len(recording.frames) == FRAMES
