from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import FormatError, H5RecError
from h5rec.wire import pixels
from h5rec.wire._ops import Image
from h5rec.wire.pixels import (
    AS_IS,
    AVERAGE,
    KEYED,
    LEFT,
    NONE,
    PLANES,
    UP,
    Choice,
    Layouts,
    choose_layout,
    pack_pixels,
    pixel_cuts,
)
from h5rec.wire.varint import Cursor

CHOICES = [
    Choice(AS_IS),
    *(Choice(PLANES | predictor) for predictor in (NONE, LEFT, UP, AVERAGE)),
    *(Choice(KEYED | predictor, key) for predictor in (NONE, LEFT, UP, AVERAGE) for key in range(4)),
]


def unpack(packed: bytes, image: Image) -> bytes:
    return pixels.unpack_pixels(Cursor(packed), image.width_px, image.height_px, image.palette)


@st.composite
def images(draw: st.DrawFn) -> Image:
    width, height = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    colours = draw(st.lists(st.binary(min_size=4, max_size=4), min_size=1, max_size=5))
    if draw(st.booleans()):
        colours = [colour[:3] + b"\xff" for colour in colours]
    numbers = draw(
        st.lists(st.integers(0, len(colours) - 1), min_size=width * height, max_size=width * height)
    )
    if draw(st.booleans()):
        return Image(width, height, b"".join(colours), bytes(numbers))
    return Image(width, height, b"", b"".join(map(colours.__getitem__, numbers)))


@given(images(), st.sampled_from(CHOICES))
def test_round_trip(image: Image, choice: Choice) -> None:
    assert unpack(pixels.pack_pixels(image, choice), image) == image.data


@pytest.mark.parametrize("choice", CHOICES)
def test_round_trip_of_noise(choice: Choice) -> None:
    """More colours than a table may have, and than share no key."""
    data = np.random.default_rng(1).integers(0, 256, 4 * 90 * 70, dtype=np.uint8).tobytes()
    image = Image(90, 70, b"", data)
    assert unpack(pixels.pack_pixels(image, choice), image) == data


def coloured(size: int, noise: float) -> Image:
    """Return an image whose colours lie near a curve, as those of a colormap do."""
    y, x = np.mgrid[:size, :size] / size
    field = np.sin(9 * x) * np.cos(7 * y) + np.random.default_rng(2).normal(0, noise, (size, size))
    t = np.clip((field + 2) / 4, 0, 1)
    curve = [255 * t**2, 255 * t, 255 * np.sqrt(1 - t), np.full_like(t, 255)]
    return Image(size, size, b"", np.stack(curve, -1).astype(np.uint8).tobytes())


def test_colours_of_a_colormap_are_told_by_one_channel() -> None:
    image = coloured(120, 0.1)
    choice = choose_layout(image)
    assert choice.coding & KEYED
    packed = pixels.pack_pixels(image, choice)
    assert unpack(packed, image) == image.data
    assert len(packed) < 0.6 * len(image.data)


def test_each_plane_is_a_piece_of_its_own() -> None:
    values = np.random.default_rng(4).integers(0, 256, (64, 80, 4), np.uint8)
    values[..., 3] = 255
    image = Image(80, 64, b"", values.tobytes())
    packed = pack_pixels(image, Choice(PLANES))
    assert pixel_cuts(packed, image) == [1, 1 + 64 * 80, 1 + 2 * 64 * 80]
    assert pixel_cuts(pack_pixels(image, Choice(AS_IS)), image) == []
    small = Image(4, 4, b"", values[:4, :4].tobytes())
    assert pixel_cuts(pack_pixels(small, Choice(PLANES)), small) == []


def test_an_image_of_few_runs_stays_as_it_is() -> None:
    row = bytes((255, 0, 0, 255)) * 40 + bytes((0, 0, 255, 255)) * 40
    assert choose_layout(Image(80, 60, b"", row * 60)).coding == AS_IS or len(
        pixels.pack_pixels(Image(80, 60, b"", row * 60), choose_layout(Image(80, 60, b"", row * 60)))
    ) <= len(row * 60)


def test_transparent_black_is_a_colour() -> None:
    """Its place in the table is that of what is not there."""
    image = coloured(50, 0.3)
    data = bytes(400) + image.data[400:]
    packed = pixels.pack_pixels(image._replace(data=data), Choice(KEYED, 1))
    assert packed[0] & KEYED
    assert unpack(packed, image) == data


def test_colours_that_share_a_place_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "_HASH_BITS", 3)
    image = coloured(50, 0.3)
    packed = pixels.pack_pixels(image, Choice(KEYED | AVERAGE, 1))
    assert packed[0] & KEYED
    assert unpack(packed, image) == image.data


@given(st.binary(max_size=60), st.integers(0, 40), st.integers(0, 40), st.binary(max_size=40))
def test_any_bytes(data: bytes, width: int, height: int, palette: bytes) -> None:
    with suppress(H5RecError):
        pixels.unpack_pixels(Cursor(data), width, height, palette)


@pytest.mark.parametrize(
    ("data", "palette", "message"),
    [
        (b"\x01abcd", b"", "pixel coding 1: unknown"),
        (b"\x0cabcd", b"", "pixel coding 12: unknown"),
        (b"\x24abcd", b"", "pixel coding 36: unknown"),
        (b"\x04abc", b"", "2 bytes expected, 1 left"),
        (b"\x08\x04\0ab", b"", "channel 4"),
        (b"\x18\0\2\7\5" + bytes(6) + b"ab", b"", "not in the order"),
        (b"\x18\0\1\7" + bytes(3) + b"\7\6", b"", "not in the table"),
        (b"\x08\0\1\7" + bytes(3) + b"\7\7\0\1", b"", "not in the table"),
        (b"\x18\0\7\7", b"abc", "a palette of 3 bytes"),
        (b"\x18\0\xff\xff\xff\xff\xff\xff\xff\xff\x7f", b"", "bytes expected"),
    ],
)
def test_malformed(data: bytes, palette: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        pixels.unpack_pixels(Cursor(data), 2, 1, palette)


def test_more_pixels_than_a_record_may_have() -> None:
    with pytest.raises(FormatError, match="an image of 1048576 x 1048576"):
        pixels.unpack_pixels(Cursor(b"\x04" + bytes(100)), 1 << 20, 1 << 20, b"")


def test_what_makes_images_small_is_remembered_by_size_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[int, int]] = []

    def choose(image: Image) -> Choice:
        asked.append((image.width_px, image.height_px))
        return Choice(PLANES | len(asked) % 2)

    monkeypatch.setattr(pixels, "choose_layout", choose)
    layouts = Layouts()
    one, other = Image(8, 4, b"", bytes(128)), Image(4, 8, b"", bytes(128))
    choices = [layouts.of(one) for _ in range(100)]
    assert choices == [Choice(PLANES | 1)] * 100
    assert layouts.of(other) == Choice(PLANES)
    assert asked == [(8, 4), (4, 8)]
    assert layouts.of(one) == Choice(PLANES | 1)
    assert asked == [(8, 4), (4, 8), (8, 4)]
    for width in range(1, 400):  # a script with images of many sizes is no leak
        layouts.of(Image(width, 1, b"", bytes(4 * width)))
    assert len(layouts._known) <= 256
