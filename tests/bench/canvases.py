"""What is measured: ways to draw a frame and to have its bytes."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.backends.backend_webagg_core import FigureCanvasWebAggCore
from matplotlib.figure import Figure

from h5rec import ambient
from h5rec.backend import FigureCanvas
from h5rec.clock import AnimationClock
from h5rec.session import Session
from h5rec.wire.stream import ChunkData, Event

from .workloads import Scene, Workload, new_figure

FRAME_NS = 40_000_000  # of session time: chunks then end as they do at 25 frames a second


class Peer:
    """A figure of its own with a workload on it, drawn in one way.

    Whether a scene that can be blitted is, does not depend on ``supports_blit``: that says what
    ``FuncAnimation(blit=True)`` would do, and WebAgg's says no although its methods work.

    Parameters
    ----------
    workload : callable
    """

    name: str
    blits = True
    every = 1  # draws only so many of the frames: for what takes long

    def __init__(self, workload: Workload) -> None:
        self.figure = new_figure()
        self.canvas = self._new_canvas(self.figure)
        self._scene: Scene = workload(self.figure)
        self._background: Any = None
        if self.blits and self._scene.blitted is not None:
            _, artist = self._scene.blitted
            artist.set_animated(True)

    def update(self, frame: int) -> None:
        """Bring the artists to a frame."""
        self._scene.update(frame)

    def draw(self) -> int:
        """Draw, and return the bytes that came of it."""
        if not self.blits or self._scene.blitted is None:
            self.canvas.draw()
            return self._take()
        axes, artist = self._scene.blitted
        if self._background is None:
            self.canvas.draw()
            self._background = self.canvas.copy_from_bbox(axes.bbox)
        self.canvas.restore_region(self._background)
        axes.draw_artist(artist)
        self.canvas.blit(axes.bbox)
        return self._take()

    def _new_canvas(self, figure: Figure) -> Any:
        raise NotImplementedError

    def _take(self) -> int:
        return 0


class Floor(Peer):
    """Matplotlib's own traversal with a renderer that does nothing: what no renderer gets below."""

    name = "do nothing"

    def _new_canvas(self, figure: Figure) -> Any:
        return _NullCanvas(figure)


class H5rec(Peer):
    """h5rec, with a sink in memory that wants every frame: drawing, encoding, compressing."""

    name = "h5rec"
    taken = b""  # the bytes of the last frame

    def __init__(self, workload: Workload) -> None:
        self._sink = _Memory()
        self._clock = AnimationClock()
        self._session = Session({"memory": self._sink}, self._clock)
        super().__init__(workload)

    def update(self, frame: int) -> None:
        """Bring the artists to a frame."""
        self._clock.advance_to(frame * FRAME_NS)
        super().update(frame)

    def draw(self) -> int:
        """Draw, and return the bytes that came of it."""
        other = ambient.activate(self._session)
        try:
            return super().draw()
        finally:
            ambient.deactivate(self._session, other)

    def _new_canvas(self, figure: Figure) -> Any:
        return FigureCanvas(figure)

    def _take(self) -> int:
        self.taken = self._sink.take()
        return len(self.taken)


class Agg(Peer):
    """Pixels."""

    name = "Agg"

    def _new_canvas(self, figure: Figure) -> Any:
        return FigureCanvasAgg(figure)

    def _take(self) -> int:
        buffer: memoryview = self.canvas.buffer_rgba()
        return buffer.nbytes


class WebAgg(Peer):
    """Matplotlib's own backend for browsers: Agg, and a PNG of what changed."""

    name = "WebAgg"

    def _new_canvas(self, figure: Figure) -> Any:
        canvas: Any = FigureCanvasWebAggCore(figure)  # type: ignore[no-untyped-call]
        canvas.manager = _NoManager()
        return canvas

    def _take(self) -> int:
        difference = self.canvas.get_diff_image()
        return 0 if difference is None else len(difference)


class Svg(Peer):
    """Vector graphics as text; it cannot blit."""

    name = "SVG"
    blits = False
    every = 4

    def draw(self) -> int:
        """Draw, and return the bytes that came of it."""
        out = io.BytesIO()
        self.canvas.print_svg(out)
        self.figure.dpi = self._dpi  # it leaves another
        return out.tell()

    def _new_canvas(self, figure: Figure) -> Any:
        self._dpi = figure.dpi
        return FigureCanvasSVG(figure)


PEERS: tuple[type[Peer], ...] = (Floor, H5rec, Agg, WebAgg, Svg)


class _NullCanvas(FigureCanvasBase):
    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._renderer = _NullRenderer(figure)

    def get_renderer(self) -> _NullRenderer:
        return self._renderer

    def draw(self, *args: Any, **kwargs: Any) -> None:
        self.figure.draw(self._renderer)

    def copy_from_bbox(self, bbox: Any) -> object:
        return object()

    def restore_region(self, region: Any) -> None:
        pass

    def blit(self, bbox: Any = None) -> None:
        pass


class _NullRenderer(RendererBase):
    """Draws nothing; measures text as Agg does, so that the layout is the same."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._size = figure.bbox.width, figure.bbox.height
        self._dpi = figure.dpi
        self._agg: Any = RendererAgg(1, 1, figure.dpi)  # type: ignore[no-untyped-call]

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def points_to_pixels(self, points: Any) -> Any:
        return points * self._dpi / 72

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        extents: tuple[float, float, float] = self._agg.get_text_width_height_descent(s, prop, ismath)
        return extents

    def _nothing(self, *args: Any, **kwargs: Any) -> None:
        pass

    draw_path = draw_markers = draw_path_collection = draw_quad_mesh = _nothing
    draw_gouraud_triangles = draw_image = draw_text = draw_tex = _nothing


class _Memory:
    wants_every_frame = True

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def handle(self, event: Event) -> None:
        if isinstance(event, ChunkData):
            self._pieces.append(event.data)

    def take(self) -> bytes:
        """Return what has come since the last time."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data

    def close(self) -> None:
        pass


class _NoManager:
    """Stands where WebAgg's manager would send to sockets."""

    def refresh_all(self) -> None:
        pass

    def _send_event(self, *args: Any, **kwargs: Any) -> None:
        pass
