"""What is made faster is what is made."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as MplPath

from h5rec.render import numbers
from h5rec.render.geometry import clean
from h5rec.render.glyphs import GlyphSource
from h5rec.render.small_paths import MOST, small_path

FLIP = np.array([[1.0, 0, 0], [0, -1, 480], [0, 0, 1]])


def test_a_path_without_vertices_is_left_to_others() -> None:
    for codes in (None, np.zeros(0, np.uint8)):
        empty = MplPath(np.zeros((0, 2)), codes)
        assert small_path(empty, FLIP, None, 1.0, None, 5) is None


@pytest.mark.parametrize("clip", [None, (-1.0, -1.0, 641.0, 481.0)])
@pytest.mark.parametrize("snap", [None, True, False])
def test_small_paths_are_cleaned_paths(
    snap: bool | None, clip: tuple[float, float, float, float] | None
) -> None:
    rng = np.random.default_rng(3)
    made = 0
    for _ in range(1500):
        count = int(rng.integers(1, MOST + 1))
        vertices = rng.uniform(-0.1, 1.1, (count, 2))
        if rng.random() < 0.5:  # upright
            vertices[1:, 0] = np.where(np.arange(1, count) % 2, vertices[:-1, 0], vertices[1:, 0])
            vertices[2::2, 1] = vertices[1:-1:2, 1]
        if rng.random() < 0.1:
            vertices[rng.integers(count), rng.integers(2)] = rng.choice([np.nan, np.inf, 1e12])
        codes = None
        if rng.random() < 0.7:
            codes = (
                rng.choice([1, 2, 79], count, p=[0.1, 0.7, 0.2]) if rng.random() < 0.2 else np.full(count, 2)
            )
            codes[0] = 1
            if rng.random() < 0.5 and count > 2:
                codes[-1] = 79
        matrix = FLIP @ np.array(
            [[640 * rng.choice([1, -1, 0.01]), 0, 3.5], [0, 480, rng.uniform()], [0, 0, 1]]
        )
        width = float(rng.uniform(0, 4))
        path = MplPath(vertices, codes)
        found = small_path(path, matrix, snap, width, clip, 5)
        if found is not None:
            made += 1
            assert found == clean(path, matrix, snap=snap, stroke_width_px=width, clip=clip)
    assert made > 200


@pytest.mark.parametrize(
    "family", ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "STIXGeneral", "cmr10"]
)
def test_numbers_stand_where_the_whole_layout_puts_them(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    characters = sorted(numbers.CHARACTERS)
    texts = ["".join(rng.choice(characters, int(rng.integers(1, 12)))) for _ in range(300)]
    texts += [f"{value:.2f}" for value in rng.uniform(-1e4, 1e4, 200)]
    prop = FontProperties(family=family, size=9.5)
    fast = GlyphSource(100)
    quick = [fast.layout(text, prop) for text in texts]
    monkeypatch.setattr("h5rec.render.glyphs.CHARACTERS", frozenset())
    assert quick == [GlyphSource(100).layout(text, prop) for text in texts]


def test_a_font_that_is_not_laid_out_by_pairs_is_found_out() -> None:
    def layout(s: str) -> list[tuple[None, int, float, float]]:
        return [(None, ord(char), at * (7.0 if len(s) < 4 else 8.0), 0.0) for at, char in enumerate(s)]

    number = numbers.NumberLayout()
    for s in ("12", "123", "1234", "12345", "1", "4321"):
        assert number.of(s, layout) == layout(s)
