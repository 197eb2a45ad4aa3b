"""Paths through matplotlib's own C path code, into fixed-point columns."""

from __future__ import annotations

import math
import struct
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
_WIDEST_PX = 1e5
_CLOSEPOLY = int(MplPath.CLOSEPOLY)
_IDENTITY = np.eye(3)
_CURVES = (int(MplPath.CURVE3), int(MplPath.CURVE4))
MOST_SNAPPED = 1024  # Agg leaves longer paths as they are, unless it is told to snap
STRAIGHT_PX = 1e-4  # what Agg takes for horizontal or vertical
_SLANTED_PX = 2 * STRAIGHT_PX  # what it cannot take for that, however it rounds
_FEW = 8
_EVERYWHERE = (-_LIMIT, -_LIMIT, _LIMIT, _LIMIT)

_F32 = struct.Struct("<f")


def f32(value: float) -> float:
    """Round to single precision, as the stream stores it; what is too large becomes infinite."""
    try:
        result: float = _F32.unpack(_F32.pack(value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return result


def snap_width(width_px: float) -> float:
    """Return the width that decides where snapped edges lie, in single precision: never rounded up to x.5."""
    width_px = min(max(width_px, 0.0), _WIDEST_PX)
    single = f32(width_px)
    return single if single <= width_px else float(np.nextafter(np.float32(single), np.float32(0)))


def affine(path: Any, transform: Transform | None) -> tuple[Any, Matrix]:
    """Split *transform* into a path that needs only an affine matrix, and that matrix."""
    if transform is None:
        return path, _IDENTITY
    if not transform.is_affine:
        path = transform.transform_path_non_affine(path)
        transform = transform.get_affine()
    return path, np.asarray(transform.get_matrix(), float)


def transformed(vertices: Floats, matrix: Any) -> Floats:
    """Return (N, 2) vertices by an affine matrix, (2, 3) or (2, 3, N), in the order of Agg's own sums.

    x and y lie one after the other in memory, as columns need them: with that and without the matrix product of many
    little vectors it takes a third of the time.
    """
    x, y = vertices.T
    moved = np.empty((2, len(vertices)))
    for row, (a, b, shift) in zip(moved, matrix, strict=True):
        np.multiply(x, a, out=row)
        if np.ndim(b) or b:
            row += y * b
        row += shift
    return moved.T


def fixed(values: Floats, bits: int) -> npt.NDArray[np.int32]:
    """Return *values* as integers of 2^-bits; what is out of range is moved to its edge."""
    scaled = values * float(1 << bits)
    np.maximum(scaled, -_LIMIT, out=scaled)
    np.minimum(scaled, _LIMIT, out=scaled)
    return np.rint(scaled, out=scaled).astype("<i4")


def floored(values: Floats, bits: int) -> npt.NDArray[np.int32]:
    """Return *values* as integers of 2^-bits, rounded down: what is snapped then lands on the exact value's pixel.

    (A pixel begins at x.5, which is a multiple of 2^-bits: rounding down never crosses it. At scales that are
    powers of two, too.)
    """
    scaled = values * float(1 << bits)
    np.maximum(scaled, -_LIMIT, out=scaled)
    np.minimum(scaled, _LIMIT, out=scaled)
    return np.floor(scaled, out=scaled).astype("<i4")


def column(values: npt.NDArray[Any]) -> Column:
    """Return integers as a column."""
    return Column(values.astype("<i4", copy=False).tobytes())


def fixed_path(
    vertices: Floats,
    codes: npt.NDArray[np.uint8] | None,
    bits: int = BITS,
    *,
    snap: bool = False,
    snap_width_px: float = 0.0,
    unhinted: Path | None = None,
) -> Path:
    """Return finite *vertices*, in px with y downwards, as a path.

    Parameters
    ----------
    vertices : (N, 2) float array
    codes : (N,) uint8 array or None
        matplotlib's path codes, without STOP.
    bits : int
        Fixed-point fraction.
    snap : bool
        Whether the vertices are snapped when drawn.
    snap_width_px : float
        Line width that decides where.
    unhinted : Path, optional
        What to draw instead at other scales.
    """
    code_bytes = b"" if codes is None else codes.tobytes()
    if code_bytes[:1] == b"\1" and code_bytes.count(b"\2") == len(code_bytes) - 1:
        code_bytes = b""  # one polyline
    elif codes is not None and _CLOSEPOLY in code_bytes[1:]:
        # its vertex is not used, and may be anything: repeating the one before makes a difference of nothing
        closing = np.flatnonzero(codes == _CLOSEPOLY)
        vertices = vertices.copy()
        vertices[closing] = vertices[closing - 1]
    integers = floored(vertices, bits) if snap else fixed(vertices, bits)
    if code_bytes and not are_codes(code_bytes):
        code_bytes = mended(code_bytes)
        integers = integers[: len(code_bytes)]
    x, y = integers.T
    return Path(
        bits,
        code_bytes,
        Column(x.tobytes()),
        Column(y.tobytes()),
        int(snap),
        snap_width(snap_width_px) if snap else 0.0,
        unhinted,
    )


def mended(codes: bytes) -> bytes:
    """Return codes that readers take for those of a path that somebody has put together wrongly."""
    codes = codes.split(bytes((MplPath.STOP,)), 1)[0]
    made = bytearray(b"\1")
    while len(made) < len(codes):
        at = len(made)
        run = codes[at : at + {3: 2, 4: 3}.get(codes[at], 1)]  # the vertices of a curve
        made += run if are_codes(b"\1" + run) else b"\2"
    return bytes(made)


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

    Where Agg would snap it, the path stays as it is and says so: it is snapped when it is drawn, to the pixels
    that there are then. What is sketched is the exception: Agg snaps first and then lets the line tremble.

    Returns
    -------
    Path or None
        None where nothing is left to draw.
    """
    if sketch is not None:
        found = cleaned(path, matrix, clip, simplify, snap=snap, width_px=stroke_width_px, sketch=sketch)
        return None if found is None else fixed_path(*found, bits)
    snaps = bool(snap)
    if (
        snap is None
        and len(path.vertices) <= MOST_SNAPPED
        and not (simplify and _begins_slanted(path, matrix, clip))
    ):
        whole = cleaned(path, matrix, clip, simplify=False)
        if whole is None:
            return None
        snaps = is_rectilinear(*whole)
        if snaps or not simplify:
            return fixed_path(*whole, bits, snap=snaps, snap_width_px=stroke_width_px)
    found = cleaned(path, matrix, clip, simplify)
    return None if found is None else fixed_path(*found, bits, snap=snaps, snap_width_px=stroke_width_px)


def cleaned(
    path: Any,
    matrix: Matrix,
    clip: tuple[float, float, float, float] | None,
    simplify: bool,
    *,
    snap: bool | None = False,
    width_px: float = 0.0,
    sketch: tuple[float, float, float] | None = None,
) -> tuple[Floats, npt.NDArray[np.uint8]] | None:
    """Return vertices and codes of *path* as `Path.cleaned` gives them, None where nothing is left."""
    found = path.cleaned(
        matrix,  # the C code takes any 3 x 3 array: building a Transform would cost 8 us
        remove_nans=True,
        clip=clip,
        simplify=simplify,
        curves=True,
        stroke_width=width_px,
        snap=snap,
        sketch=sketch,
    )
    vertices, codes = found.vertices, found.codes
    assert codes is not None  # cleaned paths have codes
    count = len(codes)
    while count and codes[count - 1] == MplPath.STOP:
        count -= 1
    return (np.asarray(vertices[:count]), np.asarray(codes[:count])) if count else None


def _begins_slanted(path: Any, matrix: Matrix, clip: tuple[float, float, float, float] | None) -> bool:
    """Whether Agg can be seen not to snap a path from its first few vertices: most lines need be cleaned only once."""
    if path.codes is not None:
        return False
    left, top, right, bottom = clip or _EVERYWHERE
    # The first two vertices nearly always tell: numpy would take three times as long.
    (a, c, e), (b, d, f), _ = matrix.tolist()
    before = None
    for vertex in path.vertices[:_FEW].tolist():
        x, y = vertex[0] * a + vertex[1] * c + e, vertex[0] * b + vertex[1] * d + f
        if not (left <= x <= right and top <= y <= bottom):  # it may be cut, or left out
            before = None
            continue
        if before is not None and abs(x - before[0]) > _SLANTED_PX and abs(y - before[1]) > _SLANTED_PX:
            return True
        before = x, y
    return False


def is_rectilinear(vertices: Floats, codes: npt.NDArray[np.uint8] | None) -> bool:
    """Whether Agg would snap such a path by itself (``PathSnapper::should_snap``)."""
    count = len(vertices)
    if count > MOST_SNAPPED or count == 0:
        return False
    if codes is not None and any(code in codes.tobytes() for code in _CURVES):
        return False
    steps = np.abs(vertices[1:] - vertices[:-1])
    slanted = np.minimum(steps[:, 0], steps[:, 1]) >= STRAIGHT_PX
    if codes is not None:
        slanted &= codes[1:] == MplPath.LINETO
    return not bool(slanted.any())
