"""What matplotlib's artists become."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from h5rec.render.geometry import fixed_path
from h5rec.render.groups import GroupStack
from h5rec.render.raster import new_agg
from h5rec.render.renderer import Renderer
from h5rec.render.styles import StyleMaker
from h5rec.wire._ops import DrawHatch, DrawImage, DrawMarkers, DrawPath
from h5rec.wire.validate import MAX_GROUP_DEPTH, are_codes, validate

from .helpers import draw, draw_artist, ints, new_figure, only, points, snapped


def add_line(*args: object, **kwargs: object) -> Line2D:
    figure = new_figure()
    line = Line2D(*args, **kwargs)  # type: ignore[arg-type]  # in px
    figure.add_artist(line)
    line.set_transform(mpl.transforms.IdentityTransform())
    return line


def test_a_line_goes_through_its_points_with_y_downwards() -> None:
    op = only(draw_artist(add_line([10, 20.5, 31], [10, 33.25, 20])), DrawPath)
    np.testing.assert_allclose(points(op.path), [(10, 90), (20.5, 66.75), (31, 80)])
    assert op.path is not None
    assert op.path.codes == b""


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    op = only(draw_artist(add_line([10, 20, 30, 40, 51], [1, 2, np.nan, 40, 51.5])), DrawPath)
    assert op.path is not None
    assert op.path.codes == bytes((1, 2, 1, 2))


def test_line_style_comes_in_pixels() -> None:
    line = add_line([1, 20], [1, 30], lw=2, ls=(1, (3, 5)), color=(1, 0, 0, 0.5), dash_capstyle="round")
    style = only(draw_artist(line), DrawPath).style
    assert style is not None
    assert style.stroke == bytes((255, 0, 0, 128))
    assert style.fill == bytes(4)
    np.testing.assert_allclose(style.line_width_px, 2 * 100 / 72, rtol=1e-6)
    # matplotlib scales dash patterns by the line width
    np.testing.assert_allclose(style.dashes_px, np.array((3, 5)) * 2 * 100 / 72, rtol=1e-6)
    np.testing.assert_allclose(style.dash_offset_px, 2 * 100 / 72, rtol=1e-6)
    assert style.cap == 1


@pytest.mark.parametrize(("color", "lw"), [((0, 0, 0, 0), 1), ("k", 0)])
def test_what_cannot_be_seen_is_not_drawn(color: object, lw: float) -> None:
    assert draw_artist(add_line([1, 20], [1, 30], color=color, lw=lw)) == ()


def test_horizontal_lines_are_snapped_by_the_player() -> None:
    op = only(draw_artist(add_line([10, 50], [20.3, 20.3], lw=0.72)), DrawPath)
    assert op.path is not None
    assert op.path.snap_width_px == pytest.approx(1)
    np.testing.assert_allclose(points(op.path)[:, 1], 79.7, atol=1 / 32)
    assert snapped(op.path)[:, 1] == pytest.approx(80.5)
    assert snapped(op.path, 2)[:, 1] == pytest.approx(79.5)


def test_slanted_lines_are_not_snapped() -> None:
    op = only(draw_artist(add_line([10, 50], [20.3, 20.4])), DrawPath)
    assert op.path is not None
    assert (op.path.snap, op.path.snap_width_px) == (0, 0)


@pytest.mark.parametrize("scale", [1, 2, 4])
@pytest.mark.parametrize("width_pt", [0.72, 1.08, 1.44])
def test_snapped_edges_lie_where_agg_puts_them(scale: int, width_pt: float) -> None:
    rng = np.random.default_rng(4)
    xs, ys = rng.uniform(0, 200, 400), rng.uniform(0, 100, 400)
    xs[:100] = np.round(xs[:100] * 2) / 2  # on the border of two pixels
    line = add_line(np.repeat(xs, 2)[1:], np.repeat(ys, 2)[:-1], lw=width_pt)
    op = only(draw_artist(line), DrawPath)
    transform = mpl.transforms.Affine2D().scale(scale, -scale).translate(0, 100 * scale)
    agg = line.get_path().cleaned(transform, snap=None, stroke_width=width_pt / 72 * 100 * scale)
    np.testing.assert_array_equal(snapped(op.path, scale) * scale, np.asarray(agg.vertices)[:-1])


def test_what_is_sketched_is_snapped_first() -> None:
    line = add_line([10, 150], [20.3, 20.3], lw=0.72)
    line.set_sketch_params(0.001, 100, 1)
    op = only(draw_artist(line), DrawPath)
    assert op.path is not None
    assert op.path.snap == 0
    np.testing.assert_allclose(points(op.path)[:, 1], 80.5, atol=0.04)


def test_markers_are_stamped_on_whole_pixels_by_the_player() -> None:
    line = add_line([10.2, 30.7, np.nan], [10.4, 20.6, 1], ls="", marker="o", ms=7.2, mfc="r", mec="none")
    op = only(draw_artist(line), DrawMarkers)
    assert op.snap == 1
    places = np.column_stack((ints(op.x), ints(op.y))) / (1 << op.bits)
    np.testing.assert_allclose(places, [(10.2, 89.6), (30.7, 79.4)], atol=1 / 32)
    assert op.style is not None
    assert op.style.fill == bytes((255, 0, 0, 255))
    extent = points(op.path)
    np.testing.assert_allclose(extent.max(axis=0) - extent.min(axis=0), 10, atol=0.2)
    np.testing.assert_allclose(extent.mean(axis=0), 0, atol=0.8)
    assert op.path is not None
    assert op.path.snap == 0


@pytest.mark.parametrize("count", [1, 3])
def test_markers_between_two_pixels_are_stamped_on_agg_s(count: int) -> None:
    """What the order of the sums decides: 303.5 + 0.5 is less than 304 in another one."""
    for x_scale, left, u in ((40.18085530536637, 63.83563418747041, 5.964640722332287),
                             (28.018847089002566, 63.76962900831246, 2.2388633905036475)):  # fmt: skip
        places = Path(np.full((count, 2), (u, 5.2)))
        transform = Affine2D.from_values(x_scale, 0, 0, 1, left, 0)
        agg, ours = new_agg(400, 100, 100), Renderer(400, 100, 100)
        ours.start_frame()
        for renderer in (agg, ours):
            gc = renderer.new_gc()
            gc.set_linewidth(0)
            renderer.draw_markers(gc, Path.unit_rectangle(), Affine2D(), places, transform, (0, 0, 0))
        painted = np.flatnonzero(np.asarray(agg.buffer_rgba())[:, :, 3].any(axis=0))
        op = only(ours.take_ops(), DrawMarkers)
        stamped = np.floor(ints(op.x) / (1 << op.bits) + 0.5)
        np.testing.assert_array_equal(stamped, np.full(count, painted[0]))


def test_square_markers_are_snapped_by_themselves() -> None:
    op = only(draw_artist(add_line([10.2], [10.4], marker="s", ms=7.2, mew=0.72)), DrawMarkers)
    np.testing.assert_allclose(np.unique(snapped(op.path)), [-4.5, 5.5])


def test_a_patch_is_filled_and_stroked_by_one_op() -> None:
    figure = new_figure()
    figure.add_artist(Circle((0.5, 0.5), 0.2, fc="b", ec="k", lw=1))
    patch = figure.artists[-1]
    op = only(draw_artist(patch), DrawPath)
    assert op.style is not None
    assert op.style.fill == bytes((0, 0, 255, 255))
    assert op.style.stroke == bytes((0, 0, 0, 255))
    assert op.path is not None
    assert set(op.path.codes) == {1, 4, 79}


def test_alpha_of_the_artist_wins() -> None:
    figure = new_figure()
    figure.add_artist(Rectangle((0.1, 0.1), 0.5, 0.5, fc=(1, 0, 0, 0.9), alpha=0.25))
    style = only(draw_artist(figure.artists[-1]), DrawPath).style
    assert style is not None
    assert style.fill[3] == 64


def test_clip_rectangle_is_rounded_to_whole_pixels() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.101, 0.2, 0.5, 0.5))
    (line,) = axes.plot([0, 1], [0, 1])
    clip = only(draw_artist(line), DrawPath).clip
    assert clip is not None
    assert clip.rect == (20, 30, 100, 50)
    assert clip.paths == ()


def test_clip_path_is_kept() -> None:
    figure = new_figure()
    axes = figure.add_axes((0, 0, 1, 1))
    image = axes.imshow(np.zeros((2, 2)), aspect="auto")
    image.set_clip_path(Circle((0.5, 0.5), 0.4, transform=axes.transData))
    clip = only(draw_artist(image), DrawImage).clip
    assert clip is not None
    assert len(clip.paths) == 1


def test_hatches_lie_between_fill_and_edge_and_are_clipped_to_the_shape() -> None:
    figure = new_figure()
    figure.add_artist(Circle((0.5, 0.5), 0.3, fc="b", ec="k", hatch="//"))
    fill, hatch, edge = draw_artist(figure.artists[-1])
    assert isinstance(fill, DrawPath)
    assert isinstance(hatch, DrawHatch)
    assert isinstance(edge, DrawPath)
    assert fill.style is not None
    assert fill.style.stroke[3] == 0
    assert edge.style is not None
    assert edge.style.fill[3] == 0
    assert hatch.clip is not None
    assert hatch.clip.paths[-1] == fill.path


def test_a_hatch_is_one_tile_of_as_many_px_as_the_dpi_whatever_it_fills() -> None:
    figure = new_figure(300, 200)
    for size in (0.2, 0.4):
        figure.add_artist(Rectangle((0.1, 0.5), size, size, hatch="|"))
    small, large = (only(draw_artist(each), DrawHatch) for each in figure.artists)
    assert small.path == large.path
    assert small.tile_px == large.tile_px == 100
    extent = points(small.path)
    np.testing.assert_array_equal((extent[:, 1].min(), extent[:, 1].max()), (0, 100))
    for op, size in ((small, 0.2), (large, 0.4)):
        x, y, width, height = op.box
        assert x <= 30
        assert y <= 100 - 200 * size
        assert x + width >= 30 + 300 * size
        assert y + height >= 100


@pytest.mark.parametrize("place", [(-0.5, 0.2), (0.2, 1.1)])
def test_a_hatch_outside_of_the_figure_is_not_drawn(place: tuple[float, float]) -> None:
    figure = new_figure()
    figure.add_artist(Rectangle(place, 0.2, 0.2, hatch="|", clip_on=False))
    assert not [op for op in draw_artist(figure.artists[-1]) if isinstance(op, DrawHatch)]


def test_images_have_their_top_row_first() -> None:
    figure = new_figure()
    axes = figure.add_axes((0.25, 0.25, 0.5, 0.5))
    image = axes.imshow([[(255, 0, 0), (255, 0, 0)], [(0, 0, 255), (0, 0, 255)]], aspect="auto")
    assert isinstance(image, AxesImage)
    op = only(draw_artist(image), DrawImage)
    assert op.image is not None
    assert (op.x_px, op.y_px, op.width_px, op.height_px) == (50, 25, 100, 50)
    assert (op.image.width_px, op.image.height_px) == (100, 50)
    colors = np.frombuffer(op.image.palette, np.uint8).reshape(-1, 4)
    pixels = colors[np.frombuffer(op.image.data, np.uint8)].reshape(50, 100, 4)
    assert pixels[0, 0].tolist() == [255, 0, 0, 255]
    assert pixels[-1, 0].tolist() == [0, 0, 255, 255]


def test_groups_are_no_deeper_than_readers_take() -> None:
    groups = GroupStack()
    for _ in range(400):
        groups.open("deep", None, 0)
    depth, group = 0, groups.current
    while group is not None:
        depth, group = depth + 1, group.parent
    assert depth == MAX_GROUP_DEPTH
    for _ in range(400):
        groups.close()
    assert groups.current is None


def test_groups_name_the_artist() -> None:
    figure = new_figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], label="signal", gid="trace-1")
    groups = [op.group for op in draw(figure) if op.group is not None and op.group.kind == "line2d"]
    (signal,) = [group for group in groups if group.label]
    assert (signal.label, signal.gid) == ("signal", "trace-1")
    assert signal.parent is not None
    assert signal.parent.kind == "axes"
    assert signal.parent.parent is not None
    assert signal.parent.parent.kind == "figure"


def test_the_same_figure_gives_the_same_ops() -> None:
    figure = new_figure()
    axes = figure.add_subplot()
    axes.plot(np.arange(10.0), marker="o")
    axes.set_title(r"$x^2$")
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    drawn = []
    for _ in range(2):
        renderer.start_frame()
        figure.draw(renderer)
        drawn.append(renderer.take_ops())
    assert drawn[0] == drawn[1]
    assert drawn[0] == draw(figure)


def test_an_artist_that_raises_does_not_disturb_the_next_frame() -> None:
    figure = new_figure()
    renderer = Renderer(200, 100, 100)
    renderer.open_group("figure")
    renderer.open_group("axes")
    renderer.start_frame()
    figure.draw(renderer)
    op = renderer.take_ops()[0]
    assert op.group is not None
    assert op.group.parent is not None
    assert op.group.parent.parent is None


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_paths_put_together_wrongly_are_mended(length: int) -> None:
    vertices = np.arange(2.0 * length).reshape(length, 2)
    for codes in itertools.product([0, 1, 2, 3, 4, 79, 5], repeat=length):
        path = fixed_path(vertices, np.array(codes, np.uint8))
        validate(path)
        assert path.x is not None
        assert 1 <= len(path.x.values) // 4 <= length
        if 5 not in codes and are_codes(bytes(codes)) and set(codes[1:]) - {2}:
            assert path.codes == bytes(codes)


@pytest.mark.parametrize(
    "bounds", [(np.nan, 0, 1, 1), (-np.inf, -np.inf, np.inf, np.inf), (-1e300, 1e300, 1e300, 1e300)]
)
def test_clip_boxes_that_are_not_finite(bounds: tuple[float, float, float, float]) -> None:
    line = add_line([10, 20], [10, 30])
    line.set_clip_box(mpl.transforms.Bbox.from_extents(*bounds))
    draw_artist(line)


def test_numbers_without_bounds_make_styles_that_readers_take() -> None:
    styles = StyleMaker(100)
    for number in (1e9, 1e39, 1e308, np.inf, np.nan, -1e308):
        for dashes in ((0, None), (number, (1, 1)), (0, (number, 1)), (number, (number, number))):
            validate(styles.make(bytes(4), b"\1\2\3\4", number, dashes, "butt", "miter", True))
            validate(styles.make(bytes(4), b"\1\2\3\4", number, dashes, "butt", "miter", False))
            validate(styles.make(bytes(4), b"\1\2\3\4", 1.0, dashes, "butt", "miter", True))


def test_groups_and_clips_are_the_same_objects_in_every_frame() -> None:
    figure = new_figure()
    figure.add_subplot().bar([1, 2, 3], [3, 2, 1])
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    frames = []
    for _ in range(2):
        renderer.start_frame()
        figure.draw(renderer)
        frames.append(renderer.take_ops())
    for before, after in zip(*frames, strict=True):
        assert before.group is after.group
        assert before.clip is after.clip
