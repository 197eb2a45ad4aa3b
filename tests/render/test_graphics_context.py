"""Graphics contexts are matplotlib's, only faster."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.patches import Circle
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform, TransformedPatchPath, TransformedPath

from h5rec.render.graphics_context import ContextMaker

GETTERS = [name for name in dir(GraphicsContextBase) if name.startswith("get_")]
BOX = Bbox([[0, 0], [1, 1]])


def state(gc: GraphicsContextBase) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(gc, name)() for name in GETTERS}
    path: Any = found.pop("get_hatch_path")
    return found | {"hatch": path and path.vertices.tolist()}


def test_a_new_one_is_as_matplotlib_makes_it() -> None:
    maker = ContextMaker()
    for width in (1.0, 2.5):
        with mpl.rc_context({"hatch.linewidth": width, "hatch.color": "red"}):
            assert state(maker.new()) == state(GraphicsContextBase())
            assert maker.new().get_hatch_linewidth() == width


def test_what_is_set_is_kept_and_only_there() -> None:
    maker = ContextMaker()
    plain, gc, other = GraphicsContextBase(), maker.new(), maker.new()
    for each in (plain, gc):
        each.set_capstyle("round")
        each.set_joinstyle("bevel")
        each.set_capstyle(each._capstyle)  # type: ignore[attr-defined]
        each.set_joinstyle(each._joinstyle)  # type: ignore[attr-defined]
        each.set_clip_path(TransformedPath(Path([(0, 0), (1, 1)]), IdentityTransform()))
        each.set_clip_rectangle(BOX)
        each.set_dashes(1, [2, 3])
        each.set_alpha(0.5)
        each.set_foreground("red")
        each.set_linewidth(3)
        each.set_hatch("/")
        each.set_sketch_params(1, 2, 3)
    different = {name for name, value in state(plain).items() if str(value) != str(state(gc)[name])}
    assert different <= {"get_clip_path"}
    assert state(other) == state(GraphicsContextBase())
    copied = maker.new()
    copied.copy_properties(gc)
    assert state(copied) == state(gc)


def test_what_is_no_style_or_path_is_refused() -> None:
    gc: Any = ContextMaker().new()
    gc.set_clip_path(TransformedPatchPath(Circle((0, 0))))
    with pytest.raises(TypeError):
        gc.set_clip_path(Path([(0, 0)]))
    for set_style in (gc.set_capstyle, gc.set_joinstyle):
        with pytest.raises(ValueError, match="sideways"):
            set_style("sideways")
