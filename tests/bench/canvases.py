"""What is measured: ways to draw a figure with `canvas.draw()` and to have its bytes."""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_webagg_core import FigureCanvasWebAggCore
from matplotlib.figure import Figure

from h5rec import session as sessions
from h5rec.backend import FigureCanvas
from h5rec.session import Session
from h5rec.wire.stream import ChunkData, Event


class Floor:
    """Matplotlib's own traversal with a renderer that does nothing: what no renderer gets below."""

    name = "do nothing"

    def __init__(self, figure: Figure) -> None:
        self._canvas = _NullCanvas(figure)

    def draw(self) -> int:
        """Draw a frame; return the bytes that came of it."""
        self._canvas.draw()
        return 0


class H5rec:
    """h5rec, with a sink in memory that wants every frame: drawing, encoding, compressing."""

    name = "h5rec"

    def __init__(self, figure: Figure) -> None:
        self._sink = _Memory()
        self._session = Session({"memory": self._sink})
        self._canvas = FigureCanvas(figure)

    def draw(self) -> int:
        """Draw a frame; return the bytes that came of it."""
        before = self._sink.bytes_taken
        other = sessions.activate(self._session)
        self._canvas.draw()
        sessions.deactivate(self._session, other)
        return self._sink.bytes_taken - before


class Agg:
    """Pixels."""

    name = "Agg"

    def __init__(self, figure: Figure) -> None:
        self._canvas: Any = FigureCanvasAgg(figure)

    def draw(self) -> int:
        """Draw a frame; return the bytes that came of it."""
        self._canvas.draw()
        buffer: memoryview = self._canvas.buffer_rgba()
        return buffer.nbytes


class WebAgg:
    """Matplotlib's own backend for browsers: Agg, and a PNG of what changed."""

    name = "WebAgg"

    def __init__(self, figure: Figure) -> None:
        canvas: Any = FigureCanvasWebAggCore(figure)  # type: ignore[no-untyped-call]
        canvas.manager = _NoManager()
        self._canvas = canvas

    def draw(self) -> int:
        """Draw a frame; return the bytes that came of it."""
        self._canvas.draw()
        difference = self._canvas.get_diff_image()
        return 0 if difference is None else len(difference)


PEERS = (Floor, H5rec, Agg, WebAgg)


class _NullCanvas(FigureCanvasBase):
    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._renderer = _NullRenderer(figure)

    def draw(self) -> None:
        self.figure.draw(self._renderer)


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
        self.bytes_taken = 0

    def handle(self, event: Event) -> None:
        if isinstance(event, ChunkData):
            self.bytes_taken += len(event.data)

    def close(self) -> None:
        pass


class _NoManager:
    """Stands where WebAgg's manager would send to sockets."""

    def refresh_all(self) -> None:
        pass

    def _send_event(self, *args: Any, **kwargs: Any) -> None:
        pass
