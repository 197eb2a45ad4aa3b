"""Columns of 32-bit integers as few, well compressible bytes.

A column is stored as differences (of order 0, 1 or 2), folded to unsigned by zigzag, in the least
number of bytes that hold them all, and those as planes: first the lowest byte of every value, then
the next. See "Columns" in FORMAT.md for what each step was measured to be worth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import FormatError
from ._ops import MAX_COLUMN_VALUES

Ints = npt.NDArray[np.int32]

_WIDTHS = (1, 2, 4)
_MAX_ORDER = 2


def pack_column(values: bytes) -> bytes:
    """Encode a column.

    Parameters
    ----------
    values : bytes
        Little endian int32.

    Returns
    -------
    bytes
        One coding byte (bits 0-1: log2 of the bytes per value, bits 2-3: order of the differences),
        then the planes.

    Raises
    ------
    FormatError
        If there are more than ``MAX_COLUMN_VALUES`` values.
    """
    plain = np.frombuffer(values, "<i4")
    if len(plain) > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {len(plain)} values; at most {MAX_COLUMN_VALUES} fit")
    if len(plain) == 0:
        return b"\0"
    best, order = _zigzag(plain), 0
    total = int(best.sum(dtype=np.uint64))
    if len(plain) > 2 and total:
        candidate = _zigzag(_difference(plain))
        candidate_total = int(candidate.sum(dtype=np.uint64))
        if candidate_total < total:
            best, order, total = candidate, 1, candidate_total
            # second differences pay only where the first are nearly constant
            candidate = _zigzag(_difference(_difference(plain)))
            if int(candidate.sum(dtype=np.uint64)) * 2 < total:
                best, order = candidate, 2
    top = int(best.max())
    log2_width = 0 if top < 1 << 8 else 1 if top < 1 << 16 else 2
    width = _WIDTHS[log2_width]
    planes = best.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :width].T.tobytes()
    return bytes((order << 2 | log2_width,)) + planes


def unpack_column(data: bytes) -> bytes:
    """Decode what `pack_column` made.

    Returns
    -------
    bytes
        Little endian int32.

    Raises
    ------
    FormatError
        If the coding is unknown, the planes are of unequal length or there are too many values.
    """
    if not data:
        raise FormatError("a column without its coding byte")
    coding = data[0]
    order, log2_width = coding >> 2, coding & 3
    if log2_width > 2 or order > _MAX_ORDER:
        raise FormatError(f"column coding {coding}: unknown")
    width = _WIDTHS[log2_width]
    count, rest = divmod(len(data) - 1, width)
    if rest:
        raise FormatError(f"a column of {len(data) - 1} bytes at {width} bytes a value")
    if count > MAX_COLUMN_VALUES:
        raise FormatError(f"a column of {count} values; at most {MAX_COLUMN_VALUES} are allowed")
    planes = np.frombuffer(data, np.uint8, offset=1).reshape(width, count)
    folded = np.zeros((count, 4), np.uint8)
    folded[:, :width] = planes.T
    unsigned = folded.view("<u4")[:, 0]
    values: Any = (unsigned >> 1) ^ (~(unsigned & 1) + np.uint32(1))
    for _ in range(order):
        values = np.add.accumulate(values, dtype=np.uint32)  # modulo 2^32
    raw: bytes = values.astype("<u4").tobytes()
    return raw


def _difference(values: Ints) -> Ints:
    out = np.empty_like(values)
    out[0] = values[0]
    np.subtract(values[1:], values[:-1], out=out[1:])  # modulo 2^32, as the decoder adds
    return out


def _zigzag(values: Ints) -> npt.NDArray[np.uint32]:
    return ((values << 1) ^ (values >> 31)).view(np.uint32)
