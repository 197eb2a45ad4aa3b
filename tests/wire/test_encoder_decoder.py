from __future__ import annotations

import math
import pickle
import random
import struct
import zlib
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import ChecksumError, FormatError, H5RecError, TruncatedError, VersionError
from h5rec.wire import decoder, interning, varint
from h5rec.wire._ops import (
    CLASSES,
    MAGIC,
    MAX_RECORD_BYTES,
    VERSION,
    Check,
    Clip,
    Column,
    DrawImage,
    DrawPath,
    DrawText,
    Frame,
    Group,
    Header,
    Image,
    Mark,
    Op,
    Path,
    Record,
    Style,
    Text,
)
from h5rec.wire.decoder import ChunkDecoder, peek_opening
from h5rec.wire.encoder import ChunkEncoder

from .strategies import draw_hatches, draw_markers, draw_paths, draw_texts, headers, records, small_records

HEADER = Header(MAGIC, VERSION, 0, 0, 0, ())
STYLE = Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ())


def ints(*values: int) -> Column:
    return Column(struct.pack(f"<{len(values)}i", *values))


def encode(given_records: Sequence[Record], check_every: int = 3) -> bytes:
    """Encode records, with a check after every few and after the last."""
    encoder = ChunkEncoder()
    out = b""
    unchecked = b""
    for k, record in enumerate(given_records, 1):
        unchecked += encoder.encode(record)
        if k % check_every == 0 or k == len(given_records):
            out += unchecked + encoder.encode(Check(zlib.crc32(unchecked)))
            unchecked = b""
    return out


def sealed(raw: bytes) -> bytes:
    return raw + b"\x09\x04" + varint.pack_u32(zlib.crc32(raw))


def record(number: int, payload: bytes) -> bytes:
    return bytes((number,)) + varint.pack_uint(len(payload)) + payload


def drawn(path: Path) -> Frame:
    return Frame(0, 0, 0, (), (DrawPath(None, None, None, path),))


def decode(raw: bytes) -> list[Record]:
    decoder = ChunkDecoder()
    out = decoder.feed(raw)
    decoder.close()
    return out


chunks = st.tuples(headers, st.lists(records, max_size=4)).map(lambda parts: [parts[0], *parts[1]])


@given(chunks)
def test_round_trip(chunk: list[Record]) -> None:
    assert decode(encode(chunk)) == chunk


def test_every_kind_has_a_strategy() -> None:
    from . import strategies

    assert {cls.__name__ for cls in CLASSES.values()} - {"Batch", "Check", "Chunk"} <= set(vars(strategies))


@given(chunks, st.data())
def test_any_split_gives_the_same_records(chunk: list[Record], data: st.DataObject) -> None:
    raw = encode(chunk)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    decoder = ChunkDecoder()
    out: list[Record] = []
    for start, stop in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        out += decoder.feed(raw[start:stop])
    decoder.close()
    assert out == chunk


@given(chunks, st.data())
def test_a_truncation_gives_a_prefix(chunk: list[Record], data: st.DataObject) -> None:
    raw = encode(chunk, check_every=1)
    cut = data.draw(st.integers(0, len(raw) - 1))
    decoder = ChunkDecoder()
    out = decoder.feed(raw[:cut])
    assert out == chunk[: len(out)]
    assert len(out) < len(chunk)
    if raw[:cut] != encode(out, check_every=1):
        with pytest.raises(TruncatedError):
            decoder.close()


@given(chunks, st.data())
def test_a_flipped_bit_gives_a_prefix_and_an_error(chunk: list[Record], data: st.DataObject) -> None:
    raw = bytearray(encode(chunk, check_every=1))
    at = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    decoder = ChunkDecoder()
    out: list[Record] = []
    with pytest.raises(H5RecError):  # noqa: PT012 (which of them raises depends on the bit)
        for found in decoder.records(bytes(raw)):
            out.append(found)
        decoder.close()
    assert out == chunk[: len(out)]


@given(st.binary(max_size=200))
def test_any_bytes_with_a_good_checksum(raw: bytes) -> None:
    with suppress(H5RecError):
        decode(sealed(encode([HEADER]) + raw))


@given(st.sampled_from(sorted(CLASSES)), st.binary(max_size=60))
def test_any_payload_of_any_record(number: int, payload: bytes) -> None:
    encoder = ChunkEncoder()
    first = encoder.encode(HEADER) + encoder.encode(
        Frame(
            0,
            0,
            0,
            (),
            (DrawPath(Group(None, "g", "", ""), None, None, Path(0, b"", Column(b""), Column(b""))),),
        )
    )
    with suppress(H5RecError):
        decode(sealed(first + record(number, payload)))


def test_an_op_is_written_once() -> None:
    op = DrawPath(None, None, None, Path(8, b"", Column(bytes(400)), Column(bytes(400))))
    encoder = ChunkEncoder()
    encoder.encode(Frame(0, 0, 0, (), (op,)))
    again = DrawPath(None, None, None, Path(8, b"", Column(bytes(400)), Column(bytes(400))))
    assert len(encoder.encode(Frame(0, 1, 1, (), (again,)))) == 8


def test_unknown_records_and_definitions_are_skipped() -> None:
    encoder = ChunkEncoder()
    raw = encoder.encode(HEADER) + record(40, b"news")
    raw += record(120, b"an op of tomorrow")  # takes id 1
    raw += record(4, b"\0\0\0" + b"\0" + b"\x01\x02")  # a frame that draws it
    assert decode(sealed(raw)) == [HEADER, Frame(0, 0, 0, (), ())]


def test_fields_of_a_later_version_are_skipped() -> None:
    raw = ChunkEncoder().encode(HEADER) + record(6, b"\x05\x02hi" + b"more")
    assert decode(sealed(raw)) == [HEADER, Mark(5, "hi")]


def test_defaults_at_the_end_are_not_written() -> None:
    column = Column(b"")
    short = ChunkEncoder().encode(drawn(Path(0, b"", column, column)))
    assert ChunkEncoder().encode(drawn(Path(0, b"", column, column, 0, 0.0, None))) == short
    snapped = ChunkEncoder().encode(drawn(Path(0, b"", column, column, 1)))
    assert len(snapped) == len(short) + 1
    assert decode(sealed(ChunkEncoder().encode(HEADER) + snapped))[1] == drawn(
        Path(0, b"", column, column, 1, 0.0, None)
    )


def test_version_1_has_no_trailing_fields_and_no_younger_records() -> None:
    raw = ChunkEncoder().encode(HEADER._replace(version=1))
    raw += record(64, b"\0")  # id 1
    raw += record(65, b"\0\0\1\1" + b"\x01")  # id 2: somebody else's field, not `snap`
    raw += record(96, b"\0\0\0\2")  # id 3
    raw += record(101, b"\0\0\0\0\1\1")  # id 4: unknown to version 1
    raw += record(4, b"\0\0\0" + b"\0" + b"\2\3\4")
    column = Column(b"")
    assert decode(sealed(raw))[1:] == [drawn(Path(0, b"", column, column))]


@pytest.mark.parametrize("version", [0, VERSION + 1])
def test_a_version_that_is_not_known_is_refused(version: int) -> None:
    with pytest.raises((FormatError, VersionError), match=f"format version {version}"):
        decode(encode([HEADER._replace(version=version)]))


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(VersionError, match=f"format version {VERSION + 1}.*upgrade"):
        decode(encode([HEADER._replace(version=VERSION + 1)]))


def test_another_magic_is_refused() -> None:
    with pytest.raises(FormatError, match="expected a Header of h5rec"):
        decode(encode([HEADER._replace(magic="other")]))


def test_a_wrong_checksum_says_both() -> None:
    raw = bytearray(encode([HEADER]))
    raw[-1] ^= 1
    with pytest.raises(ChecksumError, match=r"checksum [0-9a-f]{8}, expected [0-9a-f]{8}"):
        decode(bytes(raw))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (record(4, b"\0\0\0\0\x01\x0e"), "id 7: not defined; 0 are"),
        (record(64, b"\0") + record(4, b"\0\0\0\0\x01\x02"), "id 1 is Column; expected an op"),
        (record(64, b"\0") + record(96, b"\x01\0\0\0"), "id 1 is Column; expected Group"),
        (record(6, b"\x05\x09hi"), "9 bytes expected, 2 left"),
        (record(64, b"\0") + record(96, b"\x04\0\0\0"), "id 1 is Column; expected Group"),
        (record(96, b"\x01\0\0\0"), "the last definition but 0; there are 0"),
        (record(96, b"\x05\0\0\0"), "id 2: not defined; 0 are"),
        (record(70, b"\x05\x05\0\0\x02hi"), "expected 100"),
        (record(70, b"\x05\x05\0\x04hi"), "25 bytes expected, 2 left"),
        (record(64, b"\x10\x01ab"), "id 0: not defined"),
        (record(64, b"\0abc") + record(64, b"\x10\x01ab"), "2 values and 3 of the column"),
        (record(11, b"\x40\0\x01"), "0 definitions of the kind 64"),
        (record(11, b"\x04\x01"), "1 definitions of the kind 4"),
        (record(11, b"\x45\x02"), "a batch of Axes"),
        (record(11, b"\x46\x02"), "a batch of Image"),
        (record(11, b"\x40\x02\x03\0abcde"), "6 bytes expected, 5 left"),
        (record(11, b"\x40\x02\xff\xff\xff\xff\xff\xff\xff\xff\x7f\0"), "2 columns of"),
        (record(11, b"\x40" + varint.pack_uint(1 << 20)), "more than 1048576 records"),
        (record(11, b"\x60\x02\2"), "form 2 of a field"),
    ],
)
def test_contradictions(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        decode(sealed(ChunkEncoder().encode(HEADER) + raw))


def test_a_record_that_announces_too_much_is_refused_at_once() -> None:
    with pytest.raises(FormatError, match="at most 67108864 bytes"):
        ChunkDecoder().feed(b"\x06" + varint.pack_uint(MAX_RECORD_BYTES + 1))


@given(headers, st.lists(small_records, max_size=4), records)
def test_only_some(header: Header, some: list[Any], other: Record) -> None:
    raw = encode([header, *some, other])
    decoder = ChunkDecoder(frozenset((6,)))
    assert decoder.feed(raw) == [header, *[found for found in [*some, other] if isinstance(found, Mark)]]


def test_opening() -> None:
    frame = Frame(0, 0, 0, (), (DrawPath(None, None, None, None),))
    raw = encode([HEADER, frame])
    assert peek_opening(raw) == ([HEADER], True)
    assert peek_opening(raw[:3]) == ([], False)
    assert peek_opening(encode([HEADER])[:-6]) == ([HEADER], False)


def moving(number: int, count: int = 100) -> Frame:
    """Return a frame of a wave that moves, and of many labels that change."""
    y = [round(900 * math.sin(0.1 * i + 0.05 * number)) for i in range(count)]
    wave = Path(5, b"", ints(*range(count)), ints(*y))
    ops: list[Op] = [DrawPath(None, None, STYLE, wave)]
    glyphs = [Path(6, b"", ints(i, 0, 9), ints(0, i, 9)) for i in range(10)]
    for k in range(20):
        label = str(100 + (k * 37 + number * 11) % 900)
        places = ints(0, 320, 640), ints(0, 0, 0)
        text = Text(label, "Sans", 10.5, 6, tuple(glyphs[int(digit)] for digit in label), *places)
        ops.append(DrawText(None, None, STYLE, text, 3.0 * k, 10 + number / 64, 0.0))
    return Frame(1, number, number, (), tuple(ops))


def test_planes_of_noise_and_of_pixels_are_pieces() -> None:
    noise = random.Random(3)
    y = [round(noise.gauss(0, 600)) for _ in range(2000)]
    line = DrawPath(None, None, STYLE, Path(5, b"", ints(*range(2000)), ints(*y)))
    pixels = noise.randbytes(3 * 64 * 64)
    data = b"".join(pixels[at : at + 3] + b"\xff" for at in range(0, len(pixels), 3))
    picture = DrawImage(None, None, Image(64, 64, b"", data), 0.0, 0.0, 64.0, 64.0, 0)
    encoder = ChunkEncoder()
    raw = encoder.encode(Frame(0, 0, 0, (), (line, picture)))
    pieces = [raw[start:end] for start, end in pairwise((0, *encoder.cuts, len(raw)))]
    assert bytes(value & 255 for value in y) in pieces
    assert pixels[1::3] in pieces  # green
    encoder.encode(Frame(0, 1, 0, (), (line, picture)))
    assert encoder.cuts == []


def test_frames_that_are_like_the_ones_before_are_small() -> None:
    """A column near the last two of its place, labels by their characters: each would take more alone."""
    frames = [moving(number) for number in range(40)]
    encoder = ChunkEncoder()
    sizes = [len(encoder.encode(frame)) for frame in frames]
    assert decode(encode([HEADER, *frames]))[1:] == frames
    alone = len(ChunkEncoder().encode(frames[-1]))
    assert sum(sizes[20:]) / 20 < 0.5 * alone


def test_what_is_drawn_again_is_found_whatever_objects_it_is_made_of() -> None:
    encoder = ChunkEncoder()
    first = moving(3)
    encoder.encode(first)
    copy = pickle.loads(pickle.dumps(first))
    assert len(encoder.encode(copy._replace(number=4))) == len(encoder.encode(first._replace(number=4))) < 60


def test_equal_objects_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interning, "_MOST_ALIASES", 50)
    encoder = ChunkEncoder()
    frame = moving(0)
    sizes = set()
    for _ in range(20):
        copy = pickle.loads(pickle.dumps(frame))
        sizes.add(len(encoder.encode(copy)))
        assert len(encoder._interner._aliases) <= 50
        del copy
    assert len(sizes) == 2  # the first, and all others


@given(st.lists(draw_texts() | draw_paths() | draw_markers() | draw_hatches(), min_size=3, max_size=12))
def test_many_at_once(ops: list[Op]) -> None:
    frames = [Frame(1, number, number, (), tuple(ops[number:])) for number in range(3)]
    assert decode(encode([HEADER, *frames]))[1:] == frames


def test_a_batch_has_all_kinds_of_numbers() -> None:
    """What a vector has no room for, or would change, is written one by one or as it is."""
    rects = [(2**40 + k, -(2**40), 1, k) for k in range(4)]
    widths = [0.1 * k for k in range(1, 5)]
    styles = [STYLE._replace(line_width_px=struct.unpack("<f", struct.pack("<f", w))[0]) for w in widths]
    ops = tuple(
        DrawPath(None, Clip(rect, ()), style, Path(5, b"", ints(k), ints(-k)))
        for k, (rect, style) in enumerate(zip(rects, styles, strict=True))
    )
    frame = Frame(1, 0, 0, (), ops)
    assert decode(encode([HEADER, frame]))[1:] == [frame]
    places = (-0.0, 1.5, 2.5)
    labels = tuple(DrawText(None, None, STYLE, None, x, -0.0, 0.0) for x in places)
    (found,) = decode(encode([HEADER, Frame(1, 0, 0, (), labels)]))[1:]
    assert isinstance(found, Frame)
    assert [math.copysign(1, op.x_px) for op in found.ops if isinstance(op, DrawText)] == [-1, 1, 1]


@pytest.mark.parametrize(
    "bad",
    [
        Style(b"abc", bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ()),
        Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 256, 0.0, ()),
        Style(bytes(4), bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, (1e300,)),
    ],
)
def test_what_is_not_of_its_fields_type_is_refused_in_a_batch(bad: Style) -> None:
    styles = [STYLE, STYLE._replace(cap=1), bad]
    ops = tuple(DrawPath(None, None, style, None) for style in styles)
    with pytest.raises(FormatError):
        ChunkEncoder().encode(Frame(1, 0, 0, (), ops))


def test_a_batch_of_an_unknown_kind_takes_its_ids() -> None:
    encoder = ChunkEncoder()
    raw = encoder.encode(HEADER) + record(11, b"\x5a\x03whatever")  # ids 1 to 3
    raw += record(67, b"\0\1\x04")  # id 4: a clip with the path 2
    raw += record(96, b"\x04\x01\x02\0")  # id 5: the group 1, the clip 4, the style 3
    raw += record(4, b"\0\0\0\0\x01\x0a")
    assert decode(sealed(raw))[1:] == [Frame(0, 0, 0, (), (DrawPath(None, Clip((), ()), None, None),))]


def test_references_of_a_batch_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MAX_CHUNK_REFERENCES", 100)
    column = b"\x40\x01\0"
    path = record(65, b"\0\0\1\1")
    # 60 texts of 2 glyphs each, said once
    same = b"\0"
    texts = (
        same + b"\0" + same + b"\0" + same + bytes(4) + same + b"\0" + same + b"\2\0\4\4" + (same + b"\2") * 2
    )
    texts += (same + b"\0") * 2
    raw = ChunkEncoder().encode(HEADER) + column + path
    with pytest.raises(FormatError, match="more than 100 references"):
        decode(sealed(raw + record(11, b"\x47\x3c" + texts)))


@given(st.sampled_from(sorted(CLASSES)), st.integers(0, 40), st.binary(max_size=60))
def test_any_batch(number: int, count: int, fields: bytes) -> None:
    first = ChunkEncoder().encode(HEADER) + ChunkEncoder().encode(moving(0))
    payload = varint.pack_uint(number) + varint.pack_uint(count) + fields
    with suppress(H5RecError):
        decode(sealed(first + record(11, payload)))
