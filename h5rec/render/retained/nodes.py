"""What can be told of a transform or a box without using it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import transforms as _transforms

transforms: Any = _transforms  # whose private attributes are read, and typed as if there were none


def is_separable(node: Any) -> bool:
    """Whether x of what a transform or a box gives depends only on x of what it is given."""
    if isinstance(node, transforms.TransformedBbox):
        node = node._transform
    return bool(getattr(node, "is_separable", isinstance(node, transforms.BboxBase)))


def has_columns(node: Any) -> bool:
    """Whether x and y of a box can be told apart by their bytes: `Bbox.set_points` takes any array."""
    points = vars(node).get("_points")
    return points is None or (points.shape == (2, 2) and points.dtype.itemsize == 8)


def is_current(node: Any) -> bool:
    """Whether what a transform keeps of what it consists of is up to date.

    It is not where a matrix was changed in place without `invalidate`. The drawing then shows the old one,
    until something else is changed.
    """
    attributes = vars(node)
    name = "_points" if isinstance(node, transforms.BboxBase) else "_mtx"
    kept = attributes.get(name)
    if kept is None or attributes.get("_invalid") or type(node) in (transforms.Bbox, transforms.Affine2D):
        return True
    before = attributes.copy()
    try:
        node._invalid = 1
        fresh = node.get_points() if name == "_points" else node.get_matrix()
        return is_equal(fresh, kept)
    finally:
        attributes.clear()
        attributes.update(before)


def is_equal(one: Any, other: Any) -> bool:
    """Whether two arrays are the same, NaN and all."""
    return bool(np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True))
