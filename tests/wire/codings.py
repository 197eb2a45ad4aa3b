"""The golden vector with every coding that version 2 has, whether today's encoder would choose it or not."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator

import numpy as np

from h5rec.wire._ops import (
    NUMBERS,
    RECENT,
    Batch,
    Column,
    DrawImage,
    DrawPath,
    DrawText,
    Frame,
    Image,
    Path,
    Style,
    Text,
)
from h5rec.wire.batches import pack_columns, pack_vector
from h5rec.wire.columns import Base, Coding, pack_column
from h5rec.wire.pixels import AS_IS, KEYED, PLANES, Choice, pack_pixels
from h5rec.wire.varint import pack_bytes, pack_f32, pack_int, pack_uint

ROW, ROWS = 4, 5
STYLE = b"\0\0\0\xff" + b"\xff\0\0\x80" + pack_f32(1.5) + b"\0\0" + pack_f32(10) + b"\1" + pack_f32(0) + b"\0"


class Forge:
    """Writes definitions as it is told, without looking for what is small."""

    def __init__(self) -> None:
        self.raw = b""
        self.next_id = 1
        self._frames = 0

    def define(self, cls: type, payload: bytes) -> int:
        """Write one definition; return its id."""
        self.raw += bytes((NUMBERS[cls],)) + pack_bytes(payload)
        self.next_id += 1
        return self.next_id - 1

    def batch(self, cls: type, count: int, payload: bytes) -> range:
        """Write many definitions; return their ids."""
        head = pack_uint(NUMBERS[cls]) + pack_uint(count)
        self.raw += bytes((NUMBERS[Batch],)) + pack_bytes(head + payload)
        self.next_id += count
        return range(self.next_id - count, self.next_id)

    def reference(self, id_: int) -> bytes:
        """Return a reference to one definition."""
        distance = self.next_id - id_
        return pack_uint(distance if distance <= RECENT else id_ + RECENT)

    def frame(self, ops: list[int]) -> None:
        """Write a frame of figure 1."""
        differences = [id_ - before for id_, before in zip(ops, [0, *ops], strict=False)]
        payload = pack_uint(1) + pack_uint(self._frames) + pack_uint(40_000_000 * self._frames) + b"\0"
        payload += pack_uint(len(ops)) + b"".join(map(pack_int, differences))
        self.raw += bytes((NUMBERS[Frame],)) + pack_bytes(payload)
        self._frames += 1

    def line(self, style: int, x: int, y: int) -> int:
        """Write a line through the places of two columns."""
        path = self.define(Path, b"\4\0" + self.reference(x) + self.reference(y))
        return self.define(DrawPath, b"\0\0" + self.reference(style) + self.reference(path))


def records() -> bytes:
    """Return the raw records that follow the header and the figure."""
    forge = Forge()
    style = forge.define(Style, STYLE)
    forge.frame([forge.line(style, column, column) for column in _columns(forge)])
    for images in (_images(), _palette_images()):
        forge.frame([_draw_image(forge, image, choice) for image, choice in images])
    forge.frame(list(_labels(forge, style)))
    return forge.raw


def _columns(forge: Forge) -> Iterator[int]:
    """Write a column in each coding, of each width; the first two are what others are differences to."""
    made: list[tuple[int, bytes]] = []
    widths = ((5, 3), (900, 70), (2**31 - 1, 65_537))
    for (top, step), order, used, rows in itertools.product(widths, range(3), range(3), (False, True)):
        values = [(step * (i + len(made)) ** 2) % (2 * top + 1) - top for i in range(ROW * ROWS)]
        packed = struct.pack(f"<{len(values)}i", *values)
        bases = [Base(forge.next_id - id_, column) for id_, column in made[-2:]]
        coding = Coding(order, min(used, len(bases)), rows)
        id_ = forge.define(Column, pack_column(packed, bases, ROW, coding))
        made.append((id_, packed))
        yield id_
    yield from forge.batch(Column, 3, pack_columns([struct.pack("<2i", 16 * k, -k) for k in range(3)]))
    yield from forge.batch(Column, 9, pack_columns([struct.pack("<2i", 16 * k, 7) for k in range(9)]))


def _images() -> Iterator[tuple[Image, Choice]]:
    y, x = np.mgrid[:5, :7]
    for alpha in (x * 30, np.full_like(x, 255)):
        data = np.stack((x * 9, (x + y) % 4 * 60, y * 50, alpha), -1).astype(np.uint8).tobytes()
        for predictor in range(4):
            yield Image(7, 5, b"", data), Choice(PLANES | predictor)
            yield Image(7, 5, b"", data), Choice(KEYED | predictor, predictor)
    grey = np.repeat((x * 17 + y).astype(np.uint8), 4).tobytes()
    yield Image(7, 5, b"", grey), Choice(KEYED, 1)  # no two colours share their key
    yield Image(7, 5, b"", grey), Choice(AS_IS)


def _palette_images() -> Iterator[tuple[Image, Choice]]:
    palette = bytes((9, 1, 0, 255, 5, 1, 0, 255, 5, 2, 7, 0, 0, 1, 2, 3))
    data = bytes(i * i % 11 % 4 for i in range(35))
    yield Image(7, 5, palette, data), Choice(AS_IS)
    for predictor in range(4):
        yield Image(7, 5, palette, data), Choice(PLANES | predictor)
        yield Image(7, 5, palette, data), Choice(KEYED | predictor, predictor)


def _draw_image(forge: Forge, image: Image, choice: Choice) -> int:
    packed = pack_pixels(image, choice)
    assert packed[0] & 15 == choice.coding, "the coding is not possible"
    made = forge.define(
        Image, pack_uint(image.width_px) + pack_uint(image.height_px) + pack_bytes(image.palette) + packed
    )
    return forge.define(
        DrawImage, b"\0\0" + forge.reference(made) + b"".join(map(pack_f32, (1, 2, 7, 5))) + b"\0"
    )


def _labels(forge: Forge, style: int) -> Iterator[int]:
    """Write texts in batches, whose glyphs the first does not and the second does expect."""
    columns = list(forge.batch(Column, 4, pack_columns([struct.pack("<3i", 0, 9 * k, 64) for k in range(4)])))
    same = [4] * 3
    glyphs = list(forge.batch(Path, 3, b"".join((
        pack_vector("u8", same), pack_vector("bytes", [b"", b"\1\2\2", b"\1\2\x4f"]),
        pack_vector("ref", columns[:3]), pack_vector("ref", columns[1:]), pack_vector("u8", [0, 1, 1]),
        pack_vector("f32", [0.0, 1.5, 0.1]), pack_vector("ref", [0, 0, forge.next_id]),
    ))))  # fmt: skip
    expected: dict[str, int] = {}
    for strings in (["aé𝄞", "a", ""], ["𝄞aa", "éa", "b"], ["aéa", "aa", "aé"]):
        drawn = [[glyphs["aé𝄞b".index(each) % 3] for each in string] for string in strings]
        ids = [
            tuple(g - expected.get(c, 0) for c, g in zip(s, d, strict=True))
            for s, d in zip(strings, drawn, strict=True)
        ]
        places = [
            forge.define(Column, pack_column(struct.pack(f"<{len(s)}i", *range(len(s))))) for s in strings
        ]
        texts = forge.batch(Text, 3, b"".join((
            pack_vector("string", strings), pack_vector("string", ["Sans"] * 3), pack_vector("f32", [10.25] * 3),
            pack_vector("u8", same), pack_vector("refs", ids), pack_vector("ref", places), pack_vector("ref", places),
            pack_vector("ref", [0] * 3), pack_vector("ref", [0] * 3),
        )))  # fmt: skip
        for string, each in zip(strings, drawn, strict=True):
            expected.update(zip(string, each, strict=True))
        yield from forge.batch(DrawText, 3, b"".join((
            pack_vector("ref", [0] * 3), pack_vector("ref", [0] * 3), pack_vector("ref", [style] * 3),
            pack_vector("ref", list(texts)), pack_vector("f32", [1.0, 2.5, -3.75]),
            pack_vector("f32", [0.1, 1e30, -0.0]), pack_vector("f32", [0.0, 90.0, 30.0]),
        )))  # fmt: skip
