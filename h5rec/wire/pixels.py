"""Pixels of an image as bytes that zstd makes small: see "Pixels" in FORMAT.md.

Neighbours are alike, so each pixel is stored as the difference to what its neighbours predict. And the
colours of a picture that came out of a colormap lie on a curve: one channel tells nearly all of the
others, so the pixel is that channel, and which of the few colours with this value it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

from ..errors import FormatError
from ._ops import MAX_RECORD_BYTES, Image
from .varint import Cursor, pack_bytes, pack_uint

Plane = npt.NDArray[np.uint8]  # of rows
Colours = npt.NDArray[np.uint8]  # of red, green, blue, alpha

NONE, LEFT, UP, AVERAGE = range(4)
_PREDICTORS = (NONE, LEFT, UP, AVERAGE)
AS_IS, PLANES, KEYED = 0, 4, 8
_SHORT = 16  # PLANES: all is opaque; KEYED: no two colours share their key
_MAX_COLOURS = 4096  # of a table: more would not repay its bytes
_SMALL = 64  # pixels for which nothing pays
_TRIED_PIXELS = 1 << 14  # in the middle of an image, by which codings are compared
_HASH_BITS = 18
_WORTH_A_BLOCK = 1 << 12  # pixels


class Choice(NamedTuple):
    """A coding, as its first byte has it, and the channel that is its key."""

    coding: int
    key: int = 0


_STALE = 100  # images
_MOST_KINDS = 256


def choose_layout(image: Image) -> Choice:
    """Return the coding that makes this image, and those like it, smallest."""
    width, height = image.width_px, image.height_px
    if width * height < _SMALL:
        return Choice(AS_IS)
    rows = min(height, max(1, _TRIED_PIXELS // width))
    start = (height - rows) // 2 * width
    each = 1 if image.palette else 4
    part = image._replace(height_px=rows, data=image.data[each * start : each * (start + rows * width)])
    choices = [Choice(AS_IS), *(Choice(PLANES | predictor) for predictor in _PREDICTORS)]
    choices += [Choice(KEYED | predictor, key) for key in range(3) for predictor in (NONE, LEFT, AVERAGE)]
    compressor = zstandard.ZstdCompressor(level=1)
    sizes = [len(compressor.compress(pack_pixels(part, choice))) for choice in choices]
    return choices[sizes.index(min(sizes))]


class Layouts:
    """The codings of images of each size, as long as a stream lasts.

    To find one takes as long as to encode two images, and a chunk of large ones holds seven.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, bool], tuple[Choice, int]] = {}

    def of(self, image: Image) -> Choice:
        """Return the coding for an image; every so often what makes it smallest is seen anew."""
        kind = image.width_px, image.height_px, bool(image.palette)
        choice, left = self._known.get(kind, (None, 0))
        if choice is None or not left:
            if len(self._known) >= _MOST_KINDS:
                self._known.clear()
            choice, left = choose_layout(image), _STALE
        self._known[kind] = choice, left - 1
        return choice


def pack_pixels(image: Image, choice: Choice) -> bytes:
    """Encode the data of *image*, as *choice* has it where that is possible."""
    layout = choice.coding & (PLANES | KEYED)
    if layout == KEYED:
        packed = _pack_keyed(image, choice)
        if packed is not None:
            return packed
        layout, choice = PLANES, Choice(PLANES | choice.coding & AVERAGE)
    if layout == PLANES:
        return _pack_planes(image, choice.coding & AVERAGE)
    return bytes((AS_IS,)) + pack_bytes(image.data)


def pixel_cuts(packed: bytes, image: Image) -> list[int]:
    """Return where each plane begins in what `pack_pixels` made: they are better compressed apart.

    Of colours from a colormap, the key and the rank among the colours with that key: 1 to 2 % less.
    """
    pixels = image.width_px * image.height_px
    if pixels < _WORTH_A_BLOCK or packed[0] == AS_IS:
        return []
    return list(range(len(packed) - len(packed) // pixels * pixels, len(packed), pixels))


def _pack_planes(image: Image, predictor: int) -> bytes:
    shape = image.height_px, image.width_px
    if image.palette:
        plane = np.frombuffer(image.data, np.uint8).reshape(shape)
        return bytes((PLANES | predictor,)) + _less_predicted(plane, predictor)
    pixels = np.frombuffer(image.data, np.uint8).reshape(*shape, 4)
    red, green, blue, alpha = (pixels[:, :, channel] for channel in range(4))
    planes = [green, red - green, blue - green]
    opaque = bool((alpha == 255).all())
    if not opaque:
        planes.append(alpha)
    head = bytes((PLANES | predictor | (_SHORT if opaque else 0),))
    return head + b"".join(_less_predicted(plane, predictor) for plane in planes)


def _pack_keyed(image: Image, choice: Choice) -> bytes | None:
    if image.palette:
        colours: Colours = np.frombuffer(image.palette, np.uint8).reshape(-1, 4)
        numbers = np.frombuffer(image.data, np.uint8).astype(np.intp)
        order = np.argsort(colours[:, choice.key], kind="stable")
        table = b""
    else:
        found = _colours(np.frombuffer(image.data, "<u4"))
        if found is None:
            return None
        colours, numbers = found
        # the most frequent colour with a key first: so ranks are mostly 0
        order = np.lexsort((-np.bincount(numbers), colours[:, choice.key]))
        table = pack_uint(len(colours)) + colours[order].T.tobytes()
    keys = colours[order, choice.key]
    ranks = np.empty(len(colours), np.intp)
    ranks[order] = np.arange(len(colours)) - np.searchsorted(keys, keys)
    if ranks.max() > 255:
        return None
    shape = image.height_px, image.width_px
    plane = _less_predicted(_taken(colours[:, choice.key], numbers).reshape(shape), choice.coding & AVERAGE)
    head = bytes((choice.coding | (0 if ranks.any() else _SHORT), choice.key))
    return head + table + plane + (_taken(ranks.astype(np.uint8), numbers).tobytes() if ranks.any() else b"")


def _taken(values: Plane, numbers: npt.NDArray[np.intp]) -> Plane:
    # clip: they are in range, and need not be looked at (with numbers of another type, it takes twice as long)
    taken: Plane = np.ascontiguousarray(values).take(numbers, mode="clip")
    return taken


def _colours(pixels: npt.NDArray[np.uint32]) -> tuple[Colours, npt.NDArray[np.intp]] | None:
    """Return the colours of these pixels, and the number of each pixel's; None if there are too many.

    What np.unique does, in a fifteenth of the time: a table finds all but the few colours that share a place.
    """
    places = ((pixels * np.uint32(0x9E3779B1)) >> np.uint32(32 - _HASH_BITS)).astype(np.intp)
    table = np.zeros(1 << _HASH_BITS, np.uint32)
    table[places] = pixels
    is_used = table != 0
    is_used[0] |= bool((pixels == 0).any())  # whose place is 0, too
    used = np.flatnonzero(is_used)
    lost = np.flatnonzero(table.take(places, mode="clip") != pixels)
    others = np.unique(pixels[lost])
    if len(used) + len(others) > _MAX_COLOURS:
        return None
    number = np.empty(1 << _HASH_BITS, np.uint16)
    number[used] = np.arange(len(used))
    numbers = number.take(places, mode="clip").astype(np.intp)
    numbers[lost] = len(used) + np.searchsorted(others, pixels[lost])
    colours = np.concatenate((table[used], others)).astype("<u4")
    return colours.view(np.uint8).reshape(-1, 4), numbers


def _less_predicted(plane: Plane, predictor: int) -> bytes:
    """Return the differences to the prediction, modulo 256, row by row."""
    if predictor == NONE:
        return plane.tobytes()
    left, up = np.empty_like(plane), np.empty_like(plane)
    left[:, 1:], up[1:] = plane[:, :-1], plane[:-1]
    left[1:, 0], up[0, 1:] = plane[:-1, 0], plane[0, :-1]
    left[0, 0] = up[0, 0] = 0
    if predictor != AVERAGE:
        return (plane - (left if predictor == LEFT else up)).tobytes()
    # the same as (left + up) >> 1, without a wider type
    return (plane - ((left & up) + ((left ^ up) >> 1))).tobytes()


def unpack_pixels(cursor: Cursor, width: int, height: int, palette: bytes) -> bytes:
    """Decode what `pack_pixels` made.

    Raises
    ------
    FormatError
        If the coding is unknown, an image is larger than a record may be, bytes are missing, or a
        pixel has a colour that is not in the table.
    """
    coding = cursor.u8()
    layout, predictor = coding & (PLANES | KEYED), coding & AVERAGE
    if coding == AS_IS:
        return cursor.blob()
    if coding >> 5 or layout not in (PLANES, KEYED):
        raise FormatError(f"pixel coding {coding}: unknown")
    if not 0 < width * height * 4 <= MAX_RECORD_BYTES:
        raise FormatError(f"an image of {width} x {height}")
    short = bool(coding & _SHORT)
    unpack = _unpack_planes if layout == PLANES else _unpack_keyed
    return unpack(cursor, (height, width), palette, predictor, short)


def _unpack_planes(
    cursor: Cursor, shape: tuple[int, int], palette: bytes, predictor: int, opaque: bool
) -> bytes:
    count = 1 if palette else 3 if opaque else 4
    planes = [_plane(cursor, shape, predictor) for _ in range(count)]
    if palette:
        return planes[0].tobytes()
    pixels = np.full((*shape, 4), 255, np.uint8)
    pixels[:, :, 1] = planes[0]
    pixels[:, :, 0] = planes[1] + planes[0]
    pixels[:, :, 2] = planes[2] + planes[0]
    if not opaque:
        pixels[:, :, 3] = planes[3]
    return pixels.tobytes()


def _unpack_keyed(
    cursor: Cursor, shape: tuple[int, int], palette: bytes, predictor: int, unique: bool
) -> bytes:
    key = cursor.u8()
    if key > 3:
        raise FormatError(f"channel {key} as the key of colours")
    if palette:
        if len(palette) % 4:
            raise FormatError(f"a palette of {len(palette)} bytes")
        colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)
        order = np.argsort(colours[:, key], kind="stable")
    else:
        count = cursor.uint()
        colours = np.frombuffer(cursor.take(4 * count), np.uint8).reshape(4, -1).T
        order = np.arange(len(colours))
    keys = colours[order, key]
    if (keys[1:] < keys[:-1]).any():
        raise FormatError("colours that are not in the order of their keys")
    counts = np.bincount(keys, minlength=256)
    first = np.cumsum(counts) - counts
    found = _plane(cursor, shape, predictor)
    ranks = np.zeros(shape, np.uint8) if unique else _plane(cursor, shape, NONE)
    if (ranks >= counts[found]).any():
        raise FormatError("a pixel of a colour that is not in the table")
    numbers: npt.NDArray[np.intp] = order[first[found] + ranks]
    if palette:
        return numbers.astype(np.uint8).tobytes()
    plain: npt.NDArray[np.uint32] = np.ascontiguousarray(colours).view("<u4")[:, 0]
    return plain[numbers].tobytes()


def _plane(cursor: Cursor, shape: tuple[int, int], predictor: int) -> Plane:
    height, width = shape
    plane = np.frombuffer(cursor.take(height * width), np.uint8).reshape(shape)
    if predictor == NONE:
        return plane
    plane = plane.copy()
    plane[0] = np.add.accumulate(plane[0], dtype=np.uint8)
    if predictor == UP:
        return np.add.accumulate(plane, axis=0, dtype=np.uint8)
    plane[:, 0] = np.add.accumulate(plane[:, 0], dtype=np.uint8)
    if predictor == LEFT:
        plane[1:] = np.add.accumulate(plane[1:], axis=1, dtype=np.uint8)
        return plane
    if width > 1:
        _add_averages(plane.reshape(-1), height, width)
    return plane


def _add_averages(flat: Plane, height: int, width: int) -> None:
    """Undo the prediction by the average: along diagonals, on which no pixel needs another."""
    step = width - 1  # from a pixel to the one below and left of it
    for diagonal in range(2, height + width - 1):
        top = max(1, diagonal - step)
        bottom = min(height - 1, diagonal - 1)
        if bottom < top:
            continue
        start = top * width + diagonal - top
        stop = bottom * width + diagonal - bottom + 1
        left, up = flat[start - 1 : stop - 1 : step], flat[start - width : stop - width : step]
        flat[start:stop:step] += (left & up) + ((left ^ up) >> 1)
