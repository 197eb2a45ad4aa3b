from __future__ import annotations

import numpy as np
import pytest

from h5rec.conformance.metrics import Gray, Rgb, distance, heat, over_white, ssim


def noise(*shape: int, seed: int = 0) -> Rgb:
    return np.random.default_rng(seed).integers(0, 256, shape).astype(float)


def test_a_picture_is_itself() -> None:
    picture = noise(20, 30, 3)
    assert tuple(distance(picture, picture)) == pytest.approx((0, 1, 0))
    assert not heat(picture, picture).any()


def test_a_known_difference() -> None:
    """One of 200 pixels, one of its three channels."""
    one = np.zeros((10, 20, 3))
    other = one.copy()
    other[3, 4, 1] = 90
    found = distance(one, other)
    assert found.rms == pytest.approx(90 / np.sqrt(600))
    assert found.diff32 == 1 / 200
    assert found.ssim < 1
    assert heat(one, other)[3, 4] == 90


@pytest.mark.parametrize(("off", "share"), [(32, 0), (33, 1)])
def test_from_which_difference_on_a_pixel_counts(off: int, share: float) -> None:
    black = np.zeros((8, 8, 3))
    assert distance(black, black + off).diff32 == share


def test_brighter_gray_changes_only_the_means() -> None:
    """Of even pictures, SSIM is its first factor: that of the means."""
    one = np.full((9, 9), 100.0)
    c1 = (0.01 * 255) ** 2
    assert ssim(one, one + 20) == pytest.approx((2 * 100 * 120 + c1) / (100**2 + 120**2 + c1))


def test_ssim_is_that_of_its_definition() -> None:
    """Window by window, as it is written down."""
    one = noise(12, 11)
    other = noise(12, 11, seed=1) * 0.4 + one * 0.6
    assert ssim(one, other) == pytest.approx(by_the_book(one, other))
    assert ssim(one, 255 - one) < 0


def by_the_book(one: Gray, other: Gray) -> float:
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    found = []
    for y in range(one.shape[0] - 6):
        for x in range(one.shape[1] - 6):
            a, b = one[y : y + 7, x : x + 7].ravel(), other[y : y + 7, x : x + 7].ravel()
            (va, cov), (_, vb) = np.cov(a, b)
            means = (2 * a.mean() * b.mean() + c1) / (a.mean() ** 2 + b.mean() ** 2 + c1)
            found.append(means * (2 * cov + c2) / (va + vb + c2))
    return float(np.mean(found))


def test_a_shift_by_a_pixel_is_seen() -> None:
    """Of stripes that are 4 px wide, a quarter of the pixels change from black to white or back."""
    stripes = np.repeat(np.tile([0.0, 0, 0, 0, 255, 255, 255, 255], 8)[None, :, None], 40, axis=0).repeat(
        3, 2
    )
    found = distance(stripes, np.roll(stripes, 1, axis=1))
    assert found.rms == pytest.approx(255 / 2)
    assert found.diff32 == 0.25


def test_transparent_is_white() -> None:
    rgba = np.zeros((1, 3, 4), np.uint8)
    rgba[0, 1] = 0, 0, 0, 255
    rgba[0, 2] = 255, 0, 0, 51
    assert over_white(rgba)[0] == pytest.approx(np.array([[255, 255, 255], [0, 0, 0], [255, 204, 204]]))


def test_tiny_pictures_have_a_distance() -> None:
    assert distance(np.zeros((1, 2, 3)), np.zeros((1, 2, 3))).ssim == pytest.approx(1)


def test_sizes_have_to_be_the_same() -> None:
    with pytest.raises(ValueError, match=r"\(20, 10\) and of \(21, 10\)"):
        distance(np.zeros((10, 20, 3)), np.zeros((10, 21, 3)))
