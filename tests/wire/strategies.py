"""Records of every kind, as hypothesis strategies."""

from __future__ import annotations

import struct
from typing import Any

from hypothesis import strategies as st

from h5rec.wire._ops import (
    MAGIC,
    VERSION,
    Axes,
    Carry,
    Clip,
    Close,
    Column,
    DrawCollection,
    DrawHatch,
    DrawImage,
    DrawMarkers,
    DrawMesh,
    DrawPath,
    DrawText,
    End,
    Figure,
    Frame,
    Group,
    Header,
    Image,
    Mark,
    Output,
    Path,
    Paths,
    Style,
    Text,
)

uints = st.integers(0, 2**63 - 1) | st.integers(0, 300)
f32s = st.floats(width=32, allow_nan=False, allow_infinity=False)
sizes_px = st.floats(0, 1000, width=32)
f64s = st.floats(allow_nan=False)
strings = st.text(max_size=12)
bits = st.integers(0, 24)
colours = st.binary(min_size=4, max_size=4)


def ints_of(count: int, low: int = -(2**31), high: int = 2**31 - 1) -> st.SearchStrategy[list[int]]:
    values = st.integers(low, high) | st.integers(max(low, -300), min(high, 300))
    return st.lists(values, min_size=count, max_size=count)


@st.composite
def columns(draw: st.DrawFn, count: int, low: int = -(2**31), high: int = 2**31 - 1) -> Column:
    return Column(struct.pack(f"<{count}i", *draw(ints_of(count, low, high))))


snaps = st.just((0, 0.0)) | st.tuples(st.integers(0, 1), sizes_px)
coded = st.lists(st.sampled_from([b"\1", b"\2", b"\3\3", b"\4\4\4", b"\x4f"]), max_size=4).map(
    lambda runs: b"\1" + b"".join(runs)
)


@st.composite
def paths(draw: st.DrawFn, unhinted: bool = True) -> Path:
    codes = b"" if draw(st.booleans()) else draw(coded)
    count = len(codes) or draw(st.integers(0, 6))
    other = draw(st.none() | paths(unhinted=False)) if unhinted else None
    return Path(draw(bits), codes, draw(columns(count)), draw(columns(count)), *draw(snaps), other)


@st.composite
def path_lists(draw: st.DrawFn) -> Paths:
    if draw(st.booleans()):
        codes, lengths = b"", draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    else:
        parts = draw(st.lists(coded | st.just(b""), min_size=1, max_size=4))
        codes, lengths = b"".join(parts), list(map(len, parts))
    count = sum(lengths)
    made = Column(struct.pack(f"<{len(lengths)}i", *lengths))
    return Paths(draw(bits), codes, made, draw(columns(count)), draw(columns(count)), *draw(snaps))


styles = st.builds(
    Style,
    fill=colours,
    stroke=colours,
    line_width_px=sizes_px,
    cap=st.integers(0, 2),
    join=st.integers(0, 2),
    miter_limit=st.floats(1, 100, width=32),
    antialias=st.integers(0, 1),
    dash_offset_px=f32s.filter(lambda value: abs(value) < 1e9),
    dashes_px=st.lists(sizes_px, max_size=4).map(tuple),
)
clips = st.builds(
    Clip,
    rect=st.just(()) | ints_of(4, -(10**6), 10**6).map(tuple),
    paths=st.lists(paths(), max_size=2).map(tuple),
)
groups: st.SearchStrategy[Group] = st.recursive(
    st.builds(Group, parent=st.none(), kind=strings, gid=strings, label=strings),
    lambda inner: st.builds(Group, parent=inner, kind=strings, gid=strings, label=strings),
    max_leaves=3,
)
axes = st.builds(
    Axes,
    box_px=st.lists(f64s, min_size=4, max_size=4).map(tuple),
    projection=strings,
    scales=st.lists(strings, max_size=3).map(tuple),
    limits=st.lists(f64s, max_size=6).map(tuple),
    label=strings,
)


@st.composite
def images(draw: st.DrawFn) -> Image:
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    if draw(st.booleans()):
        return Image(
            width, height, b"", draw(st.binary(min_size=4 * width * height, max_size=4 * width * height))
        )
    colour_count = draw(st.integers(1, 256))
    data = draw(st.lists(st.integers(0, colour_count - 1), min_size=width * height, max_size=width * height))
    return Image(width, height, bytes(4 * colour_count), bytes(data))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    glyphs = tuple(draw(st.lists(paths(), max_size=3)))
    count = len(glyphs)
    places = (draw(columns(count)), draw(columns(count))) if count or draw(st.booleans()) else (None, None)
    unhinted = draw(st.just((None, None)) | st.tuples(columns(count), columns(count)))
    return Text(draw(strings), draw(strings), draw(sizes_px), draw(bits), glyphs, *places, *unhinted)


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Group | None, Clip | None]:
    return draw(st.none() | groups), draw(st.none() | clips)


@st.composite
def draw_paths(draw: st.DrawFn) -> DrawPath:
    return DrawPath(*draw(drawn()), draw(st.none() | styles), draw(st.none() | paths()))


@st.composite
def draw_markers(draw: st.DrawFn) -> DrawMarkers:
    count = draw(st.integers(0, 6))
    style, path = draw(styles), draw(paths())
    places = draw(columns(count)), draw(columns(count))
    return DrawMarkers(*draw(drawn()), style, path, draw(bits), *places, draw(st.integers(0, 1)))


@st.composite
def draw_collections(draw: st.DrawFn) -> DrawCollection:
    count = draw(st.integers(0, 6))
    item_styles = tuple(draw(st.lists(styles, min_size=1, max_size=3)))
    path_list = draw(st.none() | path_lists())
    item_paths = () if path_list else tuple(draw(st.lists(paths(), min_size=1, max_size=3)))
    path_count = len(path_list.lengths.values) // 4 if path_list and path_list.lengths else len(item_paths)
    maybe = st.none() | columns(count)
    return DrawCollection(
        *draw(drawn()),
        item_styles,
        draw(st.none() | columns(count, 0, len(item_styles) - 1)),
        item_paths,
        draw(st.none() | columns(count, 0, path_count - 1)),
        draw(bits),
        draw(maybe),
        draw(maybe),
        draw(maybe),
        draw(maybe),
        draw(bits),
        draw(columns(count)),
        draw(columns(count)),
        path_list,
    )


@st.composite
def draw_images(draw: st.DrawFn) -> DrawImage:
    x, y, width, height = (draw(f32s) for _ in range(4))
    return DrawImage(*draw(drawn()), draw(images()), x, y, width, height, draw(st.integers(0, 1)))


@st.composite
def draw_texts(draw: st.DrawFn) -> DrawText:
    return DrawText(*draw(drawn()), draw(styles), draw(texts()), draw(f32s), draw(f32s), draw(f32s))


@st.composite
def draw_meshes(draw: st.DrawFn) -> DrawMesh:
    image = draw(images())
    x, y = (
        Column(struct.pack(f"<{count + 1}i", *sorted(draw(ints_of(count + 1)))))
        for count in (image.width_px, image.height_px)
    )
    return DrawMesh(*draw(drawn()), image, draw(bits), x, y)


@st.composite
def draw_hatches(draw: st.DrawFn) -> DrawHatch:
    box = (*draw(ints_of(2)), *draw(ints_of(2, 0, 1000)))
    return DrawHatch(*draw(drawn()), draw(styles), draw(paths()), draw(st.integers(1, 2**31 - 1)), box)


ops = (
    draw_paths()
    | draw_markers()
    | draw_collections()
    | draw_images()
    | draw_texts()
    | draw_meshes()
    | draw_hatches()
)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Any, ...]:
    some = tuple(draw(st.lists(ops, max_size=4)))
    return tuple(draw(st.lists(axes, max_size=2))), some + some[:1]  # one twice: it is interned


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    return Frame(draw(uints), draw(uints), draw(uints), *draw(pictures()))


@st.composite
def carries(draw: st.DrawFn) -> Carry:
    return Carry(draw(uints), draw(uints), draw(uints), *draw(pictures()))


headers = st.builds(
    Header,
    magic=st.just(MAGIC),
    version=st.just(VERSION),
    chunk=uints,
    time_ns=uints,
    created_unix_ns=uints,
    meta=st.lists(strings, max_size=6).map(tuple),
)
small_records = st.one_of(
    st.builds(
        Figure,
        figure=uints,
        time_ns=uints,
        title=strings,
        width_px=uints,
        height_px=uints,
        dpi=f64s,
        next_frame=uints,
    ),
    st.builds(Close, figure=uints, time_ns=uints),
    st.builds(Mark, time_ns=uints, label=strings),
    st.builds(Output, time_ns=uints, stream=st.integers(1, 2), text=strings),
    st.builds(End, time_ns=uints, status=st.integers(-(2**62), 2**62 - 1), reason=strings),
)
records = frames() | carries() | small_records
