"""The golden vectors: small logs that together hold everything the format has.

``python -m tests.wire.vectors`` writes format/vectors/NAME.h5rec, NAME.json and NAME.calls.json. They are
written anew only when the format grows: what is there must stay readable.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Callable, Iterable
from math import floor
from pathlib import Path as FilePath
from typing import Any

import zstandard

from h5rec.wire._ops import (
    CLASSES,
    FIELDS,
    INDEX_MAGIC,
    MAGIC,
    NUMBERS,
    RECENT,
    VERSION,
    Axes,
    Batch,
    Check,
    Clip,
    Close,
    Column,
    DrawCollection,
    DrawImage,
    DrawMarkers,
    DrawPath,
    DrawText,
    End,
    Figure,
    Frame,
    Group,
    Header,
    Image,
    Mark,
    Op,
    Output,
    Path,
    Record,
    Style,
    Text,
)
from h5rec.wire.canvas_calls import canvas_calls
from h5rec.wire.encoder import ChunkEncoder
from h5rec.wire.index import IndexBuilder
from h5rec.wire.stream import ChunkData, ChunkEnd, Event, StreamReader, StreamWriter
from h5rec.wire.varint import pack_bytes, pack_int, pack_uint

from .codings import records as forged

VECTORS = FilePath(__file__).parents[2] / "format" / "vectors"
CREATED_UNIX_NS = 1_790_000_000_123_456_789
MS = 1_000_000

BLACK = b"\x00\x00\x00\xff"
RED = b"\xff\x00\x00\x80"
NOTHING = b"\x00\x00\x00\x00"
MOVE, LINE, CURVE3, CURVE4, CLOSE = 1, 2, 3, 4, 79


# ---- what the vectors are made of -------------------------------------------------------------


def column(*values: int) -> Column:
    return Column(array("i", values).tobytes())


def polyline(*points: tuple[int, int], bits: int = 4) -> Path:
    return Path(bits, b"", column(*(x for x, _ in points)), column(*(y for _, y in points)))


def coded(*vertices: tuple[int, int, int], bits: int = 4) -> Path:
    codes, xs, ys = zip(*vertices, strict=True)
    return Path(bits, bytes(codes), column(*xs), column(*ys))


def style(**changes: Any) -> Style:
    return Style(NOTHING, BLACK, 1.5, 0, 1, 10.0, 1, 0.0, ())._replace(**changes)


FILLED = style(fill=RED, stroke=NOTHING)
TRIANGLE = coded((MOVE, 0, 0), (LINE, 160, 0), (LINE, 80, 120), (CLOSE, 0, 0))
CURVES = coded(
    (MOVE, -16, 8), (CURVE3, 3, 5), (CURVE3, 7, 9), (CURVE4, 10, 11), (CURVE4, 12, -13), (CURVE4, 14, 15),
    (CLOSE, 0, 0), (LINE, 1, 1), (MOVE, 2, 2), (MOVE, 3, 3), (LINE, 4, 4), bits=3,
)  # fmt: skip
LINE_PATH = polyline((0, 0), (16, 32), (48, 33), (-7, 1))
FIGURE = Group(None, "figure", "", "")
AXES_GROUP = Group(FIGURE, "axes", "main", "first")
LINE_GROUP = Group(AXES_GROUP, "line2d", "gid-1", "größe <b>&amp;")
RECT_CLIP = Clip((10, 20, 300, 200), ())
PATH_CLIP = Clip((), (TRIANGLE, CURVES))
BOTH_CLIP = Clip((-5, 0, 0, 7), (LINE_PATH,))
AXES = Axes((10.5, 20.0, 300.25, 200.0), "rectilinear", ("linear", "log"), (0.0, 1.0, -1e300, 5e-324), "ax")
GLYPH_A = coded((MOVE, 0, 0), (LINE, 256, -640), (CURVE3, 300, -100), (CURVE3, 512, 0), (CLOSE, 0, 0), bits=6)
SPACE = Path(6, b"", column(), column())
WORDS = Text(
    "A A", "DejaVu Sans", 13.9, 6, (GLYPH_A, SPACE, GLYPH_A), column(0, 640, 1200), column(0, 0, -64)
)
EMPTY_TEXT = Text("", "", 10.0, 0, (), None, None)
RGBA_IMAGE = Image(2, 2, b"", bytes(range(16)))
PALETTE_IMAGE = Image(3, 1, b"\xff\x00\x00\xff\x00\xff\x00\x80", b"\x00\x01\x00")


def lone(op: Op) -> list[Op]:
    return [op]


def drawn(paths: Iterable[Path], with_style: Style, clip: Clip | None = None) -> list[Op]:
    return [DrawPath(LINE_GROUP, clip, with_style, path) for path in paths]


def collection(**changes: Any) -> DrawCollection:
    base = DrawCollection(
        AXES_GROUP, None, (FILLED,), None, (TRIANGLE,), None, 8, None, None, None, None, 4, column(0, 16, 32),
        column(5, 6, 7),
    )  # fmt: skip
    return base._replace(**changes)


def header(chunk: int = 0) -> Header:
    return Header(MAGIC, VERSION, chunk, 0, CREATED_UNIX_NS, ("title", "vector"))


def figure(number: int, **changes: Any) -> Figure:
    return Figure(number, 0, f"Figure {number} – Ünï", 640, 480, 100.0, 0)._replace(**changes)


class Recorder:
    """Writes frames one after the other, 40 ms apart."""

    def __init__(self, **options: int) -> None:
        self.writer = StreamWriter({"title": "vector", "script": "ä.py"}, CREATED_UNIX_NS, **options)
        self.events: list[Event] = []
        self.now = 0
        self._numbers: dict[int, int] = {}

    def add(self, events: list[Event]) -> None:
        self.events += events
        self.now += 40 * MS

    def frame(self, figure_number: int, ops: Iterable[Op], axes: tuple[Axes, ...] = ()) -> None:
        number = self._numbers.get(figure_number, 0)
        self._numbers[figure_number] = number + 1
        self.add(self.writer.frame(Frame(figure_number, number, self.now, axes, tuple(ops))))

    def log(self) -> bytes:
        return b"".join(event.data for event in self.events if isinstance(event, ChunkData))


# ---- the vectors ------------------------------------------------------------------------------


def ops() -> bytes:
    """Every kind of op, every field of a style, every path code, every kind of clip."""
    rec = Recorder()
    rec.add(rec.writer.figure(figure(1)))
    rec.frame(1, [])
    rec.frame(1, drawn((LINE_PATH, TRIANGLE, CURVES, SPACE, polyline((1, 2))), style(fill=RED)), (AXES,))
    styles = [
        style(), style(), style(stroke=RED), style(line_width_px=0.1), style(line_width_px=0.0), style(cap=1),
        style(cap=2, join=0), style(join=2, miter_limit=1.25), style(antialias=0), style(dashes_px=(3.7, 1.6)),
        style(dashes_px=(3.7, 1.6), dash_offset_px=-2.5), style(dashes_px=(1.0, 2.0, 3.0)), style(fill=RED),
        style(fill=RED, stroke=NOTHING), style(stroke=NOTHING),
    ]  # fmt: skip
    rec.frame(1, [DrawPath(None, None, one, LINE_PATH) for one in styles])
    rec.frame(
        1,
        [
            DrawPath(None, None, None, LINE_PATH),
            DrawPath(None, None, FILLED, None),
            *drawn((TRIANGLE,), FILLED),
        ],
    )
    clips = (None, RECT_CLIP, RECT_CLIP, PATH_CLIP, BOTH_CLIP, Clip((), ()), None, RECT_CLIP)
    rec.frame(1, [op for clip in clips for op in drawn((LINE_PATH,), style(fill=RED, cap=1), clip)])
    rec.frame(
        1,
        [DrawMarkers(LINE_GROUP, RECT_CLIP, style(fill=RED), TRIANGLE, 2, column(1, 2, -3), column(4, 5, 6))],
    )
    rec.frame(1, [DrawMarkers(None, None, FILLED, CURVES, 0, column(), column())])
    matrices = {"a": column(256, 512, -256), "d": column(256, 512, 256)}
    sheared = {**matrices, "b": column(0, 10, -20), "c": column(0, -10, 20)}
    for changes in (
        {},
        {"styles": (FILLED, style()), "paths": (TRIANGLE, CURVES)},
        {"styles": (FILLED, style(stroke=NOTHING)), "style_index": column(1, 0, 0)},
        {"paths": (TRIANGLE, LINE_PATH), "path_index": column(1, 1, 0)},
        {"a": column(256, 100, 3), "styles": (style(fill=RED),)},
        {"a": column(256, 100, 3), "styles": (style(dashes_px=(2.0, 1.0)),)},
        {**matrices, "styles": (style(fill=RED),)},
        {**sheared, "styles": (style(fill=RED),), "paths": (CURVES, LINE_PATH)},
        {"x": column(), "y": column()},
    ):
        rec.frame(1, [collection(**changes)])
    images = [(RGBA_IMAGE, 1), (PALETTE_IMAGE, 0), (PALETTE_IMAGE, 1), (None, 1)]
    rec.frame(
        1, [DrawImage(AXES_GROUP, RECT_CLIP, image, 0.1, -2.5, 30.0, 0.0, smooth) for image, smooth in images]
    )
    rec.frame(1, [DrawImage(None, None, RGBA_IMAGE, float("inf"), 0.0, 1.0, 1.0, 0)])
    angles = (0.0, 90.0, 180.0, 270.0, -90.0, 30.0, 45.5, -123.25, 360.0, 1e6)
    rec.frame(1, [DrawText(AXES_GROUP, None, FILLED, WORDS, 100.1, 50.25, angle) for angle in angles])
    rec.frame(
        1,
        [
            DrawText(None, RECT_CLIP, style(), WORDS, 1.0, 2.0, 0.0),
            DrawText(None, None, FILLED, EMPTY_TEXT, 1.0, 2.0, 0.0),
        ],
    )
    rec.frame(
        1,
        [DrawText(None, None, None, WORDS, 1.0, 2.0, 0.0), DrawText(None, None, FILLED, None, 1.0, 2.0, 0.0)],
    )
    rec.add(rec.writer.end(End(rec.now, 0, "finished")))
    return rec.log()


def columns() -> bytes:
    """Columns of every width and order, with values at the ends of their ranges."""
    rec = Recorder()
    rec.add(rec.writer.figure(figure(1)))
    top, bottom = 2**31 - 1, -(2**31)
    for values in (
        [0] * 9,
        [-128, 127, 0, -1],
        [-32768, 32767, 5, -1],
        [top, bottom, 0, -1, top],
        list(range(1000, 3000, 7)),
        [100_000 * i for i in range(40)],
        [i * i for i in range(300)],
        [1000 * i * i - 7 * i for i in range(300)],
        [(i * 7919) % 100_003 - 50_000 for i in range(200)],
        [20_000 * i * i for i in range(300)],
        [bottom, top, bottom],
    ):
        rec.frame(1, drawn((Path(8, b"", column(*values), column(*reversed(values))),), style()))
    rec.frame(1, drawn((Path(24, b"", column(1, -1), column(top, bottom)),), style()))
    rec.add(rec.writer.end(End(rec.now, 0, "finished")))
    return rec.log()


def session_events() -> list[Event]:
    rec = Recorder(chunk_raw_bytes=3000, chunk_ns=400 * MS)
    rec.add(rec.writer.figure(figure(1)))
    rec.add(rec.writer.figure(figure(7, width_px=300, height_px=200, dpi=72.5, title="")))
    for i in range(12):
        wave = polyline(*((16 * j, (j * j * (i + 3)) % 97) for j in range(60)))
        rec.frame(1, drawn((LINE_PATH, wave), style()), (AXES,))
        if i % 3 == 0:
            rec.frame(
                7, drawn((TRIANGLE,), FILLED), (AXES, AXES._replace(projection="3d", limits=(0.0,) * 6))
            )
            rec.add(rec.writer.flush())
    rec.add(rec.writer.mark(Mark(rec.now, "Versuch 2: µ = 0.5 ☃ \U0001f600")))
    rec.add(rec.writer.output(Output(rec.now, 1, "line\r\n\x00end")))
    rec.add(rec.writer.output(Output(rec.now, 2, "")))
    rec.add(rec.writer.figure(figure(1, width_px=800, height_px=600, time_ns=rec.now)))
    rec.frame(1, drawn((TRIANGLE,), style()))
    rec.add(rec.writer.figure(figure(1, width_px=800, height_px=600, time_ns=rec.now, title="new title")))
    rec.frame(1, drawn((CURVES,), style()))
    rec.add(rec.writer.close_figure(Close(7, rec.now)))
    rec.frame(1, [])
    rec.add(rec.writer.end(End(rec.now, -11, "interrupted")))
    return rec.events


def session() -> bytes:
    """Several chunks, several figures, a resize, carried pictures and every record of a session; no index."""
    return b"".join(event.data for event in session_events() if isinstance(event, ChunkData))


def indexed() -> bytes:
    """The same session with index and seek table."""
    index = IndexBuilder()
    for event in session_events():
        if isinstance(event, ChunkEnd):
            index.add(event.chunk, event.notes)
    return session() + index.encode()


def truncated() -> bytes:
    """The same session, cut inside its third chunk, as a killed writer leaves it."""
    sizes = [event.chunk.size_bytes for event in session_events() if isinstance(event, ChunkEnd)]
    return session()[: sum(sizes[:3]) - 25]


def later() -> bytes:
    """What somebody may add: records, definitions and fields that the format does not have."""
    encoder = ChunkEncoder()
    raw = encoder.encode(header())
    raw += _record(40, b"a record of an unknown kind")
    raw += encoder.encode(figure(1))
    known = _record(
        NUMBERS[Group], b"\0" + pack_bytes(b"figure") + pack_bytes(b"") + pack_bytes(b"") + b"new field"
    )
    raw += known  # id 1
    raw += _record(90, b"an unknown definition")  # id 2
    raw += _record(127, b"an unknown op")  # id 3
    raw += _record(NUMBERS[Clip], b"\0" + b"\1" + pack_int(2))  # id 4: a path of an unknown kind
    raw += _record(
        NUMBERS[DrawText], pack_uint(1 + RECENT) + pack_uint(1) + b"\0\0" + struct.pack("<3f", 1, 2, 3)
    )  # id 5
    raw += _record(NUMBERS[Batch], pack_uint(90) + pack_uint(2) + b"two unknown definitions")  # ids 6 and 7
    frame = pack_uint(1) + pack_uint(0) + pack_uint(2**53 - 1) + b"\0"
    frame += b"\4" + b"".join(map(pack_int, (3, 5 - 3, 6 - 5, 3 - 6))) + b"more"
    raw += _record(NUMBERS[Frame], frame)
    raw += _record(63, b"")
    return _chunk(raw)


def codings() -> bytes:
    """Every coding of columns, images and batches: see codings.py."""
    encoder = ChunkEncoder()
    return _chunk(encoder.encode(header()) + encoder.encode(figure(1)) + forged())


def drawing() -> bytes:
    """What a canvas is told at a scale other than 1: see drawings.py."""
    from .drawings import frames  # which are made of the parts above

    return _drawn(frames())


def hatches() -> bytes:
    """Tiles within, across and outside of a small canvas."""
    from .drawings import hatches

    return _drawn(hatches())


def _drawn(frames: Iterable[list[Op]]) -> bytes:
    rec = Recorder()
    rec.add(rec.writer.figure(figure(1, width_px=60, height_px=40)))
    for ops in frames:
        rec.frame(1, ops)
    rec.add(rec.writer.end(End(rec.now, 0, "finished")))
    return rec.log()


def _record(number: int, payload: bytes) -> bytes:
    return bytes((number,)) + pack_bytes(payload)


def _chunk(raw: bytes) -> bytes:
    checked = raw + _record(NUMBERS[Check], struct.pack("<I", zlib.crc32(raw)))
    return zstandard.ZstdCompressor(write_checksum=True).compress(checked)


# Of version 1, which nothing writes any more: read only. What its names stand for is today's without the "-2".
OLD = ("columns", "features", "indexed", "later", "ops", "session", "truncated")
MAKERS: dict[str, Callable[[], bytes]] = {
    f"{maker.__name__}-2": maker
    for maker in (ops, columns, session, indexed, truncated, later, drawing, codings, hatches)
}
DRAWN = ("features-2",)  # by matplotlib, see tests/render/features.py
# at which calls are written down; of the others: 1
SCALES = dict.fromkeys(("drawing-2", "hatches-2"), (1.0, 2.0, 1.37))


# ---- how they are written down ----------------------------------------------------------------


def read(log: bytes) -> list[Record]:
    """Decode the chunks of a log."""
    return list(StreamReader().feed(log))


def today(record: Record) -> Record:
    """Return *record* as if it had been read from today's version."""
    return record._replace(version=VERSION) if isinstance(record, Header) else record


def written(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return records as JSON values: see README.md beside the vectors."""
    out: list[dict[str, Any]] = []
    ids: dict[int, int] = {}
    for record in records:
        if isinstance(record, Header):
            ids = {}
        out.append(_fields(record, ids, out))
    return out


def _fields(record: Any, ids: dict[int, int], out: list[dict[str, Any]]) -> dict[str, Any]:
    number = NUMBERS[type(record)]
    fields: dict[str, Any] = {"record": _name(number)}
    defaults = type(record)._field_defaults
    for (name, kind, _, _), value in zip(FIELDS[number], record, strict=True):
        if name in defaults and value == defaults[name]:
            continue
        if kind == "ref":
            fields[name] = 0 if value is None else _id(value, ids, out)
        elif kind == "refs":
            fields[name] = [_id(item, ids, out) for item in value]
        elif kind == "column":
            fields[name] = array("i", value).tolist()
        elif kind in ("rgba", "bytes", "pixels"):
            fields[name] = value.hex()
        elif isinstance(value, tuple):
            fields[name] = list(value)
        else:
            fields[name] = "inf" if value == float("inf") else value
    return fields


def _id(definition: Any, ids: dict[int, int], out: list[dict[str, Any]]) -> int:
    known = ids.get(id(definition))
    if known is None:
        fields = _fields(definition, ids, out)
        known = ids[id(definition)] = len(ids) + 1
        out.append({"define": known, **fields})
    return known


def _name(number: int) -> str:
    class_name = CLASSES[number].__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in class_name).lstrip("_")


def calls(records: Iterable[Record], scales: Iterable[float] = (1.0,)) -> list[dict[str, Any]]:
    """Return the canvas calls of every frame, at each of the scales."""
    sizes: dict[int, tuple[int, int]] = {}
    found = []
    for record in records:
        if isinstance(record, Figure):
            sizes[record.figure] = (record.width_px, record.height_px)
        if not isinstance(record, Frame):
            continue
        for scale in scales:
            width, height = (floor(scale * size + 0.5) for size in sizes[record.figure])
            found.append(
                {
                    "figure": record.figure,
                    "number": record.number,
                    **({} if scale == 1 else {"scale": scale}),
                    "calls": canvas_calls(record.ops, scale, (width, height)),
                }
            )
    return found


def chunks_of(log: bytes) -> bytes:
    """Return the part of a vector that a live viewer would be sent."""
    return log.partition(struct.pack("<I", INDEX_MAGIC))[0]


def _lines(items: list[Any]) -> str:
    text = ",\n".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in items)
    return f"[\n{text}\n]\n"


def write(name: str, log: bytes) -> None:
    """Write a vector and what is in it."""
    records = read(chunks_of(log))
    (VECTORS / f"{name}.h5rec").write_bytes(log)
    (VECTORS / f"{name}.json").write_text(_lines(written(records)), encoding="utf-8")
    (VECTORS / f"{name}.calls.json").write_text(
        _lines(calls(records, SCALES.get(name, (1.0,)))), encoding="utf-8"
    )


def main() -> None:
    """Write all vectors that are made here."""
    VECTORS.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        write(name, make())


if __name__ == "__main__":
    main()
