"""Grids: drawn by their rule they are Agg's pictures, to the last pixel."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from h5rec.render.raster import new_agg
from h5rec.wire._ops import DrawCollection, DrawImage, DrawMesh

from .helpers import draw_artist, ints, new_figure, only

WIDTH, HEIGHT = 200, 100


def painted(mesh: DrawMesh) -> npt.NDArray[np.uint8]:
    """Return the picture of a mesh at one canvas pixel per figure pixel."""
    picture = np.full((HEIGHT, WIDTH, 4), (255, 255, 255, 0), np.uint8)  # as Agg's is when it is empty
    image = mesh.image
    assert image is not None
    colors = np.frombuffer(image.palette or image.data, np.uint8).reshape(-1, 4)
    index = np.frombuffer(image.data, np.uint8) if image.palette else np.arange(len(colors))
    cells = colors[index].reshape(image.height_px, image.width_px, 4)
    x, y = (np.floor(ints(edges) / (1 << mesh.bits) + 0.5).astype(int) for edges in (mesh.x, mesh.y))
    x, y = x.clip(0, WIDTH), y.clip(0, HEIGHT)
    for row in range(image.height_px):
        for column in range(image.width_px):
            if cells[row, column, 3]:
                picture[y[row] : y[row + 1], x[column] : x[column + 1]] = cells[row, column]
    return picture


def agg(artist: Any) -> npt.NDArray[np.uint8]:
    """Return Agg's picture of an artist."""
    renderer = new_agg(WIDTH, HEIGHT, 100)
    artist.draw(renderer)
    return np.array(renderer.buffer_rgba())


def canvas() -> Axes:
    """Return an axes as large as its figure."""
    axes = new_figure(WIDTH, HEIGHT).add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 10), ylim=(0, 10))
    return axes


EDGES = np.sort(np.random.default_rng(8).uniform(-1, 11, 24))
VALUES = np.random.default_rng(9).random((23, 23))


@pytest.mark.parametrize("alpha", [1, 0.5])
@pytest.mark.parametrize("limits", [(0, 10, 0, 10), (10, 0, 0, 10), (0, 10, 10, 0), (3.3, 7.1, 6.2, 1.7)])
def test_an_upright_mesh_is_aggs(limits: tuple[float, float, float, float], alpha: float) -> None:
    axes = canvas()
    axes.axis(limits)
    mesh = axes.pcolormesh(EDGES, EDGES, VALUES, alpha=alpha)
    np.testing.assert_allclose(painted(only(draw_artist(mesh), DrawMesh)), agg(mesh), atol=1)


@pytest.mark.parametrize("limits", [(0, 10, 0, 10), (10, 0, 0, 10), (0, 10, 10, 0), (10, 0, 10, 0)])
@pytest.mark.parametrize("across", [False, True])
def test_rectangles_without_antialiasing_are_aggs(
    limits: tuple[float, float, float, float], across: bool
) -> None:
    axes = canvas()
    axes.axis(limits)
    # not within 1/256 of a pixel's border: Agg lets go of what covers less
    x, y = np.round(EDGES * 20) / 20 + 0.02, np.round(EDGES * 10) / 10 + 0.04
    x, y = np.unique(x), np.unique(y)
    values = VALUES[: len(y) - 1, : len(x) - 1]
    grid_x, grid_y = np.meshgrid(x, y)
    parts = (grid_x.T, grid_y.T, values.T) if across else (grid_x, grid_y, values)
    mesh = axes.pcolor(*parts)
    np.testing.assert_array_equal(painted(only(draw_artist(mesh), DrawMesh)), agg(mesh))


def test_rectangles_on_whole_pixels_are_aggs() -> None:
    axes = canvas()
    corners = [
        [(x, y), (x + 1, y), (x + 1, y + 1.3), (x, y + 1.3)] for x in range(5) for y in np.arange(4) * 1.3
    ]
    shapes = PolyCollection(corners, array=np.arange(20))
    axes.add_collection(shapes)
    np.testing.assert_array_equal(painted(only(draw_artist(shapes), DrawMesh)), agg(shapes))


def test_a_grid_may_have_holes() -> None:
    axes = canvas()
    masked = np.ma.masked_greater(VALUES, 0.9)
    for mesh in (axes.pcolormesh(EDGES, EDGES, masked), axes.pcolor(EDGES, EDGES, masked, snap=True)):
        np.testing.assert_array_equal(painted(only(draw_artist(mesh), DrawMesh)), agg(mesh))


@pytest.mark.parametrize("change", ["overlap", "gap", "slanted", "edge", "smooth", "few"])
def test_other_rectangles_are_not_taken_for_a_grid(change: str) -> None:
    axes = canvas()
    corners = np.array(
        [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for x in range(5) for y in range(5)], float
    )
    if change == "overlap":
        corners[3, 2:, 1] += 0.5
    elif change == "gap":
        corners[:, :, 0] += np.arange(25)[:, None]
    elif change == "slanted":
        corners[7, 0, 0] += 0.3
    elif change == "few":
        corners = corners[:5]
    colors = mpl.colormaps["viridis"](np.arange(len(corners)) / 25)
    shapes = PolyCollection(list(corners), edgecolors="k" if change == "edge" else "none", facecolors=colors)
    shapes.set_snap(False if change == "smooth" else None)
    axes.add_collection(shapes)
    assert isinstance(draw_artist(shapes)[0], DrawCollection)


@pytest.mark.parametrize("cells", [5, 100])
def test_upright_meshes_are_grids(cells: int) -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(cells * cells).reshape(cells, cells))
    axes.set(xlim=(0, cells), ylim=(0, cells))
    op = only(draw_artist(mesh), DrawMesh)
    assert op.image is not None
    assert (op.image.width_px, op.image.height_px) == (cells, cells)
    np.testing.assert_allclose(ints(op.x) / (1 << op.bits), np.linspace(0, 200, cells + 1), atol=1 / 32)
    np.testing.assert_allclose(ints(op.y) / (1 << op.bits), np.linspace(0, 100, cells + 1), atol=1 / 32)


def test_grids_have_their_cells_where_they_belong() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    colors = np.array([["r", "g", "b"], ["k", "w", "y"]])
    rgb = np.array([[mpl.colors.to_rgb(color) for color in row] for row in colors])
    mesh = axes.pcolormesh([0, 1, 3, 4], [0, 1, 2], rgb)
    for flipped in (False, True):
        axes.set(xlim=(4, 0) if flipped else (0, 4), ylim=(0, 2))
        op = only(draw_artist(mesh), DrawMesh)
        assert op.image is not None
        palette = np.frombuffer(op.image.palette, np.uint8).reshape(-1, 4)
        cells = palette[np.frombuffer(op.image.data, np.uint8)].reshape(2, 3, 4)[:, :, :3]
        expected = (rgb[::-1, ::-1] if flipped else rgb[::-1]) * 255
        np.testing.assert_array_equal(cells, np.round(expected))
        edges = [0, 50, 150, 200]
        assert (ints(op.x) / (1 << op.bits)).tolist() == edges


def test_only_what_is_seen_of_a_grid_is_kept() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(10000.0).reshape(100, 100))
    axes.set(xlim=(50.5, 52.5), ylim=(10.5, 11.5))
    op = only(draw_artist(mesh), DrawMesh)
    assert op.image is not None
    assert (op.image.width_px, op.image.height_px) == (3, 2)
    axes.set(xlim=(500, 600))
    assert draw_artist(mesh) == ()


@pytest.mark.parametrize("kind", ["sheared", "edges", "unsnapped"])
@pytest.mark.parametrize(("cells", "op"), [(5, DrawCollection), (100, DrawImage)])
def test_other_meshes_are_cells_until_they_are_too_many(kind: str, cells: int, op: type) -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    x, y = np.meshgrid(np.arange(cells + 1.0), np.arange(cells + 1.0))
    options: dict[str, dict[str, Any]] = {
        "edges": {"edgecolors": "k"},
        "unsnapped": {"snap": False, "antialiased": True},
    }
    mesh = axes.pcolormesh(x + y / 10 if kind == "sheared" else x, y, x[:-1, :-1], **options.get(kind, {}))
    axes.set(xlim=(0, cells), ylim=(0, cells))
    assert isinstance(draw_artist(mesh)[0], op)


def test_grids_far_finer_than_pixels_are_pixels() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    mesh = axes.pcolormesh(np.arange(400.0 * 400).reshape(400, 400))
    axes.set(xlim=(0, 400), ylim=(0, 400))
    assert isinstance(draw_artist(mesh)[0], DrawImage)
