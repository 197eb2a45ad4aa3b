"""The figure with everything, and the golden vector made of it.

``python -m tests.render.features`` draws examples/all_features.py and writes format/vectors/features-2.h5rec
with its JSON files: for each trait of an op, a small op that has it, shortened. It is written once: another version of
matplotlib draws a little differently, and what is there must stay readable.
"""

from __future__ import annotations

import json
import runpy
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from matplotlib.figure import Figure as MplFigure

from h5rec.render.axes import describe_axes
from h5rec.render.renderer import Renderer
from h5rec.wire._ops import (
    Axes,
    Column,
    DrawCollection,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawText,
    End,
    Op,
    Path,
    Paths,
    Style,
)
from h5rec.wire.canvas_calls import canvas_calls
from tests.conftest import ROOT
from tests.wire import vectors

EXAMPLE = ROOT / "examples" / "all_features.py"
NAME = "features-2"
FEW = 2
LARGE = 6000

T = TypeVar("T")


class Features(NamedTuple):
    """The figure, and how to show its frame k."""

    figure: MplFigure
    update: Callable[[int], None]


def everything() -> Features:
    """Return the example's figure; nothing is shown."""
    found = runpy.run_path(str(EXAMPLE), run_name=NAME)
    return Features(found["fig"], found["update"])


def drawn(figure: MplFigure) -> tuple[tuple[Op, ...], tuple[Axes, ...]]:
    """Return the ops of a figure, and its axes."""
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    renderer.start_frame()
    figure.draw(renderer)
    return renderer.take_ops(), describe_axes(figure, renderer.height_px)


def styles_of(op: Op) -> tuple[Style, ...]:
    """Return the styles of an op."""
    if isinstance(op, DrawCollection):
        return op.styles
    style = getattr(op, "style", None)
    return () if style is None else (style,)


def traits(op: Op) -> Iterator[tuple[Any, ...]]:
    """Yield what an op is an example of."""
    kind = type(op).__name__
    yield kind, "artist", None if op.group is None else op.group.kind
    yield kind, "clip", op.clip is not None, bool(op.clip and op.clip.rect), bool(op.clip and op.clip.paths)
    for style in styles_of(op):
        for field in ("cap", "join", "antialias", "dash_offset_px", "dashes_px"):
            yield kind, field, getattr(style, field)
        yield "width", round(style.line_width_px)
        yield "miter_limit", round(style.miter_limit)
        yield kind, "fill and stroke", _opacity(style.fill[3]), _opacity(style.stroke[3])
    for path in _paths(op):
        yield kind, "codes", frozenset(path.codes)
        yield kind, "snap", path.snap, path.snap_width_px > 0
    if isinstance(op, DrawCollection):
        yield (
            kind,
            "optional",
            *(getattr(op, name) is None for name in ("style_index", "path_index", "a", "b", "d")),
        )
        yield kind, "several", len(op.styles) > 1, len(op.paths) > 1
        if op.path_list is not None:
            yield kind, "list", bool(op.path_list.codes), op.path_list.snap, op.path_list.snap_width_px > 0
    elif isinstance(op, DrawMarkers):
        yield kind, "snapped places", op.snap
    elif isinstance(op, DrawMesh):
        yield kind, "palette", op.image is not None and bool(op.image.palette)
    elif isinstance(op, DrawImage):
        yield kind, "smooth", op.smooth
        yield kind, "palette", op.image is not None and bool(op.image.palette)
    elif isinstance(op, DrawText) and op.text is not None:
        yield kind, "font", op.text.font
        yield kind, "angle", op.angle_deg % 90 == 0
        yield kind, "mathtext", "$" in op.text.text
        yield (
            kind,
            "other scales",
            op.text.unhinted_x is None,
            {glyph.unhinted is None for glyph in op.text.glyphs} == {True},
        )


def _opacity(alpha: int) -> int:
    return (alpha > 0) + (alpha == 255)


def _paths(op: Op) -> tuple[Path, ...]:
    if isinstance(op, DrawCollection):
        return op.paths
    path = getattr(op, "path", None)
    return () if path is None else (path,)


def shortened(op: Op) -> Op:
    """Return an op with the first few of its items, places, glyphs or rows of pixels."""
    if isinstance(op, DrawCollection):
        columns: dict[str, Any] = {name: _first(getattr(op, name)) for name in ("a", "b", "c", "d", "x", "y")}
        styles, style_index = _chosen(op.styles, op.style_index)
        paths, path_index = _chosen(op.paths, op.path_index)
        return op._replace(
            styles=styles,
            style_index=style_index,
            paths=paths,
            path_index=_first(op.path_index) if op.path_list is not None else path_index,
            path_list=None if op.path_list is None else _first_paths(op.path_list, op.path_index),
            **columns,
        )
    if isinstance(op, DrawMarkers):
        return op._replace(x=_first(op.x), y=_first(op.y))
    if isinstance(op, DrawText) and op.text is not None:
        places: dict[str, Any] = {
            name: _first(getattr(op.text, name)) for name in ("x", "y", "unhinted_x", "unhinted_y")
        }
        return op._replace(text=op.text._replace(glyphs=op.text.glyphs[:FEW], **places))
    if isinstance(op, DrawMesh) and op.image is not None:
        rows = min(FEW, op.image.height_px)
        data = op.image.data[: len(op.image.data) // op.image.height_px * rows]
        edges = None if op.y is None else Column(op.y.values[: 4 * (rows + 1)])
        return op._replace(image=op.image._replace(height_px=rows, data=data), y=edges)
    if isinstance(op, DrawImage) and op.image is not None:
        rows = min(FEW, op.image.height_px)
        data = op.image.data[: len(op.image.data) // op.image.height_px * rows]
        return op._replace(image=op.image._replace(height_px=rows, data=data), height_px=float(rows))
    return op


def _chosen(items: tuple[T, ...], index: Column | None) -> tuple[tuple[T, ...], Column | None]:
    """Return what the first few items of a collection have, and its index column."""
    if index is None:
        return items[:FEW], None
    numbers = array("i", index.values)[:FEW]
    used = sorted(set(numbers))
    return tuple(items[n] for n in used), Column(array("i", map(used.index, numbers)).tobytes())


def _first_paths(paths: Paths, index: Column | None) -> Paths:
    """Return the paths that the first few items of a collection draw, and those before them."""
    assert paths.lengths is not None
    lengths = array("i", paths.lengths.values)
    few = FEW if index is None else 1 + max(array("i", index.values)[:FEW])
    count = sum(lengths[:few])
    columns: dict[str, Any] = {name: Column(getattr(paths, name).values[: 4 * count]) for name in ("x", "y")}
    return paths._replace(codes=paths.codes[:count], lengths=Column(lengths[:few].tobytes()), **columns)


def _first(column: Column | None) -> Column | None:
    return None if column is None else Column(column.values[: 4 * FEW])


def smallest(ops: Iterable[Op]) -> list[Op]:
    """Return, in order, few and small ops that have all traits; but for those that only large ones have."""
    numbered = [(number, shortened(op)) for number, op in enumerate(ops)]
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for number, op in sorted(numbered, key=lambda item: _size(item[1])):
        has = set(traits(op))
        if has - seen and _size(op) <= LARGE:
            seen |= has
            kept.append((number, op))
    return [op for _, op in sorted(kept, key=lambda item: item[0])]


def _size(op: Op) -> int:
    images = len(op.image.data) * 2 if isinstance(op, DrawImage) and op.image is not None else 0
    return len(json.dumps(canvas_calls([op]))) + images


def main() -> None:
    """Write the vector."""
    features = everything()
    recorder = vectors.Recorder()
    width, height = (int(size) for size in features.figure.bbox.size)
    recorder.add(recorder.writer.figure(vectors.figure(1, width_px=width, height_px=height)))
    ops, axes = drawn(features.figure)
    recorder.frame(1, smallest(ops), axes)
    recorder.add(recorder.writer.end(End(recorder.now, 0, "finished")))
    vectors.write(NAME, recorder.log())


if __name__ == "__main__":
    main()
