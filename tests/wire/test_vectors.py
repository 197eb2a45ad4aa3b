"""The golden vectors say the same to the Python decoder as to the player (player/tests/vectors.test.ts)."""

from __future__ import annotations

import itertools
import json
from typing import Any, get_args

import pytest
import zstandard

from h5rec.wire._ops import (
    CLASSES,
    FIELDS,
    SINCE,
    VERSION,
    Batch,
    Chunk,
    Column,
    DrawText,
    End,
    Figure,
    Frame,
    Header,
    Image,
    Op,
    Path,
    Style,
    Text,
)
from h5rec.wire.index import read_index
from h5rec.wire.varint import Cursor

from . import vectors

NAMES = sorted(path.stem for path in vectors.VECTORS.glob("*.h5rec"))


def _log(name: str) -> bytes:
    return (vectors.VECTORS / f"{name}.h5rec").read_bytes()


def _json(name: str) -> Any:
    return json.loads((vectors.VECTORS / name).read_text(encoding="utf-8"))


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_each_maker_has_its_files() -> None:
    assert sorted([*vectors.MAKERS, *vectors.OLD, *vectors.DRAWN]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_records(name: str) -> None:
    records = vectors.read(vectors.chunks_of(_log(name)))
    assert {record.version for record in records if isinstance(record, Header)} == {
        1 if name in vectors.OLD else VERSION
    }
    assert _plain(vectors.written(records)) == _json(f"{name}.json")


@pytest.mark.parametrize("name", NAMES)
def test_canvas_calls(name: str) -> None:
    records = vectors.read(vectors.chunks_of(_log(name)))
    calls = vectors.calls(records, vectors.SCALES.get(name, (1.0,)))
    assert _plain(calls) == _json(f"{name}.calls.json")


@pytest.mark.parametrize("name", vectors.MAKERS)
def test_what_is_written_today_reads_the_same(name: str) -> None:
    records = vectors.read(vectors.chunks_of(vectors.MAKERS[name]()))
    assert _plain(vectors.written(records)) == _json(f"{name}.json")


@pytest.mark.parametrize("name", ["features", "features-2"])
def test_what_matplotlib_drew_is_encoded_the_same_today(name: str) -> None:
    """The figure is not drawn anew: another version of matplotlib draws it a little differently."""
    records = vectors.read(_log(name))
    recorder = vectors.Recorder()
    (figure,) = (record for record in records if isinstance(record, Figure))
    (frame,) = (record for record in records if isinstance(record, Frame))
    recorder.add(recorder.writer.figure(figure))
    recorder.add(recorder.writer.frame(frame))
    recorder.add(recorder.writer.end(End(recorder.now, 0, "finished")))
    assert vectors.written(vectors.read(recorder.log())) == vectors.written(map(vectors.today, records))


@pytest.mark.parametrize("name", ["features", "features-2"])
def test_matplotlib_drew_every_kind_of_op_and_every_field_of_a_style(name: str) -> None:
    items = _json(f"{name}.json")
    names = {
        vectors._name(number)
        for number, record in CLASSES.items()
        if record in get_args(Op) and (number not in SINCE or name in vectors.DRAWN)
    } - {"draw_hatch"}  # which is younger than both
    assert names == {item["record"] for item in items if item["record"].startswith("draw_")}
    styles = [item for item in items if item["record"] == "style"]
    for field in Style._fields:
        assert len({json.dumps(style[field]) for style in styles}) > 1, field
    assert {style["cap"] for style in styles} == {style["join"] for style in styles} == {0, 1, 2}
    clips = [(bool(item["rect"]), bool(item["paths"])) for item in items if item["record"] == "clip"]
    assert {(True, False), (False, True)} <= set(clips)


@pytest.mark.parametrize("name", ["indexed", "indexed-2"])
def test_index_agrees_with_the_chunks(name: str) -> None:
    log = _log(name)
    index = read_index(lambda offset, length: log[offset : offset + length], len(log))
    assert index is not None
    frames = [record for record in vectors.read(vectors.session()) if isinstance(record, Frame)]
    for figure in index.figures:
        assert figure.next_frame == sum(frame.figure == figure.figure for frame in frames)
    assert index.end is not None
    assert index.end.status == -11


def test_every_record_and_field_is_in_a_vector() -> None:
    names = {item["record"] for name in NAMES for item in _json(f"{name}.json")}
    never_given_out = {"chunk", "check", "batch"}
    assert names == {vectors._name(number) for number in CLASSES} - never_given_out
    assert {row[0] for row in FIELDS[2]} == set(Figure._fields)
    assert Chunk in CLASSES.values()


def test_every_coding_is_in_a_vector() -> None:
    raw = zstandard.ZstdDecompressor().decompressobj().decompress(_log("codings-2"))
    columns, images, batches = set(), set(), set()
    cursor = Cursor(raw)
    while cursor.remaining:
        number, payload = cursor.u8(), Cursor(cursor.blob())
        if CLASSES[number] is Column:
            columns.add(payload.u8())
        elif CLASSES[number] is Image:
            payload.uint(), payload.uint()
            has_palette = bool(payload.blob())
            images.add((has_palette, payload.u8()))
        elif CLASSES[number] is Batch:
            batches.add(CLASSES[payload.uint()])
    assert {sum(parts) for parts in itertools.product((0, 4, 8), (0, 16, 32), (0, 64))} <= {
        coding & 0x7C for coding in columns
    }
    assert {sum(parts) for parts in itertools.product((0, 1, 2), (0, 4, 8))} <= columns
    assert {16, 17, 18, 64, 65, 66} <= {coding & 0x53 for coding in columns}
    layouts = itertools.product((False, True), (4, 8), range(4))
    assert {(palette, layout | predictor) for palette, layout, predictor in layouts} <= {
        (palette, coding & 15) for palette, coding in images
    }
    assert {(False, 0), (True, 0), (False, 24), (False, 20)} <= images  # as it is; short
    assert batches == {Column, Path, Text, DrawText}
