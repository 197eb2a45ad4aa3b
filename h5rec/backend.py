"""Matplotlib's face: the module behind ``matplotlib.use("h5rec")``."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING, Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import (
    CloseEvent,
    FigureCanvasBase,
    FigureManagerBase,
    ResizeEvent,
    register_backend,
)
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import BboxBase

from . import ambient
from .drawing_threads import helpers
from .render.axes import AxesDescriber
from .render.layers import MOST_ON_TOP, Layers, Region, pixel_box
from .render.renderer import Renderer
from .render.retained import Retainer, new_retainer
from .session import Look, Session
from .timers import Timer
from .writer import choose_by_ending

if TYPE_CHECKING:
    from .export.still import Target


REPLAYS = {"h5rec": "Replay for the h5rec player", "html": "Replay that brings its player along"}


class FigureManager(FigureManagerBase):
    """What pyplot knows of a figure."""

    canvas: FigureCanvas
    _is_destroyed = False
    _title = ""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Draw every figure that needs it; if *block*, run its animations."""
        session = ambient.ensure()
        if session.is_idle:
            from .watching import start_watching  # it starts a server: only when there is something to show

            start_watching(session)
        super().pyplot_show(block=block)

    @classmethod
    def start_main_loop(cls) -> None:
        """Run timers until no animation is running any more."""
        session = ambient.ensure()
        if session.is_watched_only:
            from .watching import watch

            watch(session)
            return
        loop = session.loop
        is_idle = not loop.has_alarms
        if not loop.run_animations(_are_all_closed):
            session.report_once(
                "timers that repeat for ever were left; say how long with --frames or --duration"
            )
        while session.clock.waits and not _are_all_closed() and (threads := loop.drawing_threads.running()):
            session.report_once(f"plt.show() waits for {threads[0].name}, which draws; Ctrl-C ends it")
            is_idle = False
            loop.run_beside(threads, _are_all_closed)
        if is_idle and (others := helpers()):
            session.report_once(
                f"plt.show() does not wait: there is no animation, and {others[0].name} has not drawn yet; "
                "it waits for threads that have called draw_idle()"
            )

    def show(self) -> None:
        """Draw the figure, if it needs that."""
        with ambient.ensure().loop.inside():
            self.canvas.draw_if_needed()

    # Matplotlib 3.9 forgets the title unless a backend keeps it.

    def get_window_title(self) -> str:
        """Return the title that the player shows."""
        return self._title

    def set_window_title(self, title: str) -> None:
        """Set the title that the player shows."""
        self._title = title

    def resize(self, w: float, h: float) -> None:
        """Give the figure another size, in px."""
        self.canvas.resize(w, h)

    def destroy(self) -> None:
        """Close the figure."""
        if not self._is_destroyed:
            self._is_destroyed = True
            self.canvas.close()
        super().destroy()


class FigureCanvas(FigureCanvasBase):
    """A canvas whose pictures are ops, and whose drawings are frames of the ambient session."""

    manager_class = FigureManager
    required_interactive_framework = None
    supports_blit = True
    _timer_cls = Timer
    filetypes = {**FigureCanvasBase.filetypes, **REPLAYS}  # noqa: RUF012  # as matplotlib declares it

    def __init__(self, figure: Any = None) -> None:
        self._renderer: Renderer | None = None
        self._retainer: Retainer | None = None
        self._is_drawing = False
        self._drawing_thread = 0
        self._is_outdated = True  # never drawn, or drawn only while saving
        self._layers = Layers()
        self._axes = AxesDescriber()
        self._has_picture = False  # of the drawing that is going on
        self._is_blitted = False  # what is drawn on top is a frame as soon as the loop's turn is over
        super().__init__(figure)

    # ---- drawing

    def get_renderer(self) -> Renderer:
        """Return the renderer, which lives as long as size and dpi stay the same."""
        width, height = self.figure.bbox.size
        key = (float(width), float(height), float(self.figure.dpi), ambient.ensure().precision_bits)
        if self._renderer is None or key != self._renderer.key:
            self._renderer = Renderer(*key[:3], bits=key[3])
            self._renderer.start_frame()
            self._retainer = None
        return self._renderer

    def draw(self, *args: Any, **kwargs: Any) -> None:
        """Draw the figure, and record the frame."""
        loop = ambient.ensure().loop
        loop.drawing_threads.note()
        if self._is_drawing:
            self._draw_again_if_elsewhere()
            return
        loop.unmark(self)
        self._record_blitted()
        renderer = self.get_renderer()
        renderer.start_frame()
        self._layers.show(())
        self._has_picture = False
        self._drawing_thread = threading.get_ident()
        self._is_drawing = True
        try:
            if self._retainer is None:
                self._retainer = new_retainer(renderer)
            self._retainer.draw(self.figure)
        finally:
            self._is_drawing = False
        self._collect(is_picture=not self._has_picture)
        self._is_outdated = False
        self._record()

    def draw_idle(self, *args: Any, **kwargs: Any) -> None:
        """Draw when the script yields to matplotlib next."""
        ambient.ensure().loop.drawing_threads.note()
        if self._is_drawing:
            self._draw_again_if_elsewhere()
            return
        if self.is_saving():
            self._is_outdated = True  # `Animation.save` draws on a canvas of its own
            return
        self._record_blitted()
        ambient.ensure().loop.mark(self)

    def _draw_again_if_elsewhere(self) -> None:
        """Draw once more if it is another thread that draws: it may be past what this one has changed.

        In the same thread it is a handler or an artist that asks for its own drawing, which never ends.
        """
        if self._drawing_thread != threading.get_ident():
            ambient.ensure().loop.mark(self)

    def draw_marked(self) -> None:
        """Draw, because `draw_idle` was called, or record what was blitted; the loop calls this."""
        if self._is_blitted:
            self._record_blitted()
        else:
            self.draw()

    @property
    def is_unseen(self) -> bool:
        """Whether the figure has never been drawn, or only while it was saved."""
        return self._is_outdated

    def draw_if_needed(self) -> None:
        """Draw what has never been drawn or has changed since."""
        if self._is_outdated or self.figure.stale:
            self.draw()

    def _collect(self, *, is_picture: bool = False) -> None:
        """Take what was drawn since the last time."""
        renderer = self.get_renderer()
        ops = renderer.take_ops()
        renderer.start_frame()
        if is_picture:
            self._layers.show(ops)
            self._has_picture = True
            return
        was_full = self._layers.is_full
        self._layers.add(ops)
        if self._layers.is_full and not was_full:
            ambient.ensure().report(
                f"{self._title()}: drawn on again and again without putting a background back; "
                f"of what is drawn on top, the last {MOST_ON_TOP} ops are shown"
            )

    def _record(self) -> None:
        if self.is_saving():
            return
        session = ambient.ensure()
        if not session.is_recording:
            self._is_outdated = True  # nobody has seen it: should somebody watch later, `show` draws it again
            return
        self._record_in(session)

    def _record_in(self, session: Session) -> None:
        renderer = self.get_renderer()
        look = Look(self._title(), renderer.width_px, renderer.height_px, renderer.dpi)
        axes = self._axes.of(self.figure, renderer.height_px)
        session.frame(self, look, self._layers.ops, axes, direct=not session.loop.is_running)

    def _title(self) -> str:
        if self.manager is not None:
            return str(self.manager.get_window_title())
        label = str(self.figure.get_label())
        return label or "Figure"

    # ---- saving

    def print_h5rec(self, filename: Target, **kwargs: Any) -> None:
        """Write the figure as a log of one frame: ``fig.savefig("figure.h5rec")``."""
        from .export.still import save_log

        save_log(self.figure, filename, self._title())

    def print_html(self, filename: Target, **kwargs: Any) -> None:
        """Write the figure as a page with the player in it: ``fig.savefig("figure.html")``."""
        from .export.still import save_page

        save_page(self.figure, filename, self._title())

    # ---- pixels, for scripts that take them from the canvas as they would from Agg's

    def buffer_rgba(self) -> memoryview:
        """Return the figure's pixels as Agg draws them: (height, width, 4) bytes."""
        buffer: memoryview = self._drawn_by_agg().buffer_rgba()
        return buffer

    def tostring_argb(self) -> bytes:
        """Return the figure's pixels as Agg draws them, alpha first."""
        data: bytes = self._drawn_by_agg().tostring_argb()
        return data

    def print_to_buffer(self) -> tuple[bytes, tuple[int, int]]:
        """Return the figure's pixels as Agg draws them, and width and height."""
        agg = self._drawn_by_agg()
        return bytes(agg.buffer_rgba()), agg.get_width_height()

    def _drawn_by_agg(self) -> Any:
        agg: Any = FigureCanvasAgg(self.figure)  # which makes itself the figure's canvas
        try:
            agg.draw()
        finally:
            self.figure.set_canvas(self)
        return agg

    # ---- blitting

    def copy_from_bbox(self, bbox: BboxBase) -> Region:
        """Return what shows in a box, to be put back by `restore_region`."""
        # In a draw_event handler, this is the whole picture: what follows is drawn on top.
        self._collect(is_picture=self._is_drawing and not self._has_picture)
        renderer = self.get_renderer()
        return self._layers.copy(pixel_box(bbox, renderer.height_px), renderer.canvas_box)

    def restore_region(
        self, region: Region, bbox: BboxBase | None = None, xy: tuple[float, float] | None = None
    ) -> None:
        """Put back what showed in a region's box, or in the part of it that *bbox* is, where it was."""
        self._collect(is_picture=self._is_drawing and not self._has_picture)
        renderer = self.get_renderer()
        part = None if bbox is None else pixel_box(bbox, renderer.height_px)
        self._layers.restore(region, renderer.canvas_box, part)

    def blit(self, bbox: BboxBase | None = None) -> None:
        """Record the picture with what was drawn on top of it as a frame.

        Within the loop, where an animation blits axes after axes, all that is blitted in one turn is one frame.
        """
        if self._is_drawing:
            return  # in a draw_event handler: the frame comes at the end of the drawing
        self._collect()
        loop = ambient.ensure().loop
        is_due = loop.is_marked(self) and not self._is_blitted  # a drawing, which would cover this
        if not loop.is_running or is_due:
            self._record()
            return
        self._is_blitted = True
        loop.mark(self)

    def _record_blitted(self) -> None:
        if self._is_blitted:
            self._is_blitted = False
            self._record()

    # ---- the event loop

    def flush_events(self) -> None:
        """Run timers that are due and draw what is marked, without waiting."""
        ambient.ensure().loop.turn()

    def start_event_loop(self, timeout: float = 0) -> None:
        """Run the loop for *timeout* seconds; if it is 0, until `stop_event_loop`."""
        session = ambient.ensure()
        if timeout > 0:
            session.loop.run(until_ns=session.clock.now_ns() + round(timeout * 1e9))
            return
        # Waiting for a click or a key, which nobody can give here: only a timer could end it.
        session.loop.run(lambda: not session.loop.has_alarms)
        if not session.loop.has_alarms:
            session.report_once(
                "the script waited for a click or a key, which it cannot get here: it goes on without"
            )

    def stop_event_loop(self) -> None:
        """End `start_event_loop`."""
        ambient.ensure().loop.leave()

    # ---- size and life

    def resize(self, width: float, height: float) -> None:
        """Give the canvas another size, in px."""
        dpi = self.figure.dpi
        if (int(width), int(height)) != self.get_width_height():
            self.figure.set_size_inches(width / dpi, height / dpi, forward=False)
        self.callbacks.process("resize_event", ResizeEvent("resize_event", self))
        self.draw_idle()

    def close(self) -> None:
        """Tell the script and the session that the figure is closed."""
        session = ambient.ensure()
        session.loop.unmark(self)
        try:
            self.callbacks.process("close_event", CloseEvent("close_event", self))
        except Exception:  # as in a window's own loop: a handler that fails keeps nothing from being closed
            traceback.print_exc()
        session.close_figure(self)
        session.loop.wake()  # `show` ends with the last figure


def _are_all_closed() -> bool:
    return not Gcf.get_all_fig_managers()


def draw_unseen() -> int:
    """Draw pyplot's figures that nobody has drawn yet, and return how many these were."""
    canvases = [manager.canvas for manager in Gcf.get_all_fig_managers()]
    unseen = [canvas for canvas in canvases if isinstance(canvas, FigureCanvas) and canvas.is_unseen]
    for canvas in unseen:
        canvas.draw()
    return len(unseen)


# Figures on other canvases can be saved as replays, too, once this module is there.
for _format, _description in REPLAYS.items():
    register_backend(_format, FigureCanvas, _description)
# So can animations, by their ending.
choose_by_ending()
