"""Records, field tables and limits. Generated from format/ops.toml by `make gen`; do not edit."""

from __future__ import annotations

from typing import NamedTuple

VERSION = 2
MAGIC = "h5rec"
MAX_RECORD_BYTES = 67108864
MAX_CHUNK_RAW_BYTES = 134217728
MAX_CHUNK_RECORDS = 1048576
MAX_CHUNK_REFERENCES = 8388608
MAX_LIST_ITEMS = 1048576
MAX_COLUMN_VALUES = 16777216
MAX_WINDOW_BYTES = 8388608
MAX_VARINT_BYTES = 9
INDEX_MAGIC = 0x184D2A5D
SEEK_TABLE_MAGIC = 0x184D2A5E
SEEK_FOOTER_MAGIC = 0x8F92EAB1

FIRST_DEFINITION = 64
FIRST_OP = 96
# Definitions that a reference counts back, since version 2
RECENT = 3


class Header(NamedTuple):
    """First record of every chunk (and of the index): what this is and who made it."""

    magic: str  # always `h5rec`
    version: int  # format version; a reader refuses a higher one
    chunk: int  # number of this chunk, counted from 0
    time_ns: int  # session time at which the chunk was opened
    created_unix_ns: int  # wall clock at session time 0
    meta: tuple[str, ...]  # key, value, key, value, ...: title, script, argv (JSON), h5rec, matplotlib, python, platform, clock


class Figure(NamedTuple):
    """A figure was opened, resized or retitled; repeated at the start of every chunk for each open figure."""

    figure: int  # number of the figure, unique in the session
    time_ns: int  # session time of the change
    title: str  # window title
    width_px: int  # canvas width
    height_px: int  # canvas height
    dpi: float  # dots per inch of the figure
    next_frame: int  # number that this figure's next new frame gets


class Close(NamedTuple):
    """A figure was closed; its number is not used again in this session."""

    figure: int  # the figure
    time_ns: int  # session time


class Frame(NamedTuple):
    """One new, complete picture of one figure."""

    figure: int  # the figure
    number: int  # counted from 0 in each figure, without gaps
    time_ns: int  # session time, never less than that of the frame before
    axes: tuple[Axes, ...]  # where each axes lies and what its coordinates are
    ops: tuple[Op, ...]  # what to draw, back to front


class Carry(NamedTuple):
    """The picture that a figure already showed when this chunk began: state for whoever starts here, not a new frame."""

    figure: int  # the figure
    number: int  # number of the frame that it repeats
    time_ns: int  # session time of that frame
    axes: tuple[Axes, ...]  # as in `frame`
    ops: tuple[Op, ...]  # as in `frame`


class Mark(NamedTuple):
    """A labelled moment."""

    time_ns: int  # session time
    label: str  # what the script calls it


class Output(NamedTuple):
    """Text that the script wrote."""

    time_ns: int  # session time
    stream: int  # 1 stdout, 2 stderr
    text: str  # as written, with its line ends


class End(NamedTuple):
    """The session ended by itself; a log without it was cut off."""

    time_ns: int  # session time
    status: int  # exit status of the script
    reason: str  # `finished`, `interrupted`, `failed` or `limit`


class Check(NamedTuple):
    """Checksum over every raw byte since the check before it (or since the chunk's start), itself not included."""

    crc32: int  # CRC-32 as in zlib and PNG


class Chunk(NamedTuple):
    """Only in the index: where a chunk lies and what is in it."""

    number: int  # the chunk
    offset: int  # first byte in the file
    size_bytes: int  # compressed size
    raw_bytes: int  # size of its record stream
    first_ns: int  # session time of its first new frame, or of its opening
    last_ns: int  # session time of its last record
    frames: tuple[int, ...]  # figure, number of its first new frame here, count; repeated


class Batch(NamedTuple):
    """Many definitions of one kind: they take the next ids, one after the other. See "Batches"."""

    kind: int  # their number
    items: int  # how many; at least 1
    fields: bytes  # each field of all of them


class Column(NamedTuple):
    """A column of 32-bit integers."""

    values: bytes  # see "Columns"


class Path(NamedTuple):
    """A path: matplotlib's codes and two columns of coordinates."""

    bits: int  # a coordinate is its integer / 2^bits; at most 24
    codes: bytes  # one per vertex: 1 moveto, 2 lineto, 3 curve3 (2 vertices), 4 curve4 (3 vertices), 79 closepoly (its vertex is not used); empty: one polyline
    x: Column | None  # to the right
    y: Column | None  # downwards, as long as x
    snap: int = 0  # 1: every vertex is snapped when drawn, see "Snapping"
    snap_width_px: float = 0.0  # the line width that decides where a snapped edge lies
    unhinted: Path | None = None  # what to draw instead at any scale other than 1; it has no `unhinted` itself


class Style(NamedTuple):
    """How to fill and stroke."""

    fill: bytes  # alpha 0: not filled
    stroke: bytes  # alpha 0: not stroked
    line_width_px: float  # 0: not stroked
    cap: int  # 0 butt, 1 round, 2 square
    join: int  # 0 miter, 1 round, 2 bevel
    miter_limit: float  # as in SVG and canvas
    antialias: int  # 0: edges are hard where the drawing surface can do that
    dash_offset_px: float  # where in the pattern to start
    dashes_px: tuple[float, ...]  # on, off, ...; empty: solid


class Clip(NamedTuple):
    """Where drawing shows: the intersection of a rectangle and any number of paths."""

    rect: tuple[int, ...]  # x, y, width, height in whole px, y downwards; empty: no rectangle
    paths: tuple[Path, ...]  # each filled by the non-zero rule


class Group(NamedTuple):
    """The artist that draws."""

    parent: Group | None  # the artist around it
    kind: str  # matplotlib's group name: figure, axes, line2d, text, ...
    gid: str  # Artist.get_gid(), or empty
    label: str  # Artist.get_label() unless it starts with an underscore, or empty


class Axes(NamedTuple):
    """Where an axes lies and what its coordinates are."""

    box_px: tuple[float, ...]  # x, y, width, height; y downwards
    projection: str  # Axes.name: rectilinear, polar, 3d, ...
    scales: tuple[str, ...]  # of each axis: linear, log, ...
    limits: tuple[float, ...]  # left, right, bottom, top (and z) in data coordinates
    label: str  # Axes.get_label()


class Image(NamedTuple):
    """Pixels, rows from the top."""

    width_px: int  # at least 1
    height_px: int  # at least 1
    palette: bytes  # RGBA of each colour index; empty: the data is RGBA itself
    data: bytes  # one index, or RGBA, for each pixel; not premultiplied


class Text(NamedTuple):
    """A line of text: what it says, and the outlines to draw it with."""

    text: str  # the string, or its TeX source between dollars
    font: str  # family name
    size_px: float  # em size
    bits: int  # of x and y
    glyphs: tuple[Path, ...]  # each filled by the non-zero rule
    x: Column | None  # of each glyph from the origin, to the right
    y: Column | None  # of each glyph from the baseline, downwards
    unhinted_x: Column | None = None  # instead of x at any scale other than 1; none: x
    unhinted_y: Column | None = None  # instead of y; there if unhinted_x is


class Paths(NamedTuple):
    """Many paths in one definition."""

    bits: int  # a coordinate is its integer / 2^bits; at most 24
    codes: bytes  # as in `path`, of all paths one after the other; empty: each is one polyline
    lengths: Column | None  # vertices of each path; their sum is the length of x
    x: Column | None  # of all paths one after the other
    y: Column | None  # as long as x
    snap: int  # as in `path`, for all of them
    snap_width_px: float  # as in `path`


class DrawPath(NamedTuple):
    """Fill, then stroke, one path."""

    group: Group | None
    clip: Clip | None
    style: Style | None
    path: Path | None


class DrawMarkers(NamedTuple):
    """Draw one path at many places."""

    group: Group | None
    clip: Clip | None
    style: Style | None
    path: Path | None  # relative to its place
    bits: int  # of x and y
    x: Column | None  # places
    y: Column | None  # places, as many as x
    snap: int = 0  # 1: places are snapped to whole pixels, see "Snapping"


class DrawCollection(NamedTuple):
    """Draw item i for each i: paths and styles are chosen by an index column, or in turn where there is none."""

    group: Group | None
    clip: Clip | None
    styles: tuple[Style, ...]  # at least one
    style_index: Column | None  # into styles, one per item; none: i modulo their number
    paths: tuple[Path, ...]  # at least one, unless there is a path_list
    path_index: Column | None  # into paths, one per item; none: i modulo their number
    matrix_bits: int  # of a, b, c, d
    a: Column | None  # one per item; a none: every matrix is the identity
    b: Column | None  # none: 0
    c: Column | None  # none: 0
    d: Column | None  # none: the same as a
    bits: int  # of x and y
    x: Column | None  # a vertex (u, v) is drawn at (a u + c v + x, b u + d v + y); the line width is not scaled
    y: Column | None  # as many as x
    path_list: Paths | None = None  # instead of paths, which is then empty


class DrawImage(NamedTuple):
    """Draw an image in a rectangle."""

    group: Group | None
    clip: Clip | None
    image: Image | None
    x_px: float  # left
    y_px: float  # top
    width_px: float
    height_px: float
    smooth: int  # 1: interpolate when scaled, 0: whole pixels


class DrawText(NamedTuple):
    """Draw a line of text."""

    group: Group | None
    clip: Clip | None
    style: Style | None  # only its fill is used
    text: Text | None
    x_px: float  # origin
    y_px: float  # baseline at the origin
    angle_deg: float  # counterclockwise about the origin


class DrawMesh(NamedTuple):
    """Draw the pixels of an image as cells between edges, without seams."""

    group: Group | None
    clip: Clip | None
    image: Image | None  # a pixel for each cell
    bits: int  # of x and y
    x: Column | None  # edges from the left, one more than columns, never decreasing
    y: Column | None  # edges from the top, one more than rows, never decreasing


class DrawHatch(NamedTuple):
    """Draw a pattern: one tile, again and again, and nothing beyond its border. What it fills is the clip."""

    group: Group | None
    clip: Clip | None
    style: Style | None
    path: Path | None  # in the tile, from its top left corner; never snapped
    tile_px: int  # width and height of a tile, at least 1; tiles lie side by side from the canvas' top left corner
    box: tuple[int, ...]  # x, y, width, height in whole px, y downwards: tiles that lie in it are drawn; of at most 1,048,576


Op = DrawPath | DrawMarkers | DrawCollection | DrawImage | DrawText | DrawMesh | DrawHatch
Definition = Column | Path | Style | Clip | Group | Axes | Image | Text | Paths | Op
Record = Header | Figure | Close | Frame | Carry | Mark | Output | End | Check | Chunk | Batch

# number -> class
CLASSES: dict[int, type[Definition] | type[Record]] = {
    1: Header,
    2: Figure,
    3: Close,
    4: Frame,
    5: Carry,
    6: Mark,
    7: Output,
    8: End,
    9: Check,
    10: Chunk,
    11: Batch,
    64: Column,
    65: Path,
    66: Style,
    67: Clip,
    68: Group,
    69: Axes,
    70: Image,
    71: Text,
    72: Paths,
    96: DrawPath,
    97: DrawMarkers,
    98: DrawCollection,
    99: DrawImage,
    100: DrawText,
    101: DrawMesh,
    102: DrawHatch,
}

# class -> number
NUMBERS = {cls: number for number, cls in CLASSES.items()}

# number -> format version that first had the record, where that is not 1
SINCE = {11: 2, 72: 2, 101: 2, 102: 2}

# number -> of each field: name, type, target number (0 none, -1 any op), format version
FIELDS: dict[int, tuple[tuple[str, str, int, int], ...]] = {
    1: (
        ("magic", "string", 0, 1),
        ("version", "uint", 0, 1),
        ("chunk", "uint", 0, 1),
        ("time_ns", "uint", 0, 1),
        ("created_unix_ns", "uint", 0, 1),
        ("meta", "strings", 0, 1),
    ),
    2: (
        ("figure", "uint", 0, 1),
        ("time_ns", "uint", 0, 1),
        ("title", "string", 0, 1),
        ("width_px", "uint", 0, 1),
        ("height_px", "uint", 0, 1),
        ("dpi", "f64", 0, 1),
        ("next_frame", "uint", 0, 1),
    ),
    3: (
        ("figure", "uint", 0, 1),
        ("time_ns", "uint", 0, 1),
    ),
    4: (
        ("figure", "uint", 0, 1),
        ("number", "uint", 0, 1),
        ("time_ns", "uint", 0, 1),
        ("axes", "refs", 69, 1),
        ("ops", "refs", -1, 1),
    ),
    5: (
        ("figure", "uint", 0, 1),
        ("number", "uint", 0, 1),
        ("time_ns", "uint", 0, 1),
        ("axes", "refs", 69, 1),
        ("ops", "refs", -1, 1),
    ),
    6: (
        ("time_ns", "uint", 0, 1),
        ("label", "string", 0, 1),
    ),
    7: (
        ("time_ns", "uint", 0, 1),
        ("stream", "u8", 0, 1),
        ("text", "string", 0, 1),
    ),
    8: (
        ("time_ns", "uint", 0, 1),
        ("status", "int", 0, 1),
        ("reason", "string", 0, 1),
    ),
    9: (
        ("crc32", "u32", 0, 1),
    ),
    10: (
        ("number", "uint", 0, 1),
        ("offset", "uint", 0, 1),
        ("size_bytes", "uint", 0, 1),
        ("raw_bytes", "uint", 0, 1),
        ("first_ns", "uint", 0, 1),
        ("last_ns", "uint", 0, 1),
        ("frames", "uints", 0, 1),
    ),
    11: (
        ("kind", "uint", 0, 2),
        ("items", "uint", 0, 2),
        ("fields", "vectors", 0, 2),
    ),
    64: (
        ("values", "column", 0, 1),
    ),
    65: (
        ("bits", "u8", 0, 1),
        ("codes", "bytes", 0, 1),
        ("x", "ref", 64, 1),
        ("y", "ref", 64, 1),
        ("snap", "u8", 0, 2),
        ("snap_width_px", "f32", 0, 2),
        ("unhinted", "ref", 65, 2),
    ),
    66: (
        ("fill", "rgba", 0, 1),
        ("stroke", "rgba", 0, 1),
        ("line_width_px", "f32", 0, 1),
        ("cap", "u8", 0, 1),
        ("join", "u8", 0, 1),
        ("miter_limit", "f32", 0, 1),
        ("antialias", "u8", 0, 1),
        ("dash_offset_px", "f32", 0, 1),
        ("dashes_px", "f32s", 0, 1),
    ),
    67: (
        ("rect", "ints", 0, 1),
        ("paths", "refs", 65, 1),
    ),
    68: (
        ("parent", "ref", 68, 1),
        ("kind", "string", 0, 1),
        ("gid", "string", 0, 1),
        ("label", "string", 0, 1),
    ),
    69: (
        ("box_px", "f64s", 0, 1),
        ("projection", "string", 0, 1),
        ("scales", "strings", 0, 1),
        ("limits", "f64s", 0, 1),
        ("label", "string", 0, 1),
    ),
    70: (
        ("width_px", "uint", 0, 1),
        ("height_px", "uint", 0, 1),
        ("palette", "bytes", 0, 1),
        ("data", "pixels", 0, 1),
    ),
    71: (
        ("text", "string", 0, 1),
        ("font", "string", 0, 1),
        ("size_px", "f32", 0, 1),
        ("bits", "u8", 0, 1),
        ("glyphs", "refs", 65, 1),
        ("x", "ref", 64, 1),
        ("y", "ref", 64, 1),
        ("unhinted_x", "ref", 64, 2),
        ("unhinted_y", "ref", 64, 2),
    ),
    72: (
        ("bits", "u8", 0, 2),
        ("codes", "bytes", 0, 2),
        ("lengths", "ref", 64, 2),
        ("x", "ref", 64, 2),
        ("y", "ref", 64, 2),
        ("snap", "u8", 0, 2),
        ("snap_width_px", "f32", 0, 2),
    ),
    96: (
        ("group", "ref", 68, 1),
        ("clip", "ref", 67, 1),
        ("style", "ref", 66, 1),
        ("path", "ref", 65, 1),
    ),
    97: (
        ("group", "ref", 68, 1),
        ("clip", "ref", 67, 1),
        ("style", "ref", 66, 1),
        ("path", "ref", 65, 1),
        ("bits", "u8", 0, 1),
        ("x", "ref", 64, 1),
        ("y", "ref", 64, 1),
        ("snap", "u8", 0, 2),
    ),
    98: (
        ("group", "ref", 68, 1),
        ("clip", "ref", 67, 1),
        ("styles", "refs", 66, 1),
        ("style_index", "ref", 64, 1),
        ("paths", "refs", 65, 1),
        ("path_index", "ref", 64, 1),
        ("matrix_bits", "u8", 0, 1),
        ("a", "ref", 64, 1),
        ("b", "ref", 64, 1),
        ("c", "ref", 64, 1),
        ("d", "ref", 64, 1),
        ("bits", "u8", 0, 1),
        ("x", "ref", 64, 1),
        ("y", "ref", 64, 1),
        ("path_list", "ref", 72, 2),
    ),
    99: (
        ("group", "ref", 68, 1),
        ("clip", "ref", 67, 1),
        ("image", "ref", 70, 1),
        ("x_px", "f32", 0, 1),
        ("y_px", "f32", 0, 1),
        ("width_px", "f32", 0, 1),
        ("height_px", "f32", 0, 1),
        ("smooth", "u8", 0, 1),
    ),
    100: (
        ("group", "ref", 68, 1),
        ("clip", "ref", 67, 1),
        ("style", "ref", 66, 1),
        ("text", "ref", 71, 1),
        ("x_px", "f32", 0, 1),
        ("y_px", "f32", 0, 1),
        ("angle_deg", "f32", 0, 1),
    ),
    101: (
        ("group", "ref", 68, 2),
        ("clip", "ref", 67, 2),
        ("image", "ref", 70, 2),
        ("bits", "u8", 0, 2),
        ("x", "ref", 64, 2),
        ("y", "ref", 64, 2),
    ),
    102: (
        ("group", "ref", 68, 2),
        ("clip", "ref", 67, 2),
        ("style", "ref", 66, 2),
        ("path", "ref", 65, 2),
        ("tile_px", "int", 0, 2),
        ("box", "ints", 0, 2),
    ),
}
