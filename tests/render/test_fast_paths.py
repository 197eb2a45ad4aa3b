"""What is made faster is what is made."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as MplPath

from h5rec.render import geometry, numbers
from h5rec.render.fonts import FontFinder
from h5rec.render.geometry import clean
from h5rec.render.glyphs import GlyphSource
from h5rec.render.raster import new_agg
from h5rec.render.renderer import Renderer
from h5rec.render.small_paths import MOST, small_path
from h5rec.render.text_extents import TextMeter

FAMILIES = ("DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "STIXGeneral", "cmr10")
FLIP = np.array([[1.0, 0, 0], [0, -1, 480], [0, 0, 1]])


def test_lines_are_cleaned_once_or_twice_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    clip = (-1.0, -1.0, 641.0, 481.0)
    lines = []
    for _ in range(300):
        count = int(rng.integers(9, 40))
        steps = rng.normal(0, 0.3, (count, 2)) * (rng.random((count, 2)) < 0.5)
        if rng.random() < 0.5:
            steps[np.arange(count), rng.integers(0, 2, count)] = 0  # upright
        vertices = np.cumsum(steps, axis=0) + 0.5
        if rng.random() < 0.3:
            vertices[rng.integers(count)] = np.nan
        lines.append(MplPath(vertices))
    matrix = FLIP @ np.diag((640.0, 480.0, 1.0))
    quick = [clean(line, matrix, snap=None, clip=clip, simplify=True) for line in lines]
    monkeypatch.setattr(geometry, "_begins_slanted", lambda *args: False)
    whole = [clean(line, matrix, snap=None, clip=clip, simplify=True) for line in lines]
    assert quick == whole
    assert {path.snap for path in whole if path is not None} == {0, 1}


def test_a_path_without_vertices_is_left_to_others() -> None:
    for codes in (None, np.zeros(0, np.uint8)):
        empty = MplPath(np.zeros((0, 2)), codes)
        assert small_path(empty, FLIP.tolist(), None, 1.0, None, 5) is None


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
        found = small_path(path, matrix.tolist(), snap, width, clip, 5)
        if found is not None:
            made += 1
            assert found == clean(path, matrix, snap=snap, stroke_width_px=width, clip=clip)
    assert made > 200


def _numbers() -> list[str]:
    rng = np.random.default_rng(6)
    characters = sorted(numbers.CHARACTERS)
    texts = ["".join(rng.choice(characters, int(rng.integers(1, 12)))) for _ in range(300)]
    return texts + [f"{value:.2f}" for value in rng.uniform(-1e4, 1e4, 200)]


@pytest.mark.parametrize("family", FAMILIES)
def test_numbers_stand_where_the_whole_layout_puts_them(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _numbers()
    prop = FontProperties(family=family, size=9.5)
    fast = GlyphSource(100, FontFinder())
    quick = [fast.layout(text, prop) for text in texts]
    monkeypatch.setattr("h5rec.render.glyphs.CHARACTERS", frozenset())
    assert quick == [GlyphSource(100, FontFinder()).layout(text, prop) for text in texts]


@pytest.mark.filterwarnings("ignore:Glyph 8722")  # cmr10 has no minus sign
@pytest.mark.parametrize("size", [6, 9.5, 12])
@pytest.mark.parametrize("family", FAMILIES)
def test_numbers_are_as_large_as_agg_measures_them(family: str, size: float) -> None:
    texts = _numbers()
    prop = FontProperties(family=family, size=size)
    meter, agg = TextMeter(100, FontFinder()), new_agg(1, 1, 100)
    assert [meter.extents(text, prop, False) for text in texts] == [
        agg.get_text_width_height_descent(text, prop, False) for text in texts
    ]


@pytest.mark.parametrize("spacing", [None, 1.7])
@pytest.mark.parametrize("family", FAMILIES)
def test_texts_are_laid_out_as_for_agg(family: str, spacing: float | None) -> None:
    figure = Figure(dpi=90)
    for size in (5, 8.3, 12):
        for string in ("3.5", "one", "two\nlines", "$x^2$\ng\n1"):
            text = figure.text(0.3, 0.4, string, family=family, size=size, rotation=30, linespacing=spacing)
            ours, agg = Renderer(640, 480, 90), new_agg(640, 480, 90)
            assert text.get_window_extent(ours).bounds == text.get_window_extent(agg).bounds


def test_extents_that_are_not_those_of_pairs_are_found_out() -> None:
    def measure(s: str) -> tuple[float, float, float]:
        return len(s) * (7.0 if len(s) < 4 else 8.0), 9.0, 1.0

    number = numbers.NumberExtents()
    for s in ("12", "123", "1234", "12345", "1", "4321"):
        assert number.of(s, measure) == measure(s)


def test_a_font_that_is_not_laid_out_by_pairs_is_found_out() -> None:
    def layout(s: str) -> list[tuple[None, int, float, float]]:
        return [(None, ord(char), at * (7.0 if len(s) < 4 else 8.0), 0.0) for at, char in enumerate(s)]

    number = numbers.NumberLayout()
    for s in ("12", "123", "1234", "12345", "1", "4321"):
        assert number.of(s, layout) == layout(s)
