"""Paths through matplotlib's own C path code, into fixed-point columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Transform

from ..wire._ops import Column, Path
from ..wire.validate import are_codes

# matplotlib's stubs give vertices and codes as ArrayLike; paths always hold arrays
Matrix = npt.NDArray[np.float64]  # 3 x 3, affine
Floats = npt.NDArray[np.float64]

# 1/32 px: at eight-fold zoom an error of an eighth of a screen pixel, which cannot be seen. A noisy
# line of 2048 points takes 3.5 kB a frame at 1/16 px, 3.7 at 1/32, 3.8 at 1/64, 4.2 at 1/256.
BITS = 5
# 26.6 fixed point, as FreeType has it: hinted outlines are kept exactly.
GLYPH_BITS = 6

_LIMIT = float(1 << 30)
_CLOSEPOLY = int(MplPath.CLOSEPOLY)
_IDENTITY = np.eye(3)


def affine(path: Any, transform: Transform | None) -> tuple[Any, Matrix]:
    """Split *transform* into a path that needs only an affine matrix, and that matrix."""
    if transform is None:
        return path, _IDENTITY
    if not transform.is_affine:
        path = transform.transform_path_non_affine(path)
        transform = transform.get_affine()
    return path, np.asarray(transform.get_matrix(), float)


def fixed(values: Floats, bits: int) -> npt.NDArray[np.int32]:
    """Return *values* as integers of 2^-bits; what is out of range is moved to its edge."""
    scaled = values * float(1 << bits)
    np.maximum(scaled, -_LIMIT, out=scaled)
    np.minimum(scaled, _LIMIT, out=scaled)
    return np.rint(scaled, out=scaled).astype("<i4")


def column(values: npt.NDArray[Any]) -> Column:
    """Return integers as a column."""
    return Column(values.astype("<i4", copy=False).tobytes())


def fixed_path(vertices: Floats, codes: npt.NDArray[np.uint8] | None, bits: int = BITS) -> Path:
    """Return finite *vertices*, in px with y downwards, as a path.

    Parameters
    ----------
    vertices : (N, 2) float array
    codes : (N,) uint8 array or None
        matplotlib's path codes, without STOP.
    bits : int
        Fixed-point fraction.
    """
    integers = fixed(vertices, bits)
    code_bytes = b"" if codes is None else codes.tobytes()
    if code_bytes[:1] == b"\1" and code_bytes.count(b"\2") == len(code_bytes) - 1:
        code_bytes = b""  # one polyline
    elif codes is not None and _CLOSEPOLY in code_bytes[1:]:
        # its vertex is not used: repeating the one before makes a difference of nothing
        closing = np.flatnonzero(codes == _CLOSEPOLY)
        integers[closing] = integers[closing - 1]
    if code_bytes and not are_codes(code_bytes):
        code_bytes = _mended(code_bytes)
        integers = integers[: len(code_bytes)]
    x, y = integers.T
    return Path(bits, code_bytes, Column(x.tobytes()), Column(y.tobytes()))


def _mended(codes: bytes) -> bytes:
    """Return codes that readers take for those of a path that somebody has put together wrongly."""
    codes = codes.split(bytes((MplPath.STOP,)), 1)[0]
    mended = bytearray(b"\1")
    while len(mended) < len(codes):
        at = len(mended)
        run = codes[at : at + {3: 2, 4: 3}.get(codes[at], 1)]  # the vertices of a curve
        mended += run if are_codes(b"\1" + run) else b"\2"
    return bytes(mended)


def clean(
    path: Any,
    matrix: Matrix,
    *,
    snap: bool | None = False,
    stroke_width_px: float = 0.0,
    clip: tuple[float, float, float, float] | None = None,
    simplify: bool = False,
    sketch: tuple[float, float, float] | None = None,
    bits: int = BITS,
) -> Path | None:
    """Clean *path* as Agg does (`Path.cleaned`: the very code) and fix its points.

    Returns
    -------
    Path or None
        None where nothing is left to draw.
    """
    cleaned = path.cleaned(
        matrix,  # the C code takes any 3 x 3 array: building a Transform would cost 8 us
        remove_nans=True,
        clip=clip,
        simplify=simplify,
        curves=True,
        stroke_width=stroke_width_px,
        snap=snap,
        sketch=sketch,
    )
    vertices, codes = cleaned.vertices, cleaned.codes
    assert codes is not None  # cleaned paths have codes
    count = len(codes)
    while count and codes[count - 1] == MplPath.STOP:
        count -= 1
    if count == 0:
        return None
    return fixed_path(np.asarray(vertices[:count]), np.asarray(codes[:count]), bits)


def is_rectilinear(vertices: Floats, codes: npt.NDArray[np.uint8] | None) -> bool:
    """Whether Agg would snap such a path by itself (``PathSnapper::should_snap``)."""
    count = len(vertices)
    if count > 1024 or count < 2:
        return False
    if codes is not None:
        if ((codes == MplPath.CURVE3) | (codes == MplPath.CURVE4)).any():
            return False
        lines = codes[1:] == MplPath.LINETO
    else:
        lines = np.ones(count - 1, bool)
    steps = np.abs(np.diff(vertices, axis=0))[lines]
    return not bool(((steps[:, 0] >= 1e-4) & (steps[:, 1] >= 1e-4)).any())
