"""`Animation.save` to logs and pages: the movie writer "h5rec", which draws each frame once.

Importing this module registers it. It is also what ``anim.save("a.h5rec")`` and ``anim.save("a.html")`` choose by
themselves once the backend is loaded, see `choose_by_ending`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.animation import AbstractMovieWriter, PillowWriter, writers
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from ._version import __version__
from .errors import LogError

if TYPE_CHECKING:
    from .frame_canvas import FrameCanvas

NAME = "h5rec"
ENDINGS = (".h5rec", ".html")
# Writers of matplotlib's that can make neither of the two.
_VIDEO_WRITERS = ("ffmpeg", "ffmpeg_file", "imagemagick", "imagemagick_file", "pillow")
_COLORS = ("facecolor", "edgecolor", "transparent")

_log = logging.getLogger(__name__)


@writers.register(NAME)
class MovieWriter(AbstractMovieWriter):
    """Writes an animation as a log (.h5rec) or as a page with the player in it (.html).

    Frame *k* has the time *k* / *fps*. If drawing fails or is interrupted, a log holds the frames before and says
    why it ends, as one that is recorded does; a page is not made, and one that was there stays.

    Parameters
    ----------
    fps : float
        Frames per second.
    codec, bitrate, extra_args
        There is nothing that they could say here: they are ignored, with a warning.
    metadata : mapping of str to str, optional
        For the log's header. *title* is what the player shows; by default the title of the figure's window.
    """

    def __init__(
        self,
        fps: float = 5,
        codec: str | None = None,
        bitrate: int | None = None,
        extra_args: Any = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        if not fps > 0:
            raise ValueError(f"fps: more than 0, not {fps}")
        given = {"codec": codec, "bitrate": bitrate, "extra_args": extra_args}
        if ignored := [name for name, value in given.items() if value is not None]:
            _warn(f"{', '.join(ignored)}: ignored, because the writer {NAME!r} makes no video")
        super().__init__(fps=fps, metadata=dict(metadata or {}))  # type: ignore[arg-type]  # the stub wants int
        self._canvas: FrameCanvas | None = None
        self._files = contextlib.ExitStack()
        self._page: Path | None = None
        self._log_path = Path()
        self._error: BaseException | None = None
        self._ignored: set[str] = set()

    @classmethod
    def isAvailable(cls) -> bool:
        """Return True: nothing but h5rec is needed."""
        return True

    def setup(self, fig: Figure, outfile: str | os.PathLike[str], dpi: float | None = None) -> None:
        """Begin the file; see `AbstractMovieWriter.setup`.

        Raises
        ------
        LogError
            If it is neither a log nor a page, or cannot be made.
        """
        from .frame_canvas import FrameCanvas  # which loads the backend

        path = Path(outfile)
        if path.suffix.lower() not in ENDINGS:
            raise LogError(
                f"{path}: the writer {NAME!r} makes .h5rec and .html files; choose another name or writer"
            )
        self.fig = fig
        self.outfile = outfile  # type: ignore[assignment]  # as matplotlib does
        self.dpi = fig.dpi if dpi is None else dpi
        self._error = None
        self._page = None
        self._log_path = path
        if path.suffix.lower() != ENDINGS[0]:
            folder = self._files.enter_context(tempfile.TemporaryDirectory())
            self._page, self._log_path = path, Path(folder, "animation.h5rec")
        try:
            title = str(self.metadata.get("title") or _window_title(fig))
            meta = {
                "title": title,
                **_surroundings(),
                **{key: str(self.metadata[key]) for key in self.metadata},
            }
            self._canvas = FrameCanvas(fig, self._log_path, self.dpi, self.fps, title, meta)
        except BaseException:
            self._files.close()
            raise

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        """Draw the figure, and write the frame.

        Parameters
        ----------
        **savefig_kwargs
            *facecolor*, *edgecolor* and *transparent* as in `Figure.savefig`.

        Raises
        ------
        LogError
            If it cannot be written.
        """
        for name in ("dpi", "bbox_inches", "format"):
            if name in savefig_kwargs:
                raise TypeError(f"grab_frame got an unexpected keyword argument {name!r}")
        if self._canvas is None:
            raise RuntimeError("grab_frame: nothing is being saved; call setup before, or use saving")
        if ignored := savefig_kwargs.keys() - _COLORS - self._ignored:
            self._ignored |= ignored
            _warn(f"savefig_kwargs: {', '.join(sorted(ignored))}: ignored, because no image is made")
        with _colored(self.fig, **{name: savefig_kwargs.get(name) for name in _COLORS}):
            self._canvas.grab()

    def finish(self) -> None:
        """Complete the file, and give the figure back the canvas that it had.

        Raises
        ------
        LogError
            If the file cannot be completed, or there was no frame.
        """
        canvas, self._canvas = self._canvas, None
        if canvas is None:
            return
        with self._files:
            canvas.finish(self._error)
            if self._error is not None:
                return
            if canvas.frames == 0:
                raise LogError(f"{self.outfile}: the animation has no frames, so nothing is written")
            if self._page is not None:
                from .export.html import export_html

                export_html(self._log_path, self._page, overwrite=True)

    @contextlib.contextmanager
    def saving(
        self, fig: Figure, outfile: Any, dpi: float | None, *args: Any, **kwargs: Any
    ) -> Iterator[MovieWriter]:
        """Return a context in which frames are grabbed; see `AbstractMovieWriter.saving`."""
        with super().saving(fig, outfile, dpi, *args, **kwargs):
            try:
                yield self
            except BaseException as error:
                self._error = error  # for `finish`, which comes next
                raise

    def _supports_transparency(self) -> bool:
        # Asked for by matplotlib 3.10 and newer; 3.9 saves no animation transparently.
        return True


class _ByEnding(AbstractMovieWriter):
    """Writes logs and pages by `MovieWriter`, and everything else as without h5rec."""

    other: str

    def __init__(self, fps: float = 5, **kwargs: Any) -> None:
        super().__init__(fps=fps, metadata=kwargs.get("metadata"))  # type: ignore[arg-type]
        self._kwargs = kwargs
        self._writer: Any = None

    @classmethod
    def isAvailable(cls) -> bool:
        return True

    @property
    def frame_size(self) -> tuple[int, int]:
        size: tuple[int, int] = self._writer.frame_size
        return size

    def setup(self, fig: Figure, outfile: Any, dpi: float | None = None, *args: Any, **kwargs: Any) -> None:
        self._choose(outfile).setup(fig, outfile, dpi, *args, **kwargs)

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        self._writer.grab_frame(**savefig_kwargs)

    def finish(self) -> None:
        self._writer.finish()

    def saving(self, fig: Figure, outfile: Any, dpi: float | None, *args: Any, **kwargs: Any) -> Any:
        return self._choose(outfile).saving(fig, outfile, dpi, *args, **kwargs)

    def _choose(self, outfile: Any) -> Any:
        cls: Any = MovieWriter
        if Path(outfile).suffix.lower() not in ENDINGS:
            try:
                cls = writers[self.other]
            except RuntimeError:  # what `Animation.save` does then
                cls = PillowWriter
                _log.warning("MovieWriter %s unavailable; using Pillow instead.", self.other)
        self._writer = cls(self.fps, **self._kwargs)
        return self._writer

    def _supports_transparency(self) -> bool:
        supports = getattr(self._writer, "_supports_transparency", None)
        return supports is not None and bool(supports())


def choose_by_ending() -> None:
    """Let ``anim.save("a.h5rec")`` and ``anim.save("a.html")`` use `MovieWriter` without being told to.

    :rc:`animation.writer` is the only word that matplotlib has for that. It gets the name of a writer that looks at
    the ending, and leaves all others to the writer that was named there. If a user's own writer is named there, it
    stays.
    """
    other = str(mpl.rcParams["animation.writer"])
    if other not in _VIDEO_WRITERS:
        return
    name = f"{NAME}|{other}"
    writers.register(name)(type("ByEnding", (_ByEnding,), {"other": other}))
    mpl.rcParams["animation.writer"] = name


@contextlib.contextmanager
def _colored(figure: Figure, *, facecolor: Any, edgecolor: Any, transparent: bool | None) -> Iterator[None]:
    """Give the figure the colours that `Figure.savefig` would give it, for a moment."""
    with contextlib.ExitStack() as before:
        if mpl.rcParams["savefig.transparent"] if transparent is None else transparent:
            facecolor = "none" if facecolor is None else facecolor
            edgecolor = "none" if edgecolor is None else edgecolor
            for patch in _patches(figure):
                before.callback(patch.set, facecolor=patch.get_facecolor(), edgecolor=patch.get_edgecolor())
                patch.set(facecolor="none", edgecolor="none")
        chosen = {
            "facecolor": mpl.rcParams["savefig.facecolor"] if facecolor is None else facecolor,
            "edgecolor": mpl.rcParams["savefig.edgecolor"] if edgecolor is None else edgecolor,
        }
        for what, color in chosen.items():
            now = getattr(figure, f"get_{what}")()
            # What does not change is left alone: it need not be drawn again then.
            if not (isinstance(color, str) and color == "auto") and not same_color(color, now):
                before.callback(figure.set, **{what: now})
                figure.set(**{what: color})
        yield


def _patches(figure: Any) -> Iterator[Any]:
    """Yield the backgrounds of a figure's subfigures and axes."""
    for subfigure in figure.subfigs:
        yield subfigure.patch
        yield from _patches(subfigure)
    yield from _backgrounds(figure.axes)


def _backgrounds(every: Any) -> Iterator[Any]:
    for axes in every:
        yield axes.patch
        yield from _backgrounds(axes.child_axes)


def _window_title(figure: Figure) -> str:
    manager = figure.canvas.manager
    title = figure.get_label() if manager is None else manager.get_window_title()
    if manager is not None and title == "image":  # matplotlib 3.9 calls every figure so that has no window
        title = f"Figure {manager.num}"
    return str(title or "Figure")


def _surroundings() -> dict[str, str]:
    return {
        "script": os.path.basename(sys.argv[0]) if sys.argv else "",
        "h5rec": __version__,
        "matplotlib": mpl.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "clock": "animation",
    }


def _warn(text: str) -> None:
    warnings.warn(text, UserWarning, stacklevel=3)
