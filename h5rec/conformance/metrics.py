"""How far two pictures are apart: RMS, SSIM, share of pixels that differ.

All are taken over white, of pixels from 0 to 255. SSIM is that of Wang, Bovik, Sheikh and Simoncelli, "Image
Quality Assessment: From Error Visibility to Structural Similarity" (2004), equation 13, on gray (Rec. 601 luma)
with a uniform window of 7 x 7 px, unbiased variances, K1 = 0.01, K2 = 0.03 and L = 255, averaged over the windows
that lie inside of the picture: what scikit-image's ``structural_similarity`` does unless told otherwise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Rgba = npt.NDArray[np.uint8]  # (height, width, 4)
Rgb = npt.NDArray[np.float64]  # (height, width, 3), 0 to 255
Gray = npt.NDArray[np.float64]  # (height, width), 0 to 255

VISIBLE = 32  # a difference that is seen without looking for it
_WINDOW = 7
_LUMA = np.array([0.299, 0.587, 0.114])
_C1 = (0.01 * 255) ** 2
_C2 = (0.03 * 255) ** 2


class Distance(NamedTuple):
    """How far a picture is from Agg's."""

    rms: float
    """Root of the mean square of the differences on red, green and blue; 0 to 255."""
    ssim: float
    """Structural similarity of the gray pictures; at most 1."""
    diff32: float
    """Share of pixels of which a channel is off by more than 32."""


def over_white(rgba: Rgba) -> Rgb:
    """Return a picture as it looks on white paper."""
    alpha = rgba[..., 3:] / 255
    result: Rgb = rgba[..., :3] * alpha + 255 * (1 - alpha)
    return result


def distance(one: Rgb, other: Rgb) -> Distance:
    """Compare two pictures of one size.

    Parameters
    ----------
    one, other : array of float
        (height, width, 3), as from `over_white`.

    Returns
    -------
    Distance

    Raises
    ------
    ValueError
        If their sizes differ.
    """
    if one.shape != other.shape:
        raise ValueError(f"pictures of {one.shape[1::-1]} and of {other.shape[1::-1]} px cannot be compared")
    off = np.abs(one - other)
    return Distance(
        rms=float(np.sqrt((off**2).mean())),
        ssim=ssim(one @ _LUMA, other @ _LUMA),
        diff32=float((off.max(axis=-1) > VISIBLE).mean()),
    )


def ssim(one: Gray, other: Gray) -> float:
    """Return the mean structural similarity of two gray pictures; of tiny ones, that of all as one window."""
    n = min(_WINDOW, *one.shape)
    mean_one, mean_other = _window_means(one, n), _window_means(other, n)
    unbiased = n * n / max(n * n - 1, 1)
    variance_one = unbiased * (_window_means(one * one, n) - mean_one**2)
    variance_other = unbiased * (_window_means(other * other, n) - mean_other**2)
    covariance = unbiased * (_window_means(one * other, n) - mean_one * mean_other)
    likeness = ((2 * mean_one * mean_other + _C1) * (2 * covariance + _C2)) / (
        (mean_one**2 + mean_other**2 + _C1) * (variance_one + variance_other + _C2)
    )
    return float(likeness.mean())


def heat(one: Rgb, other: Rgb) -> npt.NDArray[np.uint8]:
    """Return the largest difference of each pixel's channels, as a gray picture that colours can be given to."""
    result: npt.NDArray[np.uint8] = np.abs(one - other).max(axis=-1).round().astype(np.uint8)
    return result


def _window_means(picture: Gray, n: int) -> Any:
    sums = np.pad(picture.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return (sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]) / (n * n)
