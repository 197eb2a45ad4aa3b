"""The renderer: what matplotlib calls, one op each."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as MplPath
from matplotlib.text import Text
from matplotlib.transforms import Transform

from ..wire._ops import (
    DrawCollection,
    DrawHatch,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawPath,
    DrawText,
    Group,
    Op,
    Path,
)
from ..wire._ops import Text as TextDefinition
from .bars import Bar, bar_path
from .clips import ClipMaker
from .collections import Places, quads, shapes
from .extents import Box
from .fonts import FontFinder
from .geometry import BITS, affine, column, f32, floored
from .glyphs import SUBPIXEL_TEXT
from .graphics_context import ContextMaker
from .groups import GroupStack
from .hatches import hatch_tile, hatched_box, tile_px
from .images import ImageMaker
from .markers import MarkerMaker
from .meshes import Mesh, MeshMaker, rectangles_mesh
from .mixed import MixedRenderer
from .paths import PathMaker
from .stamps import Stamps
from .style_rows import StyleRows
from .styles import HARD_EDGE_PX, NO_COLOR, SNAPPED_EDGE_PX, StyleMaker, rgba8
from .text import TextMaker, origin, tex_origin
from .text_extents import ASKS_FOR_LINES, TextMeter

# Above this a mesh is larger as paths than as pixels, and slower to draw than to show
# (200 x 200 cells in Chromium: 43 ms as rectangles, 0.3 ms as an image).
_MESH_CELLS = 4096
_FEWEST_RECTANGLES = 16  # that are worth looking at as a grid
_HATCH_MITER_LIMIT = 4.0  # Agg's own: nobody sets another
_FRAMES = getattr(sys, "_getframe", None)  # CPython has it


class Renderer(MixedRenderer):
    """Collects the ops of one frame at a time.

    It lives as long as its canvas has one size: matplotlib caches text layout per renderer.

    Parameters
    ----------
    width, height : float
        Size of the canvas in px, as `FigureBase.bbox` has it.
    dpi : float
        Dots per inch.
    bits : int
        Precision: coordinates are rounded to 2^-bits px.
    """

    def __init__(self, width: float, height: float, dpi: float, *, bits: int = BITS) -> None:
        super().__init__(width, height, dpi)
        self.width_px = int(width)
        self.height_px = int(height)
        self._flip = np.array([[1.0, 0, 0], [0, -1, self.height_px], [0, 0, 1]])
        self._bits = bits
        self._ops: list[Op] = []
        self._groups = GroupStack()
        self._contexts = ContextMaker()
        self._canvas_px = (-1.0, -1.0, width + 1.0, height + 1.0)  # what open lines are cut to
        self._paths = PathMaker(self._flip, bits)
        self._styles = StyleMaker(dpi)
        self._style_rows = StyleRows(self._styles)
        self._stamps = Stamps()
        self._images = ImageMaker()
        self._meshes = MeshMaker((self.width_px, self.height_px))
        self._clips = ClipMaker(self.width_px, self.height_px, self._paths)
        self._fonts = FontFinder()
        self._texts = TextMaker(dpi, self._fonts)
        self._meter = TextMeter(dpi, self._fonts)
        self._markers = MarkerMaker(dpi, self.height_px, bits)

    @property
    def key(self) -> tuple[float, float, float, int]:
        """Width, height, dpi and bits: what takes another renderer when it changes."""
        return self.width, self.height, self.dpi, self._bits

    @property
    def canvas_box(self) -> Box:
        """All of the canvas, in px."""
        return (0.0, 0.0, float(self.width_px), float(self.height_px))

    # ---- frames

    def start_frame(self) -> None:
        """Forget the ops of the frame before, and what an exception in an artist has left behind."""
        self._ops = []
        self.leave_pixels()
        self._groups.clear()
        self._fonts.start_frame()

    def take_ops(self) -> tuple[Op, ...]:
        """Return the ops that were drawn since `start_frame`."""
        return tuple(self._ops)

    # ---- retained drawing

    @property
    def group(self) -> Group | None:
        """The artist that draws now."""
        return self._groups.current

    def mark(self) -> tuple[list[Op], int]:
        """Return where the ops of this frame end now."""
        return self._ops, len(self._ops)

    def since(self, mark: tuple[list[Op], int]) -> tuple[Op, ...] | None:
        """Return the ops since a `mark`, None if it is not one of this frame."""
        ops, count = mark
        return tuple(ops[count:]) if ops is self._ops and count <= len(ops) else None

    def reuse(self, ops: tuple[Op, ...]) -> None:
        """Put in ops that were drawn before."""
        self._ops += ops

    # ---- what matplotlib asks

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the canvas in px."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Convert points to px."""
        return points * self.dpi / 72

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Return the extents of a string in px, the same as Agg's."""
        return self._meter.extents(s, prop, ismath)

    if ASKS_FOR_LINES:

        def _get_font_height_metrics(self, prop: FontProperties) -> Any:
            """Return ascent, descent and gap of a font's lines."""
            return self._meter.line(prop)

    def new_gc(self) -> GraphicsContextBase:
        """Return a graphics context."""
        return self._contexts.new()

    def option_image_nocomposite(self) -> bool:
        """Keep images apart, as Agg does."""
        return True

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Note which artist draws what follows."""
        self._groups.open(s, gid)

    def close_group(self, s: str) -> None:
        """End the innermost group."""
        self._groups.close()

    # ---- paths

    def draw_path(self, gc: Any, path: MplPath, transform: Transform, rgbFace: Any = None) -> None:
        """Fill, hatch and stroke a path."""
        hatch = gc.get_hatch()
        if rgbFace is not None and len(rgbFace) > 3 and rgbFace[3] == 0:
            rgbFace = None
        style = self._styles.of(gc, rgbFace)
        if style.fill == NO_COLOR and style.stroke == NO_COLOR and not hatch:
            return
        plain, matrix = affine(path, transform)
        open_line = rgbFace is None and not hatch
        cleaned = self._paths.of(
            plain,
            matrix,
            gc.get_snap(),
            self._styles.line_width_px(gc),
            self._canvas_px if open_line else None,
            plain.should_simplify and open_line,
            gc.get_sketch_params(),
        )
        if cleaned is None:
            return
        group, clip = self._groups.current, self._clips.of(gc)
        if not hatch:
            self._ops.append(DrawPath(group, clip, style, cleaned))
            return
        if style.fill != NO_COLOR:
            self._ops.append(DrawPath(group, clip, self._styles.of(gc, rgbFace, stroke=False), cleaned))
        self._hatch(gc, cleaned)
        if style.stroke != NO_COLOR:
            self._ops.append(DrawPath(group, clip, self._styles.of(gc, None), cleaned))

    def _hatch(self, gc: Any, shape: Path) -> None:
        hatch_path = gc.get_hatch_path()
        box = hatched_box(shape, self.width_px, self.height_px)
        side_px = tile_px(self.dpi)
        tile = None if hatch_path is None or box is None else hatch_tile(hatch_path, side_px)
        if tile is None or box is None:
            return
        color = rgba8(gc.get_hatch_color())
        style = self._styles.make(
            color, color, gc.get_hatch_linewidth(), (0, None), "projecting", "miter", True
        )._replace(miter_limit=_HATCH_MITER_LIMIT)
        clip = self._clips.of(gc, extra=shape)
        self._ops.append(DrawHatch(self._groups.current, clip, style, tile, side_px, box))

    def draw_markers(
        self,
        gc: Any,
        marker_path: MplPath,
        marker_trans: Transform,
        path: MplPath,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Stamp one path at every vertex of another, on whole pixels as Agg does."""
        if gc.get_hatch():
            super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        style = self._styles.of(gc, rgbFace)
        if style.fill == NO_COLOR and style.stroke == NO_COLOR:
            return
        marker = self._markers.of(gc, marker_path, marker_trans)
        if marker is None:
            return
        x, y = self._markers.places(path, trans)
        if x.values:
            self._ops.append(
                DrawMarkers(self._groups.current, self._clips.of(gc), style, marker, self._bits, x, y, snap=1)
            )

    # ---- collections

    def draw_path_collection(  # matplotlib's signature
        self,
        gc: Any,
        master_transform: Any,
        paths: Any,
        all_transforms: Any,
        offsets: Any,
        offset_trans: Any,
        facecolors: Any,
        edgecolors: Any,
        linewidths: Any,
        linestyles: Any,
        antialiaseds: Any,
        urls: Any,
        offset_position: Any,
        *,
        hatchcolors: Any = None,
    ) -> None:
        """Draw many paths as one op."""
        if len(paths) == 0:  # matplotlib 3.11 asks this way whether hatchcolors is known
            return
        if gc.get_hatch():
            more = {} if hatchcolors is None else {"hatchcolors": hatchcolors}
            super().draw_path_collection(
                gc, master_transform, paths, all_transforms, offsets, offset_trans, facecolors, edgecolors,
                linewidths, linestyles, antialiaseds, urls, offset_position, **more,
            )  # fmt: skip
            return
        if len(facecolors) == 0 and len(edgecolors) == 0:
            return
        if not master_transform.is_affine:
            paths = [affine(path, master_transform)[0] for path in paths]
        moved = np.asarray(offsets, float).reshape(-1, 2)
        if len(moved):
            moved = np.asarray(offset_trans.transform(moved), float)
        places = Places(
            paths,
            np.asarray(all_transforms, float).reshape(-1, 3, 3),
            affine(paths[0], master_transform)[1],
            moved,
            self._flip,
            self._bits,
            gc.get_snap(),
            np.asarray(linewidths if len(edgecolors) else (), float) * (self.dpi / 72),
            self._canvas_px if len(facecolors) == 0 else None,
            gc.get_sketch_params(),
            self._stamps,
        )
        if self._rectangles(gc, places, facecolors, edgecolors, antialiaseds):
            return
        shape = shapes(places)
        if shape is None:
            return
        rows = self._style_rows.of(
            places.count,
            facecolors,
            edgecolors,
            linewidths,
            linestyles,
            antialiaseds,
            gc.get_capstyle(),
            gc.get_joinstyle(),
            SNAPPED_EDGE_PX if shape.is_snapped else HARD_EDGE_PX,
        )
        style_index = rows.column
        if rows.numbers is not None and shape.kept is not None:
            style_index = column(rows.numbers[shape.kept])
        self._ops.append(
            DrawCollection(
                self._groups.current,
                self._clips.of(gc),
                rows.styles,
                style_index,
                shape.paths,
                shape.path_index,
                shape.matrix_bits,
                *shape.matrix,
                shape.bits,
                shape.x,
                shape.y,
                shape.path_list,
            )
        )

    def draw_quad_mesh(  # matplotlib's signature
        self,
        gc: Any,
        master_transform: Any,
        meshWidth: int,
        meshHeight: int,
        coordinates: Any,
        offsets: Any,
        offsetTrans: Any,
        facecolors: Any,
        antialiased: Any,
        edgecolors: Any,
    ) -> None:
        """Draw a mesh: as a grid, else as cells, or as pixels where it has very many."""
        # Agg strokes the cells only where edge colours are given; the fallback would take the faces'
        edges: Any = np.zeros((0, 4)) if edgecolors is None else edgecolors
        if not len(edges) and gc.get_snap() is not False and self._grid(
            gc, master_transform, coordinates, offsets, offsetTrans, facecolors
        ):  # fmt: skip
            return
        args = (
            master_transform, meshWidth, meshHeight, coordinates, offsets, offsetTrans, facecolors, antialiased,
        )  # fmt: skip
        if meshWidth * meshHeight > _MESH_CELLS:
            self.draw_as_pixels("draw_quad_mesh", gc, *args, edgecolors)
            return
        super().draw_quad_mesh(gc, *args, edges)

    def _grid(
        self, gc: Any, master: Any, coordinates: Any, offsets: Any, offset_trans: Any, faces: Any
    ) -> bool:
        """Draw a mesh whose lines are upright; return whether it is one."""
        if not master.is_affine:
            return False
        moved = np.asarray(offsets, float).reshape(-1, 2)
        if len(moved):
            moved = np.asarray(offset_trans.transform(moved), float) * (1, -1)
        matrix = self._flip @ np.asarray(master.get_matrix(), float)
        mesh = self._meshes.upright(matrix, coordinates, moved, faces)
        if mesh is None:
            return False
        self._mesh(gc, mesh)
        return True

    def _rectangles(self, gc: Any, places: Places, faces: Any, edges: Any, antialias: Any) -> bool:
        """Draw rectangles that make up a grid, without edges; return whether they do."""
        if len(edges) or len(faces) != places.count or places.count < _FEWEST_RECTANGLES:
            return False
        snapped = places.snap is not False
        if not snapped and (np.any(antialias) or (np.asarray(faces)[:, 3] < 1).any()):
            return False
        vertices = quads(places)
        if vertices is None:
            return False
        mesh = rectangles_mesh(vertices, faces, snapped=snapped, size_px=(self.width_px, self.height_px))
        if mesh is None:
            return False
        self._mesh(gc, mesh)
        return True

    def _mesh(self, gc: Any, mesh: Mesh) -> None:
        for row, image in self._images.bands(mesh.rgba):
            edges = mesh.y_px[row : row + image.height_px + 1]
            self._ops.append(
                DrawMesh(
                    self._groups.current,
                    self._clips.of(gc),
                    image,
                    self._bits,
                    column(floored(mesh.x_px, self._bits)),
                    column(floored(edges, self._bits)),
                )
            )

    def draw_gouraud_triangles(
        self, gc: Any, triangles_array: Any, colors_array: Any, transform: Any
    ) -> None:
        """Draw smoothly shaded triangles, as pixels."""
        self.draw_as_pixels("draw_gouraud_triangles", gc, triangles_array, colors_array, transform.frozen())

    # ---- images

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        """Draw an image at whole pixels, one of its pixels for each of the canvas."""
        height = im.shape[0]
        # matplotlib hands over the lowest row first
        self._image(gc, int(x), int(self.height_px - (y + height)), im[::-1])

    def draw_pixels(self, left: int, top: int, pixels: Any) -> None:
        """Draw what Agg has drawn."""
        self._groups.open("raster", None)  # so that the log says where it holds pixels instead of outlines
        self._image(None, left, top, pixels)
        self._groups.close()

    def _image(self, gc: Any | None, left: int, top: int, pixels: Any) -> None:
        clip = None if gc is None else self._clips.of(gc)
        for row, image in self._images.bands(pixels):
            self._ops.append(
                DrawImage(
                    self._groups.current,
                    clip,
                    image,
                    f32(left),
                    f32(top + row),
                    float(image.width_px),
                    float(image.height_px),
                    0,
                )
            )

    # ---- text

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw a line of text from the outlines of its glyphs."""
        if ismath == "TeX":
            self.draw_tex(gc, x, y, s, prop, angle, mtext=mtext)
            return
        artist = mtext
        if artist is None and _FRAMES is not None:  # one of several lines: then we are not told whose
            artist = _FRAMES(1).f_locals.get("self")
            artist = artist if isinstance(artist, Text) else None
        text = self._texts.of(s, prop, bool(ismath), mtext, artist, angle)
        if text is None:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        y -= self.height - self.height_px
        place = origin(x, y)
        self._text(gc, text, place, angle)
        if ismath:
            # Agg draws bars as paths; before matplotlib 3.11 it placed them together with the glyphs
            bars = self._texts.bars(s, prop, True, mtext)
            self._bars(gc, bars, (x, y) if SUBPIXEL_TEXT else place, angle)

    def draw_tex(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, *, mtext: Any = None
    ) -> None:
        """Draw what LaTeX makes of a string, from the outlines of its glyphs."""
        text = self._texts.of(s, prop, "TeX")
        if text is None:
            super().draw_tex(gc, x, y, s, prop, angle, mtext=mtext)
            return
        place = tex_origin(x, y - (self.height - self.height_px))
        self._text(gc, text, place, angle)
        self._bars(gc, self._texts.bars(s, prop, "TeX"), place, angle)

    def _text(self, gc: Any, text: TextDefinition, place: tuple[float, float], angle: float) -> None:
        style = self._styles.of(gc, gc.get_rgb(), stroke=False)
        left, baseline = place
        self._ops.append(
            DrawText(
                self._groups.current,
                self._clips.of(gc, path=False),  # in Agg, text obeys the clip rectangle only
                style,
                text,
                f32(left),
                f32(baseline),
                f32(angle),
            )
        )

    def _bars(self, gc: Any, bars: Iterable[Bar], place: tuple[float, float], angle: float) -> None:
        for bar in bars:
            self._ops.append(
                DrawPath(
                    self._groups.current,
                    self._clips.of(gc, path=False),
                    self._styles.of(gc, gc.get_rgb(), stroke=False),
                    bar_path(bar, place, angle, gc.get_snap(), self._bits),
                )
            )
