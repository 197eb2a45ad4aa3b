"""Paths that are gathered without a loop are those that matplotlib transforms one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.path import Path

from h5rec.render import path_lists
from h5rec.render.geometry import transformed
from h5rec.render.path_lists import joined, vertices_and_codes

rng = np.random.default_rng(4)


class Derived(Path):
    @property
    def vertices(self) -> Any:
        return np.asarray(super().vertices) * 2

    @vertices.setter
    def vertices(self, vertices: Any) -> None:
        Path.vertices.fset(self, vertices)  # type: ignore[attr-defined]


def paths() -> list[Path]:
    long = rng.random((9, 4))
    whole = Path([(0, 0), (1, 1)])
    whole.vertices = np.array([(1, 2), (3, 4)])
    return [
        Path(rng.random((3, 2))),
        Path(long[:, 1:3]),  # does not lie in one piece
        Path(np.zeros((0, 2))),
        Path(np.asfortranarray(rng.random((4, 2))), closed=True),
        whole,
        Derived([(1, 1), (2, 2)]),
    ]


@pytest.mark.parametrize("left_out", range(6))
@pytest.mark.parametrize("has_fields", [True, False])
def test_vertices_and_codes_are_those_of_the_paths(
    left_out: int, has_fields: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_fields:
        monkeypatch.setattr(path_lists, "_FIELDS", None)
    given = paths()
    del given[left_out:]
    given.append(Path([(0, 0), (1, 0)]))
    parts, codes = vertices_and_codes(given)
    for part, code, path in zip(parts, codes, given, strict=True):
        np.testing.assert_array_equal(part, path.vertices)
        assert code is path.codes
    np.testing.assert_array_equal(joined(parts), np.concatenate([path.vertices for path in given]))


def test_vertices_are_transformed_as_matplotlib_does() -> None:
    vertices = rng.random((50, 2))
    each = rng.random((2, 3, 50))
    one = each[..., 0]
    np.testing.assert_allclose(transformed(vertices, one), vertices @ one[:, :2].T + one[:, 2])
    expected = [each[:, :2, item] @ vertices[item] + each[:, 2, item] for item in range(50)]
    np.testing.assert_allclose(transformed(vertices, each), expected)
    upright = np.array([(2.0, 0, 3), (0, -4, 5)])
    np.testing.assert_array_equal(transformed(vertices, upright), vertices * (2, -4) + (3, 5))
