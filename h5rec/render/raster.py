"""What only pixels can show, drawn by Agg: gouraud shading, very large meshes, filters, what asks for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg


def new_agg(width: float, height: float, dpi: float) -> Any:
    """Return an Agg renderer; matplotlib has no types for it."""
    return RendererAgg(width, height, dpi)  # type: ignore[no-untyped-call]


class Raster:
    """An Agg canvas of the figure's size.

    Parameters
    ----------
    width, height : float
        Size in px, as the figure's box has it.
    dpi : float
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        self.agg = new_agg(width, height, dpi)

    def draw(self, method: str, *args: Any) -> tuple[int, int, npt.NDArray[np.uint8]] | None:
        """Call one of Agg's drawing methods on an empty canvas.

        Parameters
        ----------
        method : str
            Its name, such as ``draw_gouraud_triangles``.
        *args
            Its arguments.

        Returns
        -------
        tuple or None
            As `take` has it.
        """
        self.agg.clear()
        getattr(self.agg, method)(*args)
        return self.take()

    def put(self, taken: tuple[int, int, npt.NDArray[np.uint8]] | None) -> None:
        """Begin with pixels that were taken before."""
        self.agg.clear()
        if taken is not None:
            left, top, pixels = taken
            canvas = np.asarray(self.agg.buffer_rgba())
            canvas[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels

    def take(self) -> tuple[int, int, npt.NDArray[np.uint8]] | None:
        """Return left and top in px and the (height, width, 4) pixels that were touched; None if none were."""
        pixels = np.asarray(self.agg.buffer_rgba())
        seen = pixels[:, :, 3] > 0
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        if not len(rows):
            return None
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        return int(left), int(top), pixels[top:bottom, left:right].copy()
