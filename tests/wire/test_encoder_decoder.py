from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5rec.errors import ChecksumError, FormatError, H5RecError, TruncatedError, VersionError
from h5rec.wire import varint
from h5rec.wire._ops import (
    CLASSES,
    MAGIC,
    MAX_RECORD_BYTES,
    VERSION,
    Check,
    Column,
    DrawPath,
    Frame,
    Group,
    Header,
    Mark,
    Path,
    Record,
)
from h5rec.wire.decoder import ChunkDecoder, peek_opening
from h5rec.wire.encoder import ChunkEncoder

from .strategies import headers, records, small_records

HEADER = Header(MAGIC, VERSION, 0, 0, 0, ())


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

    assert {cls.__name__ for cls in CLASSES.values()} - {"Check", "Chunk"} <= set(vars(strategies))


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
    raw += record(4, b"\0\0\0" + b"\0" + b"\x01\x01")  # a frame that draws it
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
        (record(4, b"\0\0\0\0\x01\x07"), "id 7: not defined; 0 are"),
        (record(64, b"\0") + record(4, b"\0\0\0\0\x01\x01"), "id 1 is Column; expected an op"),
        (record(64, b"\0") + record(96, b"\x01\0\0\0"), "id 1 is Column; expected Group"),
        (record(6, b"\x05\x09hi"), "9 bytes expected, 2 left"),
        (record(70, b"\x05\x05\0\x02hi"), "expected 100"),
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
